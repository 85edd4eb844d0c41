#pragma once

#include <algorithm>
#include <chrono>

namespace flow {

/// How fast one mailer sends what nobody waits for: at the rate that each mail brings along, also when many are due at once
/// because the mail server or this program was away. What was missed for a moment is made up for, what was missed for longer
/// is not.
class BulkPace {
public:
    using Time = std::chrono::steady_clock::time_point;

    [[nodiscard]] bool may_send(Time now) const { return now >= next_; }

    void sent(Time now, unsigned per_minute)
    {
        using std::chrono::milliseconds;
        next_ = std::max(next_, now - made_up_for) + milliseconds{60'000 / std::max(per_minute, 1U)};
    }

private:
    static constexpr std::chrono::seconds made_up_for{1};
    Time next_{};
};

} // namespace flow
