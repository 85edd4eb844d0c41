#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace auth {

/// Where to go after signing in: `candidate` if it is safe, otherwise `fallback` (ASVS 3.7.2, R-043).
///
/// Safe are a path on this site ("/hakemukset?x=1": one slash at the start, no second slash or backslash behind
/// it, no control characters, no encoded slash or backslash in the first segment) and an absolute http(s) URL whose
/// origin is literally one of `origins` ("https://portaali.example.fi", with port if not the default). The account
/// pages that would loop ("/Account/Login", "/Account/Logout", in any case) give the fallback. At most 1500 bytes.
[[nodiscard]] std::string
safe_return_url(std::string_view candidate, const std::vector<std::string>& origins, const std::string& fallback);

} // namespace auth
