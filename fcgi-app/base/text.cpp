#include "base/text.hpp"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>

namespace base {
namespace {

// ICU's macro narrows ints on purpose.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"

/// Calls `use` with each code point; false at the first byte that is not UTF-8.
template <class Use>
bool each_code_point(std::string_view text, Use use)
{
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 point = 0;
        U8_NEXT(text.data(), i, size, point);
        if (point < 0) return false;
        use(point);
    }
    return true;
}

#pragma GCC diagnostic pop

bool is_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; });
}

bool is_bidi_control(UChar32 point)
{
    return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

char ascii_lower_char(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

bool is_utf8(std::string_view text)
{
    return each_code_point(text, [](UChar32) {});
}

bool has_control_characters(std::string_view utf8)
{
    bool found = false;
    each_code_point(utf8, [&](UChar32 point) {
        if (u_charType(point) == U_CONTROL_CHAR || is_bidi_control(point)) found = true;
    });
    return found;
}

std::string to_nfc(std::string_view utf8)
{
    if (!is_utf8(utf8)) throw std::invalid_argument{"not UTF-8"};
    if (is_ascii(utf8)) return std::string{utf8};
    UErrorCode error = U_ZERO_ERROR;
    const auto* normalizer = icu::Normalizer2::getNFCInstance(error);
    if (U_FAILURE(error)) throw std::runtime_error{"ICU has no NFC data"};
    const icu::StringPiece text{utf8.data(), static_cast<std::int32_t>(utf8.size())};
    std::string result;
    icu::StringByteSink<std::string> sink{&result};
    normalizer->normalizeUTF8(0, text, sink, nullptr, error);
    if (U_FAILURE(error)) throw std::runtime_error{"ICU cannot normalise"};
    return result;
}

std::string to_lower(std::string_view utf8)
{
    std::string result;
    if (is_ascii(utf8)) {
        std::ranges::transform(utf8, std::back_inserter(result), ascii_lower_char);
        return result;
    }
    UErrorCode error = U_ZERO_ERROR;
    icu::StringByteSink<std::string> sink{&result};
    constexpr const char* no_language = "";
    icu::CaseMap::utf8ToLower(
        no_language, 0, {utf8.data(), static_cast<std::int32_t>(utf8.size())}, sink, nullptr, error);
    if (U_FAILURE(error)) throw std::runtime_error{"ICU cannot fold case"};
    return result;
}

std::string to_utf16le(std::string_view utf8)
{
    std::string bytes;
    const auto add = [&](UChar32 unit) {
        bytes += static_cast<char>(unit & 0xFF);
        bytes += static_cast<char>(unit >> 8 & 0xFF);
    };
    const bool is_text = each_code_point(utf8, [&](UChar32 point) {
        if (point <= 0xFFFF) return add(point);
        add(0xD800 + ((point - 0x10000) >> 10));
        add(0xDC00 + ((point - 0x10000) & 0x3FF));
    });
    return is_text ? bytes : "";
}

std::string from_windows_1252(std::string_view bytes)
{
    // 0x80 to 0x9F; five of them mean nothing.
    constexpr std::array<std::string_view, 32> special{"€", "",  "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š",
                                                       "‹", "Œ", "",  "Ž", "",  "",  "‘", "’", "“", "”", "•",
                                                       "–", "—", "˜", "™", "š", "›", "œ", "",  "ž", "Ÿ"};
    std::string utf8;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            utf8 += c;
        } else if (byte < 0xA0) {
            utf8 += special.at(byte - 0x80U);
        } else {
            utf8 += static_cast<char>(0xC0U | byte >> 6U);
            utf8 += static_cast<char>(0x80U | (byte & 0x3FU));
        }
    }
    return utf8;
}

std::size_t code_points(std::string_view utf8)
{
    std::size_t count = 0;
    each_code_point(utf8, [&](UChar32) { ++count; });
    return count;
}

std::string trimmed(std::string_view text)
{
    constexpr std::string_view no_break_space{"\xC2\xA0"};
    const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    for (;;) {
        if (!text.empty() && is_space(text.front()))
            text.remove_prefix(1);
        else if (text.starts_with(no_break_space))
            text.remove_prefix(2);
        else if (!text.empty() && is_space(text.back()))
            text.remove_suffix(1);
        else if (text.ends_with(no_break_space))
            text.remove_suffix(2);
        else
            return std::string{text};
    }
}

std::string ascii_lower(std::string_view text)
{
    std::string result{text};
    std::ranges::transform(result, result.begin(), ascii_lower_char);
    return result;
}

bool equals_ignoring_ascii_case(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, ascii_lower_char, ascii_lower_char);
}

std::string percent_encode(std::string_view bytes)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    constexpr std::string_view unreserved = "-._~";
    std::string result;
    result.reserve(bytes.size() * 3);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           unreserved.find(c) != std::string_view::npos;
        if (plain) {
            result += c;
        } else {
            result += '%';
            result += hex[byte >> 4U];
            result += hex[byte & 0x0FU];
        }
    }
    return result;
}

} // namespace base
