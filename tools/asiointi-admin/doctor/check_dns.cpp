#include "auth/email_address.hpp"
#include "doctor/dns.hpp"
#include "doctor/examination.hpp"
#include "probe/report.hpp"

/// What receivers ask the name servers about mails that say they come from us. From and envelope sender are both
/// mail.from_address, so they are always aligned.
namespace doctor {
namespace {

std::string sender_domain(const base::Settings& settings)
{
    const auto address = auth::parse_email_address(settings.mail.from_address);
    const auto& key = address ? address->key : settings.mail.from_address;
    return key.substr(key.rfind('@') + 1);
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
    const auto domain = sender_domain(patient.settings);
    const auto records = find_texts(domain, patient.options.name_server);
    tell("SPF", records.is_answered ? judge_spf(records.texts, domain) : not_answered(records, domain));
}

void check_dmarc(Patient& patient, const Tell& tell)
{
    const auto domain = sender_domain(patient.settings);
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

} // namespace doctor
