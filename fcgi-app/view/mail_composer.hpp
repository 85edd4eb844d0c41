#pragma once

#include "view/mail_blocks.hpp"

#include <initializer_list>

namespace view {

/// Writes the blocks of one mail, in the order in which its functions are called.
class MailComposer {
public:
    MailComposer(base::Language language, const MailFacts& facts, const Texts& texts, const std::string& base_url)
        : language_{language}, facts_{facts}, texts_{texts}, base_url_{base_url}
    {
    }

    [[nodiscard]] std::string text(std::string_view key) const { return texts_.get(language_, {key, values_}); }

    void say(std::string_view key) { add(MailBlockStyle::paragraph, {line(key)}); }
    void say_with_page(std::string_view key, std::string_view path)
    {
        add(MailBlockStyle::paragraph, {line(key, page(path, language_))});
    }
    void user_name() { say("mail.username_line"); }
    void link() { add(MailBlockStyle::link, {{{}, facts_.link, {}}}); }
    void old_name()
    {
        if (!facts_.old_name.empty()) say("mail.old_name");
    }
    /// How long the link is good, who asked, and how to tell a true link from a false one.
    void about_link(std::initializer_list<std::string_view> more);
    void closing();

    std::vector<MailBlock> blocks() && { return std::move(blocks_); }

private:
    void add(MailBlockStyle style, std::vector<MailLine> lines) { blocks_.push_back({style, std::move(lines)}); }
    [[nodiscard]] MailLine line(std::string_view key, std::string url = {}) const
    {
        return {text(key), std::move(url), {}};
    }
    [[nodiscard]] MailLine valid_until() const
    {
        const auto expires = facts_.expires_at;
        const Text text{
            "mail.valid_until", {{"date", local_date(language_, expires)}, {"time", local_time(language_, expires)}}};
        return {texts_.get(language_, text), {}, {}};
    }
    [[nodiscard]] std::string page(std::string_view path, base::Language language) const
    {
        return base_url_ + std::string{path} + "?lang=" + std::string{base::code(language)};
    }
    void other_languages();

    base::Language language_;
    const MailFacts& facts_;
    const Texts& texts_;
    const std::string& base_url_;
    std::vector<TextValue> values_{
        {"email", facts_.email},
        {"old_name", facts_.old_name},
        {"base_url", base_url_ + '/'},
        {"date", local_date(language_, facts_.asked_at)},
        {"time", local_time(language_, facts_.asked_at)}};
    std::vector<MailBlock> blocks_;
};

} // namespace view
