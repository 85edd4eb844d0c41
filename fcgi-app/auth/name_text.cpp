#include "auth/name_text.hpp"

#include "base/text.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace auth {

std::string folded_name(const std::string& text)
{
    UErrorCode status = U_ZERO_ERROR;
    const auto* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
    if (U_FAILURE(status) != 0) return {};
    const auto normal = folding->normalize(icu::UnicodeString::fromUTF8(text), status);
    if (U_FAILURE(status) != 0) return {};

    icu::UnicodeString plain;
    for (int i = 0; i < normal.length(); i = normal.moveIndex32(i, 1)) {
        const auto c = normal.char32At(i);
        if (c == U'.') continue;
        if (u_charType(c) == U_DASH_PUNCTUATION)
            plain.append(u'-');
        else if (u_isUWhiteSpace(c) != 0 || u_iscntrl(c) != 0)
            plain.append(u' ');
        else
            plain.append(c);
    }
    std::string utf8;
    return base::trimmed(plain.toUTF8String(utf8));
}

std::string tidy_name(const std::string& typed)
{
    if (!base::is_utf8(typed)) return {};
    const auto text = icu::UnicodeString::fromUTF8(base::to_nfc(typed));
    icu::UnicodeString tidy;
    for (int i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const auto c = text.char32At(i);
        const bool is_gap = u_isUWhiteSpace(c) != 0 || u_charType(c) == U_CONTROL_CHAR;
        if (u_charType(c) == U_FORMAT_CHAR) continue;
        if (!is_gap)
            tidy.append(c);
        else if (!tidy.isEmpty() && !tidy.endsWith(u' '))
            tidy.append(u' ');
    }
    std::string utf8;
    return base::trimmed(tidy.toUTF8String(utf8));
}

} // namespace auth
