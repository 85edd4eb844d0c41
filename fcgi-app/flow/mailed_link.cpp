#include "flow/mailed_link.hpp"

#include "auth/secret.hpp"

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

std::string proof_of(const App& app, const base::LinkToken& token)
{
    const auto proof = auth::keyed_digest(app.settings.keys.front(), "link form", token.reveal());
    return auth::base64url(auth::bytes_of(proof));
}

std::optional<OpenLink> find_link(const Visit& visit, const std::string& text, store::LinkPurpose purpose)
{
    if (text.size() != token_length) return std::nullopt;
    const base::LinkToken token{text};
    auto link = store::find_link_token(visit.app.db, auth::digest(token), purpose, visit.now());
    if (!link) return std::nullopt;
    return OpenLink{token, *std::move(link), proof_of(visit.app, token)};
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
    offer_new_link(page, purpose);
    return show(visit, http::Status::bad_request, page);
}

} // namespace

std::variant<OpenLink, http::Response> open_link(const Visit& visit, std::string_view path, store::LinkPurpose purpose)
{
    if (visit.request.query.mentions("token")) {
        const auto open = find_link(visit, visit.request.query.find_any_case("token").value_or(""), purpose);
        if (!open) return dead_link(visit, purpose);
        auto response = http::Response::see_other(path);
        response.add_cookie({std::string{cookie::link}, open->token.reveal(), open->link.expires_at - visit.now()});
        keep_language_of(visit, *open, response);
        return response;
    }
    const auto kept = visit.request.cookie(cookie::link);
    if (!kept) return open_again(visit, purpose);
    if (auto open = find_link(visit, *kept, purpose)) return *std::move(open);
    return dead_link(visit, purpose);
}

std::variant<OpenLink, http::Response> posted_link(const Visit& visit, store::LinkPurpose purpose)
{
    const auto kept = visit.request.cookie(cookie::link);
    if (!kept) return open_again(visit, purpose);
    auto open = find_link(visit, *kept, purpose);
    if (!open) return dead_link(visit, purpose);
    if (!auth::equal(visit.request.form.value_or_empty("link"), open->proof)) return open_again(visit, purpose);
    return *std::move(open);
}

http::Response dead_link(const Visit& visit, store::LinkPurpose purpose)
{
    view::Page page{"link_dead"};
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
