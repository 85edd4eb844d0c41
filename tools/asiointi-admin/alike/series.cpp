#include "alike/series.hpp"

#include <algorithm>

namespace alike {
namespace {

bool has_everybody_wait(const std::vector<Sample>& round)
{
    return std::ranges::all_of(
        round, [](const Sample& each) { return each.answer.status == expected_status(Step::waiting); });
}

} // namespace

std::string_view name_of(Step step)
{
    switch (step) {
    case Step::user_name:
        return "User name (the first step)";
    case Step::password:
        return "Wrong password";
    case Step::waiting:
        return "Wrong password, too often";
    case Step::forgot:
        return "Forgotten password";
    case Step::registration:
        break;
    }
    return "Registration";
}

std::string_view key_of(Step step)
{
    switch (step) {
    case Step::user_name:
        return "user_name";
    case Step::password:
        return "password";
    case Step::waiting:
        return "waiting";
    case Step::forgot:
        return "forgot";
    case Step::registration:
        break;
    }
    return "registration";
}

unsigned expected_status(Step step)
{
    if (step == Step::waiting) return 429;
    return step == Step::password ? 422 : 303;
}

std::vector<Series> with_waiting_apart(Series series)
{
    const auto first = std::stable_partition(
        series.rounds.begin(), series.rounds.end(), [](const auto& round) { return !has_everybody_wait(round); });
    Series waiting{Step::waiting, series.kinds, {first, series.rounds.end()}};
    series.rounds.erase(first, series.rounds.end());
    return {std::move(series), std::move(waiting)};
}

} // namespace alike
