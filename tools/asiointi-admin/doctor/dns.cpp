#include "doctor/dns.hpp"

#include "base/text.hpp"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <array>
#include <cstring>
#include <regex>
#include <stdexcept>

namespace doctor {
namespace {

constexpr int patience_s = 2;
constexpr int attempts = 2;

/// The state of one talk with the resolver.
class Resolver {
public:
    explicit Resolver(const std::string& server)
    {
        std::memset(&state_, 0, sizeof state_);
        if (::res_ninit(&state_) != 0) throw std::runtime_error{"the resolver does not start"};
        state_.retrans = patience_s;
        state_.retry = attempts;
        if (!server.empty()) ask_only(server);
    }
    ~Resolver() { ::res_nclose(&state_); }
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    [[nodiscard]] TextRecords texts_of(const std::string& name);

private:
    void ask_only(const std::string& server)
    {
        const auto colon = server.rfind(':');
        auto& address = state_.nsaddr_list[0];
        address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(std::stoul(server.substr(colon + 1))));
        if (::inet_pton(AF_INET, server.substr(0, colon).c_str(), &address.sin_addr) != 1)
            throw std::runtime_error{server + " is no ADDRESS:PORT"};
        state_.nscount = 1;
    }

    struct __res_state state_;
};

/// The data of a TXT record are pieces, each with its length in front; a receiver reads them as one text.
std::string text_of(const ns_rr& record)
{
    std::string text;
    const auto* at = ns_rr_rdata(record);
    const auto* const end = at + ns_rr_rdlen(record);
    while (at < end && at + 1 + *at <= end) {
        text.append(reinterpret_cast<const char*>(at + 1), *at);
        at += 1 + *at;
    }
    return text;
}

TextRecords Resolver::texts_of(const std::string& name)
{
    std::array<unsigned char, NS_MAXMSG> answer{};
    const int size = ::res_nquery(&state_, name.c_str(), ns_c_in, ns_t_txt, answer.data(), answer.size());
    if (size < 0) {
        const bool has_none = state_.res_h_errno == HOST_NOT_FOUND || state_.res_h_errno == NO_DATA;
        return {.is_answered = has_none, .texts = {}, .failure = has_none ? "" : ::hstrerror(state_.res_h_errno)};
    }
    ns_msg message;
    if (::ns_initparse(answer.data(), size, &message) != 0)
        return {.is_answered = false, .texts = {}, .failure = "an answer that cannot be read"};
    TextRecords records{.is_answered = true, .texts = {}, .failure = ""};
    for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
        ns_rr record;
        if (::ns_parserr(&message, ns_s_an, i, &record) == 0 && ns_rr_type(record) == ns_t_txt)
            records.texts.push_back(text_of(record));
    }
    return records;
}

/// Those that begin with this version, or are nothing but it.
std::vector<std::string> of_version(const std::vector<std::string>& texts, const std::string& version)
{
    std::vector<std::string> found;
    for (const auto& text : texts) {
        const auto folded = base::ascii_lower(text);
        const bool begins = folded.starts_with(version);
        if (begins &&
            (folded.size() == version.size() || folded[version.size()] == ' ' || folded[version.size()] == ';'))
            found.push_back(folded);
    }
    return found;
}

bool has_word(const std::string& record, std::string_view word)
{
    const auto at = record.find(std::string{" "}.append(word));
    return at != std::string::npos && (at + 1 + word.size() == record.size() || record[at + 1 + word.size()] == ' ');
}

/// "example.fi" of "mail.example.fi".
std::string last_labels(const std::string& domain)
{
    const auto last = domain.rfind('.');
    const auto before = last == std::string::npos || last == 0 ? last : domain.rfind('.', last - 1);
    return before == std::string::npos || last == 0 ? domain : domain.substr(before + 1);
}

} // namespace

TextRecords find_texts(const std::string& name, const std::string& server)
{
    return Resolver{server}.texts_of(name);
}

probe::Verdict judge_spf(const std::vector<std::string>& texts, const std::string& domain)
{
    using probe::Outcome;
    const auto records = of_version(texts, "v=spf1");
    const auto add = "Publish one TXT record of " + domain + " such as \"v=spf1 mx -all\" that names the mail servers.";
    if (records.empty()) return {Outcome::warning, domain + " has no SPF record: receivers distrust its mails", add};
    if (records.size() > 1)
        return {
            Outcome::fault, domain + " has more than one SPF record, so none of them counts", "Join them into one."};
    const auto& record = records.front();
    if (has_word(record, "+all") || has_word(record, "all"))
        return {Outcome::fault, domain + " lets everybody send its mails: +all", "End the SPF record in -all or ~all."};
    if (has_word(record, "-all") || has_word(record, "~all") || record.find(" redirect=") != std::string::npos)
        return {Outcome::ok, domain + " has one; whether it names the mail server is for that server's reports to say"};
    return {Outcome::warning, "the SPF record of " + domain + " refuses nobody", "End it in -all or ~all."};
}

bool has_dmarc(const std::vector<std::string>& texts)
{
    return !of_version(texts, "v=dmarc1").empty();
}

probe::Verdict judge_dmarc(const std::vector<std::string>& texts, const std::string& at)
{
    using probe::Outcome;
    const auto records = of_version(texts, "v=dmarc1");
    if (records.size() > 1)
        return {Outcome::fault, at + " has more than one DMARC record, so none counts", "Leave one."};
    std::smatch policy;
    if (records.empty() ||
        !std::regex_search(records.front(), policy, std::regex{R"(;\s*p=(none|quarantine|reject)\b)"}))
        return {
            Outcome::fault, "the DMARC record " + at + " has no policy", R"(Add p=none, p=quarantine or p=reject.)"};
    return {Outcome::ok, at + "; its policy is " + policy[1].str()};
}

bool asks_for_same_domain(const std::vector<std::string>& texts)
{
    const auto records = of_version(texts, "v=dmarc1");
    return records.size() == 1 && std::regex_search(records.front(), std::regex{R"(;\s*aspf\s*=\s*s\s*(;|$))"});
}

probe::Verdict judge_alignment(const std::string& from, const std::string& envelope, bool must_be_the_same)
{
    using probe::Outcome;
    if (from == envelope) return {Outcome::ok, "From and envelope sender are of one domain, " + from};
    const bool is_one_organisation = last_labels(from) == last_labels(envelope);
    const auto domains = envelope + " (envelope sender) and " + from + " (From)";
    if (is_one_organisation && !must_be_the_same) return {Outcome::ok, domains + " are of one organisation"};
    return {
        Outcome::warning,
        is_one_organisation
            ? domains + " differ, and aspf=s of the DMARC record asks for one: DMARC rests on DKIM alone"
            : envelope + " (envelope sender) does not speak for " + from + " (From): DMARC rests on DKIM alone",
        "Give mail.bounce_address the domain of mail.from_address" +
            std::string{is_one_organisation ? ", or take aspf=s out of the record." : " or one below it."}};
}

std::vector<std::string> dmarc_names(const std::string& domain)
{
    std::vector<std::string> names;
    for (auto rest = domain; rest.find('.') != std::string::npos; rest.erase(0, rest.find('.') + 1))
        names.push_back("_dmarc." + rest);
    return names;
}

} // namespace doctor
