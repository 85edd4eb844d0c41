#pragma once

#include "app/toml_reader.hpp"
#include "base/settings.hpp"

#include <string>

/// What the settings must say so that the talk with the database and the mail server is private, or is refused.
namespace app {

/// A fault when `file`, which a server is to be verified by, is no PEM file with a certificate: without it every connection
/// would fail later on. "" is none, and no fault.
void check_authority(TomlReader& toml, const char* key, const std::string& file);

/// A fault when mails would leave this machine unencrypted.
void check_mail_is_private(TomlReader& toml, const base::MailSettings& mail);

} // namespace app
