#pragma once

#include "view/texts.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace flow {

struct CopiedValue {
    std::string text;
    bool is_words; ///< in the reader's language; else as it is kept, and nobody's to translate
};

/// A value of the copy of one's data (store/data_copy.hpp) in words: times as in Finland, enumerations by name. Nullopt
/// for what says nothing to a person: no value, an empty one, a name that only programs use.
/// table, column  as in the database; value  as it is there.
[[nodiscard]] std::optional<CopiedValue> copied_value(
    const view::Texts& texts, base::Language language, std::string_view table, std::string_view column,
    const std::optional<std::string>& value);

} // namespace flow
