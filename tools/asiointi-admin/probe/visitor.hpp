#pragma once

#include "probe/examination.hpp"
#include "probe/form.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace probe {

/// A browser: keeps cookies for each host, follows redirects, sends forms.
class Visitor {
public:
    explicit Visitor(Examination& examination) : examination_{examination} {}

    /// Where a visitor is: an answer, and the address it came from.
    struct Place {
        Url url;
        Answer answer;
    };

    [[nodiscard]] Place get(const Url& url); ///< without following
    [[nodiscard]] Place follow(Place place); ///< until something else than a redirect comes
    /// Sends a form of the account pages, and follows what comes; one that leads elsewhere is not sent.
    [[nodiscard]] Place submit(const Place& at, const Form& form);

    /// "a=1; b=2": what this browser sends to a host; empty for none.
    [[nodiscard]] std::string cookies_for(const Url& url) const;
    /// Each value of them, to look for where it does not belong.
    [[nodiscard]] std::vector<std::string> secrets_for(const Url& url) const;
    void keep(const Url& url, const std::string& name, const std::string& value);

private:
    [[nodiscard]] Place send(Request request);

    Examination& examination_;
    std::map<std::string, std::map<std::string, std::string>> jars_; ///< by origin: all of ours are bound to their host
};

} // namespace probe
