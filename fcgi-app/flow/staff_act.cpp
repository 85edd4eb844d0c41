#include "flow/staff_act.hpp"

#include "auth/retired_hash.hpp"
#include "base/text.hpp"
#include "flow/ask_for_mail.hpp"
#include "flow/draft.hpp"
#include "flow/staff_changes.hpp"
#include "flow/staff_visit.hpp"
#include "store/staff_search.hpp"
#include "view/time_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace flow {
namespace {

constexpr std::string_view path = "/Account/Staff/Act";

/// What came of a change that waits for nobody.
constexpr std::string_view address_at_once = "at_once";
constexpr std::string_view merge_at_once = "merge_at_once";

/// What came of one that nobody can be told of, since mails to the account were stopped.
constexpr std::string_view untold = "untold";

/// What another address does for an account whose address is in dispute.
constexpr std::string_view disputed_text = "staff.act.set_email.disputed";

/// What came of it.
constexpr std::string_view settled = "settled";

/// What the form of an act asks for beyond the reason.
enum class Extra { none, new_address, other_account };

/// What was filled in, checked.
struct Filled {
    std::string reason;
    std::optional<auth::EmailAddress> address{};
    std::optional<store::Account> other{};
    store::IdentityCheck identity{};
    std::uint64_t seen_change{};
};

using Perform = ActOutcome (*)(const Desk&, const store::Account&, const Filled&);

struct Act {
    std::string_view name;
    Extra extra;
    Perform perform;
    std::string_view title;
    std::string_view text;
    std::string_view result;
};

#define STAFF_ACT_TEXTS(NAME) "staff.act." NAME ".title", "staff.act." NAME ".text", "staff.act." NAME ".done"

// clang-format off
constexpr std::array acts{
    Act{"send_link", Extra::none, [](auto& desk, auto& account, auto& filled) { return send_link(desk, account, filled.reason); }, STAFF_ACT_TEXTS("send_link")},
    Act{"unlock", Extra::none, [](auto& desk, auto& account, auto& filled) { return unlock_account(desk, account, filled.reason); }, STAFF_ACT_TEXTS("unlock")},
    Act{"retire_password", Extra::none, [](auto& desk, auto& account, auto& filled) { return retire_password(desk, account, filled.reason); }, STAFF_ACT_TEXTS("retire_password")},
    Act{"lock", Extra::none, [](auto& desk, auto& account, auto& filled) { return lock_account(desk, account, LockKind::staff, filled.reason); }, STAFF_ACT_TEXTS("lock")},
    Act{"lock_deceased", Extra::none, [](auto& desk, auto& account, auto& filled) { return lock_account(desk, account, LockKind::deceased, filled.reason); }, STAFF_ACT_TEXTS("lock_deceased")},
    Act{"start_mails", Extra::none, [](auto& desk, auto& account, auto& filled) { return start_mails(desk, account, filled.reason); }, STAFF_ACT_TEXTS("start_mails")},
    Act{"set_email", Extra::new_address, [](auto& desk, auto& account, auto& filled) { return set_email(desk, account, *filled.address, filled.identity, filled.reason); }, STAFF_ACT_TEXTS("set_email")},
    Act{"merge", Extra::other_account, [](auto& desk, auto& account, auto& filled) { return merge(desk, account, *filled.other, filled.identity, filled.reason); }, STAFF_ACT_TEXTS("merge")},
    Act{"confirm_change", Extra::none, [](auto& desk, auto& account, auto& filled) { return confirm_change(desk, account, filled.seen_change, filled.reason); }, STAFF_ACT_TEXTS("confirm_change")},
    Act{"stop_change", Extra::none, [](auto& desk, auto& account, auto& filled) { return stop_waiting_change(desk, account, filled.reason); }, STAFF_ACT_TEXTS("stop_change")},
    Act{"finish_requests", Extra::none, [](auto& desk, auto& account, auto& filled) { return finish_requests(desk, account, filled.reason); }, STAFF_ACT_TEXTS("finish_requests")},
    Act{"erase", Extra::none, [](auto& desk, auto& account, auto& filled) { return close_for_owner(desk, account, filled.reason); }, STAFF_ACT_TEXTS("erase")},
};
// clang-format on

const Act* find_act(std::string_view name)
{
    const auto* found = std::ranges::find(acts, name, &Act::name);
    return found == acts.end() ? nullptr : found;
}

/// The catalogue's key for an outcome that kept an act from being done; it lives for ever.
std::string_view key_of(ActOutcome outcome)
{
    switch (outcome) {
    case ActOutcome::done:
    case ActOutcome::waits:
    case ActOutcome::nothing_to_do:
        return "staff.outcome.nothing_to_do";
    case ActOutcome::own_account:
        return "staff.outcome.own_account";
    case ActOutcome::staff_account:
        return "staff.outcome.staff_account";
    case ActOutcome::not_active:
        return "staff.outcome.not_active";
    case ActOutcome::mails_stopped:
        return "staff.outcome.mails_stopped";
    case ActOutcome::same_address:
        return "staff.outcome.same_address";
    case ActOutcome::address_taken:
        return "staff.outcome.address_taken";
    case ActOutcome::same_account:
        return "staff.outcome.same_account";
    case ActOutcome::no_change_waits:
        return "staff.outcome.no_change_waits";
    case ActOutcome::same_actor:
        return "staff.outcome.same_actor";
    case ActOutcome::another_change:
        return "staff.outcome.another_change";
    }
    return "staff.outcome.nothing_to_do";
}

struct OpenAct {
    Step step;
    const Act* act;
    store::Account account;
    std::uint64_t seen_change; ///< the one that the form was about, whatever waits by now; 0: none
};

/// An act, and the change that the page showed, as the form brings both back: "confirm_change 17".
std::string with_change(std::string_view act, std::uint64_t change)
{
    return std::string{act} + ' ' + std::to_string(change);
}

std::pair<std::string_view, std::uint64_t> without_change(std::string_view text)
{
    const auto end = std::min(text.find(' '), text.size());
    std::uint64_t change = 0;
    const auto number = text.substr(end == text.size() ? end : end + 1);
    std::from_chars(number.data(), number.data() + number.size(), change);
    return {text.substr(0, end), change};
}

/// The act that this page is for, by its address, its form or what was kept of that; on an account that is still there.
std::optional<OpenAct> open_act(const Visit& visit)
{
    const Draft draft{visit};
    auto step = open_staff_step(visit, draft.value("act", ""));
    if (!step) step = find_staff_step(visit);
    if (!step || step->kind != Step::Kind::staff_act) return std::nullopt;
    const auto [name, seen_change] = without_change(step->then);
    const auto* act = find_act(name);
    auto account = store::find_account_by_public_id(visit.app.db, step->subject);
    if (act == nullptr || !account) return std::nullopt;
    return OpenAct{*std::move(step), act, *std::move(account), seen_change};
}

/// What a second member is about to confirm, or anybody to stop. The form names it, too.
void add_waiting(const Visit& visit, const OpenAct& open, view::Page& page)
{
    if (open.act->name != "confirm_change" && open.act->name != "stop_change") return;
    const auto change = store::find_open_staff_change_of(visit.app.db, open.account.id);
    if (!change) return;
    auto shown = open.step;
    shown.then = with_change(open.act->name, change->id);
    page.set("ACT", sealed_staff_step(visit, shown));
    const auto& what = change->what;
    // Of a merge it is the other account, seen from the one that stays.
    const auto changed = store::find_account(visit.app.db, what.account).value_or(open.account);
    const auto& texts = visit.app.pages.texts();
    const bool is_merge = what.kind == store::StaffChangeKind::merge;
    const auto identity =
        "data.staff_change.identity_check." + std::to_string(static_cast<unsigned>(what.identity_check));
    page.repeat(
        "WAITING",
        {{{"CHANGE",
           texts.get(visit.language, view::Text{is_merge ? "staff.act.merge.title" : "staff.act.set_email.title"})},
          {"CHANGE_TO", what.user_name.typed},
          {"CHANGE_DUE_WHAT",
           texts.get(
               visit.language,
               view::Text{needs_second_member(changed) ? "staff.waiting.confirm_by" : "staff.waiting.due"})},
          {"CHANGE_DUE", view::time_in_words(texts, visit.language, what.due_at, visit.now())},
          {"CHANGE_UNIT", what.unit},
          {"CHANGE_IDENTITY", texts.get(visit.language, view::Text{identity})},
          {"CHANGE_REASON", what.reason}}});
}

view::Page act_page(const Visit& visit, const OpenAct& open)
{
    const Draft draft{visit};
    const auto& texts = visit.app.pages.texts();
    view::Page page{"staff_act"};
    page.title(open.act->title);
    const bool settles = open.act->extra == Extra::new_address && store::is_disputed(open.account);
    page.set("EXPLANATION", texts.get(visit.language, view::Text{settles ? disputed_text : open.act->text}))
        .set("BUTTON", texts.get(visit.language, view::Text{open.act->title}))
        .set("ACT", sealed_staff_step(visit, open.step))
        .set("ACCOUNT_URL", staff_account_url(visit, open.account.public_id))
        .set("NAME", display_name(open.account))
        .set("EMAIL", open.account.email)
        .set("REASON", draft.value("reason", ""));
    if (draft.was_kept()) page.remark(view::Text{"session.draft_kept"});
    add_waiting(visit, open, page);
    if (open.act->extra == Extra::new_address)
        page.repeat("NEW_ADDRESS", {{{"NEW_EMAIL", draft.value("new_email", "")}}});
    if (open.act->extra == Extra::other_account) page.repeat("OTHER_ACCOUNT", {{{"INTO", draft.value("into", "")}}});
    if (open.act->extra != Extra::none) {
        const auto chosen = draft.value("identity", "");
        page.show("IDENTITY");
        for (const auto& [value, section] :
             {std::pair{"1", "CHOSE_DOCUMENT"}, std::pair{"2", "CHOSE_STRONG"}, std::pair{"3", "CHOSE_KNOWN"}})
            if (chosen == value) page.show(section);
    }
    return page;
}

void read_reason(const Visit& visit, Filled& filled, view::Page& page)
{
    filled.reason = base::trimmed(visit.request.form.value_or_empty("reason"));
    const auto length = base::code_points(filled.reason);
    if (length < least_reason) page.error("reason", view::Text{"staff.reason_missing"});
    if (length > longest_reason)
        page.error("reason", {"staff.reason_too_long", {{"count", std::to_string(longest_reason)}}});
}

void read_identity(const Visit& visit, Filled& filled, view::Page& page)
{
    const auto chosen = visit.request.form.value_or_empty("identity");
    const bool is_known = chosen == "1" || chosen == "2" || chosen == "3";
    if (!is_known) return (void)page.error("identity", view::Text{"staff.identity_missing"});
    filled.identity = static_cast<store::IdentityCheck>(chosen.front() - '0');
}

/// What is wrong stands on `page`.
Filled read_form(const Visit& visit, const OpenAct& open, view::Page& page)
{
    Filled filled;
    filled.seen_change = open.seen_change;
    const auto& form = visit.request.form;
    if (open.act->extra == Extra::new_address) {
        filled.address = auth::parse_email_address(base::trimmed(form.value_or_empty("new_email")));
        if (!filled.address) page.error("new_email", view::Text{"register.email_invalid"});
    }
    if (open.act->extra == Extra::other_account) {
        const auto identifier = identify(visit, form.value_or_empty("into"));
        if (identifier && identifier->found) filled.other = identifier->found->account;
        if (!filled.other) page.error("into", view::Text{"staff.into_unknown"});
    }
    if (open.act->extra != Extra::none) read_identity(visit, filled, page);
    read_reason(visit, filled, page);
    return filled;
}

http::Response to_desk()
{
    return http::Response::see_other("/Account/Staff");
}

bool may_confirm(const Visit& visit, const store::StaffChange& change)
{
    return change.confirmed_by.empty() && !has_asked_for(desk_of(visit).actor, change);
}

std::string_view result_of(const OpenAct& open, ActOutcome outcome)
{
    const auto extra = open.act->extra;
    if (outcome == ActOutcome::done && extra == Extra::new_address) return address_at_once;
    if (outcome == ActOutcome::done && extra == Extra::other_account) return merge_at_once;
    if (outcome == ActOutcome::waits && extra != Extra::none && open.account.mail_stopped) return untold;
    const bool settles = extra == Extra::new_address && store::is_disputed(open.account);
    return settles ? settled : open.act->name;
}

} // namespace

std::vector<std::string> acts_for(const Visit& visit, const store::AccountFacts& facts)
{
    const auto& account = facts.account;
    if (facts.staff || account.id == visit.session->account.id) return {};
    const bool is_active = account.state == store::AccountState::active;
    const bool is_locked = account.state == store::AccountState::locked;
    std::vector<std::string> names;
    if (!is_locked && !account.mail_stopped) names.emplace_back("send_link");
    if (is_locked || facts.failures.failures > 0) names.emplace_back("unlock");
    if (facts.waiting && may_confirm(visit, *facts.waiting)) names.emplace_back("confirm_change");
    if (facts.waiting) names.emplace_back("stop_change");
    if (account.mail_stopped || facts.bounce) names.emplace_back("start_mails");
    if (is_active || store::is_disputed(account)) names.emplace_back("set_email");
    if (is_active) names.emplace_back("merge");
    if (store::count_open_staff_requests(visit.app.db, account.id) > 0) names.emplace_back("finish_requests");
    if (account.password_hash && !auth::retired_hash(account.password_hash)) names.emplace_back("retire_password");
    if (is_active) names.insert(names.end(), {"lock", "lock_deceased", "erase"});
    return names;
}

std::string staff_act_url(const Visit& visit, const std::string& public_id, const std::string& act)
{
    return staff_step_url(visit, path, {Step::Kind::staff_act, public_id, act});
}

std::string_view result_key(const std::string& act)
{
    if (act == address_at_once) return "staff.act.set_email.at_once";
    if (act == merge_at_once) return "staff.act.merge.at_once";
    if (act == untold) return "staff.act.untold";
    if (act == settled) return "staff.act.set_email.settled";
    const auto* found = find_act(act);
    return found == nullptr ? std::string_view{"settings.saved"} : found->result;
}

http::Response show_staff_act(const Visit& visit)
{
    const auto open = open_act(visit);
    return open ? show(visit, http::Status::ok, act_page(visit, *open)) : to_desk();
}

http::Response post_staff_act(const Visit& visit)
{
    const auto open = open_act(visit);
    if (!open) return to_desk();
    auto page = act_page(visit, *open);
    const auto filled = read_form(visit, *open, page);
    if (page.has_errors()) return show(visit, http::Status::unprocessable_content, page);
    const auto outcome = open->act->perform(desk_of(visit), open->account, filled);
    if (outcome != ActOutcome::done && outcome != ActOutcome::waits) {
        page.error("", view::Text{key_of(outcome)});
        return show(visit, http::Status::unprocessable_content, page);
    }
    pool::announce_mail(visit.app.shared);
    const Step acted{Step::Kind::staff_acted, open->account.public_id, std::string{result_of(*open, outcome)}};
    return http::Response::see_other(step_url(visit, "/Account/Staff/Account", acted));
}

http::Response staff_act_again(const Visit& visit, Problem problem)
{
    const auto open = open_act(visit);
    return open ? show_again(visit, problem, act_page(visit, *open)) : to_desk();
}

} // namespace flow
