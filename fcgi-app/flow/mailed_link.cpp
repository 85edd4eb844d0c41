#include "flow/mailed_link.hpp"

#include "auth/secret.hpp"
#include "base/log.hpp"
#include "flow/refused.hpp"

#include <algorithm>

namespace flow {
namespace {

constexpr std::size_t token_length = 52;

/// Where a link of this purpose is asked for; "" when nobody can ask for one.
const char* new_link_url(store::LinkPurpose purpose)
{
    switch (purpose) {
    case store::LinkPurpose::set_password:
    case store::LinkPurpose::registration:
        return "/Account/Forgot";
    case store::LinkPurpose::change_email:
        return "/Account/Settings/Email";
    case store::LinkPurpose::add_old_user:
        return "/Account/Settings/OldUser";
    case store::LinkPurpose::undo_email_change:
    case store::LinkPurpose::stop_staff_change:
        return "";
    }
    return "";
}

std::string proof_of(const base::Key& key, const base::LinkToken& token)
{
    const auto proof = auth::keyed_digest(key, "link form", token.reveal());
    return auth::base64url(auth::bytes_of(proof));
}

/// True when the form was made for this link, by the present key or one that was present when the form was made.
bool is_proof_of(const Visit& visit, const base::LinkToken& token, const std::string& proof)
{
    return std::ranges::any_of(
        visit.app.settings.keys, [&](const base::Key& key) { return auth::equal(proof_of(key, token), proof); });
}

std::optional<OpenLink> find_link(const Visit& visit, const std::string& text, store::LinkPurpose purpose)
{
    if (text.size() != token_length) return std::nullopt;
    const base::LinkToken token{text};
    auto link = store::find_link_token(visit.app.db, auth::digest(token), purpose, visit.now());
    if (!link) return std::nullopt;
    return OpenLink{token, *std::move(link), proof_of(visit.app.settings.keys.front(), token)};
}

/// The page in the language of the mail, unless this browser has chosen one.
void keep_language_of(const Visit& visit, const OpenLink& open, http::Response& response)
{
    if (visit.request.cookie(cookie::language) || visit.request.query.find("lang")) return;
    response.add_cookie({std::string{cookie::language}, std::string{base::code(open.link.language)}, std::nullopt});
}

/// A button to ask for a new link, where that can be done.
void offer_new_link(view::Page& page, store::LinkPurpose purpose)
{
    const std::string url = new_link_url(purpose);
    if (!url.empty()) page.repeat("NEW_LINK", {{{"NEW_LINK_URL", url}}});
}

http::Response open_again(const Visit& visit, store::LinkPurpose purpose)
{
    view::Page page{"link_open_again"};
    page.set("REFERENCE", visit.request.reference);
    offer_new_link(page, purpose);
    return show(visit, http::Status::bad_request, page);
}

/// A link that was good once is in the trail of its account, for whoever asks why it does not work; what nobody was ever sent
/// is in the log alone, since strangers must not be able to fill the database.
void note_refusal(const Visit& visit, const std::string& text)
{
    const auto owner = text.size() == token_length
                           ? store::find_link_owner(visit.app.db, auth::digest(base::LinkToken{text}))
                           : std::nullopt;
    if (owner)
        note_refused(visit, store::AuditKind::link_refused, *owner, "");
    else
        base::log(base::LogLevel::warning, "link_unknown", {{"network", network(visit)}});
}

http::Response refused_link(const Visit& visit, const std::string& text, store::LinkPurpose purpose)
{
    note_refusal(visit, text);
    return dead_link(visit, purpose);
}

} // namespace

std::variant<OpenLink, http::Response> open_link(const Visit& visit, std::string_view path, store::LinkPurpose purpose)
{
    if (visit.request.query.mentions("token")) {
        const auto open = find_link(visit, visit.request.query.find_any_case("token").value_or(""), purpose);
        if (!open) return refused_link(visit, visit.request.query.find_any_case("token").value_or(""), purpose);
        auto response = http::Response::see_other(path);
        response.add_cookie({std::string{cookie::link}, open->token.reveal(), open->link.expires_at - visit.now()});
        keep_language_of(visit, *open, response);
        return response;
    }
    const auto kept = visit.request.cookie(cookie::link);
    if (!kept) return open_again(visit, purpose);
    if (auto open = find_link(visit, *kept, purpose)) return *std::move(open);
    return refused_link(visit, *kept, purpose);
}

std::variant<OpenLink, http::Response> posted_link(const Visit& visit, store::LinkPurpose purpose)
{
    const auto kept = visit.request.cookie(cookie::link);
    if (!kept) return open_again(visit, purpose);
    auto open = find_link(visit, *kept, purpose);
    if (!open) return refused_link(visit, *kept, purpose);
    if (!is_proof_of(visit, open->token, visit.request.form.value_or_empty("link"))) return open_again(visit, purpose);
    return *std::move(open);
}

http::Response dead_link(const Visit& visit, store::LinkPurpose purpose)
{
    view::Page page{"link_dead"};
    page.set("REFERENCE", visit.request.reference);
    const bool is_for_password =
        purpose == store::LinkPurpose::set_password || purpose == store::LinkPurpose::registration;
    page.show(is_for_password ? "FOR_PASSWORD" : "FOR_CHANGE");
    offer_new_link(page, purpose);
    return show(visit, http::Status::bad_request, page);
}

http::SetCookie no_link_cookie()
{
    return {std::string{cookie::link}, "", std::chrono::seconds{0}};
}

} // namespace flow
