#include "mail/smtp.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

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

using Clock = std::chrono::steady_clock;

/// An answer that is about to come tells whether the mail has left; a process that is to stop is waited for.
constexpr std::chrono::seconds patience_when_stopping{5};

/// How far a talk has come.
enum class Stage {
    connecting, ///< the greeting, EHLO, STARTTLS and AUTH
    sender,     ///< MAIL
    recipient,  ///< RCPT
    data,       ///< DATA
    body,       ///< the mail itself, until the server says whether it takes it
    answered
};

/// What the server said, and when: the last line that refused something, or else its last line. The talk ends with QUIT and
/// its "221", which tells nothing.
struct Talk {
    std::chrono::seconds patience{}; ///< for all but the answer to the mail itself
    std::function<bool()> is_stopping;
    Stage stage = Stage::connecting;
    std::string refusal;
    std::string last;
    Clock::time_point deadline;
    bool was_stopped = false;

    /// Another mail, perhaps on the same connection.
    void forget()
    {
        stage = Stage::connecting;
        refusal.clear();
        last.clear();
        was_stopped = false;
    }

    void begin() { deadline = Clock::now() + patience; }

    /// What was refused before, as EHLO to an old server, did not end the talk.
    void ask(std::string_view command)
    {
        if (command.starts_with("MAIL ")) reach(Stage::sender);
        if (command.starts_with("RCPT ")) reach(Stage::recipient);
        if (command.starts_with("DATA")) reach(Stage::data);
    }

    void take(std::string line)
    {
        const bool is_last = line.size() < 4 || line[3] != '-'; // of a reply of several lines
        if (is_last && stage == Stage::body) {
            reach(Stage::answered);
            begin(); // whatever follows is no mail
        } else if (is_last && stage == Stage::data && line.front() == '3') {
            reach(Stage::body);
            deadline = Clock::now() + patience_for_answer;
        }
        const bool refuses = line.front() == '4' || line.front() == '5';
        (refuses ? refusal : last) = std::move(line);
    }

    [[nodiscard]] bool was_taken() const
    {
        return stage == Stage::answered && refusal.empty() && last.starts_with('2');
    }

    [[nodiscard]] const std::string& telling() const { return refusal.empty() ? last : refusal; }

    /// True when there is no point in waiting any longer.
    bool is_over()
    {
        const auto now = Clock::now();
        // libcurl asks once more after the last answer, when nothing is left to be stopped.
        if (stage != Stage::answered && is_stopping && is_stopping()) {
            was_stopped = true;
            deadline = std::min(deadline, stage == Stage::body ? now + patience_when_stopping : now);
        }
        return now >= deadline;
    }

private:
    void reach(Stage next)
    {
        stage = next;
        refusal.clear();
    }
};

/// libcurl hands over each line of the server's replies as a "header".
std::size_t take_reply(char* data, std::size_t size, std::size_t count, void* talk)
{
    std::string line{data, size * count};
    std::erase_if(line, [](char c) { return c == '\r' || c == '\n'; });
    if (!line.empty()) static_cast<Talk*>(talk)->take(std::move(line));
    return size * count;
}

/// libcurl tells each command that it sends, a password as well: only the first word is looked at.
int take_command(CURL* /*handle*/, curl_infotype what, char* data, std::size_t size, void* talk)
{
    if (what == CURLINFO_HEADER_OUT) static_cast<Talk*>(talk)->ask({data, size});
    return 0;
}

/// libcurl asks about once a second whether to go on.
int is_over(void* talk, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<Talk*>(talk)->is_over() ? 1 : 0;
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

/// A 5xx reply speaks of this mail only when the talk had got as far as its recipient: a server that refuses whoever connects,
/// our sign-in there or our sender refuses every mail, until the sysadmin has mended it.
Outcome outcome_of(CURLcode code, const Talk& talk)
{
    if (code == CURLE_OK || talk.was_taken()) return Outcome::handed_over;
    if (talk.stage == Stage::body) return Outcome::in_doubt;
    if (talk.stage >= Stage::recipient && talk.refusal.starts_with('5')) return Outcome::refused;
    return talk.was_stopped ? Outcome::interrupted : Outcome::try_later;
}

} // namespace

struct Smtp::Impl {
    Handle handle{curl_easy_init()};
    Talk talk;
    std::array<char, CURL_ERROR_SIZE> detail{}; ///< what libcurl says of the last failure, beyond its code

    CURLcode perform();
    [[nodiscard]] Delivery delivery(CURLcode code) const;
    [[nodiscard]] std::string reason(CURLcode code) const;
    CURLcode say(const std::string& command);
};

CURLcode Smtp::Impl::perform()
{
    talk.begin();
    const auto code = curl_easy_perform(handle.get());
    // After a talk that broke off, an answer may still come on its connection: the next mail would take it for its own.
    curl_easy_setopt(handle.get(), CURLOPT_FRESH_CONNECT, code == CURLE_OK ? 0L : 1L);
    return code;
}

/// What has come of a talk.
Delivery Smtp::Impl::delivery(CURLcode code) const
{
    const bool is_good = code == CURLE_OK || talk.was_taken();
    return {outcome_of(code, talk), is_good ? talk.telling() : reason(code), is_about_tls(code)};
}

/// What the server refused with, or else what libcurl knows: a "220" before a failed handshake helps nobody to mend it.
std::string Smtp::Impl::reason(CURLcode code) const
{
    if (!talk.refusal.empty()) return talk.refusal;
    const std::string before = talk.stage == Stage::body ? "No answer to the whole mail: " : "";
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return before + (talk.was_stopped ? "this program was stopped" : curl_easy_strerror(CURLE_OPERATION_TIMEDOUT));
    const std::string what{curl_easy_strerror(code)};
    const std::string more{detail.data()};
    return before + (more.empty() || more == what ? what : what + ": " + more);
}

/// One command of SMTP by itself, on the connection that is there or a new one. libcurl decodes %XX in it.
CURLcode Smtp::Impl::say(const std::string& command)
{
    std::string encoded;
    for (const char c : command) encoded += c == '%' ? "%25" : std::string(1, c);
    curl_easy_setopt(handle.get(), CURLOPT_CUSTOMREQUEST, encoded.c_str());
    const auto code = perform();
    // libcurl takes 553 for an answer, since VRFY may get it.
    return code == CURLE_OK && !talk.refusal.empty() ? CURLE_WEIRD_SERVER_REPLY : code;
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
    impl_->talk.patience = settings.timeout; // how long is waited for what, libcurl asks Talk::is_over()
    curl_easy_setopt(
        handle, CURLOPT_TIMEOUT,
        static_cast<long>((settings.timeout + patience_for_answer + settings.timeout).count()));
    curl_easy_setopt(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(patience_for_answer.count()));
    curl_easy_setopt(handle, CURLOPT_MAXCONNECTS, 1L);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, is_over);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &impl_->talk);
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
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &impl_->talk);
    curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, take_command);
    curl_easy_setopt(handle, CURLOPT_DEBUGDATA, &impl_->talk);
    curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L); // without it take_command() is not called; nothing is printed
}

Smtp::~Smtp() = default;

void Smtp::stop_when(std::function<bool()> is_stopping)
{
    impl_->talk.is_stopping = std::move(is_stopping);
}

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
    impl_->talk.forget();
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle, CURLOPT_MAIL_FROM, sender.c_str());
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(handle, CURLOPT_MIMEPOST, mime.get());

    const CURLcode code = impl_->perform();

    curl_easy_setopt(handle, CURLOPT_MIMEPOST, nullptr);
    return impl_->delivery(code);
}

Delivery Smtp::rehearse(const std::string& recipient)
{
    CURL* handle = impl_->handle.get();
    impl_->talk.forget();
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, nullptr);
    auto code = impl_->say("MAIL FROM:<" + sender_ + '>');
    if (code == CURLE_OK) code = impl_->say("RCPT TO:<" + recipient + '>');
    auto delivery = impl_->delivery(code);
    // Nothing waits here for the sysadmin, who is told what to mend.
    if (impl_->talk.stage == Stage::sender && impl_->talk.refusal.starts_with('5')) delivery.outcome = Outcome::refused;
    if (code == CURLE_OK) (void)impl_->say("RSET");
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, nullptr);
    curl_easy_setopt(handle, CURLOPT_NOBODY, 0L);
    return delivery;
}

} // namespace mail
