#pragma once

#include "base/settings.hpp"
#include "store/database.hpp"

namespace store {

/// How long these rows are kept after they have done their work; the privacy notice says the same.
constexpr std::chrono::days links_kept{7};
constexpr std::chrono::days mails_kept{30};

/// Deletes rows whose time is over, as docs/retention.md says table by table, in steps: visitors are served between.
class Purge {
public:
    Purge(Database& db, const base::RetentionSettings& retention) : db_{db}, retention_{retention} {}

    /// Deletes at most 20 rows: locks stay short, a cluster's write sets small, and a request that meets the step waits for a
    /// millisecond at most (docs/scaling.md). A table's turn comes when those before it have nothing left. Returns how many;
    /// 0 when done, and then the next step begins with the first table again.
    [[nodiscard]] int step(base::Instant now);

    /// The next step begins with the first table, also when there is more of a later one.
    void begin_again() { turn_ = 0; }

private:
    Database& db_;
    base::RetentionSettings retention_;
    unsigned turn_ = 0; ///< of the statement that goes on: those before it had nothing left
};

} // namespace store
