#pragma once

#include "base/secret.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace app {

/// The file of the signing keys cannot be used; the message says what to do.
class SigningKeysFault : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The private keys that sign statements for the portal (auth/assertion.hpp): one line of base64 each, the current one
/// first, "#" begins a comment. Only the check workers read it to sign; the loader derives the public keys and forgets
/// the private ones before the fork. "" as the file: none.
[[nodiscard]] std::vector<base::Key> read_signing_keys(const std::string& file);

/// Puts a new key in front and keeps the two before it, so that statements that are on their way can be verified. Replaces
/// the file as a whole, readable by nobody but its owner and group.
void rotate_signing_keys(const std::string& file);

} // namespace app
