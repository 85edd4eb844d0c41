#pragma once

#include "base/secret.hpp"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace admin {

/// A secret cannot be had in the way that was asked for. Says what to do.
class NoSecret : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Asks for a password at the terminal, which does not show it. Throws NoSecret when there is no terminal.
[[nodiscard]] base::Password ask_password(const std::string& whose);

/// The first line of a file that nobody but its owner may read. Throws NoSecret.
[[nodiscard]] base::Password read_password_file(const std::string& file);

/// Lines NAME=VALUE of a file that nobody but its owner may read; empty lines and those that begin with "#" do not count.
/// Throws NoSecret, also when there is no such line.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_cookie_file(const std::string& file);

} // namespace admin
