#include "mail/smtp.hpp"
#include "support/places.hpp"

#include "support/process.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// A real mail server on a free port, with or without TLS and AUTH, in a folder of its own.
class Server {
public:
    explicit Server(const std::vector<std::string>& options)
    {
        std::string pattern = (fs::temp_directory_path() / "asiointi-smtp-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        std::vector<std::string> command{
            "/usr/bin/python3", support::source("tests/support/tls_smtp.py"), folder_.string()};
        command.insert(command.end(), options.begin(), options.end());
        pid_ = support::start(command, (folder_ / "log").string());
        while (!fs::exists(folder_ / "port")) {
            BOOST_REQUIRE_MESSAGE(support::is_running(pid_), text_of("log"));
            std::this_thread::yield();
        }
    }
    ~Server()
    {
        support::end_and_wait(pid_, SIGKILL);
        fs::remove_all(folder_);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] base::MailSettings settings() const
    {
        base::MailSettings settings;
        settings.smtp_host = "localhost";
        settings.smtp_port = static_cast<unsigned>(std::stoul(text_of("port")));
        settings.tls_ca = (folder_ / "ca.pem").string();
        settings.from_address = "asiointipalvelu@example.fi";
        settings.timeout = base::seconds{10};
        return settings;
    }

    [[nodiscard]] std::string text_of(const std::string& name) const
    {
        std::ifstream file{folder_ / name};
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }

    [[nodiscard]] bool has_mail() const { return fs::exists(folder_ / "mail-1"); }

private:
    fs::path folder_;
    pid_t pid_ = -1;
};

mail::Message example(const std::string& text = "Hei, käyttäjä!\n")
{
    return {
        .from_name = "Asiointipalvelu",
        .from_address = "asiointipalvelu@example.fi",
        .bounces_to = "asiointipalvelu@example.fi",
        .to = "esimerkki.erkki@example.com",
        .subject = "Käyttäjätunnus",
        .text = text,
        .html = "<p>Hei</p>",
        .language = "fi",
        .id = "abc",
        .date = base::from_datetime("2026-11-23 08:00:01")};
}

mail::Outcome outcome(const base::MailSettings& settings)
{
    mail::Smtp smtp{settings};
    return smtp.send(example()).outcome;
}

/// What a mail that no server was trusted with leaves for the outbox and the log.
std::string words_of_refused(const base::MailSettings& settings)
{
    mail::Smtp smtp{settings};
    const auto delivery = smtp.send(example());
    BOOST_TEST((delivery.outcome == mail::Outcome::try_later));
    BOOST_TEST(delivery.unverified);
    return delivery.reply;
}

bool tells(const std::string& words, const char* of)
{
    return words.find(of) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_mail_leaves_encrypted_and_signed_in)
{
    const Server server{{"tls", "asiointi", "salaisuus"}};
    auto settings = server.settings();
    settings.user = "asiointi";
    settings.password = base::Credential{"salaisuus"};
    BOOST_TEST((outcome(settings) == mail::Outcome::handed_over));
    BOOST_TEST(server.text_of("mail-1").starts_with("encrypted\n"));
}

BOOST_AUTO_TEST_CASE(no_mail_leaves_to_a_server_without_starttls)
{
    const Server server{{"plain"}};
    const auto words = words_of_refused(server.settings());
    BOOST_TEST(tells(words, "STARTTLS not supported"), words);
    BOOST_TEST(!server.has_mail());
}

BOOST_AUTO_TEST_CASE(no_mail_leaves_to_a_server_with_an_unknown_certificate)
{
    const Server server{{"tls"}};
    auto settings = server.settings();
    settings.tls_ca.clear(); // the system's authorities know nothing of it
    auto words = words_of_refused(settings);
    BOOST_TEST(tells(words, "self-signed certificate"), words);
    const Server other{{"tls"}};
    settings.tls_ca = other.settings().tls_ca;
    words = words_of_refused(settings);
    BOOST_TEST(tells(words, "certificate"), words);
    BOOST_TEST(!server.has_mail());
}

BOOST_AUTO_TEST_CASE(no_mail_leaves_to_a_server_of_another_name)
{
    const Server server{{"tls"}};
    auto settings = server.settings();
    settings.smtp_host = "127.0.0.1"; // the certificate says localhost
    const auto words = words_of_refused(settings);
    BOOST_TEST(tells(words, "127.0.0.1"), words);
    BOOST_TEST(!server.has_mail());
}

BOOST_AUTO_TEST_CASE(a_wrong_password_of_ours_kills_no_mail)
{
    const Server server{{"tls", "asiointi", "salaisuus"}};
    auto settings = server.settings();
    settings.user = "asiointi";
    settings.password = base::Credential{"vanha"};
    BOOST_TEST((outcome(settings) == mail::Outcome::try_later));
    BOOST_TEST(!mail::Smtp{settings}.send(example()).unverified);
    BOOST_TEST(!server.has_mail());
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_is_tried_later)
{
    auto settings = Server{{"plain"}}.settings();
    settings.starttls = base::StartTls::off;
    BOOST_TEST((outcome(settings) == mail::Outcome::try_later));
}

BOOST_AUTO_TEST_CASE(one_connection_carries_several_mails_and_every_line_is_short_enough)
{
    const Server server{{"plain"}};
    auto settings = server.settings();
    settings.starttls = base::StartTls::off;
    mail::Smtp smtp{settings};
    const std::string link = "<https://asiointi.example.fi/Account/RecoverPassword?token=" + std::string(52, 'a') + ">";
    BOOST_TEST((smtp.send(example("Hei\n\n" + link + "\n")).outcome == mail::Outcome::handed_over));
    BOOST_TEST((smtp.send(example(std::string(5000, 'x'))).outcome == mail::Outcome::handed_over));
    for (const auto* name : {"mail-1", "mail-2"}) {
        std::istringstream lines{server.text_of(name)};
        for (std::string line; std::getline(lines, line);) {
            // The library writes a part's type and its boundary on one line of some 85; 998 is what the RFC allows.
            const std::size_t most = line.find("boundary=") == std::string::npos ? 79 : 998; // 78 and CR
            BOOST_TEST(line.size() <= most, line);
        }
    }
    BOOST_TEST(server.text_of("mail-1").find("Auto-Submitted: auto-generated\r\n") != std::string::npos);
    BOOST_TEST(server.text_of("mail-1").find("Content-Type: multipart/alternative") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_rehearsal_signs_in_encrypted_and_leaves_no_mail_behind)
{
    const Server server{{"tls", "asiointi", "salaisuus"}};
    auto settings = server.settings();
    settings.user = "asiointi";
    settings.password = base::Credential{"salaisuus"};
    mail::Smtp smtp{settings};
    BOOST_TEST((smtp.rehearse("esimerkki.erkki@example.com").outcome == mail::Outcome::handed_over));
    BOOST_TEST(!server.has_mail());
    BOOST_TEST((smtp.send(example()).outcome == mail::Outcome::handed_over)); // the connection is as good as before
    BOOST_TEST(server.has_mail());
}

BOOST_AUTO_TEST_CASE(a_rehearsal_tells_what_a_server_does_not_take)
{
    const Server server{{"tls", "asiointi", "salaisuus"}};
    auto settings = server.settings();
    settings.user = "asiointi";
    settings.password = base::Credential{"wrong"};
    auto delivery = mail::Smtp{settings}.rehearse("esimerkki.erkki@example.com");
    BOOST_TEST((delivery.outcome == mail::Outcome::try_later));
    BOOST_TEST(delivery.reply.find("535") != std::string::npos, delivery.reply);
    settings.password = base::Credential{"salaisuus"};
    delivery = mail::Smtp{settings}.rehearse("nobody@example.com");
    BOOST_TEST((delivery.outcome == mail::Outcome::refused), delivery.reply);
    settings.tls_ca = ""; // the system's authorities know nothing of it
    delivery = mail::Smtp{settings}.rehearse("esimerkki.erkki@example.com");
    BOOST_TEST((delivery.outcome == mail::Outcome::try_later));
    BOOST_TEST(delivery.reply.find("certificate") != std::string::npos, delivery.reply);
}
