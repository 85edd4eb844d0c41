#include "flow/draft.hpp"

#include "auth/return_url.hpp"
#include "auth/seal.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace flow {
namespace {

constexpr std::string_view owner_purpose = "form owner";

std::string purpose(std::string_view path)
{
    return "draft " + base::ascii_lower(path);
}

bool is_kept(std::string_view field)
{
    return field != "form_token" && field != "form_owner" && field != "step" && field != "link" &&
           field != "user_name" && field.find("password") == std::string_view::npos;
}

constexpr char end_of_field = '\x1E'; // no field can hold a control character

std::string to_text(const http::Fields& form)
{
    std::string text;
    for (const auto& [name, value] : form.all())
        if (is_kept(name)) text.append(name).append(1, '=').append(value).append(1, end_of_field);
    return text;
}

http::Fields from_text(std::string_view text)
{
    std::vector<std::pair<std::string, std::string>> fields;
    while (!text.empty()) {
        const auto field = text.substr(0, text.find(end_of_field));
        text.remove_prefix(std::min(field.size() + 1, text.size()));
        const auto equals = field.find('=');
        if (equals != std::string_view::npos) fields.emplace_back(field.substr(0, equals), field.substr(equals + 1));
    }
    return http::Fields{std::move(fields)};
}

/// The account that this form was made for; nullopt when the form is not one of ours. The session is over: where its cookie
/// is left it must fit the form's token. Where the cookie is gone, too, after signing out in another tab, the seal is proof
/// enough: whoever makes somebody else's browser send a form has one for an account of their own alone.
std::optional<std::string> owner_of_form(const Visit& visit)
{
    const auto session = visit.request.cookie(cookie::session);
    const auto& form = visit.request.form;
    if (session && !visit.app.form_tokens.is_valid(*session, form.value_or_empty("form_token"))) return std::nullopt;
    return auth::unseal(visit.app.settings.keys, owner_purpose, "", form.value_or_empty("form_owner"));
}

/// A form that was left open while somebody else signed in, as on a family's computer: what stands in it is not theirs.
bool is_form_of_somebody_else(const Visit& visit)
{
    const auto sealed = visit.request.form.find("form_owner");
    if (!sealed || !visit.session) return false;
    const auto owner = auth::unseal(visit.app.settings.keys, owner_purpose, "", *sealed);
    return owner && *owner != visit.session->account.public_id;
}

} // namespace

std::string form_owner(const Visit& visit)
{
    if (!visit.session) return {};
    return auth::seal(visit.app.settings.keys, owner_purpose, "", visit.session->account.public_id);
}

std::string keep_draft(const Visit& visit, std::string_view path)
{
    std::string back{path};
    const auto owner = owner_of_form(visit);
    const auto text = to_text(visit.request.form);
    if (!owner || text.empty()) return back;
    back += "?draft=" + auth::seal(visit.app.settings.keys, purpose(path), *owner, text);
    return back.size() <= auth::longest_return_url ? back : std::string{path};
}

Draft::Draft(const Visit& visit) : posted_{is_form_of_somebody_else(visit) ? http::Fields{} : visit.request.form}
{
    const auto sealed = visit.request.query.find("draft");
    if (!sealed || !visit.session) return;
    const auto text =
        auth::unseal(visit.app.settings.keys, purpose(visit.request.path), visit.session->account.public_id, *sealed);
    if (!text) return;
    kept_ = from_text(*text);
    was_kept_ = true;
}

std::string Draft::value(std::string_view field, const std::string& on_record) const
{
    if (posted_.mentions(field)) return posted_.value_or_empty(field);
    return kept_.find(field).value_or(on_record);
}

} // namespace flow
