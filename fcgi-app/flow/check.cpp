#include "flow/check.hpp"

#include "base/log.hpp"
#include "flow/visit.hpp"
#include "http/cookie.hpp"

#include <algorithm>
#include <cstring>

namespace flow {
namespace {

constexpr std::chrono::seconds trusted_for{30};
constexpr std::string_view assurance = "weak"; ///< of a password (R-219)
constexpr std::size_t most_known = 20'000;
constexpr std::size_t session_id_length = 43;

const std::string not_signed_in = "Status: 401 Unauthorized\r\nCache-Control: no-store\r\n\r\n";
const std::string too_weak = "Status: 403 Forbidden\r\nCache-Control: no-store\r\n\r\n";
const std::string unknown = "Status: 503 Service Unavailable\r\nCache-Control: no-store\r\n\r\n";

/// What a header can hold as it stands; all else becomes %XX, and so does the percent sign.
std::string header_value(std::string_view text)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string value;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7F && c != '%' && c != ',') {
            value += c;
        } else {
            value += '%';
            value += hex[byte >> 4U];
            value += hex[byte & 0x0FU];
        }
    }
    return value;
}

void add_header(std::string& response, std::string_view name, std::string_view value)
{
    response.append(name).append(": ").append(value).append("\r\n");
}

std::string name_of(const store::Identity& identity)
{
    if (identity.given_name.empty()) return identity.family_name;
    if (identity.family_name.empty()) return identity.given_name;
    return identity.given_name + ' ' + identity.family_name;
}

auth::AssertionFacts facts_of(const store::Identity& identity, const Statements& statements, base::Instant now)
{
    return {
        .issuer = statements.issuer,
        .audience = statements.audience,
        .subject = identity.public_id,
        .portal_ids = identity.portal_ids,
        .name = name_of(identity),
        .email = identity.email,
        .assurance = std::string{assurance},
        .issued_at = now};
}

} // namespace

std::string
identity_response(const store::Identity& identity, const std::optional<Statements>& statements, base::Instant now)
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
    if (statements)
        add_header(
            response, "X-Asiointi-Assertion", statements->signer.assertion(facts_of(identity, *statements, now)));
    return response + "\r\n";
}

std::size_t Check::DigestHash::operator()(const auth::Digest& digest) const
{
    std::size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
}

Check::Check(store::Database& db, const pool::EndedRing& ring, std::optional<Statements> statements)
    : db_{db}, ring_{ring}, statements_{std::move(statements)}, seen_{ring.written.load(std::memory_order_acquire)}
{
}

std::string Check::answer(const http::Parameters& parameters, base::Instant now)
{
    const auto value = http::find_cookie(parameters.find("HTTP_COOKIE").value_or(""), cookie::session);
    if (!value || value->size() != session_id_length) return not_signed_in;
    try {
        const auto* known = find(auth::digest(base::SessionId{*value}), now);
        if (known == nullptr) return not_signed_in;
        const auto required = parameters.find("ASIOINTI_REQUIRE").value_or("");
        return required.empty() || required == "weak" ? known->response : too_weak;
    } catch (const store::DatabaseError&) {
        return unknown;
    }
}

void Check::forget_what_has_ended()
{
    if (ring_.written.load(std::memory_order_relaxed) == seen_) return;
    const bool saw_all = pool::catch_up(ring_, seen_, [this](const pool::Ended& ended) {
        if (ended.session == auth::Digest{})
            std::erase_if(known_, [&](const auto& entry) { return entry.second.account == ended.account; });
        else
            known_.erase(ended.session);
    });
    if (!saw_all) known_.clear();
}

const Check::Known* Check::find(const auth::Digest& session, base::Instant now)
{
    forget_what_has_ended();
    const auto found = known_.find(session);
    if (found == known_.end() || now >= found->second.trusted_until) return look_up(session, now);
    if (!auth::is_alive(found->second.times, now)) {
        known_.erase(found);
        return nullptr;
    }
    if (auth::should_touch(found->second.times, now)) touch(session, found->second, now);
    return &found->second;
}

/// What the ring names while the database is asked may be missing from its answer: then it is asked again.
const Check::Known* Check::look_up(const auth::Digest& session, base::Instant now)
{
    known_.erase(session);
    if (known_.size() >= most_known) known_.clear();
    for (;;) {
        const auto before = ring_.written.load(std::memory_order_acquire);
        const auto identity = store::find_identity(db_, session, now);
        forget_what_has_ended();
        if (ring_.written.load(std::memory_order_acquire) != before) continue;
        if (!identity) return nullptr;
        auto& known = known_[session];
        known = {
            .times = identity->times,
            .account = static_cast<std::uint64_t>(identity->account),
            .trusted_until = now + trusted_for,
            .response = identity_response(*identity, statements_, now)};
        if (auth::should_touch(known.times, now)) touch(session, known, now);
        return &known;
    }
}

/// Losing the note of when somebody was last seen is no reason to turn them away.
void Check::touch(const auth::Digest& session, Known& known, base::Instant now)
try {
    store::touch_session(db_, session, now);
    known.times.last_seen_at = now;
} catch (const store::DatabaseError& error) {
    base::log(base::LogLevel::warning, "last_seen_not_written", {{"cause", error.what()}});
}

} // namespace flow
