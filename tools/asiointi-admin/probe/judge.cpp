#include "probe/judge.hpp"

#include "probe/remedies.hpp"
#include "probe/report.hpp"

namespace probe {
namespace {

Verdict ok(const Answer& answer)
{
    return {Outcome::ok, came(answer)};
}

Verdict fault(const Answer& answer, std::string remedy)
{
    return {Outcome::fault, came(answer), std::move(remedy)};
}

Verdict warning(const Answer& answer, std::string remedy)
{
    return {Outcome::warning, came(answer), std::move(remedy)};
}

/// What is wrong with an answer that should have led to signing in.
Verdict judge_stray_answer(const Answer& answer)
{
    if (answer.is_success()) return fault(answer, remedy::protect);
    switch (answer.status) {
    case 401:
        return fault(answer, remedy::own_error_page);
    case 403:
    case 404:
        return fault(answer, remedy::not_protected_here);
    case 429:
        return warning(answer, remedy::limited);
    case 421:
        return fault(answer, remedy::unknown_here);
    default:
        return fault(answer, answer.status >= 500 ? remedy::pool_away : remedy::protect);
    }
}

bool is_html(const Answer& answer)
{
    return answer.header("content-type").starts_with("text/html");
}

} // namespace

std::string came(const Answer& answer)
{
    if (answer.status == 0) return "no answer (" + printable(answer.fault) + ')';
    auto text = std::to_string(answer.status);
    if (answer.has("location")) return text + " to " + printable(answer.header("location"));
    const auto type = answer.header("content-type");
    return type.empty() ? text : text + ' ' + printable(type.substr(0, type.find(';')));
}

Verdict judge_page(const Chain& chain)
{
    switch (chain.end) {
    case End::sign_in:
        return ok(chain.first());
    case End::answer:
        return judge_stray_answer(chain.last());
    case End::elsewhere:
        return fault(chain.last(), remedy::leads_elsewhere);
    case End::endless:
        return fault(chain.last(), remedy::endless);
    case End::silence:
        break;
    }
    return fault(chain.last(), remedy::silent);
}

Verdict judge_redirect_status(const Chain& chain)
{
    for (const auto& hop : chain.hops) {
        if (hop.answer.status == 303) continue;
        if (hop.answer.status == 302) return warning(hop.answer, remedy::see_other);
        return fault(hop.answer, remedy::see_other);
    }
    return ok(chain.first());
}

Verdict judge_way_back(const Chain& chain, const Url& wanted)
{
    if (chain.next && returns_to(*chain.next, wanted)) return ok(chain.last());
    return fault(chain.last(), remedy::way_back);
}

Verdict judge_same_way(const Chain& chain, const Chain& plain)
{
    if (chain.end == plain.end && chain.next == plain.next) return ok(chain.last());
    return fault(chain.last(), remedy::forged_host);
}

Verdict judge_never_kept(const Chain& chain)
{
    for (const auto& hop : chain.hops) {
        const auto kept = hop.answer.header("cache-control");
        if (kept.find("no-store") == kept.npos)
            return {Outcome::fault, "Cache-Control: " + printable(kept.empty() ? "(none)" : kept), remedy::kept};
    }
    return ok(chain.first());
}

Verdict judge_script(const Answer& answer)
{
    if (answer.is_success()) return fault(answer, remedy::protect);
    if (answer.status == 429) return warning(answer, remedy::limited);
    return answer.status == 401 && !answer.has("location") ? ok(answer) : fault(answer, remedy::script);
}

Verdict judge_form(const Answer& answer)
{
    if (answer.is_success()) return fault(answer, remedy::protect);
    if (answer.status == 413) return warning(answer, remedy::body_size);
    if (answer.status == 429) return warning(answer, remedy::limited);
    const bool is_right = answer.status == 401 && !answer.has("location") && is_html(answer);
    return is_right ? ok(answer) : fault(answer, remedy::form);
}

Verdict judge_method(const Answer& answer)
{
    if (answer.is_success()) return fault(answer, remedy::method);
    if (answer.status == 0) return warning(answer, remedy::silent);
    return answer.status >= 500 && answer.status != 501 ? warning(answer, remedy::pool_away) : ok(answer);
}

Verdict judge_trace(const Answer& answer)
{
    if (answer.status == 0) return ok(answer);
    return answer.status >= 400 ? ok(answer) : fault(answer, remedy::trace);
}

Verdict judge_spelling(const Chain& chain, const Answer& unknown_page)
{
    const auto& last = chain.last();
    switch (chain.end) {
    case End::sign_in:
    case End::elsewhere:
        return ok(last);
    case End::endless:
        return warning(last, remedy::endless);
    case End::silence:
        return warning(last, remedy::silent);
    case End::answer:
        break;
    }
    if (last.status >= 500) return warning(last, remedy::stumbles);
    if (!last.is_success()) return ok(last);
    const bool is_for_anything = unknown_page.is_success() && last.body == unknown_page.body;
    return is_for_anything ? ok(last) : fault(last, remedy::spelling);
}

Verdict judge_public(const Chain& chain)
{
    const auto& answer = chain.first();
    if (chain.end == End::sign_in || answer.status == 401) return fault(answer, remedy::not_public);
    if (answer.status == 0) return fault(answer, remedy::silent);
    return answer.status < 400 ? ok(answer) : fault(answer, remedy::no_public_page);
}

} // namespace probe
