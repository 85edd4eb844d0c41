#pragma once

#include <optional>
#include <string_view>

namespace http {

/// The parameters of one FastCGI request as they came, without a copy: for answers that must cost next to nothing. Valid
/// until the answer is sent.
class Parameters {
public:
    /// entries  "NAME=value" strings, ended by a null pointer.
    explicit Parameters(char** entries) : entries_{entries} {}

    /// The value; nullopt when the parameter is absent or was sent twice: libfcgi alone would pick one.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

private:
    char** entries_;
};

} // namespace http
