#pragma once

#include "store/outbox.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The outbox as administrators see it.
namespace store {

struct OutboxRow {
    std::uint64_t id;
    MailReason reason;
    MailState state;
    unsigned attempts;
    std::string kind;      ///< of the mail that left or died; ""
    std::string recipient; ///< canonical address that it went to; "" while nobody has decided
    std::string reply;     ///< of our mail server (mail.smtp_host), or why no mail left
    base::Instant created_at;
    base::Instant next_try_at;
    std::optional<base::Instant> finished_at;
};

/// Up to `most` rows in this state, the newest in front, that are older than the row `before` (nullopt: from the newest on).
[[nodiscard]] std::vector<OutboxRow>
list_outbox(Database& db, MailState state, std::optional<std::uint64_t> before, unsigned most);

/// What came of trying a mail again.
enum class Revived {
    queued,    ///< it is due now, as if it had been asked for now
    not_dead,  ///< no dead row has this number
    forgotten, ///< what it was to tell was erased when it died: it has to be asked for anew
};

/// Queues a dead mail again, to the address that it could not reach.
[[nodiscard]] Revived revive_mail(Transaction& tx, std::uint64_t id, base::Instant now);

/// A queued mail that waits for a later try is due now. False when no row with this number does.
[[nodiscard]] bool hasten_mail(Transaction& tx, std::uint64_t id, base::Instant now);

/// Whose account a mail is about; nullopt for none.
[[nodiscard]] std::optional<base::AccountId> find_account_of_mail(Database& db, std::uint64_t id);

} // namespace store
