#include "flow/information.hpp"

#include "store/schema.hpp"

namespace flow {
namespace {

constexpr std::string_view plain_text = "text/plain; charset=utf-8";

/// Shows a section for a fact of the installation in the visitor's language that it may have left out. The fact itself
/// is in the text.
void show_if_named(const Visit& visit, view::Page& page, std::string_view name, std::string_view section)
{
    if (visit.app.settings.names[static_cast<std::size_t>(visit.language)].contains(name)) page.show(section);
}

std::string_view conformance_section(base::Conformance conformance)
{
    switch (conformance) {
    case base::Conformance::full:
        return "FULL";
    case base::Conformance::partial:
        return "PARTIAL";
    case base::Conformance::none:
        break;
    }
    return "NONE";
}

void put_gaps(const Visit& visit, view::Page& page)
{
    const auto& gaps = visit.app.settings.statements.gaps;
    if (gaps.empty()) return;
    std::vector<std::vector<std::pair<std::string_view, std::string>>> rows;
    rows.reserve(gaps.size());
    for (const auto& gap : gaps) rows.push_back({{"GAP_TEXT", gap[static_cast<std::size_t>(visit.language)]}});
    page.show("GAPS").repeat("GAP", std::move(rows));
}

} // namespace

http::Response show_accessibility(const Visit& visit)
{
    const auto& statements = visit.app.settings.statements;
    view::Page page{"accessibility"};
    page.show(conformance_section(statements.conformance));
    put_gaps(visit, page);
    page.show(statements.evaluated_by_others ? "BY_OTHERS" : "BY_OURSELVES");
    show_if_named(visit, page, "feedback_url", "FEEDBACK_FORM");
    return show(visit, http::Status::ok, page);
}

http::Response show_privacy(const Visit& visit)
{
    view::Page page{"privacy"};
    page.show(visit.app.settings.retention.dormant_years > 0 ? "DORMANT_END" : "DORMANT_STAY");
    return show(visit, http::Status::ok, page);
}

http::Response show_cookies(const Visit& visit)
{
    return show(visit, http::Status::ok, view::Page{"cookies"});
}

http::Response show_help(const Visit& visit)
{
    view::Page page{"help"};
    show_if_named(visit, page, "phone", "HAS_PHONE");
    show_if_named(visit, page, "visit_address", "HAS_ADDRESS");
    show_if_named(visit, page, "hours", "HAS_HOURS");
    return show(visit, http::Status::ok, page);
}

http::Response show_jwk_set(const Visit& visit)
{
    return http::Response::text(http::Status::ok, visit.app.jwk_set, "application/jwk-set+json");
}

http::Response to_change_password(const Visit& /*visit*/)
{
    return http::Response::found("/Account/Settings/Password");
}

http::Response show_alive(const Visit& /*visit*/)
{
    return http::Response::text(http::Status::ok, "alive\n", plain_text);
}

http::Response show_ready(const Visit& visit)
{
    const auto not_ready = [](std::string why) {
        return http::Response::text(http::Status::service_unavailable, std::move(why), plain_text);
    };
    if (!visit.app.db.probe()) return not_ready("database away\n");
    if (store::newest_migration(visit.app.db) < store::needed_migration)
        return not_ready("database lacks a migration: asiointi-admin migrate\n");
    return http::Response::text(http::Status::ok, "ready\n", plain_text);
}

} // namespace flow
