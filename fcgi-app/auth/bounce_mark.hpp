#pragma once

#include "base/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a mail carries in its envelope sender and its Message-ID, so that a delivery report says which mail it is about, and
/// nobody can make one up for a mail that they have not seen: "4711-abcdefghijklmnop", the number of the mail and
/// 80 bits of a keyed digest of it. No mail server changes anything of it but the case of its letters.
namespace auth {

[[nodiscard]] std::string bounce_mark(const std::vector<base::Key>& keys, std::uint64_t mail);

/// The mail of the first true mark in a text, whatever stands around it; nullopt when there is none.
[[nodiscard]] std::optional<std::uint64_t> find_bounce_mark(const std::vector<base::Key>& keys, std::string_view text);

/// "bounces+MARK@example.fi" of "bounces@example.fi".
[[nodiscard]] std::string with_bounce_mark(std::string_view address, std::string_view mark);

/// True for an ASCII address to which every mark can be added, within the 64 characters of a local part and the
/// 254 of an address (RFC 5321).
[[nodiscard]] bool takes_bounce_mark(std::string_view address);

} // namespace auth
