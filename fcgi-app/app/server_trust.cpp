#include "app/server_trust.hpp"

#include "base/whole_file.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace app {

void check_authority(TomlReader& toml, const char* key, const std::string& file)
{
    if (file.empty()) return;
    const auto text = base::whole_file(file);
    if (text && text->find("-----BEGIN CERTIFICATE-----") != std::string::npos) return;
    toml.fault(
        key, file + (text ? " holds no certificate" : " cannot be read"),
        "Name a PEM file with the certificate of the authority that signed the server's (R-158).");
}

void check_mail_is_private(TomlReader& toml, const base::MailSettings& mail)
{
    constexpr std::array<std::string_view, 4> this_machine{"localhost", "127.0.0.1", "::1", "[::1]"};
    const bool is_here = std::ranges::find(this_machine, mail.smtp_host) != this_machine.end();
    if (mail.starttls == base::StartTls::required || is_here) return;
    toml.fault(
        "mail.starttls", "would send mails in plain text over a network",
        R"(Set starttls = "required"; "off" is for a mail server on this very machine (R-158).)");
}

} // namespace app
