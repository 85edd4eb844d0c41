#include "flow/staff_visit.hpp"

#include "auth/network.hpp"
#include "flow/problem.hpp"
#include "flow/refused.hpp"
#include "store/staff_members.hpp"

#include <algorithm>

namespace flow {
namespace {

bool is_on_a_staff_network(const Visit& visit)
{
    return std::ranges::any_of(visit.app.settings.staff.networks, [&](const std::string& network) {
        return auth::is_in_network(visit.request.client_address, network);
    });
}

/// Whoever is signed in and tries the help desk's pages in vain is in the trail.
void record_refusal(const Visit& visit, const char* why)
{
    note_refused(visit, store::AuditKind::access_refused, visit.session.value().account.id, why);
}

http::Response refused(const Visit& visit, std::string_view section, const char* why)
{
    record_refusal(visit, why);
    view::Page page{"staff_refused"};
    page.show(section);
    return show(visit, http::Status::forbidden, page);
}

} // namespace

std::optional<http::Response> refuse_non_staff(const Visit& visit)
{
    const auto member = store::find_staff_member(visit.app.db, visit.session->account.id);
    if (!member) {
        record_refusal(visit, "no member of staff");
        return error_page(visit, http::Status::not_found);
    }
    if (!is_on_a_staff_network(visit)) return refused(visit, "OTHER_NETWORK", "from another network");
    if (member->suspended_at) return refused(visit, "SUSPENDED", "role suspended");
    if (!store::holds(*member, visit.now())) return refused(visit, "ENDED", "role ended");
    return std::nullopt;
}

Desk desk_of(const Visit& visit)
{
    const auto& account = visit.session->account;
    const auto member = store::find_staff_member(visit.app.db, account.id);
    return {
        .db = visit.app.db,
        .settings = visit.app.settings,
        .actor =
            {.name = account.email,
             .unit = member.value().unit,
             .account = account.id,
             .client_network = network(visit),
             .reference = visit.request.reference},
        .language = base::Language::fi,
        .now = visit.now()};
}

std::string staff_step_url(const Visit& visit, std::string_view path, const Step& step)
{
    return step_url(visit, path, step, visit.session.value().account.public_id);
}

std::string sealed_staff_step(const Visit& visit, const Step& step)
{
    return sealed_step(visit, step, visit.session.value().account.public_id);
}

std::optional<Step> open_staff_step(const Visit& visit, const std::optional<std::string>& sealed)
{
    return open_step(visit, sealed, visit.session.value().account.public_id);
}

std::optional<Step> find_staff_step(const Visit& visit)
{
    return open_staff_step(visit, visit.request.query.find("s"));
}

std::string staff_account_url(const Visit& visit, const std::string& public_id)
{
    return staff_step_url(visit, "/Account/Staff/Account", {Step::Kind::staff_account, public_id, ""});
}

} // namespace flow
