// FastCGI parameters to Request. The input is a line "NAME=value" for each parameter,
// an empty line, and the body. A CONTENT_LENGTH of "?" stands for the body's true length.
#include "http/request.hpp"

#include "base/text.hpp"
#include "fuzz.hpp"
#include "http/parameters.hpp"

using fuzz::promise;

namespace {

std::vector<std::string> take_entries(std::string_view& input)
{
    std::vector<std::string> entries;
    for (auto line = fuzz::take(input, '\n'); !line.empty(); line = fuzz::take(input, '\n'))
        if (fuzz::contains(line, "=")) entries.emplace_back(line); // libfcgi makes no other
    const auto is_asked = [](const std::string& entry) { return entry == "CONTENT_LENGTH=?"; };
    std::ranges::replace_if(entries, is_asked, "CONTENT_LENGTH=" + std::to_string(input.size()));
    return entries;
}

http::RawRequest raw_request(const std::vector<std::string>& entries, std::string_view body)
{
    http::RawRequest raw;
    for (const std::string_view entry : entries) {
        const auto equals = std::min(entry.find('='), entry.size());
        raw.parameters.emplace(entry.substr(0, equals), entry.substr(std::min(equals + 1, entry.size())));
    }
    raw.body = body.substr(0, http::max_body_bytes);
    return raw;
}

bool is_plain(const std::string& text)
{
    return base::is_utf8(text) && !base::has_control_characters(text);
}

bool are_plain(const http::Fields& fields)
{
    return std::ranges::all_of(
        fields.all(), [](auto& field) { return is_plain(field.first) && is_plain(field.second); });
}

void examine_texts(const http::Request& request)
{
    const auto& portal = request.portal;
    for (const auto* text :
         {&request.method, &request.path, &request.raw_query, &request.cookies, &request.client_address,
          &request.user_agent, &request.accept_language, &request.origin, &request.fetch_site, &portal.method,
          &portal.origin, &portal.uri, &portal.accept, &portal.requested_with, &portal.fetch_mode})
        promise(is_plain(*text), "every text of a request is UTF-8 without control characters");
    promise(are_plain(request.query) && are_plain(request.form), "so is every field");
}

void examine_request(const http::RawRequest& raw, const http::Request& request)
{
    examine_texts(request);
    promise(request.path.starts_with('/'), "a path begins with a slash");
    promise(!request.client_address.empty(), "a request has a client");
    promise(request.method == "POST" || request.form.all().empty(), "only a POST has a form");
    for (const auto* name :
         {"REQUEST_METHOD", "REQUEST_URI", "QUERY_STRING", "CONTENT_LENGTH", "CONTENT_TYPE", "REMOTE_ADDR",
          "HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE", "HTTP_HOST"})
        promise(raw.parameters.count(name) <= 1, "a doubled parameter is refused");

    auto again = raw;
    again.parameters.erase("REQUEST_URI");
    again.parameters.emplace("REQUEST_URI", base::percent_encode(request.path));
    const auto same = http::parse_request(again, "", {});
    const auto* found = std::get_if<http::Request>(&same);
    promise(found != nullptr && found->path == request.path, "a path has one meaning in whatever spelling");
}

/// Answers that need only a few parameters read them where they lie; both readers must agree.
void examine_parameters(std::vector<std::string> entries, const http::RawRequest& raw)
{
    std::vector<char*> pointers;
    for (auto& entry : entries) pointers.push_back(entry.data());
    pointers.push_back(nullptr);
    const http::Parameters parameters{pointers.data()};
    for (const auto& [name, value] : raw.parameters) {
        if (fuzz::contains(std::string_view{name}, "=")) continue;
        const auto found = parameters.find(name);
        promise(!found || (*found == value && raw.parameters.count(name) == 1), "both readers find the same value");
    }
}

} // namespace

void examine(std::string_view input)
{
    if (fuzz::contains(input.substr(0, input.find("\n\n")), std::string_view{"\0", 1}))
        return; // libfcgi ends texts there
    const auto entries = take_entries(input);
    const auto raw = raw_request(entries, input);
    examine_parameters(entries, raw);
    const auto parsed = http::parse_request(raw, "ABCDEFGH", {});
    if (const auto* request = std::get_if<http::Request>(&parsed)) return examine_request(raw, *request);
    const auto status = static_cast<int>(std::get<http::Refusal>(parsed).status);
    promise(status == 400 || status == 413 || status == 415, "a refusal says that the request is at fault");
}
