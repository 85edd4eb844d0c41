// The Accept-Language header (RFC 9110, 12.5.4).
#include "base/language.hpp"

#include "base/text.hpp"
#include "fuzz.hpp"

using fuzz::promise;

void examine(std::string_view input)
{
    const std::string header{input};
    const auto language = base::language_from_header(header);
    promise(base::language_from_header(base::ascii_lower(header)) == language, "case does not matter");
    if (!language) return;
    promise(fuzz::contains(base::ascii_lower(header), base::code(*language)), "the header names the language");
    promise(base::language_from_header(header + ",xx") == language, "a language that is not ours changes nothing");
    promise(base::language_from_header("xx;q=0.5," + header) == language, "wherever it stands");
    for (const auto other : base::all_languages)
        promise(
            base::language_from_header(header + ',' + std::string{base::code(other)} + ";q=0.0") == language,
            "an unwanted language is not chosen");
}
