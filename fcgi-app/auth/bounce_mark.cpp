#include "auth/bounce_mark.hpp"

#include "auth/email_address.hpp"
#include "auth/secret.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace auth {
namespace {

constexpr std::size_t digest_length = 16;
constexpr std::size_t most_digits = 20;    // of 2^64
constexpr std::size_t longest_text = 2000; // no true header line is as long
constexpr std::size_t longest_local_part = 64;
constexpr std::size_t longest_mark = most_digits + 1 + digest_length;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

std::string mark_with(const base::Key& key, std::uint64_t mail)
{
    const auto number = std::to_string(mail);
    const auto digest = keyed_digest(key, "bounce mark", number);
    return number + '-' + base32(bytes_of(digest)).substr(0, digest_length);
}

bool is_true(const std::vector<base::Key>& keys, std::uint64_t mail, std::string_view mark)
{
    return std::ranges::any_of(keys, [&](const base::Key& key) { return equal(mark_with(key, mail), mark); });
}

} // namespace

std::string bounce_mark(const std::vector<base::Key>& keys, std::uint64_t mail)
{
    return mark_with(keys.at(0), mail);
}

std::optional<std::uint64_t> find_bounce_mark(const std::vector<base::Key>& keys, std::string_view text)
{
    const auto lower = base::ascii_lower(text.substr(0, longest_text));
    for (auto dash = lower.find('-'); dash != std::string::npos; dash = lower.find('-', dash + 1)) {
        auto first = dash;
        while (first > 0 && dash - first < most_digits && is_digit(lower[first - 1])) --first;
        std::uint64_t mail = 0;
        const auto [end, error] = std::from_chars(lower.data() + first, lower.data() + dash, mail);
        if (error != std::errc{} || end != lower.data() + dash) continue;
        if (is_true(keys, mail, std::string_view{lower}.substr(first, dash - first + 1 + digest_length))) return mail;
    }
    return std::nullopt;
}

std::string with_bounce_mark(std::string_view address, std::string_view mark)
{
    const auto at = address.rfind('@');
    return std::string{address.substr(0, at)} + '+' + std::string{mark} + std::string{address.substr(at)};
}

bool takes_bounce_mark(std::string_view address)
{
    const auto parsed = parse_email_address(address);
    const bool is_ascii = std::ranges::all_of(address, [](char c) { return c > ' ' && c < 0x7F; });
    const auto local_part = address.substr(0, address.rfind('@'));
    return parsed && is_ascii && local_part.find('+') == std::string_view::npos &&
           local_part.size() + 1 + longest_mark <= longest_local_part;
}

} // namespace auth
