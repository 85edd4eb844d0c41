#pragma once

#include "probe/url.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What somebody sends who wants past the sign-in.
namespace probe {

/// Lines to send, and in a few words what they are.
struct Forgery {
    std::string what;
    std::vector<std::string> headers; ///< "Name: value"
};

/// The headers of a browser that shows a page to a person.
[[nodiscard]] std::vector<std::string> page_headers();

/// Identity headers, each in every spelling that some program takes for the same: odd case, doubled, with underscores or dots
/// . Every value contains `mark`.
[[nodiscard]] std::vector<std::string> all_identity_headers(std::string_view mark);

/// The same in parts, to tell which of them opens something; and headers by which other systems tell who somebody is, where
/// a request comes from, or what it asks for.
[[nodiscard]] std::vector<Forgery> forged_identities(std::string_view mark);

/// Session cookies that nobody was given. `id` has the form of a real one.
[[nodiscard]] std::vector<Forgery> made_up_sessions(std::string_view id);

/// Cookie lines, and what a portal may see of them.
struct CookieCase {
    std::string what;
    std::vector<std::string> lines; ///< values of Cookie headers
    bool keeps_own;                 ///< the portal's own cookie arrives; in the last case it need not
};

/// Our cookies among the portal's own one, wherever, however often and in whatever case they stand. Every value of ours
/// contains `mark`, and own_cookie is the portal's. `session`: a Cookie value that comes with each; may be empty.
[[nodiscard]] std::vector<CookieCase> cookie_cases(std::string_view mark, const std::string& session);
constexpr std::string_view own_cookie = "check_portal=own";

/// Other spellings of the path of `page`, which a server behind nginx may take for the same. Each goes into the
/// request line as it stands; none is the path itself.
[[nodiscard]] std::vector<std::string> spellings_of(const Url& page);

} // namespace probe
