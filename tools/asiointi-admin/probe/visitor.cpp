#include "probe/visitor.hpp"

#include "base/text.hpp"

namespace probe {
namespace {

constexpr unsigned most_hops = 5;

} // namespace

Visitor::Place Visitor::send(Request request)
{
    if (const auto cookies = cookies_for(request.url); !cookies.empty())
        request.headers.push_back("Cookie: " + cookies);
    auto answer = examination_.send("a session", request);
    for (const auto& [header, line] : answer.headers) {
        if (header != "set-cookie") continue;
        const auto pair = line.substr(0, line.find(';'));
        const auto equals = pair.find('=');
        if (equals != pair.npos) keep(request.url, pair.substr(0, equals), pair.substr(equals + 1));
    }
    return {request.url, std::move(answer)};
}

Visitor::Place Visitor::get(const Url& url)
{
    return send(page_request(url));
}

Visitor::Place Visitor::follow(Place place)
{
    for (unsigned hops = 0; hops < most_hops && place.answer.is_redirect(); ++hops) {
        const auto next = resolve(place.url, place.answer.header("location"));
        if (!next || !examination_.places.is_followed(*next)) break;
        place = get(*next);
    }
    return place;
}

Visitor::Place Visitor::submit(const Place& at, const Form& form)
{
    const auto url = form.action.empty() ? at.url : resolve(at.url, form.action).value_or(at.url);
    if (!examination_.places.is_ours(url)) return at; // a password goes nowhere else
    auto request = page_request(
        url, {"Content-Type: application/x-www-form-urlencoded", "Origin: " + at.url.origin(),
              "Sec-Fetch-Site: same-origin"});
    request.method = "POST";
    request.body = form.encoded();
    return follow(send(std::move(request)));
}

std::string Visitor::cookies_for(const Url& url) const
{
    const auto jar = jars_.find(url.origin());
    std::string text;
    if (jar == jars_.end()) return text;
    for (const auto& [name, value] : jar->second)
        text.append(text.empty() ? "" : "; ").append(name).append("=").append(value);
    return text;
}

std::vector<std::string> Visitor::secrets_for(const Url& url) const
{
    std::vector<std::string> values;
    if (const auto jar = jars_.find(url.origin()); jar != jars_.end())
        for (const auto& [name, value] : jar->second)
            if (base::ascii_lower(name).find("asiointi") != name.npos) values.push_back(value);
    return values;
}

void Visitor::keep(const Url& url, const std::string& name, const std::string& value)
{
    // A cookie that is taken back comes without a value.
    if (value.empty())
        jars_[url.origin()].erase(name);
    else
        jars_[url.origin()].insert_or_assign(name, value);
}

} // namespace probe
