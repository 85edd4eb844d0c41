#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

/// What a target defines: reads one input as the product would, and checks what the product promises about it.
void examine(std::string_view input);

/// What libFuzzer calls for each input. Here, because each target is one file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    examine({reinterpret_cast<const char*>(bytes), size});
    return 0;
}

namespace fuzz {

/// Ends the program when a promise does not hold, which makes the input a finding.
inline void promise(bool holds, const char* sentence)
{
    if (holds) return;
    (void)std::fprintf(stderr, "Broken promise: %s\n", sentence);
    std::abort();
}

/// What stands before the separator, or all; takes it and the separator away from `text`.
inline std::string_view take(std::string_view& text, char separator)
{
    const auto end = std::min(text.find(separator), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

inline bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

} // namespace fuzz
