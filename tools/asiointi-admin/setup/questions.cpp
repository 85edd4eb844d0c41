#include "setup/questions.hpp"

#include "auth/email_address.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <thread>

namespace setup {
namespace {

constexpr const char* base_url = "site.base_url";
constexpr const char* help_address = "setup.help_address";
constexpr const char* privacy_address = "setup.privacy_address";
constexpr const char* certificate = "setup.certificate";

std::string finnish_genitive(const Answers& answers)
{
    const auto city = answers.text("names.fi.city");
    constexpr std::string_view nominative = "kaupunki";
    return city.ends_with(nominative) ? city.substr(0, city.size() - nominative.size()) + "kaupungin" : "";
}

std::string swedish_genitive(const Answers& answers)
{
    const auto city = answers.text("names.sv.city");
    return city.ends_with('s') ? city : city + 's';
}

std::string english_genitive(const Answers& answers)
{
    return "the " + answers.text("names.en.city") + "'s";
}

/// "example.fi" of "asiointi.example.fi".
std::string domain_of(const Answers& answers)
{
    const auto host = host_of(answers);
    const auto dot = host.find('.');
    const bool has_further = dot != std::string::npos && host.find('.', dot + 1) != std::string::npos;
    return has_further ? host.substr(dot + 1) : host;
}

std::string port_of_mail(const Answers& answers)
{
    return is_this_machine(answers.text("mail.smtp_host")) ? "25" : "587";
}

std::string starttls(const Answers& answers)
{
    return is_this_machine(answers.text("mail.smtp_host")) ? "off" : "required";
}

bool has_networked_database(const Answers& answers)
{
    return !std::ranges::all_of(answers.texts("database.hosts"), is_this_machine);
}

bool has_networked_mail(const Answers& answers)
{
    return !is_this_machine(answers.text("mail.smtp_host"));
}

bool exists(const std::string& file)
{
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

std::string certificate_of_lets_encrypt(const Answers& answers, const char* name)
{
    const auto file = "/etc/letsencrypt/live/" + host_of(answers) + '/' + name;
    return exists(file) ? file : "";
}

std::string certificate_file(const Answers& answers)
{
    const auto found = certificate_of_lets_encrypt(answers, "fullchain.pem");
    return found.empty() ? "/etc/ssl/certs/" + host_of(answers) + ".pem" : found;
}

std::string key_file(const Answers& answers)
{
    const auto found = certificate_of_lets_encrypt(answers, "privkey.pem");
    return found.empty() ? "/etc/ssl/private/" + host_of(answers) + ".key" : found;
}

constexpr std::array all{
    Question{
        base_url, "Address of the account pages", "https://asiointi.example.fi", Kind::address, true, nullptr, nullptr},
    Question{"names.fi.city", "The city in Finnish", "Kokkolan kaupunki", Kind::text, true, nullptr, nullptr},
    Question{
        "names.fi.city_genitive", "The same in the genitive", "Kokkolan kaupungin", Kind::text, true, finnish_genitive,
        nullptr},
    Question{"names.sv.city", "The city in Swedish", "Karleby stad", Kind::text, true, nullptr, nullptr},
    Question{
        "names.sv.city_genitive", "The same in the genitive", "Karleby stads", Kind::text, true, swedish_genitive,
        nullptr},
    Question{"names.en.city", "The city in English", "City of Kokkola", Kind::text, true, nullptr, nullptr},
    Question{
        "names.en.city_genitive", "The same in the genitive", "the City of Kokkola's", Kind::text, true,
        english_genitive, nullptr},
    Question{
        help_address, "E-mail address of those who help residents", "neuvonta@example.fi", Kind::text, true, nullptr,
        nullptr},
    Question{
        privacy_address, "Data protection officer: e-mail address or telephone number", "tietosuoja@example.fi",
        Kind::text, true, nullptr, nullptr},
    Question{
        "mail.smtp_host", "Mail server", "", Kind::text, true, [](const Answers&) { return std::string{"localhost"}; },
        nullptr},
    Question{"mail.smtp_port", "Its port", "", Kind::number, true, port_of_mail, nullptr},
    Question{
        "mail.user", "User there, if it asks for one; the password is asked for at the end", "", Kind::optional_text,
        true, nullptr, has_networked_mail},
    Question{"mail.starttls", "Encryption on the way there, required or off", "", Kind::text, false, starttls, nullptr},
    Question{
        "mail.from_address", "Address that mails come from", "", Kind::text, true,
        [](const Answers& answers) { return "asiointipalvelu@" + domain_of(answers); }, nullptr},
    Question{
        "database.hosts", "Database: unix:/PATH or HOST:PORT, several with commas between", "", Kind::list, true,
        [](const Answers&) { return std::string{"unix:/run/mysqld/mysqld.sock"}; }, nullptr},
    Question{
        "database.tls_ca", "PEM file of the authority that signed the database's certificate",
        "/etc/asiointipalvelu/database-ca.pem", Kind::path, true, nullptr, has_networked_database},
    Question{
        certificate, "Certificate of the account pages, for nginx", "", Kind::path, true, certificate_file, nullptr},
    Question{"setup.certificate_key", "Its private key", "", Kind::path, true, key_file, nullptr},
};

void answer_unless_answered(Answers& answers, const std::string& key, const std::string& text)
{
    if (!answers.has(key)) answers.set(key, text);
}

/// The words around the names: nothing in them depends on the city.
void fill_in_names(Answers& answers)
{
    const auto fill = [&](const char* key, const std::string& text) { answer_unless_answered(answers, key, text); };
    fill("names.fi.service", "Asiointipalvelu");
    fill("names.fi.service_inessive", "Asiointipalvelussa");
    fill("names.fi.site", answers.text("names.fi.city_genitive") + " sähköiset palvelut");
    fill("names.sv.service", "E-tjänsten");
    fill("names.sv.service_inessive", "e-tjänsten");
    fill("names.sv.site", answers.text("names.sv.city_genitive") + " e-tjänster");
    fill("names.en.service", "E-service");
    fill("names.en.service_inessive", "the e-service");
    fill("names.en.site", "E-services of the " + answers.text("names.en.city"));
}

void fill_in_contacts(Answers& answers)
{
    const auto help = answers.text(help_address);
    const auto fill = [&](const char* key, const std::string& text) {
        if (!help.empty()) answer_unless_answered(answers, key, text + help);
    };
    fill("names.fi.contact", "neuvonta, ");
    fill("names.fi.adviser", "neuvontaan, ");
    fill("names.sv.contact", "rådgivningen, ");
    fill("names.sv.adviser", "rådgivningen, ");
    fill("names.en.contact", "the advice service, ");
    fill("names.en.adviser", "the advice service, ");
    if (!answers.has(privacy_address)) return;
    for (const auto* key : {"names.fi.privacy_contact", "names.sv.privacy_contact", "names.en.privacy_contact"})
        answer_unless_answered(answers, key, answers.text(privacy_address));
}

/// Half of the workers may hash a password or wait for a core to do so, and whoever comes beyond that is turned away. People
/// come at random, several at once long before the cores are busy: docs/scaling.md, "Places to wait".
constexpr unsigned places_to_wait = 10;

void fill_in_workers(Answers& answers, unsigned cores)
{
    constexpr const char* pages_workers = "pool.pages_workers";
    if (!answers.has(pages_workers)) answers.set(pages_workers, std::int64_t{2} * (cores + places_to_wait));
}

std::vector<std::string> members_of(const std::string& typed)
{
    std::vector<std::string> members;
    std::size_t begin = 0;
    while (begin <= typed.size()) {
        const auto comma = std::min(typed.find(',', begin), typed.size());
        if (auto member = base::trimmed(typed.substr(begin, comma - begin)); !member.empty())
            members.push_back(std::move(member));
        begin = comma + 1;
    }
    return members;
}

/// What is no number stays a text, and is then refused as one.
void take_number(const Question& question, const std::string& typed, Answers& answers)
{
    std::int64_t number = 0;
    const auto* end = typed.data() + typed.size();
    const auto [stop, error] = std::from_chars(typed.data(), end, number);
    if (error == std::errc{} && stop == end) return answers.set(question.key, number);
    answers.set(question.key, typed);
}

} // namespace

std::span<const Question> questions()
{
    return all;
}

std::string guess(const Question& question, const Answers& answers)
{
    return question.guess == nullptr ? "" : question.guess(answers);
}

bool applies(const Question& question, const Answers& answers)
{
    return question.applies == nullptr || question.applies(answers);
}

void take(const Question& question, const std::string& typed, Answers& answers)
{
    const auto text = base::trimmed(typed);
    if (question.kind == Kind::list) return answers.set(question.key, members_of(text));
    if (question.kind == Kind::number) return take_number(question, text, answers);
    const bool is_bare = question.kind == Kind::address && text.find("://") == std::string::npos;
    answers.set(question.key, (is_bare ? "https://" : "") + text);
}

std::string fault_of(const Question& question, const Answers& answers)
{
    const std::string_view key = question.key;
    if (!key.starts_with("setup.")) return "";
    const auto text = answers.text(key);
    if (text.empty()) return "is empty";
    if (!base::is_utf8(text) || base::has_control_characters(text)) return "is not one line of text";
    if (key == help_address && !auth::parse_email_address(text)) return "is no e-mail address";
    if (question.kind == Kind::path && !text.starts_with('/')) return "does not begin with /";
    return "";
}

void fill_in(Answers& answers, base::Instant now, unsigned cores)
{
    for (const auto& question : all) {
        // A file may name the host alone, as people do at the keyboard.
        if (answers.has(question.key) && question.kind == Kind::address)
            take(question, answers.text(question.key), answers);
        if (answers.has(question.key) || !applies(question, answers)) continue;
        if (const auto guessed = guess(question, answers); !guessed.empty()) take(question, guessed, answers);
    }
    fill_in_names(answers);
    fill_in_contacts(answers);
    fill_in_workers(answers, cores);
    answer_unless_answered(answers, "statements.updated", base::to_datetime(now).substr(0, 10));
}

unsigned cores_of_this_machine()
{
    return std::max(1U, std::thread::hardware_concurrency());
}

std::string host_of(const Answers& answers)
{
    const auto url = answers.text(base_url);
    const auto begin = url.find("://");
    const auto host = begin == std::string::npos ? url : url.substr(begin + 3);
    return host.substr(0, host.find_first_of(":/"));
}

bool is_this_machine(const std::string& host)
{
    constexpr std::array<std::string_view, 4> names{"localhost", "127.0.0.1", "::1", "[::1]"};
    return host.starts_with("unix:") || std::ranges::find(names, host) != names.end();
}

} // namespace setup
