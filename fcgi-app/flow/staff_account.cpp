#include "flow/staff_account.hpp"

#include "auth/user_agent.hpp"
#include "flow/activity_words.hpp"
#include "flow/attempt_keys.hpp"
#include "flow/not_sent_words.hpp"
#include "flow/staff_act.hpp"
#include "flow/staff_diagnosis.hpp"
#include "flow/staff_visit.hpp"
#include "flow/step.hpp"
#include "store/staff_search.hpp"
#include "view/time_words.hpp"

namespace flow {
namespace {

using Row = std::vector<std::pair<std::string_view, std::string>>;
using Rows = std::vector<Row>;

std::string words_for(const Visit& visit, const std::string& key)
{
    return visit.app.pages.texts().get(visit.language, view::Text{key});
}

std::string when(const Visit& visit, base::Instant at)
{
    return view::time_in_words(visit.app.pages.texts(), visit.language, at, visit.now());
}

template <class Enum>
std::string number(Enum value)
{
    return std::to_string(static_cast<int>(value));
}

/// "… klo 14.05": of a time that may lie ahead, so it is written out.
std::string diagnosis_in_words(const Visit& visit, const Diagnosis& diagnosis)
{
    const std::string key = "staff.why." + std::string{name(diagnosis.why)};
    const auto at = diagnosis.at.value_or(visit.now());
    const bool never = diagnosis.why == Why::nothing_wrong && !diagnosis.at;
    return visit.app.pages.texts().get(
        visit.language, {never ? std::string_view{"staff.why.nothing_wrong_never"} : std::string_view{key},
                         {{"date", view::local_date(visit.language, at)},
                          {"time", view::local_time(visit.language, at)},
                          {"text", diagnosis.text}}});
}

/// A list with what stands around it, or what is said when it is empty.
void add_list(view::Page& page, std::string_view around, std::string_view row, std::string_view when_empty, Rows rows)
{
    if (rows.empty()) {
        if (!when_empty.empty()) page.show(when_empty);
        return;
    }
    view::Section section{around};
    for (auto& values : rows) section.inner.push_back({row, std::move(values)});
    page.add(std::move(section));
}

void add_diagnoses(const Visit& visit, const store::AccountFacts& facts, view::Page& page)
{
    Rows rows;
    for (const auto& diagnosis : diagnose(facts, visit.app.settings.importing, visit.now()))
        rows.push_back({{"WHY", diagnosis_in_words(visit, diagnosis)}});
    page.repeat("DIAGNOSIS", std::move(rows));
}

std::string hint_of(const std::string& act, const store::Account& account)
{
    return act == "set_email" && store::is_disputed(account) ? "set_email.disputed_hint" : act + ".hint";
}

void add_acts(const Visit& visit, const store::AccountFacts& facts, view::Page& page)
{
    Rows rows;
    for (const auto& act : acts_for(visit, facts))
        rows.push_back(
            {{"ACT_URL", staff_act_url(visit, facts.account.public_id, act)},
             {"ACT_TITLE", words_for(visit, "staff.act." + act + ".title")},
             {"ACT_TEXT", words_for(visit, "staff.act." + hint_of(act, facts.account))}});
    add_list(page, "ACTS", "ACT", "NO_ACTS", std::move(rows));
}

void add_old_users(const store::AccountFacts& facts, view::Page& page)
{
    Rows rows;
    for (const auto& user : facts.old_users)
        rows.push_back({{"OLD_NAME", user.old_name.empty() ? "–" : user.old_name}, {"PORTAL_ID", user.portal_id}});
    add_list(page, "OLD_USERS", "OLD", "", std::move(rows));
}

/// Why no mail left; what is left out says no more than the state.
std::string why_not_sent(const Visit& visit, const store::MailFact& mail)
{
    const auto key = mail.state == store::MailState::not_sent ? not_sent_words(mail.reply) : std::nullopt;
    return key ? visit.app.pages.texts().get(visit.language, view::Text{*key}) : std::string{};
}

void add_mails(const Visit& visit, const store::AccountFacts& facts, view::Page& page)
{
    Rows rows;
    for (const auto& mail : facts.mails)
        rows.push_back(
            {{"MAIL_WHAT", words_for(visit, "data.mail_outbox.reason." + number(mail.reason))},
             {"MAIL_WHEN", when(visit, mail.created_at)},
             {"MAIL_STATE", words_for(visit, "data.mail_outbox.state." + number(mail.state))},
             {"MAIL_REPLY", mail.state == store::MailState::not_sent ? "" : mail.reply},
             {"MAIL_WHY", why_not_sent(visit, mail)}});
    add_list(page, "MAILS", "MAIL", "NO_MAILS", std::move(rows));
}

std::string link_state(const Visit& visit, const store::LinkFact& link)
{
    const auto& texts = visit.app.pages.texts();
    const auto say = [&](std::string_view key, base::Instant at) {
        return texts.get(
            visit.language,
            {key, {{"date", view::local_date(visit.language, at)}, {"time", view::local_time(visit.language, at)}}});
    };
    if (link.used_at) return say("staff.link.used", *link.used_at);
    if (link.ended_at) return say("staff.link.ended", *link.ended_at);
    return say(link.expires_at > visit.now() ? "staff.link.open" : "staff.link.expired", link.expires_at);
}

void add_links(const Visit& visit, const store::AccountFacts& facts, view::Page& page)
{
    Rows rows;
    for (const auto& link : facts.links)
        rows.push_back(
            {{"LINK_WHAT", words_for(visit, "data.link_token.purpose." + number(link.purpose))},
             {"LINK_WHEN", when(visit, link.created_at)},
             {"LINK_STATE", link_state(visit, link)}});
    add_list(page, "LINKS", "LINK", "NO_LINKS", std::move(rows));
}

void add_sessions(const Visit& visit, const store::AccountFacts& facts, view::Page& page)
{
    Rows rows;
    for (const auto& session : facts.sessions) {
        const auto browser = auth::browser_of(session.user_agent);
        const auto name = browser.name.empty() ? words_for(visit, "devices.browser_unknown") : browser.name;
        rows.push_back(
            {{"DEVICE", browser.system.empty() ? name : name + ", " + browser.system},
             {"LAST_USED", when(visit, session.times.last_seen_at)}});
    }
    add_list(page, "SESSIONS", "SESSION", "NO_SESSIONS", std::move(rows));
}

void add_staff_acts(const Visit& visit, const store::AccountFacts& facts, view::Page& page)
{
    Rows rows;
    for (const auto& act : facts.by_staff)
        rows.push_back(
            {{"DONE_WHAT", visit.app.pages.texts().get(visit.language, view::Text{activity_words_for_staff(act)})},
             {"DONE_WHEN", when(visit, act.at)},
             {"DONE_BY", act.unit},
             {"DONE_WHY", act.reason}});
    add_list(page, "BY_STAFF", "DONE_ACT", "", std::move(rows));
}

view::Page account_page(const Visit& visit, const store::AccountFacts& facts)
{
    const auto& account = facts.account;
    view::Page page{"staff_account"};
    page.set("NAME", display_name(account))
        .set("EMAIL", account.email)
        .set("STATE", words_for(visit, "data.account.state." + number(account.state)))
        .set("CREATED", when(visit, facts.created_at));
    if (facts.state_since) page.repeat("SINCE", {{{"STATE_SINCE", when(visit, *facts.state_since)}}});
    if (facts.password_set_at) page.repeat("WITH_PASSWORD", {{{"PASSWORD_SET", when(visit, *facts.password_set_at)}}});
    if (facts.last_sign_in) page.repeat("SIGNED_IN", {{{"LAST_SIGN_IN", when(visit, *facts.last_sign_in)}}});
    if (facts.failures.failures > 0) page.repeat("FAILING", {{{"FAILURES", std::to_string(facts.failures.failures)}}});
    add_diagnoses(visit, facts, page);
    add_acts(visit, facts, page);
    add_old_users(facts, page);
    add_mails(visit, facts, page);
    add_links(visit, facts, page);
    add_sessions(visit, facts, page);
    add_staff_acts(visit, facts, page);
    return page;
}

} // namespace

http::Response show_staff_account(const Visit& visit)
{
    auto step = find_staff_step(visit);
    if (!step) step = find_step(visit); // what was done is told in this session alone
    const bool is_account = step && (step->kind == Step::Kind::staff_account || step->kind == Step::Kind::staff_acted);
    const auto account = is_account ? store::find_account_by_public_id(visit.app.db, step->subject) : std::nullopt;
    if (!account) return http::Response::see_other("/Account/Staff");
    record_look(desk_of(visit), *account);
    auto page = account_page(
        visit,
        store::account_facts(
            visit.app.db, *account, owner_keys(visit.app.db, visit.app.settings, *account, visit.now()), visit.now()));
    if (step->kind == Step::Kind::staff_acted) page.notice(view::Text{result_key(step->then)});
    return show(visit, http::Status::ok, page);
}

} // namespace flow
