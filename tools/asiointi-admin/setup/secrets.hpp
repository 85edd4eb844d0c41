#pragma once

#include "app/secret_file.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace setup {

/// The text of a new secrets file: a key of its own, and a password for each user of the database, all random.
///
/// mail_password  of mail.user; empty: the file has none.
/// now            from which day on the key is in use.
[[nodiscard]] app::Content new_secrets(const base::Password& mail_password, base::Instant now);

} // namespace setup
