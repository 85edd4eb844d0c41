#include "probe/chain.hpp"

#include "base/text.hpp"
#include "http/form_decoding.hpp"

#include <algorithm>

namespace probe {
namespace {

constexpr int deepest_nesting = 3;

std::string without_query(const Url& url)
{
    return url.origin() + url.path();
}

/// `value` is decoded: an address, or a path of the host of `from`.
bool names(const Url& from, const std::string& value, const Url& wanted, int depth)
{
    if (value.empty() || depth > deepest_nesting) return false;
    const auto url = resolve(from, value);
    if (!url) return false;
    if (*url == wanted) return true;
    const auto parameters = http::decode_fields(url->query());
    return parameters && std::ranges::any_of(parameters->all(), [&](const auto& each) {
               return names(*url, each.second, wanted, depth + 1);
           });
}

} // namespace

bool Places::is_ours(const Url& url) const
{
    return url.origin() == accounts.origin() && base::ascii_lower(url.target).starts_with("/account/");
}

bool Places::is_login(const Url& url) const
{
    return is_ours(url) && base::equals_ignoring_ascii_case(url.path(), "/Account/Login");
}

bool Places::is_sign_in(const Url& url) const
{
    return is_login(url) || std::ranges::find(proven, without_query(url)) != proven.end();
}

bool Places::is_followed(const Url& url) const
{
    return url.origin() == accounts.origin() || url.origin() == page.origin();
}

Chain follow(const Url& asked, Answer first, const Places& places, const Fetch& fetch)
{
    Chain chain{End::silence, {{asked, std::move(first)}}, std::nullopt};
    const auto ended = [&](End end) {
        chain.end = end;
        return std::move(chain);
    };
    for (;;) {
        const auto& [url, answer] = chain.hops.back();
        if (answer.status == 0) return ended(End::silence);
        if (!answer.is_redirect()) return ended(End::answer);
        chain.next = resolve(url, answer.header("location"));
        if (!chain.next) return ended(End::elsewhere);
        if (places.is_sign_in(*chain.next)) return ended(End::sign_in);
        if (!places.is_followed(*chain.next)) return ended(End::elsewhere);
        if (chain.hops.size() == most_redirects) return ended(End::endless);
        chain.hops.push_back({*chain.next, fetch(*chain.next)});
    }
}

void learn(Places& places, const Chain& chain)
{
    if (chain.end != End::sign_in) return;
    for (const auto& hop : chain.hops) {
        if (places.is_ours(hop.asked)) places.proven.push_back(without_query(hop.asked));
    }
}

bool returns_to(const Url& login, const Url& wanted)
{
    const auto parameters = http::decode_fields(login.query());
    if (!parameters) return false;
    const auto value = parameters->find_any_case("ReturnUrl");
    return value && names(login, *value, wanted, 1);
}

} // namespace probe
