#include "alike/browser.hpp"

#include "probe/examination.hpp"

namespace alike {

probe::Answer Browser::get(const std::string& target)
{
    return send(probe::page_request(site_.at(target)));
}

probe::Answer Browser::post(const std::string& target, const probe::Form& form)
{
    const auto there = site_.at(target);
    const auto url = form.action.empty() ? there : probe::resolve(there, form.action);
    if (!url || url->origin() != site_.origin()) throw CannotMeasure{"a form leads away from " + site_.origin()};
    auto request = probe::page_request(
        *url, {"Content-Type: application/x-www-form-urlencoded", "Origin: " + site_.origin(),
               "Sec-Fetch-Site: same-origin"});
    request.method = "POST";
    request.body = form.encoded();
    return send(std::move(request));
}

probe::Answer Browser::send(probe::Request request)
{
    std::string line;
    for (const auto& [name, value] : cookies_)
        line.append(line.empty() ? "Cookie: " : "; ").append(name).append(1, '=').append(value);
    if (!line.empty()) request.headers.push_back(line);
    auto answer = client_.send(request);
    if (answer.status == 0) throw CannotMeasure{request.url.text() + " does not answer: " + answer.fault};
    for (const auto& [header, text] : answer.headers) {
        const auto pair = text.substr(0, text.find(';'));
        const auto equals = pair.find('=');
        if (header == "set-cookie" && equals != pair.npos)
            cookies_.insert_or_assign(pair.substr(0, equals), pair.substr(equals + 1));
    }
    return answer;
}

} // namespace alike
