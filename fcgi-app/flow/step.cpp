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
    return std::string{static_cast<char>(step.kind)} + step.subject + '\n' + step.then;
}

std::optional<Step> from_text(const std::string& text)
{
    const auto line_break = text.find('\n');
    if (line_break == std::string::npos || line_break == 0) return std::nullopt;
    return Step{static_cast<Step::Kind>(text.front()), text.substr(1, line_break - 1), text.substr(line_break + 1)};
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
    return sealed_step(visit, step, visit.binding);
}

std::string sealed_step(const Visit& visit, const Step& step, const std::string& binding)
{
    return auth::seal(visit.app.settings.keys, purpose(visit.request.path), binding, to_text(step));
}

std::optional<Step> find_step(const Visit& visit)
{
    return open_step(visit, visit.request.query.find("s"), visit.binding);
}

std::optional<Step> find_posted_step(const Visit& visit)
{
    return open_step(visit, visit.request.form.find("step"), visit.binding);
}

std::optional<Step> open_step(const Visit& visit, const std::optional<std::string>& sealed, const std::string& binding)
{
    if (!sealed) return std::nullopt;
    const auto text = auth::unseal(visit.app.settings.keys, purpose(visit.request.path), binding, *sealed);
    return text ? from_text(*text) : std::nullopt;
}

} // namespace flow
