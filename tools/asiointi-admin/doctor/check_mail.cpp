#include "doctor/examination.hpp"
#include "mail/smtp.hpp"
#include "probe/report.hpp"
#include "store/inspection.hpp"

/// What waits to be mailed, and whether it would leave.
namespace doctor {
namespace {

constexpr std::chrono::minutes noticeable_wait{10};
constexpr std::chrono::hours harmful_wait{4};
constexpr std::chrono::seconds patience{10};

store::OutboxState state_of_outbox(const Patient& patient)
{
    const auto session = patient.admin();
    return store::outbox_state(session->db, patient.now - std::chrono::hours{24});
}

const char* remedy_for(const mail::Delivery& delivery)
{
    if (delivery.outcome == mail::Outcome::refused)
        return "Let the mail server take mails of mail.from_address for this recipient (--mail-to names another one).";
    if (delivery.unverified)
        return "Give the mail server STARTTLS with a certificate that names it as mail.smtp_host does; the authority "
               "that "
               "signed it must be in mail.tls_ca or, where that is empty, among the system's.";
    return "Correct mail.smtp_host, smtp_port, user and its password, or start the mail server.";
}

/// As it is to be typed here.
std::string retry_command(const Patient& patient)
{
    return std::string{"asiointi-admin outbox retry ID --reason TEXT"} +
           (patient.settings.staff.unit.empty() ? " --unit TEXT" : "");
}

} // namespace

void check_outbox(Patient& patient, const Tell& tell)
{
    const auto state = state_of_outbox(patient);
    if (!state.oldest_queued) return tell("outbox", fine("nothing waits"));
    const auto age = patient.now - *state.oldest_queued;
    const auto found = std::to_string(state.queued) + " wait, the oldest for " +
                       std::to_string(std::chrono::floor<std::chrono::minutes>(age).count()) + " minutes";
    constexpr const char* remedy = "Look at the mail server below, and for the process asiointi-bg; \"asiointi-admin "
                                   "outbox list\" has the replies.";
    if (age >= harmful_wait) return tell("outbox", fault(found, remedy));
    tell("outbox", age >= noticeable_wait ? warning(found, remedy) : fine(found));
}

void check_dead_letters(Patient& patient, const Tell& tell)
{
    const auto state = state_of_outbox(patient);
    if (state.dead == 0) return tell("dead letters", fine("none in the last 24 hours"));
    tell(
        "dead letters",
        warning(
            std::to_string(state.dead) + " in the last 24 hours, the last one: " + probe::printable(state.last_reply),
            "See \"asiointi-admin outbox list --dead\"; when the reason is gone: \"" + retry_command(patient) + "\"."));
}

/// By default the recipient is the sender: reports about mails that did not arrive go there.
void check_mail_server(Patient& patient, const Tell& tell)
{
    auto settings = patient.settings.mail;
    settings.timeout = std::min(settings.timeout, patience);
    mail::Smtp smtp{settings};
    const auto recipient = patient.options.mail_to.empty() ? settings.from_address : patient.options.mail_to;
    const auto delivery = smtp.rehearse(recipient);
    const auto subject = "mail server " + settings.smtp_host + ':' + std::to_string(settings.smtp_port);
    const auto words = probe::printable(delivery.reply);
    if (delivery.outcome == mail::Outcome::handed_over)
        return tell(
            subject,
            fine(
                std::string{
                    settings.starttls == base::StartTls::off ? "takes mails" : "takes mails, encrypted and verified"} +
                " for " + recipient));
    tell(subject, fault(words, remedy_for(delivery)));
}

} // namespace doctor
