#pragma once

#include "flow/app.hpp"
#include "unit/view/kokkola.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <regex>
#include <string>
#include <utility>
#include <vector>

/// What the tests of pages share: a worker without a web server and a process around it, and what they look for in its
/// answers.
namespace page_worker {

using FormFields = std::vector<std::pair<std::string, std::string>>;

/// Its settings and its database live longer.
struct Worker {
    Worker(const base::Settings& settings, store::Database& db)
        : app{.settings = settings,
              .pages = kokkola::pages(),
              .policy = policy,
              .passphrases = passphrases,
              .form_tokens = auth::FormTokens{settings.keys},
              .db = db,
              .shared = *shared,
              .jwk_set = jwk_set,
              .hashing_slots = 1,
              .most_hashing = 4,
              .announcement = [](base::Language, base::Instant) { return std::string{}; }}
    {
    }

    std::shared_ptr<pool::Shared> shared = pool::map_shared();
    auth::PasswordPolicy policy{kokkola::share + "/words", {15, 256, 35}, {}};
    auth::Passphrases passphrases{kokkola::share + "/words"};
    std::string jwk_set = "{}";
    flow::App app;
};

inline std::string header(const http::Response& response, std::string_view name)
{
    for (const auto& [each, value] : response.headers())
        if (each == name) return value;
    return "";
}

inline bool contains(const http::Response& response, std::string_view text)
{
    return response.body().find(text) != std::string::npos;
}

/// The value of a hidden field, to send it back.
inline std::string hidden(const http::Response& response, const std::string& name)
{
    std::smatch match;
    const std::regex field{"name=\"" + name + "\" value=\"([^\"]*)\""};
    BOOST_REQUIRE_MESSAGE(std::regex_search(response.body(), match, field), name);
    return match[1];
}

} // namespace page_worker
