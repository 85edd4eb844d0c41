#include "store/failure.hpp"

#include "store/sql.hpp"

namespace store {

Failure classify(int error_code)
{
    switch (error_code) {
    case 1020: // record has changed since it was read (innodb_snapshot_isolation)
    case 1213: // deadlock, and a lost certification in a cluster
        return Failure::conflict;
    case 1205: // lock wait time-out
    case 1969: // max_statement_time
    case 3024: // the same of MySQL
        return Failure::timed_out;
    case 1062:
    case 1586:
        return Failure::duplicate;
    case 1047: // the cluster node is not ready
    case 1290: // read-only
    case 1836: // read-only
        return Failure::unfit;
    case 1040: // too many connections
    case 1203: // this user has too many connections
        return Failure::full;
    case 1053: // the server is shutting down
    case 1927: // the connection was killed
    case 2002: // cannot connect: socket
    case 2003: // cannot connect: host
    case 2005: // unknown host
    case 2006: // the server has gone away
    case 2012: // lost while shaking hands
    case 2013: // lost during the query, or a time-out
    case 2026: // TLS
    case 2055: // lost, with the operating system's reason
        return Failure::lost;
    default:
        return Failure::unknown; // throw the connection away
    }
}

bool leaves_connection_good(Failure failure)
{
    return failure == Failure::conflict || failure == Failure::timed_out || failure == Failure::duplicate;
}

StatementFailed::StatementFailed(int error_code, const std::string& message)
    : std::runtime_error{"error " + std::to_string(error_code) + ": " + message}, failure_{classify(error_code)}
{
}

void throw_public(const StatementFailed& failed)
{
    switch (failed.failure()) {
    case Failure::conflict:
        throw TransactionConflict{failed.what()};
    case Failure::duplicate:
        throw DuplicateKey{failed.what()};
    case Failure::timed_out:
        throw DatabaseUnavailable{failed.what()};
    case Failure::unfit:
    case Failure::full:
    case Failure::lost:
        throw DatabaseUnreachable{failed.what()};
    case Failure::unknown:
        break;
    }
    throw DatabaseError{failed.what()};
}

} // namespace store
