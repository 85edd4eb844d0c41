#include "http/content_length.hpp"

#include <charconv>
#include <limits>

namespace http {

std::optional<std::size_t> parse_content_length(std::string_view text)
{
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    std::size_t length = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), length);
    if (result.ec == std::errc::result_out_of_range) return std::numeric_limits<std::size_t>::max();
    return length;
}

} // namespace http
