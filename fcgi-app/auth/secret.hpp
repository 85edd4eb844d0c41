#pragma once

#include "base/secret.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Random values, digests and comparisons of secrets. Everything secret is made and compared here and nowhere else.
namespace auth {

/// 32 bytes: SHA-256 or HMAC-SHA-256, or raw random bytes. What the database holds instead of a secret.
using Digest = std::array<unsigned char, 32>;

/// Bytes of the operating system's generator. Throws when it fails; nothing is ever made from less.
/// Safe after fork(): no state is kept in the process.
[[nodiscard]] std::string random_bytes(std::size_t count);

[[nodiscard]] base::SessionId new_session_id(); ///< 32 random bytes, base64url without padding: 43 characters
[[nodiscard]] base::VisitorId new_visitor_id(); ///< the same form
[[nodiscard]] base::DeviceId new_device_id();   ///< the same form
[[nodiscard]] base::LinkToken new_link_token(); ///< 32 random bytes, base32 a-z2-7 without padding: 52 characters
[[nodiscard]] std::string new_public_id();      ///< 16 random bytes, base32 a-z2-7: 26 characters; not a secret
/// Eight characters of A-Z and 2-9 without 0 O 1 I L: a person can dictate it. Not a secret.
[[nodiscard]] std::string new_reference();
/// The number that nginx has for a request, so that its log and ours have the same one; a new one for anything else.
[[nodiscard]] std::string reference_for(std::string_view given);

/// SHA-256.
[[nodiscard]] Digest digest(std::string_view bytes);
[[nodiscard]] Digest digest(const base::SessionId& id);
[[nodiscard]] Digest digest(const base::DeviceId& id);
[[nodiscard]] Digest digest(const base::LinkToken& token);

/// HMAC-SHA-256.
[[nodiscard]] Digest hmac(const base::Key& key, std::string_view message);

/// A key for this purpose alone, where it is used again and again: hmac() with it is keyed_digest() with `key`.
[[nodiscard]] base::Key derived_key(const base::Key& key, std::string_view purpose);

/// HMAC-SHA-256 with a key derived from `key` for this purpose alone.
[[nodiscard]] Digest keyed_digest(const base::Key& key, std::string_view purpose, std::string_view message);

/// Compares in time that depends on the lengths alone.
[[nodiscard]] bool equal(std::string_view a, std::string_view b);

[[nodiscard]] std::string base64url(std::string_view bytes); ///< without padding
/// The reverse of base64url(); nullopt for any other text, so that one value has one spelling only.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);
[[nodiscard]] std::string base32(std::string_view bytes);      ///< a-z2-7, without padding
[[nodiscard]] std::string_view bytes_of(const Digest& digest); ///< 32 raw bytes; the view ends with `digest`

} // namespace auth
