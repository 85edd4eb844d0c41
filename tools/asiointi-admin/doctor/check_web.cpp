#include "base/text.hpp"
#include "doctor/examination.hpp"
#include "probe/http.hpp"
#include "probe/report.hpp"

/// The way of a resident: through site.base_url. What the portal receives is for check-portal to judge.
namespace doctor {
namespace {

constexpr int days_of_notice = 21;
constexpr int days_of_alarm = 7; // a fault, which the timer's unit shows, while there is still time
constexpr const char* login = "/Account/Login";

probe::Url address_of(const Patient& patient, const std::string& path)
{
    const auto url = probe::parse_url(patient.settings.base_url);
    if (!url) throw NotLookedAt{"site.base_url is no address"};
    return url->at(path);
}

probe::Answer get(const Patient& patient, const probe::Url& url)
{
    probe::Client client{patient.options.client};
    return client.send({.url = url});
}

const char* remedy_for(probe::Silence silence)
{
    switch (silence) {
    case probe::Silence::unknown:
        return "Add the name to the DNS, or name its address with --resolve HOST:PORT:ADDRESS.";
    case probe::Silence::not_connected:
        return "Start nginx; its site must listen on this port (nginx-conf/README.md), and the firewall let it "
               "through.";
    case probe::Silence::not_trusted:
        return "Renew the certificate, with its whole chain and for this name; name a test's authority with --ca.";
    case probe::Silence::none:
    case probe::Silence::no_answer:
        break;
    }
    return "Look at nginx's error log.";
}

Verdict judge_page(const probe::Answer& answer, const probe::Url& url)
{
    if (answer.status == 0) return fault(url.text() + ": " + answer.fault, remedy_for(answer.silence));
    if (answer.status == 502 || answer.status == 504)
        return fault(
            url.text() + " answers " + std::to_string(answer.status),
            "nginx does not reach the pool: compare asiointi_pages in installation/http.conf with pool.pages_socket.");
    if (answer.status != 200)
        return fault(
            url.text() + " answers " + std::to_string(answer.status),
            "Include nginx-conf/asiointipalvelu.conf for this host, and look at the pool's log.");
    if (answer.body.find("name=\"user_name\"") == std::string::npos)
        return fault(url.text() + " is some other page", "Something else answers under this address: see nginx -T.");
    return fine(url.text() + " answers");
}

Verdict judge_end(base::Instant end, base::Instant now)
{
    const auto left = std::chrono::floor<std::chrono::days>(end - now).count();
    const auto found = "ends on " + base::to_datetime(end).substr(0, 10) + ", in " + std::to_string(left) + " days";
    const auto* renew = "Renew it, and see why that did not happen by itself (docs/installing.md, The certificate).";
    if (left < days_of_alarm) return fault(found, renew);
    if (left < days_of_notice) return warning(found, renew);
    return fine(found);
}

Verdict judge_plain(const probe::Answer& answer, const probe::Url& plain)
{
    if (answer.silence == probe::Silence::not_connected) return fine("nobody answers on " + plain.origin());
    if (answer.status == 0) return warning(plain.origin() + ": " + answer.fault, "Look at nginx's error log.");
    if (answer.is_redirect() && answer.header("location").starts_with("https://"))
        return fine("leads to " + probe::printable(answer.header("location")));
    return fault(
        plain.text() + " answers " + std::to_string(answer.status) + " in the open",
        "Include nginx-conf/redirect.conf for this name.");
}

} // namespace

void check_page(Patient& patient, const Tell& tell)
{
    const auto url = address_of(patient, login);
    tell("login page", judge_page(get(patient, url), url));
}

void check_certificate(Patient& patient, const Tell& tell)
{
    const auto url = address_of(patient, login);
    if (!url.is_secure())
        return tell(
            "certificate",
            url.is_local()
                ? fine("site.base_url is on this machine, without https")
                : fault("site.base_url is not https: passwords travel in the open", "Set up https (R-157)."));
    const auto answer = get(patient, url);
    if (answer.status == 0) throw NotLookedAt{url.origin() + " does not answer"};
    if (!answer.certificate_end) throw NotLookedAt{"this libcurl does not tell"};
    tell("certificate", judge_end(*answer.certificate_end, patient.now));
}

void check_plain_http(Patient& patient, const Tell& tell)
{
    auto url = address_of(patient, login);
    if (!url.is_secure()) throw NotLookedAt{"site.base_url is on plain http itself"};
    if (url.port != 443 && patient.options.plain_http == 0)
        throw NotLookedAt{"site.base_url has a port of its own; name that of plain http with --plain-http-port"};
    url.scheme = "http";
    url.port = patient.options.plain_http == 0 ? 80 : patient.options.plain_http;
    tell("plain http", judge_plain(get(patient, url), url));
}

/// Health, figures and the check tell of the service and of residents: they are for this machine alone.
void check_inner_paths(Patient& patient, const Tell& tell)
{
    for (const auto* path : {"/healthz", "/readyz", "/metrics", "/auth/check"}) {
        const auto url = address_of(patient, path);
        const auto answer = get(patient, url);
        const auto subject = "inner path " + std::string{path};
        if (answer.status == 0)
            tell(subject, {Outcome::skipped, url.origin() + " does not answer"});
        else if (answer.status == 404)
            tell(subject, fine("cannot be reached from outside"));
        else
            tell(
                subject, fault(
                             url.text() + " answers " + std::to_string(answer.status),
                             "Take the locations of nginx-conf/snippets/account.conf as they are."));
    }
}

void check_portal_host(Patient& patient, const Tell& tell)
{
    const auto& origins = patient.settings.portal.origins;
    const auto page = (origins.empty() ? patient.settings.base_url : origins.front()) + "/…";
    tell(
        "portal",
        {Outcome::skipped, "whether it is protected, and which headers reach it, is judged by: asiointi-admin "
                           "check-portal " +
                               page});
}

} // namespace doctor
