#pragma once

#include "store/connection.hpp"

#include <string_view>

namespace store {

/// The connector's options for this host. A connection over a network is encrypted and verified, or refused with
/// StatementFailed: of the connector's settings, only a CA together with sslVerify switches TLS on.
[[nodiscard]] sql::ConnectOptionsMap connect_options(const base::DatabaseHost& host, const Target& target);

/// MariaDB from 10.6 and MySQL from 8.0: SKIP LOCKED does not exist before.
[[nodiscard]] bool is_supported_version(std::string_view version);

} // namespace store
