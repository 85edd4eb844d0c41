// one_query CONFIG SOCKET WORKERS
// Answers every request after one prepared query for one account: the limit of what any page on this pool can reach that
// must know who is asking.
#include "app/read_settings.hpp"
#include "base/log.hpp"
#include "http/fastcgi.hpp"
#include "pool/supervisor.hpp"
#include "store/database.hpp"

#include <exception>
#include <iostream>
#include <span>
#include <string>

namespace {

constexpr http::ServeLimits limits{std::chrono::seconds{30}, 100'000};

int serve(const base::Settings& settings, pool::Shared& shared, int listen_fd)
{
    store::Database db{
        settings.database, settings.database.pages_user, settings.database.pages_password,
        shared.database_down_until_ms};
    const auto answer = [&](const http::Request&) {
        const auto address = store::find_one(
            db, [](const store::Row& row) { return row.text(0); }, "SELECT email FROM account WHERE email_key = ?",
            "mittaus.e0000@example.com");
        return http::Response::html(http::Status::ok, "<p>" + address.value_or("Ei.") + "</p>\n");
    };
    const auto refuse = [](const http::Refusal& refusal, const http::RawRequest&, const std::string&) {
        return http::Response::html(refusal.status, "<p>Ei.</p>\n");
    };
    const auto reference = [](std::string_view) { return std::string{"00000000"}; };
    [[maybe_unused]] const auto end = http::serve(listen_fd, pool::stop_signal_fd(), limits, answer, refuse, reference);
    return 0;
}

} // namespace

int main(int count, char** words)
{
    try {
        const std::span arguments{words, static_cast<std::size_t>(count)};
        if (arguments.size() != 4) throw std::invalid_argument{"usage: one_query CONFIG SOCKET WORKERS"};
        base::start_log("supervisor");
        const auto settings = app::read_settings(arguments[1]);
        const auto shared = pool::map_shared();
        const auto run = [&](int listen_fd) { return serve(settings, *shared, listen_fd); };
        const pool::Role role{
            "pages", static_cast<unsigned>(std::stoul(arguments[3])), run, arguments[2], {.unix_sockets = true}};
        return pool::supervise(*shared, [&] { return pool::Generation{{role}, "", std::chrono::seconds{20}}; });
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
