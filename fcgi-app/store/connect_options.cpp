#include "store/connect_options.hpp"

#include <array>
#include <charconv>

namespace store {

namespace {

bool is_this_machine(const base::DatabaseHost& host)
{
    return !host.socket.empty() || host.host == "127.0.0.1" || host.host == "::1" || host.host == "localhost";
}

std::string address_of(const base::DatabaseHost& host)
{
    if (!host.socket.empty()) return "unix://" + host.socket;
    return "tcp://" + host.host + ":" + std::to_string(host.port);
}

/// The connector builds USE `name` without escaping.
void refuse_unsafe_name(const std::string& name)
{
    if (name.empty() || name.find('`') != std::string::npos) throw StatementFailed{0, "unusable database name"};
}

} // namespace

sql::ConnectOptionsMap connect_options(const base::DatabaseHost& host, const Target& target)
{
    refuse_unsafe_name(target.database);
    sql::ConnectOptionsMap options;
    options["hostName"] = sql::SQLString{address_of(host)};
    options["userName"] = sql::SQLString{target.user};
    options["password"] = sql::SQLString{target.password.reveal()};
    options["schema"] = sql::SQLString{target.database};
    options["OPT_CHARSET_NAME"] = sql::SQLString{"utf8mb4"};
    options["OPT_CONNECT_TIMEOUT"] = static_cast<int>(target.connect_timeout.count());
    options["OPT_READ_TIMEOUT"] = static_cast<int>(target.query_timeout.count());
    options["OPT_WRITE_TIMEOUT"] = static_cast<int>(target.query_timeout.count());
    options["OPT_RECONNECT"] = false;
    if (!target.tls_ca.empty() && host.socket.empty()) {
        options["sslCA"] = sql::SQLString{target.tls_ca};
        options["sslVerify"] = true;
    } else if (!is_this_machine(host)) {
        throw StatementFailed{2026, "database.tls_ca is needed for a host that is reached over a network"};
    }
    return options;
}

bool is_supported_version(std::string_view version)
{
    std::array<unsigned, 2> number{};
    const char* at = version.data();
    const char* const end = at + version.size();
    for (auto& part : number) {
        const auto parsed = std::from_chars(at, end, part);
        if (parsed.ec != std::errc{}) return false;
        at = parsed.ptr == end ? end : parsed.ptr + 1;
    }
    const bool is_mariadb = version.find("MariaDB") != std::string_view::npos;
    return number >= (is_mariadb ? std::array<unsigned, 2>{10, 6} : std::array<unsigned, 2>{8, 0});
}

} // namespace store
