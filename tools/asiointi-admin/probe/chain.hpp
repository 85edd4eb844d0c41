#pragma once

#include "probe/http.hpp"
#include "probe/url.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace probe {

/// The hosts of an installation, and which addresses are known to lead to signing in.
struct Places {
    Url accounts; ///< site.base_url: the host of the account pages
    Url page;     ///< the protected page that is checked
    /// Origin and path of addresses of the account pages that were followed to the login page already, such as the one that
    /// hands a session over to a portal on a host of its own.
    std::vector<std::string> proven = {};

    [[nodiscard]] bool is_ours(const Url& url) const;     ///< on the host of the account pages, below /Account/
    [[nodiscard]] bool is_login(const Url& url) const;    ///< the login page itself
    [[nodiscard]] bool is_sign_in(const Url& url) const;  ///< the login page, or proven to lead there
    [[nodiscard]] bool is_followed(const Url& url) const; ///< on the portal's host or that of the account pages
};

/// Where a request ended, without signing in.
enum class End {
    sign_in,   ///< at the login page, or at an address that is proven to lead there
    answer,    ///< at an answer that is no redirect
    elsewhere, ///< at a redirect to a host that is none of ours, or to no address at all
    endless,   ///< in more redirects than most_redirects
    silence    ///< at a host that did not answer
};

constexpr std::size_t most_redirects = 3;

struct Hop {
    Url asked;
    Answer answer;
};

struct Chain {
    End end;
    std::vector<Hop> hops;   ///< the first one always; the login page is not asked
    std::optional<Url> next; ///< where the last hop leads; nullopt when nowhere

    [[nodiscard]] const Answer& first() const { return hops.front().answer; }
    [[nodiscard]] const Answer& last() const { return hops.back().answer; }
};

using Fetch = std::function<Answer(const Url&)>;

/// Follows redirects from `asked`, whose answer is `first`, until the visitor has to sign in or something else comes. `fetch`
/// asks with the same headers as the first time. Any way of at most most_redirects redirects to the login page counts.
[[nodiscard]] Chain follow(const Url& asked, Answer first, const Places& places, const Fetch& fetch);

/// Adds what a chain that ended at the login page has shown of the account pages.
void learn(Places& places, const Chain& chain);

/// True when signing in at `login` ends at `wanted`: its ReturnUrl is that address, or an address of ours that has it in one
/// of its own parameters, as a hand-over to another host does.
[[nodiscard]] bool returns_to(const Url& login, const Url& wanted);

} // namespace probe
