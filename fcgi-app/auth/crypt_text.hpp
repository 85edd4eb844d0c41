#pragma once

#include <string>
#include <string_view>

/// crypt(3) of the C library, for passwords of old systems.
namespace auth {

/// The characters of which such texts are: ./0-9A-Za-z alone.
[[nodiscard]] bool is_crypt_text(std::string_view text);

/// The 31 characters behind the salt; "" when crypt(3) refuses.
/// log_rounds  4 to 31.  salt  the letter of the variant (a, b or y) and 22 characters.
[[nodiscard]] std::string bcrypt_text(unsigned log_rounds, std::string_view salt, const std::string& password);

/// The 86 characters behind the salt; "" when crypt(3) refuses.
/// rounds  1000 to 999,999,999.  salt  up to 16 characters of ./0-9A-Za-z.
[[nodiscard]] std::string sha512_crypt_text(unsigned rounds, std::string_view salt, const std::string& password);

} // namespace auth
