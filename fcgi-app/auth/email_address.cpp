#include "auth/email_address.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <idn2.h>
#include <memory>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace auth {

namespace {

constexpr std::size_t longest_address = 254; ///< octets; RFC 5321 4.5.3.1.3 without the angle brackets
constexpr std::size_t longest_local_part = 64;
constexpr std::size_t longest_label = 63;

bool is_ascii_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_atom_character(char c)
{
    constexpr std::string_view signs = "!#$%&'*+-/=?^_`{|}~.";
    return is_ascii_letter_or_digit(c) || signs.find(c) != signs.npos;
}

/// RFC 5321 Dot-string.
bool is_dot_atom(std::string_view text)
{
    if (text.empty() || text.front() == '.' || text.back() == '.') return false;
    return text.find("..") == text.npos && std::ranges::all_of(text, is_atom_character);
}

bool is_label(std::string_view label)
{
    const auto allowed = [](char c) { return is_ascii_letter_or_digit(c) || c == '-'; };
    if (label.empty() || label.size() > longest_label) return false;
    return label.front() != '-' && label.back() != '-' && std::ranges::all_of(label, allowed);
}

/// At least two labels, the last of which is no number: "192.0.2.1" is an address literal without its brackets.
bool is_host_name(std::string_view domain)
{
    const auto last_dot = domain.rfind('.');
    if (last_dot == domain.npos) return false;
    const auto top = domain.substr(last_dot + 1);
    if (std::ranges::all_of(top, [](char c) { return c >= '0' && c <= '9'; })) return false;
    for (std::size_t start = 0; start <= domain.size();) {
        const auto end = std::min(domain.find('.', start), domain.size());
        if (!is_label(domain.substr(start, end - start))) return false;
        start = end + 1;
    }
    return true;
}

/// The domain in A-labels and lower case; nullopt when IDNA 2008 does not allow it. Other signs than "-" and "." may be
/// left in it. (IDN2_USE_STD3_ASCII_RULES would take them out and so make "exa_mple.com" the mailbox of another.)
std::optional<std::string> to_a_labels(const std::string& domain)
{
    char* text = nullptr;
    const int result = idn2_to_ascii_8z(domain.c_str(), &text, IDN2_NONTRANSITIONAL);
    const std::unique_ptr<char, decltype(&idn2_free)> owner{text, &idn2_free};
    if (result != IDN2_OK) return std::nullopt;
    return base::ascii_lower(text);
}

bool is_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; });
}

/// A domain that is plain ASCII under all its invisible and full-width characters is shown and used without them.
std::string domain_as_typed(const std::string& typed, const std::string& a_labels)
{
    return is_ascii(typed) || a_labels.find("xn--") != std::string::npos ? typed : a_labels;
}

/// Without what comes along with an address that was copied from a page or a mail, and nobody sees. Joiners stay: some domains
/// are spelled with them.
std::string without_invisible(const std::string& typed)
{
    constexpr UChar32 non_joiner = 0x200C;
    constexpr UChar32 joiner = 0x200D;
    if (is_ascii(typed)) return typed;
    icu::UnicodeString visible;
    const auto text = icu::UnicodeString::fromUTF8(typed);
    for (int i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const auto c = text.char32At(i);
        if (u_charType(c) != U_FORMAT_CHAR || c == non_joiner || c == joiner) visible.append(c);
    }
    std::string utf8;
    return base::trimmed(visible.toUTF8String(utf8));
}

} // namespace

std::optional<EmailAddress> parse_email_address(std::string_view text)
{
    // Normalising and IDNA cost time that grows with the text; this many bytes never hold a good address.
    if (text.size() > 4 * longest_address || !base::is_utf8(text)) return std::nullopt;
    const auto normal = base::to_nfc(base::trimmed(text));
    if (base::has_control_characters(normal)) return std::nullopt;
    const auto typed = without_invisible(normal);
    const auto at = typed.find('@');
    if (at == std::string::npos) return std::nullopt;
    const auto local_part = std::string_view{typed}.substr(0, at);
    if (local_part.size() > longest_local_part || !is_dot_atom(local_part)) return std::nullopt;
    const auto typed_domain = typed.substr(at + 1);
    const auto domain = to_a_labels(typed_domain);
    if (!domain || !is_host_name(*domain)) return std::nullopt;
    EmailAddress address{
        typed.substr(0, at + 1) + domain_as_typed(typed_domain, *domain),
        base::ascii_lower(local_part) + '@' + *domain};
    if (address.key.size() > longest_address || address.typed.size() > longest_address) return std::nullopt;
    return address;
}

std::string user_name_key(std::string_view text)
{
    if (!base::is_utf8(text)) return "";
    const auto name = base::to_nfc(base::trimmed(text));
    if (base::has_control_characters(name)) return "";
    // Lower case can undo the normal form.
    return base::to_nfc(base::to_lower(name));
}

} // namespace auth
