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
        // Nothing but digits is in between: what fails is none at all, and too large a number.
        if (std::from_chars(lower.data() + first, lower.data() + dash, mail).ec != std::errc{}) continue;
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
    const bool is_ascii = std::ranges::all_of(address, [](char c) { return c > ' ' && c < 0x7F; });
    if (!is_ascii || !parse_email_address(address)) return false;
    const bool has_mark = address.substr(0, address.rfind('@')).find('+') != std::string_view::npos;
    return !has_mark && parse_email_address(with_bounce_mark(address, std::string(longest_mark, '9')));
}

} // namespace auth
