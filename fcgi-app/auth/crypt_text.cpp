#include "auth/crypt_text.hpp"

#include <crypt.h>

#include <memory>

namespace auth {
namespace {

/// The last `size` characters of what crypt(3) makes. A password that a C string cannot hold is none.
std::string text_behind_salt(const std::string& setting, const std::string& password, std::size_t size)
{
    const auto room = std::make_unique<crypt_data>(); // 32 KiB, zeroed as crypt_r wants it
    const char* const made = ::crypt_r(password.c_str(), setting.c_str(), room.get());
    const std::string text = made == nullptr ? "" : made;
    const bool is_cut = password.find('\0') != std::string::npos;
    if (is_cut || text.starts_with('*') || text.size() < size) return "";
    return text.substr(text.size() - size);
}

} // namespace

bool is_crypt_text(std::string_view text)
{
    return text.find_first_not_of("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") ==
           std::string_view::npos;
}

std::string bcrypt_text(unsigned log_rounds, std::string_view salt, const std::string& password)
{
    constexpr std::size_t size = 31;
    const auto variant = std::string{salt.substr(0, 1)};
    const auto digits = (log_rounds < 10 ? "0" : "") + std::to_string(log_rounds);
    return text_behind_salt("$2" + variant + "$" + digits + "$" + std::string{salt.substr(1)}, password, size);
}

std::string sha512_crypt_text(unsigned rounds, std::string_view salt, const std::string& password)
{
    constexpr std::size_t size = 86;
    return text_behind_salt("$6$rounds=" + std::to_string(rounds) + "$" + std::string{salt}, password, size);
}

} // namespace auth
