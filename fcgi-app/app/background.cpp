#include "app/background.hpp"

#include "app/revocations.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "flow/deliver_mail.hpp"
#include "flow/dormant_accounts.hpp"
#include "flow/erase_accounts.hpp"
#include "flow/fails_alone.hpp"
#include "flow/portal_ids.hpp"
#include "flow/staff_changes_due.hpp"
#include "mail/smtp.hpp"
#include "pool/supervisor.hpp"
#include "store/database.hpp"
#include "store/host_health.hpp"
#include "store/import_claim.hpp"
#include "store/purge.hpp"
#include "store/stand.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace app {
namespace {

constexpr std::chrono::milliseconds look_again{300}; // other hosts queue mails and end sessions too, and say nothing
constexpr std::chrono::milliseconds between_deliveries{100};
constexpr std::chrono::minutes between_purges{1};
constexpr std::chrono::milliseconds between_steps{200};  // of the cleaning up: visitors come first
constexpr std::chrono::milliseconds between_rounds{100}; // that have more to do each time
constexpr unsigned users_at_once = 20;                   // of an import that was killed
constexpr std::chrono::minutes between_looks{1};         // at what /metrics tells of the database

/// True once the process is to stop, now or within this time; a later look sees it as well.
bool is_to_stop(int stop_fd, std::chrono::milliseconds within = {})
{
    pollfd watched{stop_fd, POLLIN, 0};
    return ::poll(&watched, 1, static_cast<int>(within.count())) > 0;
}

enum class Woken { by_time, by_mail, to_stop };

/// Waits until a mail is announced, the time is up, or the process is to stop. What is announced while it gathers waits until
/// that is over, or the time is up.
Woken wait_for_work(int stop_fd, int mail_event, std::chrono::milliseconds gathering, std::chrono::milliseconds longest)
{
    gathering = std::min(gathering, longest);
    if (is_to_stop(stop_fd, gathering)) return Woken::to_stop;
    std::array<pollfd, 2> watched{{{stop_fd, POLLIN, 0}, {mail_event, POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), static_cast<int>((longest - gathering).count())) <= 0)
        return Woken::by_time;
    if ((watched[0].revents & POLLIN) != 0) return Woken::to_stop;
    std::uint64_t announced = 0;
    [[maybe_unused]] const auto bytes = ::read(mail_event, &announced, sizeof announced);
    return Woken::by_mail;
}

using Clock = std::chrono::steady_clock;

/// What has ended elsewhere is told here within a second or two, also while a mail server or the portal is slow: looked at in each round,
/// between mails and between newcomers, and while a mail is on its way.
class FeedWatch {
public:
    FeedWatch(store::Database& db, pool::Shared& shared) : db_{db}, feed_{db, shared} {}

    /// Asks the database when it is time to. One that cannot be asked is told of by whoever else needs it.
    void look() noexcept
    try {
        if (Clock::now() < next_ || db_.is_known_down()) return;
        next_ = Clock::now() + look_again; // also when it fails
        flow::fails_alone("revocations", [&] { feed_.follow(base::now()); });
    } catch (const std::exception&) {
        return;
    }

private:
    store::Database& db_;
    RevocationFeed feed_;
    Clock::time_point next_;
};

/// Deletes what nobody needs any more: looks once a minute, and goes on in steps while there is more.
class CleaningUp {
public:
    CleaningUp(store::Database& db, const base::RetentionSettings& retention) : db_{db}, purge_{db, retention} {}

    void step_when_due()
    {
        const auto began = Clock::now();
        if (began < next_step_) return;
        is_under_way_ = false;
        next_step_ = began + between_purges; // also when it fails
        if (began >= next_look_at_import_) {
            next_look_at_import_ = next_step_;
            import_leaves_ = true;
        }
        int deleted = 0;
        if (import_leaves_) flow::fails_alone("import", [&] { deleted = clear_up_after_import(); });
        flow::fails_alone("purge", [&] { deleted += purge_.step(base::now()); });
        is_under_way_ = deleted > 0;
        if (is_under_way_) next_step_ = Clock::now() + between_steps; // a rest, however long it took
    }
    /// There is more to delete than one step may; the next one may begin then.
    [[nodiscard]] bool is_under_way() const { return is_under_way_; }
    [[nodiscard]] Clock::time_point next_step() const { return next_step_; }

private:
    int clear_up_after_import()
    {
        import_leaves_ = false; // also when it fails
        const auto deleted = store::clear_up_after_import(db_, users_at_once);
        import_leaves_ = deleted > 0;
        return deleted;
    }

    store::Database& db_;
    store::Purge purge_;
    Clock::time_point next_step_ = Clock::now() + between_purges;
    Clock::time_point next_look_at_import_ = next_step_;
    bool is_under_way_ = false;
    bool import_leaves_ = false; ///< there may be users of one that was killed
};

struct Timetable {
    Clock::time_point round; ///< of what nobody announces
    Clock::time_point
        delivery{}; ///< of mails that are announced: many sign in at once, and one look does for the mails of all
    Clock::time_point dormancy;
    base::Instant look;
};

void see_to_dormancy_when_due(flow::MailRoom& room, Timetable& next)
{
    const auto began = Clock::now();
    if (began < next.dormancy) return;
    next.dormancy = began + flow::between_dormancy_rounds; // also when it fails: other work goes on
    flow::see_to_dormant_accounts(room.db, room.settings, base::now());
}

void measure_stand_when_due(flow::MailRoom& room, base::Stand& stand, Timetable& next)
{
    const auto now = base::now();
    if (now < next.look) return;
    next.look = now + between_looks; // also when it fails
    store::measure_stand(room.db, stand, now);
}

/// One round, or what does not wait for one: mails that are said to be there, and the next step of the cleaning up. True when
/// there are more mails, or more to do at once.
bool do_work(
    flow::MailRoom& room, FeedWatch& feed, CleaningUp& cleaning, base::Stand& stand, Timetable& next,
    bool mails_are_there)
{
    if (room.db.is_known_down() && !room.db.probe()) return false;
    // A mail that is announced costs no round: many come at once when many sign in.
    const auto clock = Clock::now();
    const bool is_round = clock >= next.round;
    if (is_round) next.round = clock + look_again; // also when it fails
    feed.look();
    int changed = 0;
    int delivered = 0;
    int erased = 0;
    // First: an account that goes up in another one is erased below, with the mails to it that have not left by then.
    if (is_round)
        flow::fails_alone("staff_changes", [&] { changed = flow::carry_out_staff_changes(room.db, room.settings); });
    bool mails_were_tried = false;
    if (is_round || mails_are_there) {
        mails_were_tried = flow::fails_alone("mails", [&] { delivered = flow::deliver_mails(room); });
        // Whoever has just registered may be on the way to the portal.
        if (room.settings.portal.create_users)
            flow::fails_alone("portal_ids", [&] { (void)flow::give_portal_ids(room.db, room.is_stopping); });
    }
    const bool more_mails = delivered >= static_cast<int>(flow::mails_at_once);
    cleaning.step_when_due();
    if (!is_round) return more_mails;
    flow::fails_alone("dormancy", [&] { see_to_dormancy_when_due(room, next); });
    if (mails_were_tried) flow::fails_alone("erasure", [&] { erased = flow::erase_accounts(room.db); });
    const bool all_done = changed + erased == 0;
    // A round that takes long, as with a slow database, is followed by a rest as well.
    next.round = all_done ? std::max(next.round, Clock::now() + between_rounds) : clock;
    flow::fails_alone("stand", [&] { measure_stand_when_due(room, stand, next); });
    return more_mails || !all_done;
}

std::chrono::milliseconds time_until(Clock::time_point then)
{
    return std::max(std::chrono::milliseconds{0}, std::chrono::ceil<std::chrono::milliseconds>(then - Clock::now()));
}

/// Until the next round, and no longer than until the next step of a purge. A database that is down is probed at its own pace.
std::chrono::milliseconds patience(const store::Database& db, const CleaningUp& cleaning, const Timetable& next)
{
    if (db.is_known_down()) return look_again;
    return std::min(time_until(next.round), cleaning.is_under_way() ? time_until(cleaning.next_step()) : look_again);
}

} // namespace

int run_background(const Loaded& loaded, pool::Shared& shared)
{
    base::start_log("background");
    ::prctl(PR_SET_NAME, "asiointi-bg");
    const int stop_fd = pool::stop_signal_fd();
    const auto& settings = loaded.settings;
    store::Database db{
        settings.database, settings.database.background_user, settings.database.background_password,
        shared.database_down_until_ms};
    store::share_health(db, loaded.host_health);
    db.count_in(shared.metrics.database);
    mail::Smtp smtp{settings.mail};
    tell_ended_sessions(db, shared);
    FeedWatch feed{db, shared};
    // A mail server that is slow must not make a restart of the pool wait for the whole queue.
    const auto is_stopping = [stop_fd, &feed] {
        feed.look();
        return is_to_stop(stop_fd);
    };
    smtp.stop_when(is_stopping);
    flow::MailRoom room{
        .settings = settings, .mails = loaded.mails, .db = db, .smtp = smtp, .is_stopping = is_stopping};
    CleaningUp cleaning{db, settings.retention};
    Timetable next{.round = {}, .dormancy = {}, .look = base::now()};

    bool more = true;
    bool mails_are_there = true;
    const auto wait = [&] {
        const auto longest = more ? std::chrono::milliseconds{0} : patience(db, cleaning, next);
        const auto woken = wait_for_work(stop_fd, shared.mail_event, time_until(next.delivery), longest);
        if (woken == Woken::by_mail) next.delivery = Clock::now() + between_deliveries;
        mails_are_there = more || woken == Woken::by_mail;
        return woken;
    };
    while (wait() != Woken::to_stop) {
        try {
            more = do_work(room, feed, cleaning, shared.metrics.stand, next, mails_are_there);
        } catch (const std::exception& error) {
            // Nothing is lost: the rows stay queued and come up again.
            base::log(base::LogLevel::error, "background_failed", {{"duty", "round"}, {"cause", error.what()}});
            more = false;
        }
    }
    return 0;
}

} // namespace app
