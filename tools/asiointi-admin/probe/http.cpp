#include "probe/http.hpp"

#include "base/text.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <new>

namespace probe {
namespace {

constexpr std::size_t longest_body = std::size_t{256} * 1024;

struct CurlDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CurlDeleter>;
using Lines = std::unique_ptr<curl_slist, CurlDeleter>;

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

/// What was before, such as a "100 Continue", ends where another status line begins.
std::size_t take_header(char* data, std::size_t size, std::size_t count, void* answer)
{
    const std::string_view line{data, size * count};
    auto& headers = static_cast<Answer*>(answer)->headers;
    const auto colon = line.find(':');
    if (line.starts_with("HTTP/"))
        headers.clear();
    else if (colon != line.npos)
        headers.emplace_back(base::ascii_lower(line.substr(0, colon)), base::trimmed(line.substr(colon + 1)));
    return line.size();
}

/// Taking less than was offered ends the transfer: enough of it has been seen.
std::size_t take_body(char* data, std::size_t size, std::size_t count, void* answer)
{
    auto& body = static_cast<Answer*>(answer)->body;
    const std::size_t taken = std::min(size * count, longest_body - body.size());
    body.append(data, taken);
    return taken;
}

Silence silence_of(CURLcode code, bool connected)
{
    if (code == CURLE_COULDNT_RESOLVE_HOST) return Silence::unknown;
    if (code == CURLE_COULDNT_CONNECT || (code == CURLE_OPERATION_TIMEDOUT && !connected))
        return Silence::not_connected;
    return code == CURLE_PEER_FAILED_VERIFICATION ? Silence::not_trusted : Silence::no_answer;
}

void set_method(CURL* handle, const Request& request)
{
    const bool has_body = !request.body.empty() || request.chunked;
    if (request.method == "HEAD") {
        curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    } else if (request.method == "POST" || has_body) {
        curl_easy_setopt(handle, CURLOPT_POST, 1L);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.c_str());
    } else {
        curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
    }
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method == "HEAD" ? nullptr : request.method.c_str());
}

/// The first certificate is the server's own.
std::optional<base::Instant> certificate_end(CURL* curl)
{
    constexpr std::string_view label = "Expire date:";
    const curl_certinfo* chain = nullptr;
    if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == nullptr) return std::nullopt;
    if (chain->num_of_certs == 0) return std::nullopt;
    for (const auto* line = chain->certinfo[0]; line != nullptr; line = line->next) {
        const std::string text{line->data};
        if (!text.starts_with(label)) continue;
        const auto end = curl_getdate(text.c_str() + label.size(), nullptr);
        if (end >= 0) return base::Instant{std::chrono::seconds{end}};
    }
    return std::nullopt;
}

double took_ms(CURL* curl)
{
    curl_off_t ready_us = 0;
    curl_off_t total_us = 0;
    curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &ready_us);
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &total_us);
    return static_cast<double>(total_us - ready_us) / 1000;
}

/// A status is an answer, whatever becomes of the body behind it.
Answer perform(CURL* curl)
{
    Answer answer;
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
    const CURLcode code = curl_easy_perform(curl);
    long status = 0;
    curl_off_t connected_us = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_CONNECT_TIME_T, &connected_us);
    if (status >= 200) {
        answer.status = static_cast<unsigned>(status);
        answer.certificate_end = certificate_end(curl);
        answer.took_ms = took_ms(curl);
        return answer;
    }
    Answer none;
    none.silence = silence_of(code, connected_us > 0);
    none.fault = code == CURLE_OK ? "no final answer" : curl_easy_strerror(code);
    return none;
}

} // namespace

struct Client::Impl {
    Handle handle{curl_easy_init()};
    Lines resolve;
    std::string ca_file;
    std::string name;
    unsigned patience_s = 0;

    void prepare() const;
};

/// What is the same for every request. Plain HTTP/1.1 keeps names as they are written.
void Client::Impl::prepare() const
{
    CURL* curl = handle.get();
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(patience_s));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(patience_s));
    curl_easy_setopt(curl, CURLOPT_USERAGENT, name.c_str());
    curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file.c_str());
    if (resolve) curl_easy_setopt(curl, CURLOPT_RESOLVE, resolve.get());
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
}

Client::Client(const ClientOptions& options) : impl_{std::make_unique<Impl>()}, most_requests_{options.most_requests}
{
    if (!impl_->handle) throw std::bad_alloc{};
    impl_->resolve = to_list(options.resolve);
    impl_->ca_file = options.ca_file;
    impl_->patience_s = options.patience_s;
    impl_->name = "asiointi-admin " + options.command;
}

Client::~Client() = default;

Answer Client::send(const Request& request)
{
    if (sent_ == most_requests_) throw TooManyRequests{};
    ++sent_;
    impl_->prepare();
    CURL* curl = impl_->handle.get();
    auto lines = request.headers;
    lines.emplace_back("Expect:"); // sends a large body at once, as browsers do
    if (request.chunked) lines.emplace_back("Transfer-Encoding: chunked");
    const Lines headers = to_list(lines);
    const auto url = request.url.text();
    const auto& target = request.target.empty() ? request.url.target : request.target;
    set_method(curl, request);
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_REQUEST_TARGET, target.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    if (!request.socket.empty()) curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, request.socket.c_str());
    return perform(curl);
}

std::string Answer::header(std::string_view lower_case_name) const
{
    const auto found = std::ranges::find_if(headers, [&](const auto& each) { return each.first == lower_case_name; });
    return found == headers.end() ? "" : found->second;
}

bool Answer::has(std::string_view lower_case_name) const
{
    return std::ranges::any_of(headers, [&](const auto& each) { return each.first == lower_case_name; });
}

} // namespace probe
