#include "flow/step.hpp"

#include "auth/seal.hpp"
#include "base/text.hpp"

namespace flow {
namespace {

/// A step opens at the address alone that it was made for.
std::string purpose(std::string_view path)
{
    return "step " + base::ascii_lower(path);
}

// No field of a form can hold a line break (http::parse_request), so it separates.
std::string to_text(const Step& step)
{
    return std::string{static_cast<char>(step.kind)} + step.user_name + '\n' + step.return_url;
}

std::optional<Step> from_text(const std::string& text)
{
    const auto line_break = text.find('\n');
    if (line_break == std::string::npos || line_break == 0) return std::nullopt;
    return Step{static_cast<Step::Kind>(text.front()), text.substr(1, line_break - 1), text.substr(line_break + 1)};
}

std::optional<Step> unsealed(const Visit& visit, const std::optional<std::string>& sealed)
{
    if (!sealed) return std::nullopt;
    const auto text = auth::unseal(visit.app.settings.keys, purpose(visit.request.path), visit.binding, *sealed);
    return text ? from_text(*text) : std::nullopt;
}

} // namespace

std::string step_url(const Visit& visit, std::string_view path, const Step& step, const std::string& binding)
{
    return std::string{path} + "?s=" + auth::seal(visit.app.settings.keys, purpose(path), binding, to_text(step));
}

std::string step_url(const Visit& visit, std::string_view path, const Step& step)
{
    return step_url(visit, path, step, visit.binding);
}

Visit at_step(const Visit& visit, std::string_view path, const Step& step)
{
    Visit there = visit;
    there.here = step_url(visit, path, step);
    return there;
}

std::string sealed_step(const Visit& visit, const Step& step)
{
    return auth::seal(visit.app.settings.keys, purpose(visit.request.path), visit.binding, to_text(step));
}

std::optional<Step> find_step(const Visit& visit)
{
    return unsealed(visit, visit.request.query.find("s"));
}

std::optional<Step> find_posted_step(const Visit& visit)
{
    return unsealed(visit, visit.request.form.find("step"));
}

} // namespace flow
