#pragma once

#include "flow/import_groups.hpp"

#include <map>
#include <string>
#include <vector>

namespace flow {

/// What Argon2id makes of the portal's password hashes, by the position of the user in the source.
using ReadyPasswords = std::map<std::uint64_t, std::string>;

/// Prepares the passwords that come along. Each costs as much as a sign-in, so it is done before the transaction, by
/// several threads.
class ImportPasswords {
public:
    /// apply  false: decides, and neither hashes nor writes.
    ImportPasswords(store::Database& db, auth::HashCost cost, unsigned threads, bool apply, base::Instant now);

    /// Takes a password out of a plan when its scheme is one too many, and tells whose. Every attempt to sign in pays for
    /// every scheme in use, so four is the most.
    [[nodiscard]] std::vector<PlannedFinding> admit_schemes(std::vector<DecidedGroup>& groups);

    [[nodiscard]] ReadyPasswords prepare(const std::vector<DecidedGroup>& groups) const;

    [[nodiscard]] const std::vector<std::string>& schemes() const { return schemes_; }

private:
    [[nodiscard]] bool admit(const std::string& scheme);

    store::Database& db_;
    auth::HashCost cost_;
    unsigned threads_;
    bool apply_;
    base::Instant now_;
    std::vector<std::string> schemes_;
};

} // namespace flow
