#include "flow/history.hpp"

#include "auth/return_url.hpp"
#include "base/log.hpp"
#include "flow/paging.hpp"
#include "store/legacy_users.hpp"
#include "store/portal_history.hpp"

namespace flow {
namespace {

using std::chrono::steady_clock;

constexpr std::string_view path = "/Account/Settings/History";
constexpr std::chrono::seconds is_slow{1};
constexpr std::chrono::seconds rest_when_slow{10};

std::int64_t seconds_of(base::Instant instant)
{
    return instant.time_since_epoch().count();
}

/// A view that was too slow is left alone for a while, or the people who wait for it would take all workers.
bool is_resting(const Visit& visit)
{
    const auto left = visit.app.shared.history_rests_until_s - seconds_of(visit.now());
    return left > 0 && left <= rest_when_slow.count();
}

/// Nullopt when the view fails.
std::optional<store::Dealings> find_dealings(const Visit& visit, unsigned page_number)
{
    const auto ids = store::list_portal_ids(visit.app.db, visit.session->account.id);
    if (is_resting(visit)) return std::nullopt;
    const auto started = steady_clock::now();
    try {
        return store::list_dealings(visit.app.db, ids, rows_before(page_number), rows_per_page);
    } catch (const store::DatabaseError& error) {
        base::log(base::LogLevel::error, "history_failed", {{"cause", error.what()}});
        if (steady_clock::now() - started >= is_slow)
            visit.app.shared.history_rests_until_s = seconds_of(visit.now() + rest_when_slow);
        return std::nullopt;
    }
}

/// "https://portal.example.fi" when the portal has a site of its own; "" when it is beside us.
std::string portal_origin(const std::string& start_url)
{
    const auto scheme_end = start_url.find("://");
    if (start_url.starts_with('/') || scheme_end == std::string::npos) return "";
    return start_url.substr(0, start_url.find('/', scheme_end + 3));
}

/// Where a dealing can be looked at; "" when the view's link leads nowhere that we would send anybody to.
std::string link_of(const Visit& visit, const store::Dealing& dealing)
{
    const auto& settings = visit.app.settings;
    const auto url = auth::safe_return_url(dealing.link, settings.return_origins, "");
    return url.starts_with('/') ? portal_origin(settings.start_url) + url : url;
}

std::vector<std::pair<std::string_view, std::string>> row(const Visit& visit, const store::Dealing& dealing)
{
    std::vector<std::pair<std::string_view, std::string>> facts;
    if (dealing.at) {
        facts.emplace_back("DATED", "");
        facts.emplace_back("WHEN", view::local_date(visit.language, *dealing.at));
    }
    if (dealing.needs_strong_identification) {
        facts.emplace_back("STRONG", "");
        return facts;
    }
    const auto url = link_of(visit, dealing);
    facts.emplace_back(url.empty() ? "UNLINKED" : "LINKED", "");
    facts.emplace_back("LINK", url);
    facts.emplace_back("DEALING", dealing.title.empty() ? dealing.service : dealing.title);
    facts.emplace_back("SERVICE", dealing.service);
    facts.emplace_back("STATE", dealing.state);
    return facts;
}

void add_dealings(view::Page& page, const Visit& visit, const store::Dealings& dealings, unsigned page_number)
{
    if (dealings.rows.empty()) {
        page.show("EMPTY");
        return;
    }
    std::vector<std::vector<std::pair<std::string_view, std::string>>> rows;
    for (const auto& dealing : dealings.rows) rows.push_back(row(visit, dealing));
    page.show("DEALINGS").repeat("DEALING_ROW", std::move(rows));
    add_pager(page, path, page_number, dealings.has_older);
}

} // namespace

http::Response show_history(const Visit& visit)
{
    const auto number = page_number(visit);
    const auto dealings = find_dealings(visit, number);
    if (dealings && dealings->rows.empty() && number > 1) return http::Response::see_other(path);
    view::Page page{"history"};
    if (dealings)
        add_dealings(page, visit, *dealings, number);
    else
        page.show("FAILED");
    return show(visit, http::Status::ok, page);
}

} // namespace flow
