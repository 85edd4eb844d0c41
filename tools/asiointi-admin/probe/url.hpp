#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace probe {

/// An http or https address in parts. Without user name and fragment, which no server is sent.
struct Url {
    std::string scheme; ///< "http" or "https"
    std::string host;   ///< lower case; an IPv6 address in brackets
    unsigned port = 0;
    std::string target = "/"; ///< path and query as they go over the wire

    [[nodiscard]] std::string origin() const; ///< "https://host", with the port when it is not the scheme's own
    [[nodiscard]] std::string text() const { return origin() + target; }
    [[nodiscard]] std::string path() const { return target.substr(0, target.find('?')); }
    [[nodiscard]] std::string query() const; ///< behind the "?"; empty without one
    [[nodiscard]] bool is_secure() const { return scheme == "https"; }
    [[nodiscard]] bool is_local() const; ///< on this machine, by its usual names
    /// The same host with another path and query.
    [[nodiscard]] Url at(std::string other_target) const;
    bool operator==(const Url&) const = default;
};

/// Nullopt for anything but a whole http or https address. Dots in the path stay as they are.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

/// Where a Location header leads from `from`; nullopt when that is no http or https address.
[[nodiscard]] std::optional<Url> resolve(const Url& from, std::string_view location);

} // namespace probe
