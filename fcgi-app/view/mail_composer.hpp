#pragma once

#include "view/mail_blocks.hpp"

#include <initializer_list>

namespace view {

/// Where a page of the service begins in a language.
[[nodiscard]] std::string page_in_language(const std::string& base_url, std::string_view path, base::Language language);

/// A link that opens in the language of its mail unless it says otherwise.
[[nodiscard]] std::string link_in_language(const std::string& link, base::Language language);

/// Writes the blocks of one mail, in the order in which its functions are called. Its texts may use {email},
/// {old_name}, {new}, {new_masked}, {browser}, {system}, {base_url}, {date} and {time} of what happened, {until_date}
/// and {until_time} of the link or of the time to sign in, {erase_date}, and {action}, {unit} and {reason} of what staff did.
class MailComposer {
public:
    MailComposer(base::Language language, const MailFacts& facts, const Texts& texts, const std::string& base_url);

    [[nodiscard]] std::string text(std::string_view key) const { return texts_.get(language_, {key, values_}); }

    void say(std::string_view key) { list({key}); }
    /// A text whose plural form the number of failures chooses.
    void say_count(std::string_view key)
    {
        add(MailBlockStyle::paragraph, {{texts_.get(language_, {key, values_, facts_.failures}), {}, {}}});
    }
    void say_with_page(std::string_view key, std::string_view path)
    {
        add(MailBlockStyle::paragraph, {line(key, page_in_language(base_url_, path, language_))});
    }
    [[nodiscard]] bool has_closed() const { return facts_.has_closed; }
    [[nodiscard]] bool while_signed_in() const { return facts_.while_signed_in; }
    [[nodiscard]] bool is_reserved() const { return facts_.is_reserved; }
    [[nodiscard]] bool was_dormant() const { return facts_.was_dormant; }
    [[nodiscard]] bool with_old_password() const { return facts_.with_old_password; }
    /// Lines that stand together.
    void list(std::initializer_list<std::string_view> keys);
    void user_name() { say("mail.username_line"); }
    void link() { add(MailBlockStyle::link, {{{}, facts_.link, {}}}); }
    void sign_in_link() { add(MailBlockStyle::link, {{{}, link_in_language(facts_.sign_in_link, language_), {}}}); }
    void old_name()
    {
        if (!facts_.old_name.empty()) say("mail.old_name");
    }
    /// What is added to what; the old name only where it is known.
    void old_name_and_account();
    void browser();
    /// How long the link is good, who asked, and how to tell a true link from a false one.
    void about_link(std::initializer_list<std::string_view> more);
    /// The same where nobody asked for anything.
    void about_link_of_notice() { list({"mail.valid_until", "mail.link_begins"}); }
    void closing();

    std::vector<MailBlock> blocks() && { return std::move(blocks_); }

private:
    void add(MailBlockStyle style, std::vector<MailLine> lines) { blocks_.push_back({style, std::move(lines)}); }
    [[nodiscard]] MailLine line(std::string_view key, std::string url = {}) const
    {
        return {text(key), std::move(url), {}};
    }

    base::Language language_;
    const MailFacts& facts_;
    const Texts& texts_;
    const std::string& base_url_;
    std::vector<TextValue> values_;
    std::vector<MailBlock> blocks_;
};

} // namespace view
