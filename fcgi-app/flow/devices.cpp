#include "flow/devices.hpp"

#include "auth/secret.hpp"
#include "auth/user_agent.hpp"
#include "flow/draft.hpp"
#include "flow/step.hpp"
#include "view/time_words.hpp"

#include <algorithm>

namespace flow {
namespace {

constexpr std::string_view path = "/Account/Settings/Devices";
constexpr unsigned most_shown = 100;

using Variables = std::vector<std::pair<std::string_view, std::string>>;

/// What the form calls a session: neither its id nor the digest in the database can be had from it.
std::string handle_of(const base::Key& key, const auth::Digest& session)
{
    const auto handle = auth::keyed_digest(key, "session handle", auth::bytes_of(session));
    return auth::base64url(auth::bytes_of(handle));
}

/// A page that was open while the keys were rotated names sessions by the older key.
bool is_handle_of(const Visit& visit, const auth::Digest& session, const std::string& handle)
{
    return std::ranges::any_of(
        visit.app.settings.keys, [&](const base::Key& key) { return auth::equal(handle_of(key, session), handle); });
}

std::string words_for(const Visit& visit, std::string_view key, std::vector<view::TextValue> values = {})
{
    return visit.app.pages.texts().get(visit.language, {key, std::move(values)});
}

/// "Firefox, Windows"
std::string device_name(const Visit& visit, const std::string& user_agent)
{
    const auto browser = auth::browser_of(user_agent);
    const auto name = browser.name.empty() ? words_for(visit, "devices.browser_unknown") : browser.name;
    return browser.system.empty() ? name : name + ", " + browser.system;
}

Variables row(const Visit& visit, const store::LiveSession& session)
{
    const auto& texts = visit.app.pages.texts();
    const bool is_this_one = session.id == visit.session->id;
    return {
        {"DEVICE", device_name(visit, session.user_agent)},
        {"LAST_USED", is_this_one
                          ? words_for(visit, "devices.now")
                          : view::time_in_words(texts, visit.language, session.times.last_seen_at, visit.now())},
        {"BEGAN", view::time_in_words(texts, visit.language, session.times.created_at, visit.now())},
        {"REMEMBERED", session.remembered ? words_for(
                                                visit, "devices.remembered",
                                                {{"date", view::local_date(visit.language, session.times.expires_at)}})
                                          : words_for(visit, "devices.not_remembered")},
    };
}

std::vector<store::LiveSession> live_sessions(const Visit& visit)
{
    return store::list_sessions(visit.app.db, visit.session->account.id, most_shown, visit.now());
}

view::Page devices_page(const Visit& visit)
{
    std::vector<Variables> here;
    std::vector<Variables> others;
    for (const auto& session : live_sessions(visit)) {
        auto& list = session.id == visit.session->id ? here : others;
        list.push_back(row(visit, session));
        if (&list == &others)
            list.back().emplace_back("HANDLE", handle_of(visit.app.settings.keys.front(), session.id));
    }
    view::Page page{"devices"};
    page.repeat("HERE", std::move(here));
    page.show(others.empty() ? "ALONE" : "WITH_OTHERS").repeat("OTHER", std::move(others));
    return page;
}

std::optional<view::Text> result(const std::optional<Step>& step)
{
    if (!step) return std::nullopt;
    switch (step->kind) {
    case Step::Kind::device_signed_out:
        return view::Text{"devices.one_ended"};
    case Step::Kind::device_was_gone:
        return view::Text{"devices.was_gone"};
    case Step::Kind::devices_signed_out:
        return view::Text{"devices.others_ended"};
    default:
        return std::nullopt;
    }
}

void record(store::Transaction& tx, const Visit& visit, store::AuditKind kind)
{
    record(tx, visit, kind, visit.session->account.id);
}

/// True when the form named another session of this person that was still there to end.
bool end_one(const Visit& visit, const std::string& handle)
{
    const auto sessions = live_sessions(visit);
    const auto named = std::ranges::find_if(sessions, [&](const store::LiveSession& each) {
        return each.id != visit.session->id && is_handle_of(visit, each.id, handle);
    });
    if (named == sessions.end()) return false;
    return store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        if (!store::end_session(tx, named->id, visit.now())) return false;
        record(tx, visit, store::AuditKind::session_ended);
        return true;
    });
}

void end_others(const Visit& visit)
{
    store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        store::end_sessions(tx, visit.session->account.id, visit.session->id, visit.now());
        record(tx, visit, store::AuditKind::other_sessions_ended);
    });
}

Step::Kind end_what_is_named(const Visit& visit)
{
    const auto& form = visit.request.form;
    if (form.find("others")) {
        end_others(visit);
        return Step::Kind::devices_signed_out;
    }
    return end_one(visit, form.value_or_empty("device")) ? Step::Kind::device_signed_out : Step::Kind::device_was_gone;
}

} // namespace

http::Response show_devices(const Visit& visit)
{
    auto page = devices_page(visit);
    if (auto text = result(find_step(visit))) page.notice(*std::move(text));
    if (Draft{visit}.was_kept()) page.remark(view::Text{"devices.none_ended"});
    return show(visit, http::Status::ok, page);
}

http::Response post_devices(const Visit& visit)
{
    const auto kind = end_what_is_named(visit);
    return http::Response::see_other(step_url(visit, path, {kind, "", ""}));
}

http::Response devices_again(const Visit& visit, Problem problem)
{
    return show_again(visit, problem, devices_page(visit));
}

} // namespace flow
