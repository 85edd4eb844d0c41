#pragma once

#include <string>

namespace base {

/// A text that must not be seen: a password, a key, a token, a session id. It has no operator<<, no comparison
/// and no conversion; whoever needs the bytes says so with reveal(). Memory is overwritten when it is destroyed.
/// Tag makes each kind of secret a type of its own, so a session id cannot be handed over as a password.
template <class Tag>
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) { take(text); }
    Secret(const Secret&) = default;
    Secret& operator=(const Secret& other)
    {
        if (this != &other) {
            wipe(text_);
            text_ = other.text_;
        }
        return *this;
    }
    Secret(Secret&& other) noexcept { take(other.text_); }
    Secret& operator=(Secret&& other) noexcept
    {
        if (this != &other) {
            wipe(text_);
            take(other.text_);
        }
        return *this;
    }
    ~Secret() { wipe(text_); }

    [[nodiscard]] const std::string& reveal() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }

private:
    void take(std::string& text) noexcept
    {
        text_.swap(text);
        wipe(text);
    }

    /// All that it has room for: a short text that was moved away is still in the room that it had, though its length is 0.
    static void wipe(std::string& text) noexcept
    {
        text.resize(text.capacity());
        // A volatile pointer keeps the compiler from leaving the writes out.
        volatile char* bytes = text.data();
        for (std::size_t i = 0; i < text.size(); ++i) bytes[i] = '\0';
        text.clear();
    }

    std::string text_;
};

using Password = Secret<struct PasswordTag>;     ///< as typed by a person, UTF-8
using SessionId = Secret<struct SessionIdTag>;   ///< value of the session cookie
using VisitorId = Secret<struct VisitorIdTag>;   ///< value of the anonymous visitor's cookie
using DeviceId = Secret<struct DeviceIdTag>;     ///< value of the cookie by which a browser is known again
using LinkToken = Secret<struct LinkTokenTag>;   ///< token of a mailed link
using Key = Secret<struct KeyTag>;               ///< raw key bytes
using Credential = Secret<struct CredentialTag>; ///< password of a database or mail server user

} // namespace base
