#include "auth/email_address.hpp"
#include "doctor/dns.hpp"
#include "doctor/examination.hpp"
#include "probe/report.hpp"

#include <vector>

/// What receivers ask the name servers about mails that say they come from us: SPF of the envelope sender's domain,
/// DMARC of the one in From, and whether the one speaks for the other.
namespace doctor {
namespace {

std::string domain_of(const std::string& address)
{
    const auto parsed = auth::parse_email_address(address);
    const auto& key = parsed ? parsed->key : address;
    return key.substr(key.rfind('@') + 1);
}

std::string from_domain(const base::Settings& settings)
{
    return domain_of(settings.mail.from_address);
}

std::string envelope_domain(const base::Settings& settings)
{
    return settings.mail.bounce_address.empty() ? from_domain(settings) : domain_of(settings.mail.bounce_address);
}

Verdict not_answered(const TextRecords& records, const std::string& name)
{
    return warning(
        "no name server tells of " + name + ": " + records.failure,
        "Look at /etc/resolv.conf, or name a server with --dns.");
}

} // namespace

void check_spf(Patient& patient, const Tell& tell)
{
    const auto domain = envelope_domain(patient.settings);
    const auto records = find_texts(domain, patient.options.name_server);
    tell("SPF", records.is_answered ? judge_spf(records.texts, domain) : not_answered(records, domain));
}

void check_dmarc(Patient& patient, const Tell& tell)
{
    const auto domain = from_domain(patient.settings);
    for (const auto& name : dmarc_names(domain)) {
        const auto records = find_texts(name, patient.options.name_server);
        if (!records.is_answered) return tell("DMARC", not_answered(records, name));
        if (has_dmarc(records.texts)) return tell("DMARC", judge_dmarc(records.texts, name));
    }
    tell(
        "DMARC", warning(
                     "_dmarc." + domain + " has no record: large receivers distrust its mails",
                     "Publish a TXT record there, such as \"v=DMARC1; p=none; rua=mailto:…\", and sign with DKIM."));
}

void check_alignment(Patient& patient, const Tell& tell)
{
    std::vector<std::string> dmarc;
    for (const auto& name : dmarc_names(from_domain(patient.settings)))
        if (dmarc.empty())
            if (const auto records = find_texts(name, patient.options.name_server); has_dmarc(records.texts))
                dmarc = records.texts;
    tell(
        "From alignment",
        judge_alignment(from_domain(patient.settings), envelope_domain(patient.settings), asks_for_same_domain(dmarc)));
}

} // namespace doctor
