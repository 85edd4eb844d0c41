// The words for a browser: from fixed lists, whatever it says of itself.
#include "auth/user_agent.hpp"

#include "fuzz.hpp"

using fuzz::promise;

namespace {

/// Also "w3m".
bool is_a_name(std::string_view text)
{
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' || c == '3';
    };
    return text.size() <= 20 && std::ranges::all_of(text, is_letter);
}

} // namespace

void examine(std::string_view input)
{
    const auto browser = auth::browser_of(input);
    promise(is_a_name(browser.name) && is_a_name(browser.system), "nothing that a client writes is shown");
    std::string whole{input};
    whole.resize(512, ' ');
    promise(
        auth::browser_of(whole + "Edg/1 Windows\n") == auth::browser_of(whole), "what stands far behind is not read");
}
