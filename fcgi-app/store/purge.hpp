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

    /// Deletes at most 20 rows: locks stay short, a cluster's write sets small, and hardly anybody waits (docs/scaling.md). The
    /// tables take turns; one that has more goes on for 500 rows. When a statement fails it is the next one's turn. Returns how
    /// many; 0 when nothing is left.
    [[nodiscard]] int step(base::Instant now);

private:
    /// One of the statements in their order, when it is its turn. The last argument is the most that it may delete.
    template <class... Args>
    void purge(Sql<Args..., unsigned> sql, const Args&... arguments);
    [[nodiscard]] unsigned go_on(base::Instant now);

    Database& db_;
    base::RetentionSettings retention_;
    unsigned statement_ = 0;    ///< of this step, from 0
    unsigned deleted_ = 0;      ///< by this step
    unsigned turn_ = 0;         ///< the statement that goes on
    unsigned in_turn_ = 0;      ///< rows that it has deleted
    bool is_more_left_ = false; ///< of a table whose turn is over
};

} // namespace store
