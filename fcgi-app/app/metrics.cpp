#include "app/metrics.hpp"

#include "app/routes.hpp"
#include "view/metrics_text.hpp"

#include <array>

namespace app {
namespace {

using base::Counter;
using view::MetricsText;

constexpr std::array<std::string_view, base::sign_in_outcomes> sign_in_names{"signed_in", "wrong", "throttled", "busy"};
constexpr std::array<std::string_view, base::check_outcomes> check_names{
    "signed_in", "not_signed_in", "too_weak", "unknown"};

std::string label(std::string_view name, std::string_view value)
{
    return std::string{name}.append("=\"").append(value).append("\"");
}

void write_buckets(MetricsText& metrics, const std::string& labels, const base::Durations& durations)
{
    const auto prefix = labels.empty() ? "" : labels + ",";
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < durations.counts.size(); ++i) {
        count += durations.counts[i].load();
        const auto bound = i < base::duration_bounds_us.size()
                               ? view::metric_seconds(static_cast<std::uint64_t>(base::duration_bounds_us[i]))
                               : std::string{"+Inf"};
        metrics.part("_bucket", prefix + label("le", bound), std::to_string(count));
    }
    metrics.part("_sum", labels, view::metric_seconds(durations.sum_us.load()));
    metrics.part("_count", labels, std::to_string(count));
}

std::string_view route_name(std::size_t place)
{
    return place < routes().size() ? routes()[place].path : "(none)";
}

/// Every place that may have counted something, with the name of its route.
template <class Write>
void for_each_route(const base::Metrics& metrics, Write write)
{
    for (std::size_t place = 0; place < routes().size(); ++place) write(route_name(place), metrics.routes[place]);
    write(route_name(base::most_routes - 1), metrics.routes.back());
}

void write_requests(MetricsText& text, const base::Metrics& metrics)
{
    text.family("asiointi_http_requests_total", "counter", "Answers of the pages workers, by route and status.");
    for_each_route(metrics, [&](std::string_view route, const base::RouteMetrics& counted) {
        for (std::size_t i = 0; i < counted.answers.size(); ++i) {
            const auto answers = counted.answers[i].load();
            if (answers == 0) continue;
            const auto status =
                i < base::counted_statuses.size() ? std::to_string(base::counted_statuses[i]) : std::string{"other"};
            text.sample(label("route", route) + "," + label("status", status), answers);
        }
    });
    text.family(
        "asiointi_http_request_duration_seconds", "histogram", "From the request read to its answer made, by route.");
    for_each_route(metrics, [&](std::string_view route, const base::RouteMetrics& counted) {
        if (counted.durations.sum_us.load() != 0) write_buckets(text, label("route", route), counted.durations);
    });
}

template <std::size_t Size>
void write_outcomes(
    MetricsText& text, const std::array<Counter, Size>& counters, const std::array<std::string_view, Size>& names)
{
    for (std::size_t i = 0; i < Size; ++i) text.sample(label("outcome", names[i]), counters[i].load());
}

void write_signing_in(MetricsText& text, const flow::App& app)
{
    const auto& metrics = app.shared.metrics;
    text.family("asiointi_sign_ins_total", "counter", "Passwords entered to sign in, by outcome.");
    write_outcomes(text, metrics.sign_ins, sign_in_names);
    text.family("asiointi_hashing_slots", "gauge", "How many passwords may be hashed at once.")
        .sample("", app.hashing_slots);
    text.family("asiointi_hashing_or_waiting", "gauge", "Workers that hash a password or wait for a slot.")
        .sample("", app.shared.hashing_or_waiting.load());
    text.family("asiointi_hashing_refused_total", "counter", "Passwords not looked at because all slots were taken.")
        .sample("", app.shared.hashing_refused.load());
    text.family("asiointi_hashing_wait_seconds", "histogram", "Waiting for a hashing slot that was got.");
    write_buckets(text, "", metrics.hashing_waits);
}

void write_checks(MetricsText& text, const base::Metrics& metrics)
{
    text.family("asiointi_checks_total", "counter", "What the portal was told about its visitors, by outcome.");
    write_outcomes(text, metrics.checks, check_names);
    text.family("asiointi_check_cache_total", "counter", "Looks at the memory of a check worker, by result.")
        .sample(label("result", "hit"), metrics.check_cache_hits.load())
        .sample(label("result", "miss"), metrics.check_cache_misses.load());
}

void write_database(MetricsText& text, const flow::App& app)
{
    const auto& database = app.shared.metrics.database;
    text.family("asiointi_database_up", "gauge", "0 while every call to the database fails at once.")
        .sample("", app.db.is_known_down() ? 0 : 1);
    text.family("asiointi_database_connections_total", "counter", "Connections made.")
        .sample("", database.connections.load());
    text.family("asiointi_database_failovers_total", "counter", "Connections made to another host than the one before.")
        .sample("", database.failovers.load());
    text.family("asiointi_database_unreachable_total", "counter", "Times that no host of the database worked.")
        .sample("", database.unreachable.load());
    text.family("asiointi_database_errors_total", "counter", "Statements that failed, by kind.")
        .sample(label("kind", "conflict"), database.conflicts.load())
        .sample(label("kind", "timeout"), database.timeouts.load())
        .sample(label("kind", "lost"), database.lost.load())
        .sample(label("kind", "unfit"), database.unfit.load())
        .sample(label("kind", "other"), database.other.load());
}

void write_stand(MetricsText& text, const base::Stand& stand)
{
    // 0 when nobody has counted since the start: an alert on its age fires then, too, which a missing figure would keep silent.
    text.family(
            "asiointi_stand_timestamp_seconds", "gauge", "When the background process counted the outbox and sessions.")
        .sample("", static_cast<std::uint64_t>(stand.at.load()));
    if (stand.at.load() == 0) return;
    text.family("asiointi_outbox_waiting", "gauge", "Mails queued, by kind.")
        .sample(label("kind", "mail"), stand.mails_waiting.load())
        .sample(label("kind", "stranger"), stand.to_strangers_waiting.load())
        .sample(label("kind", "invitation"), stand.invitations_waiting.load());
    text.family(
            "asiointi_outbox_oldest_seconds", "gauge",
            "Age of the oldest queued mail; those to strangers and what leaves in bulk not counted.")
        .sample("", stand.oldest_mail_s.load());
    text.family("asiointi_outbox_dead", "gauge", "Mails given up that `asiointi-admin outbox list --dead` shows.")
        .sample("", stand.dead_mails.load());
    text.family("asiointi_sessions", "gauge", "Sessions neither ended nor past their absolute end.")
        .sample("", stand.sessions.load());
}

void write_processes(MetricsText& text, const pool::Shared& shared)
{
    text.family("asiointi_worker_restarts_total", "counter", "Processes that failed and were replaced.")
        .sample("", shared.worker_restarts.load());
    text.family("asiointi_watchdog_kills_total", "counter", "Those of them that held a request for too long.")
        .sample("", shared.watchdog_kills.load());
}

} // namespace

std::size_t metrics_place(const Route* route)
{
    return route == nullptr ? base::most_routes - 1 : static_cast<std::size_t>(route - routes().data());
}

http::Response show_metrics(const flow::Visit& visit)
{
    const auto& app = visit.app;
    MetricsText text;
    text.family("asiointi_build_info", "gauge", "Always 1; the version is in the label.")
        .sample(label("version", ASIOINTI_VERSION), 1);
    write_requests(text, app.shared.metrics);
    write_signing_in(text, app);
    write_checks(text, app.shared.metrics);
    write_database(text, app);
    write_stand(text, app.shared.metrics.stand);
    write_processes(text, app.shared);
    return http::Response::text(http::Status::ok, text.text(), MetricsText::content_type);
}

} // namespace app
