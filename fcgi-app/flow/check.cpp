#include "flow/check.hpp"

#include "auth/origin.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "flow/names.hpp"
#include "flow/visit.hpp"
#include "http/cookie.hpp"
#include "pool/lookup_slot.hpp"
#include "store/host_sessions.hpp"

#include <algorithm>
#include <cstring>
#include <set>

namespace flow {
namespace {

using base::CheckOutcome;

constexpr std::chrono::seconds trusted_for{30};
constexpr std::string_view assurance = "weak"; ///< of a password (R-219)
// For a slot. A lookup takes less than one, but whoever makes it may have to wait for a core behind hashes, or for the disk.
constexpr std::chrono::milliseconds patience{250};
constexpr std::size_t most_known = 20'000;
constexpr std::size_t session_id_length = 43;

const std::string not_signed_in = "Status: 401 Unauthorized\r\nCache-Control: no-store\r\n\r\n";
const std::string too_weak = "Status: 403 Forbidden\r\nCache-Control: no-store\r\n\r\n";
const std::string no_bar = "Status: 204 No Content\r\nCache-Control: no-store\r\n\r\n";
const std::string unknown = "Status: 503 Service Unavailable\r\nCache-Control: no-store\r\n\r\n";

/// What a header can hold as it stands; all else becomes %XX, and so does the percent sign.
std::string header_value(std::string_view text)
{
    std::string value;
    for (const char c : text) {
        const bool is_plain = c > ' ' && c <= '~' && c != '%' && c != ',';
        value += is_plain ? std::string{c} : base::percent_encode({&c, 1});
    }
    return value;
}

void add_header(std::string& response, std::string_view name, std::string_view value)
{
    response.append(name).append(": ").append(value).append("\r\n");
}

std::string name_of(const store::Identity& identity)
{
    return full_name(identity.given_name, identity.family_name);
}

/// As the account pages show it: the address when there is no name.
std::string shown_name(const store::Identity& identity)
{
    auto name = name_of(identity);
    return name.empty() ? identity.email : name;
}

auth::AssertionFacts facts_of(const store::Identity& identity, const AssertionSigner& assertions, base::Instant now)
{
    return {
        .issuer = assertions.issuer,
        .audience = assertions.audience,
        .subject = identity.public_id,
        .portal_ids = identity.portal_ids,
        .name = name_of(identity),
        .email = identity.email,
        .assurance = std::string{assurance},
        .issued_at = now};
}

} // namespace

std::string
identity_response(const store::Identity& identity, const std::optional<AssertionSigner>& assertions, base::Instant now)
{
    std::string response = "Status: 204 No Content\r\nCache-Control: no-store\r\n";
    add_header(response, "X-Asiointi-Account", identity.public_id);
    if (!identity.portal_ids.empty()) {
        std::string all;
        for (const auto& id : identity.portal_ids) all += (all.empty() ? "" : ",") + header_value(id);
        add_header(response, "X-Asiointi-User", header_value(identity.portal_ids.front()));
        add_header(response, "X-Asiointi-Users", all);
    }
    add_header(response, "X-Asiointi-Name", header_value(name_of(identity)));
    add_header(response, "X-Asiointi-Email", header_value(identity.email));
    add_header(response, "X-Asiointi-Assurance", assurance);
    if (assertions)
        add_header(
            response, "X-Asiointi-Assertion", assertions->signer.assertion(facts_of(identity, *assertions, now)));
    return response + "\r\n";
}

std::size_t Check::DigestHash::operator()(const auth::Digest& digest) const
{
    std::size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
}

Check::Check(store::Database& db, pool::Shared& shared, CheckSetup setup)
    : db_{db}, shared_{shared}, setup_{std::move(setup)}, seen_{shared.ended.written.load(std::memory_order_acquire)}
{
}

Check::Judged Check::judge(const http::Parameters& parameters, base::Instant now)
try {
    const auto* known = find(parameters, now);
    if (known == nullptr) return {not_signed_in, CheckOutcome::not_signed_in};
    const auto required = parameters.find("ASIOINTI_REQUIRE").value_or("");
    if (!required.empty() && required != assurance) return {too_weak, CheckOutcome::too_weak};
    return {known->response, CheckOutcome::signed_in};
} catch (const store::DatabaseError&) {
    return {unknown, CheckOutcome::unknown};
}

std::string Check::answer(const http::Parameters& parameters, base::Instant now)
{
    const auto judged = judge(parameters, now);
    shared_.metrics.count(judged.outcome);
    return judged.response;
}

std::string Check::bar(const http::Parameters& parameters, base::Instant now)
try {
    auto* known = setup_.pages == nullptr ? nullptr : find(parameters, now);
    if (known == nullptr) return no_bar;
    const auto language = language_of_page(
        std::nullopt, http::find_cookie(parameters.find("HTTP_COOKIE").value_or(""), cookie::language).value_or(""),
        true, known->language, parameters.find("HTTP_ACCEPT_LANGUAGE").value_or(""));
    auto& html = known->bars.at(static_cast<std::size_t>(language));
    if (html.empty())
        html = http::Response::html(
                   http::Status::ok, setup_.pages->fragment({language, "", known->person, ""}, view::Page{"bar"}))
                   .to_cgi(true);
    return html;
} catch (const std::exception& error) {
    base::log(base::LogLevel::warning, "bar_left_out", {{"cause", error.what()}});
    return no_bar;
}

void Check::forget_what_has_ended()
{
    if (shared_.ended.written.load(std::memory_order_relaxed) == seen_) return;
    std::set<std::uint64_t> accounts; // one look at all that is known, however many have ended
    const bool saw_all = pool::catch_up(shared_.ended, seen_, [&](const pool::Ended& ended) {
        if (ended.session == auth::Digest{})
            accounts.insert(ended.account);
        else
            known_.erase(ended.session);
    });
    if (!saw_all)
        known_.clear();
    else if (!accounts.empty())
        std::erase_if(known_, [&](const auto& entry) { return accounts.contains(entry.second.account); });
}

/// Nullptr: nobody is signed in. Throws DatabaseError when nobody can tell.
Check::Known* Check::find(const http::Parameters& parameters, base::Instant now)
{
    const auto value = http::find_cookie(parameters.find("HTTP_COOKIE").value_or(""), cookie::session);
    if (!value || value->size() != session_id_length) return nullptr;
    const auto origin = portal_of(parameters.find("ASIOINTI_ORIGIN").value_or(""));
    return origin ? find(auth::digest(base::SessionId{*value}), *origin, now) : nullptr;
}

/// Empty: our own host. Nullopt: a host that nobody has named, where no session is good. Where TLS ends before nginx, it asks
/// with another scheme than the one that sessions name.
std::optional<std::string_view> Check::portal_of(std::string_view asked) const
{
    if (asked.empty() || auth::is_same_host(asked, setup_.base_url)) return "";
    const auto found =
        std::ranges::find_if(setup_.portals, [&](const auto& origin) { return auth::is_same_host(origin, asked); });
    return found == setup_.portals.end() ? std::nullopt : std::optional<std::string_view>{*found};
}

Check::Known* Check::find(const auth::Digest& id, std::string_view origin, base::Instant now)
{
    forget_what_has_ended();
    const auto found = known_.find(id);
    if (found == known_.end() || now >= found->second.trusted_until) {
        ++shared_.metrics.check_cache_misses;
        return look_up(id, std::string{origin}, now);
    }
    ++shared_.metrics.check_cache_hits;
    if (found->second.origin != origin) return nullptr;
    if (!auth::is_alive(found->second.times, now)) {
        known_.erase(found);
        return nullptr;
    }
    if (auth::should_touch(found->second.times, now)) touch(id, found->second, now);
    return &found->second;
}

std::optional<store::Identity> Check::ask_database(const auth::Digest& id, const std::string& origin, base::Instant now)
{
    if (db_.is_known_down()) throw store::DatabaseUnreachable{"known to be down"};
    const auto slot = pool::take_lookup_slot(shared_, setup_.lookup_slots, patience);
    if (!slot) throw store::DatabaseUnavailable{"too many wait for it"};
    return origin.empty() ? store::find_identity(db_, id, now) : store::find_identity_at(db_, id, origin, now);
}

/// What the ring names while the database is asked may be missing from its answer: then it is asked again.
Check::Known* Check::look_up(const auth::Digest& id, const std::string& origin, base::Instant now)
{
    known_.erase(id);
    if (known_.size() >= most_known) known_.clear();
    for (;;) {
        const auto before = shared_.ended.written.load(std::memory_order_acquire);
        const auto identity = ask_database(id, origin, now);
        forget_what_has_ended();
        if (shared_.ended.written.load(std::memory_order_acquire) != before) continue;
        if (!identity) return nullptr;
        auto& known = known_[id];
        known = {
            .times = identity->times,
            .account = static_cast<std::uint64_t>(identity->account),
            .trusted_until = now + trusted_for,
            .origin = origin,
            .response = identity_response(*identity, setup_.assertions, now),
            .person = {shown_name(*identity), identity->email},
            .language = identity->language};
        if (auth::should_touch(known.times, now)) touch(id, known, now);
        return &known;
    }
}

/// Losing the note of when somebody was last seen is no reason to turn them away, nor to let them wait.
void Check::touch(const auth::Digest& id, Known& known, base::Instant now)
try {
    if (db_.is_known_down()) return;
    const auto slot = pool::take_lookup_slot(shared_, setup_.lookup_slots, std::chrono::milliseconds{0});
    if (!slot) return;
    known.origin.empty() ? store::touch_session(db_, id, now) : store::touch_host_session(db_, id, now);
    known.times.last_seen_at = now;
} catch (const store::DatabaseError& error) {
    base::log(base::LogLevel::warning, "last_seen_not_written", {{"cause", error.what()}});
}

} // namespace flow
