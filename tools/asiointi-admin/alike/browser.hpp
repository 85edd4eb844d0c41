#pragma once

#include "probe/form.hpp"
#include "probe/http.hpp"

#include <map>
#include <stdexcept>
#include <string>

namespace alike {

/// A visitor of the account pages: keeps cookies, follows nothing, and keeps the client's connection open.
class Browser {
public:
    Browser(probe::Client& client, probe::Url site) : client_{client}, site_{std::move(site)} {}

    [[nodiscard]] probe::Answer get(const std::string& target);
    /// Sends the form to its own address, or to `target` when it has none. Throws CannotMeasure when that is elsewhere.
    [[nodiscard]] probe::Answer post(const std::string& target, const probe::Form& form);
    [[nodiscard]] bool has_cookie(const std::string& name) const { return cookies_.contains(name); }

private:
    [[nodiscard]] probe::Answer send(probe::Request request);

    probe::Client& client_;
    probe::Url site_;
    std::map<std::string, std::string> cookies_;
};

/// What is asked does not answer, or is no account front door, or wants to be left alone. Says which.
class CannotMeasure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace alike
