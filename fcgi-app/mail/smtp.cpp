#include "mail/smtp.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>

namespace mail {
namespace {

struct CurlDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
using Handle = std::unique_ptr<CURL, CurlDeleter>;
using Lines = std::unique_ptr<curl_slist, CurlDeleter>;
using Mime = std::unique_ptr<curl_mime, CurlDeleter>;

Lines to_list(const std::vector<std::string>& texts)
{
    Lines lines;
    for (const auto& text : texts) {
        auto* longer = curl_slist_append(lines.get(), text.c_str());
        if (longer == nullptr) throw std::bad_alloc{};
        (void)lines.release();
        lines.reset(longer);
    }
    return lines;
}

/// What the server said: the last line that refused something, or else its last line. The talk ends with QUIT and its
/// "221", which tells nothing.
struct Replies {
    std::string refusal;
    std::string last;

    void take(std::string line)
    {
        const bool refuses = line.front() == '4' || line.front() == '5';
        (refuses ? refusal : last) = std::move(line);
    }
    [[nodiscard]] const std::string& telling() const { return refusal.empty() ? last : refusal; }
};

/// libcurl hands over each line of the server's replies as a "header".
std::size_t take_reply(char* data, std::size_t size, std::size_t count, void* replies)
{
    std::string line{data, size * count};
    std::erase_if(line, [](char c) { return c == '\r' || c == '\n'; });
    if (!line.empty()) static_cast<Replies*>(replies)->take(std::move(line));
    return size * count;
}

/// No TLS at all, a certificate of an unknown authority, or one of another name.
bool is_about_tls(CURLcode code)
{
    return code == CURLE_USE_SSL_FAILED || code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION ||
           code == CURLE_SSL_CACERT_BADFILE;
}

/// Without memory these calls fail, and a mail without its text must not leave.
void require(CURLcode code)
{
    if (code != CURLE_OK) throw std::runtime_error{curl_easy_strerror(code)};
}

void add_part(curl_mime* mime, const std::string& body, const char* type)
{
    auto* part = curl_mime_addpart(mime);
    const std::string lines = with_crlf(body);
    require(curl_mime_data(part, lines.data(), lines.size()));
    require(curl_mime_type(part, type));
    require(curl_mime_encoder(part, "quoted-printable"));
}

Mime to_mime(CURL* handle, const Message& message)
{
    Mime parts{curl_mime_init(handle)};
    add_part(parts.get(), message.text, "text/plain; charset=utf-8");
    add_part(parts.get(), message.html, "text/html; charset=utf-8");
    return parts;
}

/// A 5xx reply speaks of this mail only when the talk had got as far as the mail: a refused sign-in or a failed TLS
/// handshake concerns every mail, and ends when the sysadmin has mended it.
Outcome outcome_of(CURLcode code, const Replies& replies)
{
    if (code == CURLE_OK) return Outcome::handed_over;
    const bool about_the_mail =
        code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY;
    return about_the_mail && replies.refusal.starts_with('5') ? Outcome::refused : Outcome::try_later;
}

} // namespace

struct Smtp::Impl {
    Handle handle{curl_easy_init()};
    Replies replies;
    std::array<char, CURL_ERROR_SIZE> detail{}; ///< what libcurl says of the last failure, beyond its code

    [[nodiscard]] Delivery delivery(CURLcode code) const;
    [[nodiscard]] std::string reason(CURLcode code) const;
    CURLcode say(const std::string& command);
};

/// What has come of a talk.
Delivery Smtp::Impl::delivery(CURLcode code) const
{
    return {outcome_of(code, replies), code == CURLE_OK ? replies.telling() : reason(code), is_about_tls(code)};
}

/// What the server refused with, or else what libcurl knows: a "220" before a failed handshake helps nobody to mend it.
std::string Smtp::Impl::reason(CURLcode code) const
{
    if (!replies.refusal.empty()) return replies.refusal;
    const std::string what{curl_easy_strerror(code)};
    const std::string more{detail.data()};
    return more.empty() || more == what ? what : what + ": " + more;
}

/// One command of SMTP by itself, on the connection that is there or a new one. libcurl decodes %XX in it.
CURLcode Smtp::Impl::say(const std::string& command)
{
    std::string encoded;
    for (const char c : command) encoded += c == '%' ? "%25" : std::string(1, c);
    curl_easy_setopt(handle.get(), CURLOPT_CUSTOMREQUEST, encoded.c_str());
    const auto code = curl_easy_perform(handle.get());
    // libcurl takes 553 for an answer, since VRFY may get it.
    return code == CURLE_OK && !replies.refusal.empty() ? CURLE_WEIRD_SERVER_REPLY : code;
}

Smtp::Smtp(const base::MailSettings& settings) : impl_{std::make_unique<Impl>()}, sender_{settings.from_address}
{
    CURL* handle = impl_->handle.get();
    if (handle == nullptr) throw std::bad_alloc{};
    const auto domain = settings.from_address.substr(settings.from_address.find('@') + 1);
    const std::string url = "smtp://" + settings.smtp_host + ':' + std::to_string(settings.smtp_port) + '/' + domain;
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp");
    curl_easy_setopt(handle, CURLOPT_PROXY, ""); // the environment does not choose where mail goes
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, static_cast<long>(settings.timeout.count()));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, std::min(10L, static_cast<long>(settings.timeout.count())));
    curl_easy_setopt(
        handle, CURLOPT_USE_SSL,
        static_cast<long>(settings.starttls == base::StartTls::off ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!settings.tls_ca.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, settings.tls_ca.c_str());
    if (!settings.user.empty()) {
        curl_easy_setopt(handle, CURLOPT_USERNAME, settings.user.c_str());
        curl_easy_setopt(handle, CURLOPT_PASSWORD, settings.password.reveal().c_str());
    }
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, impl_->detail.data());
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_reply);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &impl_->replies);
}

Smtp::~Smtp() = default;

Delivery Smtp::send(const Message& message)
{
    CURL* handle = impl_->handle.get();
    auto lines = header_lines(message);
    // From here libcurl takes the type of the whole, to which it adds the boundary; it would say multipart/mixed.
    lines.emplace_back("Content-Type: multipart/alternative");
    const Lines headers = to_list(lines);
    const Lines recipients = to_list({'<' + message.to + '>'});
    const std::string sender = '<' + message.bounces_to + '>';
    const Mime mime = to_mime(handle, message);
    impl_->replies = {};
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle, CURLOPT_MAIL_FROM, sender.c_str());
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(handle, CURLOPT_MIMEPOST, mime.get());

    const CURLcode code = curl_easy_perform(handle);

    curl_easy_setopt(handle, CURLOPT_MIMEPOST, nullptr);
    return impl_->delivery(code);
}

Delivery Smtp::rehearse(const std::string& recipient)
{
    CURL* handle = impl_->handle.get();
    impl_->replies = {};
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, nullptr);
    auto code = impl_->say("MAIL FROM:<" + sender_ + '>');
    if (code == CURLE_OK) code = impl_->say("RCPT TO:<" + recipient + '>');
    auto delivery = impl_->delivery(code);
    if (code == CURLE_OK) (void)impl_->say("RSET");
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, nullptr);
    curl_easy_setopt(handle, CURLOPT_NOBODY, 0L);
    return delivery;
}

} // namespace mail
