// What holds for every mail, whatever it is about and in whichever languages it speaks.

#include "sample_mails.hpp"
#include "support/places.hpp"

#include <boost/algorithm/string/replace.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>

using kokkola::contains;
using kokkola::Language;
using kokkola::lines;
using view::MailKind;

namespace {

const std::string divider(40, '-');

/// Every kind in every language, to readers whose language is known and to those whose is not.
void for_each_mail(const std::function<void(Language, const view::MailFacts&, const view::MailText&)>& check)
{
    for (const auto kind : kokkola::mail_kinds()) {
        for (const auto language : base::all_languages) {
            for (const bool is_known : {true, false}) {
                auto facts =
                    kokkola::mail_facts(is_known ? std::nullopt : std::optional{kokkola::other_official(language)});
                facts.not_me_link = kokkola::not_me_link;
                BOOST_TEST_CONTEXT(view::name(kind) << " in " << base::code(language) << (is_known ? "" : " and more"))
                check(language, facts, kokkola::mails().render(kind, language, facts));
            }
        }
    }
}

/// The visible words of the HTML part.
std::string words_of(const std::string& html)
{
    static const std::regex markup{"<head>[^]*</head>|<[^>]*>"};
    auto words = std::regex_replace(html, markup, "");
    for (const auto& [entity, letter] :
         {std::pair{"&#39;", "'"}, {"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}})
        boost::algorithm::replace_all(words, entity, letter);
    return words;
}

/// A text of variables alone ("{city}, {contact}") matches too much, and proves nothing.
bool says_something(const std::string& text)
{
    return std::regex_search(std::regex_replace(text, std::regex{R"(\{[a-z_]+\})"}, ""), std::regex{"[A-Za-z]"});
}

/// What a line may say: whole texts, and patterns of those in which anything may stand for a {variable}.
struct Texts {
    std::set<std::string> whole{"Asiointipalvelu", "E-tjänsten", "E-service"};
    std::vector<std::regex> patterns;
};

void read_catalogue(Language language, Texts& texts)
{
    std::ifstream file{support::source("templates/locale/") + std::string{base::code(language)} + ".po"};
    for (std::string line; std::getline(file, line);) {
        const auto quote = line.find(" \"");
        if (!line.starts_with("msgstr") || line.ends_with(" \"\"")) continue;
        auto text = line.substr(quote + 2, line.size() - quote - 3);
        if (!says_something(text)) continue;
        if (!contains(text, "{")) {
            texts.whole.insert(std::move(text));
            continue;
        }
        text = std::regex_replace(text, std::regex{R"([.?*+()|\[\]^$\\])"}, R"(\$&)");
        std::regex pattern{std::regex_replace(text, std::regex{R"(\{[a-z_]+\})"}, ".+")};
        if (!std::regex_match("an invented line", pattern)) texts.patterns.push_back(std::move(pattern));
    }
}

Texts read_catalogues()
{
    Texts texts;
    for (const auto language : base::all_languages) read_catalogue(language, texts);
    return texts;
}

/// Most lines stand in many mails: each is judged once.
bool is_from_a_catalogue(const std::string& line)
{
    static const auto texts = read_catalogues();
    static std::map<std::string, bool> judged;
    const auto [known, is_new] = judged.try_emplace(line);
    if (is_new)
        known->second = texts.whole.contains(line) || std::ranges::any_of(texts.patterns, [&](const auto& each) {
                            return std::regex_match(line, each);
                        });
    return known->second;
}

constexpr std::array subject_ends{
    ": Asiointipalvelu, Kokkolan kaupunki", ": E-tjänsten, Karleby stad", ": E-service, City of Kokkola"};
constexpr std::array closings{
    "\n\nYstävällisin terveisin,\nAsiointipalvelu\n\n", "\n\nMed vänlig hälsning\nE-tjänsten\n\n",
    "\n\nKind regards,\nE-service\n\n"};
constexpr std::array senders{
    "\nLähettäjä: Kokkolan kaupungin sähköiset palvelut\n", "\nAvsändare: Karleby stads e-tjänster\n",
    "\nSender: E-services of the City of Kokkola\n"};

} // namespace

BOOST_AUTO_TEST_SUITE(mails)

// R-187: what a mail always says, whatever it is about: who sends it, and whom to contact.
BOOST_AUTO_TEST_CASE(every_mail_closes_alike_in_each_of_its_languages)
{
    for_each_mail([](Language language, const view::MailFacts& facts, const view::MailText& mail) {
        const auto first = static_cast<std::size_t>(language);
        BOOST_TEST(mail.subject.ends_with(subject_ends[first]));
        BOOST_TEST(contains(mail.html, "<html lang=\"" + std::string{base::code(language)} + "\">"));
        for (const auto spoken : {language, facts.also_in.value_or(language)}) {
            BOOST_TEST(contains(mail.text, closings[static_cast<std::size_t>(spoken)]));
            BOOST_TEST(contains(mail.text, senders[static_cast<std::size_t>(spoken)]));
        }
        BOOST_TEST(contains(mail.text, "neuvonta@example.com"));
    });
}

// R-181: as they are written, without the help of an encoding.
BOOST_AUTO_TEST_CASE(no_line_is_longer_than_mail_servers_take)
{
    for_each_mail([](Language, const view::MailFacts&, const view::MailText& mail) {
        for (const auto& line : lines(mail.text)) BOOST_TEST(line.size() <= 998U, line);
        BOOST_TEST(mail.html.size() < 100U * 1024U);
    });
}

BOOST_AUTO_TEST_CASE(a_url_stands_whole_on_a_line_of_its_own)
{
    for_each_mail([](Language, const view::MailFacts&, const view::MailText& mail) {
        for (const auto& line : lines(mail.text)) {
            if (!contains(line, "https://") || line.ends_with(": https://asiointi.example.fi/")) continue;
            BOOST_TEST((line.starts_with("<https://") && line.ends_with(">") && !contains(line, " ")), line);
        }
    });
}

BOOST_AUTO_TEST_CASE(text_and_html_say_the_same)
{
    for_each_mail([](Language, const view::MailFacts&, const view::MailText& mail) {
        const auto html = words_of(mail.html);
        std::size_t from = 0;
        for (auto line : lines(mail.text)) {
            if (line == divider) continue;
            if (line.starts_with('<')) line = line.substr(1, line.size() - 2);
            const auto at = html.find(line, from);
            BOOST_TEST((at != std::string::npos), "in its place: " << line);
            if (at != std::string::npos) from = at;
        }
    });
}

BOOST_AUTO_TEST_CASE(every_sentence_is_from_the_catalogues)
{
    BOOST_TEST(!is_from_a_catalogue("Hello there, this was never translated."));
    for_each_mail([](Language, const view::MailFacts&, const view::MailText& mail) {
        BOOST_TEST(is_from_a_catalogue(mail.subject));
        for (const auto& line : lines(mail.text))
            if (!line.empty() && !line.starts_with('<') && line != divider) BOOST_TEST(is_from_a_catalogue(line), line);
    });
}

BOOST_AUTO_TEST_CASE(the_text_part_holds_no_markup_and_no_unfilled_variable)
{
    const std::regex markup{"<(?!https://)|&[a-z#0-9]+;|\\{|\\}|\r"};
    for_each_mail([&](Language, const view::MailFacts&, const view::MailText& mail) {
        BOOST_TEST(!std::regex_search(mail.text, markup));
        BOOST_TEST(!contains(mail.text, "\n\n\n"));
        BOOST_TEST(!mail.text.starts_with('\n'));
        BOOST_TEST(!contains(words_of(mail.html), "{"));
        BOOST_TEST(!contains(mail.subject, "{"));
    });
}

// R-184
BOOST_AUTO_TEST_CASE(no_mail_loads_anything)
{
    const std::regex loading{"<img|<link|<script|<iframe|src=|url\\(|@import|@font-face|background="};
    for_each_mail([&](Language, const view::MailFacts&, const view::MailText& mail) {
        BOOST_TEST(!std::regex_search(mail.html, loading));
    });
}

// R-186: there is no password that a mail could tell, and what it asks for is never a password.
BOOST_AUTO_TEST_CASE(a_mail_with_a_link_warns_of_false_ones)
{
    for_each_mail([](Language, const view::MailFacts&, const view::MailText& mail) {
        if (contains(mail.text, kokkola::mailed_link))
            BOOST_TEST(contains(mail.text, ": https://asiointi.example.fi/\n"));
    });
}

BOOST_AUTO_TEST_CASE(the_html_part_escapes_what_came_from_outside)
{
    auto odd = kokkola::mail_facts();
    odd.email = "a&b<i>\"'@example.com";
    odd.old_name = odd.new_email = odd.browser = odd.system = "\"><script>x</script>";
    for (const auto kind : kokkola::mail_kinds()) {
        const auto mail = kokkola::mails().render(kind, Language::fi, odd);
        BOOST_TEST(!contains(mail.html, "<script"), view::name(kind));
        BOOST_TEST(!contains(mail.html, "<i>"), view::name(kind));
    }
    const auto mail = kokkola::mails().render(MailKind::recovery, Language::fi, odd);
    BOOST_TEST(contains(mail.html, "a&amp;b&lt;i&gt;&quot;&#39;@example.com"));
    BOOST_TEST(contains(mail.text, "Käyttäjätunnus: a&b<i>\"'@example.com\n"));
}

// R-132: nothing from outside is in a subject, and it stays in its line in the text.
BOOST_AUTO_TEST_CASE(line_breaks_from_outside_reach_no_subject_and_begin_no_line)
{
    auto odd = kokkola::mail_facts();
    odd.email = odd.old_name = odd.new_email = odd.browser = odd.system =
        "x\r\nBcc: all@example.com\n\nPay@example.com";
    for (const auto kind : kokkola::mail_kinds()) {
        const auto plain = kokkola::mails().render(kind, Language::en, kokkola::mail_facts());
        const auto mail = kokkola::mails().render(kind, Language::en, odd);
        BOOST_TEST(mail.subject == plain.subject);
        BOOST_TEST(lines(mail.text).size() == lines(plain.text).size(), view::name(kind));
        BOOST_TEST(!contains(mail.text, "\r"));
        BOOST_TEST(!contains(mail.text, "\nBcc"));
    }
}

BOOST_AUTO_TEST_CASE(loading_fails_without_the_template)
{
    BOOST_CHECK_THROW(view::Mails("/nonexistent", kokkola::texts(), "https://x.example"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_kind_that_nobody_has_written_is_an_error)
{
    BOOST_CHECK_THROW((void)view::name(static_cast<MailKind>(99)), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
