// Writes every mail to files, for tests that look at it as its readers do: render_mails DIRECTORY
// [BAND LINK BAND_DARK LINK_DARK], the colours of site.mail_….
// KIND-LANGUAGE is a mail to somebody whose language is known, KIND-LANGUAGE-OTHER to somebody whose is not; each is
// written as .subject, .txt and .html.

#include "unit/view/sample_mails.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>

namespace {

void write(const std::string& path, const std::string& content)
{
    std::ofstream file{path, std::ios::binary};
    file << content;
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

void write_mail(
    const view::Mails& mails, const std::string& directory, view::MailKind kind, base::Language language,
    std::optional<base::Language> also_in)
{
    auto facts = kokkola::mail_facts(also_in);
    if (kind == view::MailKind::first_password) facts.not_me_link = kokkola::not_me_link;
    const auto mail = mails.render(kind, language, facts);
    auto path = directory + '/' + std::string{view::name(kind)} + '-' + std::string{base::code(language)};
    if (also_in) path += '-' + std::string{base::code(*also_in)};
    write(path + ".subject", mail.subject);
    write(path + ".txt", mail.text);
    write(path + ".html", mail.html);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2 && argc != 6) {
        std::cerr << "usage: render_mails DIRECTORY [BAND LINK BAND_DARK LINK_DARK]\n";
        return 2;
    }
    base::MailColors colors;
    if (argc == 6) colors = {argv[2], argv[3], argv[4], argv[5]};
    const view::Mails mails{kokkola::share, kokkola::texts(), "https://asiointi.example.fi", colors};
    std::filesystem::create_directories(argv[1]);
    for (const auto kind : kokkola::mail_kinds()) {
        for (const auto language : base::all_languages) {
            write_mail(mails, argv[1], kind, language, std::nullopt);
            write_mail(mails, argv[1], kind, language, kokkola::other_official(language));
        }
    }
}
