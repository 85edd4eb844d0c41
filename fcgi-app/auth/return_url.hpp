#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace auth {

/// In bytes. A form whose session ended travels in it (flow/draft.hpp); nginx takes request lines of 8 KiB.
constexpr std::size_t longest_return_url = 4000;

/// Where to go after signing in: `candidate` if it is safe, otherwise `fallback` (ASVS 3.7.2, R-043).
///
/// Safe are a path on this site ("/hakemukset?x=1": one slash at the start, no second slash or backslash behind
/// it, no control characters, no encoded slash or backslash in the first segment) and an absolute http(s) URL whose
/// origin is literally one of `origins` ("https://portaali.example.fi", with port if not the default). The account
/// pages that would loop ("/Account/Login", "/Account/Logout", in any case) give the fallback. At most
/// `longest_return_url` bytes.
[[nodiscard]] std::string
safe_return_url(std::string_view candidate, const std::vector<std::string>& origins, const std::string& fallback);

} // namespace auth
