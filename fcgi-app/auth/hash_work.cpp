#include "auth/hash_work.hpp"

#include "auth/phc_string.hpp"
#include "auth/secret.hpp"

#include <charconv>
#include <new>
#include <sodium.h>
#include <stdexcept>
#include <system_error>

namespace auth {
namespace {

constexpr std::size_t kib = 1024;
constexpr std::string_view argon2id_prefix = "argon2id:";
constexpr char end_of_part = '\n';

void need_sodium()
{
    static const bool ready = sodium_init() >= 0;
    if (!ready) throw std::runtime_error{"libsodium did not start"};
}

std::string do_work(const Argon2id& cost, const std::string& salt, const std::string& bytes)
{
    need_sodium();
    std::string hash(PhcString::hash_size, '\0');
    const int failed = crypto_pwhash(
        reinterpret_cast<unsigned char*>(hash.data()), hash.size(), bytes.data(), bytes.size(),
        reinterpret_cast<const unsigned char*>(salt.data()), cost.passes, cost.memory_kib * kib,
        crypto_pwhash_ALG_ARGON2ID13);
    if (failed != 0) throw std::bad_alloc{};
    return hash;
}

std::string do_work(const OldScheme& scheme, const std::string& salt, const std::string& bytes)
{
    return old_output(scheme, salt, bytes);
}

/// "argon2id:65536:2"
std::string name_of(const Argon2id& cost)
{
    return std::string{argon2id_prefix} + std::to_string(cost.memory_kib) + ":" + std::to_string(cost.passes);
}

/// The text in front of the next end of a part, which is taken from `bytes` with it.
std::optional<std::string_view> take_part(std::string_view& bytes)
{
    const auto end = bytes.find(end_of_part);
    if (end == std::string_view::npos) return std::nullopt;
    const auto part = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    return part;
}

std::optional<std::size_t> number_in(std::string_view text)
{
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<Argon2id> argon2id_from_name(std::string_view name)
{
    if (!name.starts_with(argon2id_prefix)) return std::nullopt;
    name.remove_prefix(argon2id_prefix.size());
    const auto colon = name.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto memory_kib = number_in(name.substr(0, colon));
    const auto passes = number_in(name.substr(colon + 1));
    if (!memory_kib || !passes || !PhcString::may_cost(*memory_kib, *passes)) return std::nullopt;
    return Argon2id{*memory_kib, static_cast<unsigned>(*passes)};
}

std::optional<std::variant<Argon2id, OldScheme>> scheme_from_name(std::string_view name)
{
    if (const auto argon2id = argon2id_from_name(name)) return *argon2id;
    if (const auto old = old_scheme_from_name(name)) return *old;
    return std::nullopt;
}

bool is_salt_of(const Argon2id& /*any*/, std::string_view salt)
{
    return salt.size() == PhcString::salt_size;
}

} // namespace

std::string hash_here(const HashWork& work)
{
    return std::visit([&](const auto& scheme) { return do_work(scheme, work.salt, work.bytes.reveal()); }, work.scheme);
}

base::Password to_bytes(const HashWork& work)
{
    const auto name = std::visit([](const auto& scheme) { return name_of(scheme); }, work.scheme);
    const auto salt_size = std::to_string(work.salt.size());
    std::string bytes;
    // At once: a text that grows leaves copies behind that nobody overwrites.
    bytes.reserve(name.size() + salt_size.size() + 2 + work.salt.size() + work.bytes.reveal().size());
    bytes.append(name).append(1, end_of_part).append(salt_size).append(1, end_of_part).append(work.salt);
    bytes.append(work.bytes.reveal());
    return base::Password{std::move(bytes)};
}

std::optional<HashWork> hash_work_from(std::string_view bytes)
{
    const auto name = take_part(bytes);
    const auto scheme = name ? scheme_from_name(*name) : std::nullopt;
    const auto salt_text = scheme ? take_part(bytes) : std::nullopt;
    const auto salt_size = salt_text ? number_in(*salt_text) : std::nullopt;
    if (!salt_size || *salt_size > bytes.size()) return std::nullopt;
    const auto salt = bytes.substr(0, *salt_size);
    if (!std::visit([&](const auto& each) { return is_salt_of(each, salt); }, *scheme)) return std::nullopt;
    return HashWork{
        .scheme = *scheme, .salt = std::string{salt}, .bytes = base::Password{std::string{bytes.substr(*salt_size)}}};
}

std::string argon2id_phc(const base::Password& bytes, HashCost cost, const Hasher& hasher)
{
    PhcString made{cost.memory_mib * kib, cost.passes, random_bytes(PhcString::salt_size), ""};
    made.hash = hasher({.scheme = Argon2id{made.memory_kib, made.passes}, .salt = made.salt, .bytes = bytes});
    return write_phc(made);
}

} // namespace auth
