#include "flow/progress.hpp"

#include "view/texts.hpp"

namespace flow {

Progress read_progress(store::Database& db)
{
    using enum store::MovingStep;
    Progress progress;
    for (const auto step : {imported, invited, password_set, signed_in, address_bounced, waits_for_human, closed}) {
        const auto place = static_cast<std::size_t>(step);
        for (const auto& [hour, count] : store::count_by_hour(db, step)) {
            progress.in_all.at(place) += count;
            progress.by_day[view::local_day(hour)].at(place) += count;
        }
    }
    progress.stand = store::stand_of_moving(db);
    return progress;
}

} // namespace flow
