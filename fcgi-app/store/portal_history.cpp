#include "store/portal_history.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace store {
namespace {

constexpr std::size_t ids_at_once = 8;

Dealing read_dealing(const Row& row)
{
    const bool is_weak = row.text(5) == "weak";
    const auto text = [&](unsigned column) { return is_weak ? row.text(column) : std::string{}; };
    return {
        .at = row.optional_instant(0),
        .service = text(1),
        .title = text(2),
        .state = text(3),
        .link = text(4),
        .needs_strong_identification = !is_weak};
}

/// The ids are arguments and not joined from our table: compared with a column of ours, a portal's index on numbers or
/// latin1 texts would be of no use. Those that are left over repeat the last one. A text is compared with whatever type the
/// portal's ids have. Old portals hold '0000-00-00' for "unknown".
std::vector<Dealing> list_of_some(Database& db, std::span<const std::string> ids, unsigned offset, unsigned most)
{
    std::array<std::string, ids_at_once> id;
    for (std::size_t i = 0; i < id.size(); ++i) id.at(i) = ids[std::min(i, ids.size() - 1)];
    return list(
        db, read_dealing,
        "/*M! SET STATEMENT max_statement_time = 1.5 FOR */"
        " SELECT CASE WHEN at >= '1970-01-01' THEN CAST(at AS DATETIME) END, LEFT(service, 500), LEFT(title, 500),"
        " LEFT(state, 500), LEFT(link, 2000), required_assurance FROM portal_history"
        " WHERE user_id IN (?, ?, ?, ?, ?, ?, ?, ?) ORDER BY at DESC, link DESC LIMIT ? OFFSET ?",
        id[0], id[1], id[2], id[3], id[4], id[5], id[6], id[7], most, offset);
}

/// Hardly anybody has so many old users: their rows are put together here.
std::vector<Dealing> list_of_many(Database& db, std::span<const std::string> ids, unsigned offset, unsigned most)
{
    std::vector<Dealing> all;
    for (std::size_t first = 0; first < ids.size(); first += ids_at_once) {
        const auto some = ids.subspan(first, std::min(ids_at_once, ids.size() - first));
        auto rows = list_of_some(db, some, 0, offset + most);
        std::ranges::move(rows, std::back_inserter(all));
    }
    std::ranges::stable_sort(all, std::ranges::greater{}, &Dealing::at); // without a time: behind all others
    all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(offset, all.size())));
    if (all.size() > most) all.erase(all.begin() + most, all.end());
    return all;
}

} // namespace

Dealings list_dealings(Database& db, const std::vector<std::string>& portal_ids, unsigned offset, unsigned most)
{
    if (portal_ids.empty()) return {.rows = {}, .has_older = false};
    auto rows = portal_ids.size() <= ids_at_once ? list_of_some(db, portal_ids, offset, most + 1)
                                                 : list_of_many(db, portal_ids, offset, most + 1);
    const bool has_older = rows.size() > most;
    if (has_older) rows.pop_back();
    return {std::move(rows), has_older};
}

} // namespace store
