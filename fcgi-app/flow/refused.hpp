#pragma once

#include "flow/visit.hpp"

#include <string>

namespace flow {

/// The trail of an account tells that something was refused: once a minute for each kind, since reading pages is
/// free, and nobody must be able to fill the database with an account of their own. The log tells of every time.
void note_refused(const Visit& visit, store::AuditKind kind, base::AccountId account, const std::string& detail);

} // namespace flow
