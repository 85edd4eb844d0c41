#include "auth/secret.hpp"

#include <cryptopp/hmac.h>
#include <cryptopp/misc.h>
#include <cryptopp/sha.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace auth {

namespace {

constexpr std::size_t secret_bytes = 32;

const CryptoPP::byte* raw(std::string_view bytes)
{
    return reinterpret_cast<const CryptoPP::byte*>(bytes.data());
}

Digest hmac_with(std::string_view key, std::string_view message)
{
    Digest result{};
    CryptoPP::HMAC<CryptoPP::SHA256> mac{raw(key), key.size()};
    mac.Update(raw(message), message.size());
    mac.Final(result.data());
    return result;
}

constexpr std::string_view reference_letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
constexpr std::size_t reference_size = 8;

char reference_letter()
{
    constexpr unsigned fair = 256 / reference_letters.size() * reference_letters.size();
    // A byte beyond the last whole multiple would make the first letters likelier.
    for (;;) {
        const auto byte = static_cast<unsigned char>(random_bytes(1).front());
        if (byte < fair) return reference_letters[byte % reference_letters.size()];
    }
}

} // namespace

std::string random_bytes(std::size_t count)
{
    std::string bytes(count, '\0');
    // The kernel's own generator keeps nothing in this process, so two children of one parent cannot repeat each other.
    for (std::size_t done = 0; done < count;) {
        const auto got = ::getrandom(bytes.data() + done, count - done, 0);
        if (got < 0 && errno != EINTR) throw std::system_error{errno, std::generic_category(), "getrandom"};
        if (got > 0) done += static_cast<std::size_t>(got);
    }
    return bytes;
}

base::SessionId new_session_id()
{
    return base::SessionId{base64url(random_bytes(secret_bytes))};
}

base::VisitorId new_visitor_id()
{
    return base::VisitorId{base64url(random_bytes(secret_bytes))};
}

base::DeviceId new_device_id()
{
    return base::DeviceId{base64url(random_bytes(secret_bytes))};
}

base::LinkToken new_link_token()
{
    return base::LinkToken{base32(random_bytes(secret_bytes))};
}

std::string new_public_id()
{
    return base32(random_bytes(16));
}

std::string new_reference()
{
    std::string reference(reference_size, ' ');
    for (auto& letter : reference) letter = reference_letter();
    return reference;
}

std::string reference_for(std::string_view given)
{
    const auto is_ours = [](char c) { return reference_letters.find(c) != std::string_view::npos; };
    return given.size() == reference_size && std::ranges::all_of(given, is_ours) ? std::string{given} : new_reference();
}

Digest digest(std::string_view bytes)
{
    Digest result{};
    CryptoPP::SHA256{}.CalculateDigest(result.data(), raw(bytes), bytes.size());
    return result;
}

Digest digest(const base::SessionId& id)
{
    return digest(std::string_view{id.reveal()});
}

Digest digest(const base::DeviceId& id)
{
    return digest(std::string_view{id.reveal()});
}

Digest digest(const base::LinkToken& token)
{
    return digest(std::string_view{token.reveal()});
}

Digest hmac(const base::Key& key, std::string_view message)
{
    return hmac_with(key.reveal(), message);
}

base::Key derived_key(const base::Key& key, std::string_view purpose)
{
    const auto derived = hmac(key, purpose);
    return base::Key{std::string{bytes_of(derived)}};
}

Digest keyed_digest(const base::Key& key, std::string_view purpose, std::string_view message)
{
    const auto derived = hmac_with(key.reveal(), purpose);
    return hmac_with(bytes_of(derived), message);
}

bool equal(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && CryptoPP::VerifyBufsEqual(raw(a), raw(b), a.size());
}

std::string_view bytes_of(const Digest& digest)
{
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

} // namespace auth
