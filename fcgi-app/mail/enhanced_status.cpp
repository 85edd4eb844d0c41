#include "mail/delivery_report.hpp"

#include <algorithm>
#include <regex>

namespace mail {

Fault fault_of(std::string_view status)
{
    if (status.starts_with("4.")) return Fault::passing;
    if (!status.starts_with("5.")) return Fault::none;
    // RFC 3463 and the IANA registry: 5.1.7 and 5.1.8 refuse the sender's address, 5.2.3 and 5.3.4 the size, 5.6 the content, 5.7
    // is policy: what a blocked mail server of the city's gets for every resident must mark none.
    const bool is_of_mail = status == "5.1.7" || status == "5.1.8" || status == "5.2.3" || status == "5.3.4" ||
                            status.starts_with("5.6.") || status.starts_with("5.7.");
    if (is_of_mail) return Fault::mail;
    // A mailbox that is full, a mailing list, and whatever is wrong with a system or the way to it: nothing is said of the
    // address, and whoever fills a mailbox must not have it marked. Exchange says 5.4.1 of recipients that it does not know.
    const bool may_pass = status == "5.2.2" || status == "5.2.4" || status.starts_with("5.3.") ||
                          (status.starts_with("5.4.") && status != "5.4.1") || status.starts_with("5.5.");
    return may_pass ? Fault::passing : Fault::address;
}

std::string status_in_reply(std::string_view reply)
{
    constexpr std::size_t looked_at = 300; // the code stands at the beginning
    static const std::regex enhanced{R"((?:^|[^0-9.])([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.]))"};
    static const std::regex basic{R"((?:^|[^0-9.])([245])[0-9]{2}(?![0-9.]))"};
    const auto text = std::string{reply.substr(0, looked_at)};
    std::smatch found;
    if (std::regex_search(text, found, enhanced)) return found[1];
    if (std::regex_search(text, found, basic)) return found[1].str() + ".0.0";
    return "";
}

bool refuses_address(std::string_view reply)
{
    const auto status = status_in_reply(reply);
    return (status.starts_with("5.1.") || status.starts_with("5.2.")) && fault_of(status) == Fault::address;
}

} // namespace mail
