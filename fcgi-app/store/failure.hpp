#pragma once

#include <stdexcept>
#include <string>

namespace store {

/// What a failed statement means for the connection and for repeating it.
enum class Failure {
    conflict,  ///< deadlock: the transaction is over at once, the connection is good
    timed_out, ///< a statement that took too long, or waited too long for a lock: it did nothing, the connection is good
    duplicate, ///< a unique key: the statement alone did nothing, the transaction goes on
    unfit,     ///< the host is read-only or not ready; nothing was done: try another one
    full,      ///< the host takes no further connection
    lost,      ///< the host cannot be reached or stopped answering: whether it was done is unknown
    unknown,   ///< anything else
};

/// The one place that knows error numbers, of the server and of the client library.
[[nodiscard]] Failure classify(int error_code);

/// True when the connection may be used again after this failure.
[[nodiscard]] bool leaves_connection_good(Failure failure);

/// A statement that failed, as store/ itself sees it. Database turns it into a public exception.
class StatementFailed : public std::runtime_error {
public:
    StatementFailed(int error_code, const std::string& message);
    [[nodiscard]] Failure failure() const { return failure_; }

private:
    Failure failure_;
};

/// Throws the public exception for a failure: DuplicateKey, TransactionConflict, DatabaseUnavailable, DatabaseUnreachable or
/// DatabaseError.
[[noreturn]] void throw_public(const StatementFailed& failed);

} // namespace store
