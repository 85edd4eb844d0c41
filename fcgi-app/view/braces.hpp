#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace view {

/// The value of a {name}; nullopt leaves it as it stands.
using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

/// Replaces each {name} (a-z, 0-9 and _) by what `lookup` says. What was put in is not looked through again, so a value
/// with braces stays as it is.
[[nodiscard]] std::string fill_braces(std::string_view text, const Lookup& lookup);

/// A text around its [bracketed] words. Without brackets, `before` is the whole text and `words` is absent.
struct Bracketed {
    std::string before;
    std::optional<std::string> words;
    std::string after;
};

[[nodiscard]] Bracketed split_brackets(std::string_view text);

/// & < > " ' as character references.
[[nodiscard]] std::string escape_html(std::string_view text);

} // namespace view
