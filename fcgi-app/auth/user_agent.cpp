#include "auth/user_agent.hpp"

#include "base/text.hpp"

#include <span>

namespace auth {
namespace {

constexpr std::size_t longest_looked_at = 512;

struct Sign {
    std::string_view mark;
    std::string_view name;
};

// The first mark that occurs decides: nearly every browser names those too that it wants to be taken for.
constexpr Sign browsers[] = {
    {"Edg/", "Edge"},
    {"EdgA/", "Edge"},
    {"EdgiOS/", "Edge"},
    {"Edge/", "Edge"},
    {"OPR/", "Opera"},
    {"OPT/", "Opera"},
    {"OPiOS/", "Opera"},
    {"Opera/", "Opera"},
    {"Vivaldi/", "Vivaldi"},
    {"SamsungBrowser/", "Samsung Internet"},
    {"Trident/", "Internet Explorer"},
    {"MSIE ", "Internet Explorer"},
    {"FxiOS/", "Firefox"},
    {"Firefox/", "Firefox"},
    {"CriOS/", "Chrome"},
    {"Chromium/", "Chromium"},
    {"Chrome/", "Chrome"},
    {"Safari/", "Safari"},
};

// Programs without pictures name themselves first.
constexpr Sign text_browsers[] = {{"w3m/", "w3m"}, {"Lynx/", "Lynx"}, {"ELinks", "ELinks"}, {"Links (", "Links"}};

constexpr Sign systems[] = {
    {"Windows", "Windows"}, // before Android: telephones with Windows name both
    {"iPhone", "iPhone"},   // before macOS: they are "like Mac OS X"
    {"iPad", "iPad"},       {"iPod", "iPhone"},     {"Android", "Android"}, // before Linux, on which it stands
    {"CrOS", "ChromeOS"},   {"Macintosh", "macOS"}, {"Linux", "Linux"},     {"X11", "Linux"},
};

std::string_view first_that_occurs(std::span<const Sign> signs, std::string_view text)
{
    for (const auto& sign : signs)
        if (text.find(sign.mark) != std::string_view::npos) return sign.name;
    return "";
}

std::string_view browser_name(std::string_view text, std::string_view system)
{
    for (const auto& sign : text_browsers)
        if (text.starts_with(sign.mark)) return sign.name;
    const auto name = first_that_occurs(browsers, text);
    // The engine behind Safari serves many small browsers elsewhere.
    const bool is_apple = system == "macOS" || system == "iPhone" || system == "iPad";
    return name == "Safari" && !is_apple ? "" : name;
}

} // namespace

Browser browser_of(std::string_view user_agent)
{
    const auto text = user_agent.substr(0, longest_looked_at);
    if (base::has_control_characters(text)) return {};
    const auto system = first_that_occurs(systems, text);
    return {std::string{browser_name(text, system)}, std::string{system}};
}

} // namespace auth
