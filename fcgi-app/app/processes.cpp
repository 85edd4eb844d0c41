#include "app/processes.hpp"

#include "app/announcements.hpp"
#include "app/answer.hpp"
#include "app/background.hpp"
#include "app/constants.hpp"
#include "app/own_secrets.hpp"
#include "app/read_settings.hpp"
#include "app/revocations.hpp"
#include "app/rights.hpp"
#include "app/signing_keys.hpp"
#include "auth/assertion.hpp"
#include "auth/password_hash.hpp"
#include "auth/secret.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "base/wiped_memory.hpp"
#include "flow/check.hpp"
#include "http/fastcgi.hpp"
#include "http/watchdog.hpp"
#include "pool/hashing_channel.hpp"
#include "pool/supervisor.hpp"
#include "pool/turns.hpp"

#include <sys/prctl.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace app {
namespace {

/// A check takes less than a millisecond of a core, a hash a tenth of a second of it, and pages come in any number: both step back for
/// checks, and equally far, so that no flood of pages starves hashes (docs/performance.md, "Processes that hash").
constexpr int niceness_of_pages_and_hashes = 5;

unsigned cores()
{
    return std::max(1U, std::thread::hardware_concurrency());
}

unsigned pages_workers(const base::PoolSettings& settings)
{
    return settings.pages_workers != 0 ? settings.pages_workers : std::max(4U, 2 * cores());
}

/// A hash keeps a core busy for a tenth of a second. One core stays free of them, so that however many passwords somebody tries,
/// checks, pages, the web server and the database have a place to run.
unsigned hashing_slots(const base::PoolSettings& settings)
{
    return settings.hashing_slots != 0 ? settings.hashing_slots : std::clamp(cores() - 1, 1U, pool::max_hashing_slots);
}

std::vector<std::string> own_words(const base::Settings& settings)
{
    std::vector<std::string> words = settings.password.forbidden_words;
    for (const auto& names : settings.names)
        for (const auto* key : {"city", "city_genitive", "service", "site"})
            if (const auto name = names.find(key); name != names.end()) words.push_back(name->second);
    return words;
}

/// What no hash process does is done here: hashing never stops while they start anew.
std::string hash_elsewhere(pool::HashingChannel& channel, const auth::HashWork& work, unsigned slot)
{
    auto done = channel.ask(slot, auth::to_bytes(work).reveal());
    if (done.result) return *std::move(done.result);
    base::log(base::LogLevel::warning, "hashed_here", {{"cause", done.cause}});
    return auth::hash_here(work);
}

std::string do_hash_work(std::string_view bytes)
try {
    const auto work = auth::hash_work_from(bytes);
    if (!work) throw std::invalid_argument{"no work that a hash process does"};
    return auth::hash_here(*work);
} catch (const std::exception& error) {
    base::log(base::LogLevel::error, "hash_failed", {{"cause", error.what()}});
    throw;
}

/// It ends by SIGTERM, or by its watchdog: in time for the worker that waits, which has begun before it and may go on by itself.
int serve_hashing(const Loaded& loaded)
{
    base::start_log("hash");
    ::prctl(PR_SET_NAME, "asiointi-hash");
    const base::WipedMemory wiped; // libraries keep copies of what they hash
    http::prepare_watchdog();
    loaded.hashing.serve(pool::stop_signal_fd(), [&](std::string_view bytes) {
        const http::Watchdog watchdog{loaded.settings.pool.request_timeout / 2};
        return do_hash_work(bytes);
    });
    return 0;
}

int serve_pages(Loaded& loaded, pool::Shared& shared, int listen_fd)
{
    base::start_log("pages");
    ::prctl(PR_SET_NAME, "asiointi-pages");
    const auto& settings = loaded.settings;
    store::Database db{
        settings.database, settings.database.pages_user, settings.database.pages_password,
        shared.database_down_until_ms};
    store::share_health(db, loaded.host_health);
    db.count_in(shared.metrics.database);
    Announcements announcements{settings.announcement_file, shared.announcement_fault};
    tell_ended_sessions(db, shared);
    const unsigned workers = pages_workers(settings.pool);
    flow::App flow_app{
        .settings = settings,
        .pages = loaded.pages,
        .policy = loaded.policy,
        .passphrases = loaded.passphrases,
        .form_tokens = auth::FormTokens{settings.keys},
        .db = db,
        .shared = shared,
        .jwk_set = loaded.jwk_set,
        .hashing_slots = hashing_slots(settings.pool),
        .most_hashing = std::max(1U, workers / 2),
        .hash = [&](const auth::HashWork& work, unsigned slot) { return hash_elsewhere(loaded.hashing, work, slot); },
        .announcement = [&](base::Language language, base::Instant now) { return announcements.text(language, now); }};
    const http::ServeLimits limits{settings.pool.request_timeout, settings.pool.requests_per_worker};
    (void)http::serve(
        listen_fd, pool::stop_signal_fd(), limits,
        [&](const http::Request& request) { return answer(request, flow_app); },
        [&](const http::Refusal& refusal, const http::RawRequest& raw, const std::string& reference) {
            return answer_refused(refusal, raw, reference, flow_app);
        },
        auth::reference_for);
    return 0;
}

unsigned check_workers(const base::PoolSettings& settings)
{
    return settings.check_workers != 0 ? settings.check_workers : std::max(2U, cores());
}

/// What signs assertions for the portal; nullopt when nothing is to be signed.
std::optional<flow::AssertionSigner> assertion_signer(const base::Settings& settings, const base::Key& signing_key)
{
    if (signing_key.empty()) return std::nullopt;
    return flow::AssertionSigner{
        .signer = auth::Signer{signing_key}, .issuer = settings.base_url, .audience = settings.portal.audience};
}

/// The workers behind nginx's auth_request: they never hash, so a flood of sign-ins cannot slow the portal. A database
/// that hangs must not hold them for long.
int serve_checks(const Loaded& loaded, const base::Key& signing_key, pool::Shared& shared, int listen_fd)
{
    base::start_log("check");
    ::prctl(PR_SET_NAME, "asiointi-check");
    const auto& settings = loaded.settings;
    auto database = settings.database;
    database.connect_timeout = std::min(database.connect_timeout, std::chrono::seconds{1});
    database.query_timeout = std::min(database.query_timeout, std::chrono::seconds{1});
    store::Database db{database, database.pages_user, database.pages_password, shared.database_down_until_ms};
    store::share_health(db, loaded.host_health);
    db.count_in(shared.metrics.database);
    const unsigned workers = check_workers(settings.pool);
    flow::Check check{
        db,
        shared,
        {.base_url = settings.base_url,
         .portals = settings.portal.origins,
         .lookup_slots = std::max(1U, workers - 1),
         .pages = &loaded.pages,
         .assertions = assertion_signer(settings, signing_key)}};
    const http::ServeLimits limits{settings.pool.request_timeout, settings.pool.requests_per_worker};
    (void)http::serve_parameters(listen_fd, pool::stop_signal_fd(), limits, [&](const http::Parameters& parameters) {
        const bool is_bar = parameters.find("SCRIPT_NAME") == "/Account/Bar";
        return is_bar ? check.bar(parameters, base::now()) : check.answer(parameters, base::now());
    });
    return 0;
}

void forget_others(const Readings& readings, const std::shared_ptr<Loaded>& own)
{
    for (const auto& reading : readings) {
        const auto other = reading.lock();
        if (!other || other == own) continue;
        forget_secrets(other->settings);
        other->hashing.leave();
    }
}

/// A library that does not agree with itself.
void test_verifying(const base::PasswordSettings& settings)
{
    const base::Password password{"self test"};
    constexpr auth::HashCost cheap{.memory_mib = 1, .passes = 1};
    const auto hash = auth::hash_password(password, cheap, settings.pepper);
    if (auth::verify_password(password, hash, cheap, {}, settings.pepper) != auth::Verdict::matches)
        throw std::runtime_error{"a password does not match the hash that was just made of it"};
}

/// One hash at full cost takes as long as half of a start: other processes get on with it meanwhile.
std::unique_ptr<pool::SelfTest> test_full_cost(const base::PasswordSettings& settings)
{
    return std::make_unique<pool::SelfTest>([&settings] {
        (void)auth::hash_password(base::Password{"self test"}, {settings.memory_mib, settings.passes}, settings.pepper);
    });
}

} // namespace

// cppcheck-suppress passedByValue ; the first key is moved out
Loaded::Loaded(base::Settings s, std::vector<base::Key> signing_keys)
    : settings{std::move(s)}, texts{settings.template_directory + "/locale", constants(settings)},
      pages{settings.template_directory, texts, settings.look, settings.start_url},
      mails{settings.template_directory, texts, settings.base_url, settings.look.mail},
      policy{
          settings.template_directory + "/words",
          {settings.password.min_length, settings.password.max_length, settings.password.min_guess_bits},
          own_words(settings)},
      passphrases{settings.template_directory + "/words"}, jwk_set{auth::jwk_set(signing_keys)},
      host_health{store::map_host_health()}
{
    if (!signing_keys.empty()) signing_key = std::move(signing_keys.front());
}

std::shared_ptr<Loaded> load(const std::string& settings_file)
{
    auto settings = read_settings(settings_file);
    auto signing_keys = read_signing_keys(settings.portal.signing_keys);
    auto full_cost = test_full_cost(settings.password);
    test_verifying(settings.password);
    auto loaded = std::make_shared<Loaded>(std::move(settings), std::move(signing_keys));
    loaded->full_cost = std::move(full_cost);
    return loaded;
}

void finish_self_test(Loaded& loaded)
{
    if (!loaded.full_cost->has_passed())
        throw std::runtime_error{
            "hashing one password with password.memory_mib = " + std::to_string(loaded.settings.password.memory_mib) +
            " failed; most likely there is less memory than that"};
}

pool::Generation generation(
    const std::shared_ptr<Loaded>& loaded, const std::shared_ptr<pool::Shared>& shared, Readings& readings,
    base::Key& signing_key)
{
    signing_key = std::move(loaded->signing_key);
    std::erase_if(readings, [](const auto& reading) { return reading.expired(); });
    readings.push_back(loaded);
    const auto pages = [loaded, shared, &readings, &signing_key](int listen_fd) {
        signing_key = {};
        loaded->hashing.only_ask();
        forget_others(readings, loaded);
        keep_secrets_of_pages(loaded->settings);
        return serve_pages(*loaded, *shared, listen_fd);
    };
    const auto hash = [loaded, &readings, &signing_key](int) {
        signing_key = {};
        loaded->hashing.only_serve();
        forget_others(readings, loaded);
        forget_secrets(loaded->settings);
        return serve_hashing(*loaded);
    };
    const auto check = [loaded, shared, &readings, &signing_key](int listen_fd) {
        loaded->hashing.leave();
        forget_others(readings, loaded);
        keep_secrets_of_checks(loaded->settings);
        return serve_checks(*loaded, signing_key, *shared, listen_fd);
    };
    const auto background = [loaded, shared, &readings, &signing_key](int) {
        signing_key = {};
        loaded->hashing.leave();
        forget_others(readings, loaded);
        keep_secrets_of_background(loaded->settings);
        return run_background(*loaded, *shared);
    };
    const auto& settings = loaded->settings;
    const auto& pool = settings.pool;
    tell_secrets_within_reach(settings);
    return {
        .roles =
            {{.name = "pages",
              .processes = pages_workers(pool),
              .run = pages,
              .socket = pool.pages_socket,
              .rights = rights_of_pages(settings),
              .niceness = niceness_of_pages_and_hashes,
              .turn = pool::turn_of_pages},
             {.name = "hash",
              .processes = hashing_slots(pool),
              .run = hash,
              .socket = "",
              .rights = rights_of_hashing(),
              .niceness = niceness_of_pages_and_hashes,
              .turn = pool::turn_of_hashing,
              .finishes_last = true},
             {.name = "check",
              .processes = check_workers(pool),
              .run = check,
              .socket = pool.check_socket,
              .rights = rights_of_checks(settings)},
             {.name = "background",
              .processes = 1,
              .run = background,
              .socket = "",
              .rights = rights_of_background(settings)}},
        .socket_group = pool.socket_group,
        .stop_timeout = pool.stop_timeout,
        .finish_self_test = [loaded] { finish_self_test(*loaded); }};
}

unsigned count_with_connection(const base::PoolSettings& settings)
{
    constexpr unsigned background = 1;
    return pages_workers(settings) + check_workers(settings) + background;
}

} // namespace app
