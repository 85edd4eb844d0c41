#pragma once

#include "kokkola.hpp"

#include <optional>
#include <sstream>
#include <string>
#include <vector>

/// Every kind of mail, filled with what a flow would put in.
namespace kokkola {

using view::MailKind;

inline const std::string mailed_link =
    "https://asiointi.example.fi/Account/RecoverPassword?token=abcdefghijklmnopqrstuvwxyz234567";
inline const std::string not_me_link =
    "https://asiointi.example.fi/Account/NotForMe?token=abcdefghijklmnopqrstuvwxyz234567";

inline const std::string sign_in_link = "https://asiointi.example.fi/Account/Login?name=c2VhbGVkLW5hbWU";

inline std::vector<MailKind> mail_kinds()
{
    std::vector<MailKind> kinds;
    for (int each = 0; each <= static_cast<int>(MailKind::invitation); ++each)
        kinds.push_back(static_cast<MailKind>(each));
    return kinds;
}

/// The official language that a mail in this language says everything in once more when its reader's is not known.
inline Language other_official(Language language)
{
    return language == Language::fi ? Language::sv : Language::fi;
}

inline view::MailFacts mail_facts(std::optional<Language> also_in = std::nullopt)
{
    return {
        .email = "esimerkki.erkki@example.com",
        .old_name = "erkki52",
        .link = mailed_link,
        .not_me_link = "",
        .asked_at = base::from_datetime("2026-11-23 08:00:00"),
        .expires_at = base::from_datetime("2026-11-24 08:00:00"),
        .new_email = "erkin.uusi@example.org",
        .browser = "Firefox",
        .system = "Windows",
        .failures = 10,
        .act = "unlock",
        .unit = "Lupaneuvonta",
        .reason = "Asiakas soitti",
        .erase_at = base::from_datetime("2026-12-07 08:00:00"),
        .sign_in_link = sign_in_link,
        .also_in = also_in};
}

inline std::vector<std::string> lines(const std::string& text)
{
    std::vector<std::string> found;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) found.push_back(line);
    return found;
}

inline bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

inline int count(const std::string& text, const std::string& part)
{
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
    return found;
}

} // namespace kokkola
