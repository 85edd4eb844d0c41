#include "doctor/examination.hpp"

/// Days that come whether anybody thinks of them or not.
namespace doctor {
namespace {

constexpr int days_of_notice = 30;
constexpr int days_of_a_year = 365;

std::string text_of(std::chrono::sys_days day)
{
    return base::to_datetime(day).substr(0, 10);
}

int days_until(std::chrono::sys_days day, base::Instant now)
{
    return static_cast<int>((day - std::chrono::floor<std::chrono::days>(now)).count());
}

} // namespace

void check_guide_until(Patient& patient, const Tell& tell)
{
    const auto& login = patient.settings.login;
    constexpr const char* subject = "login.guide_until";
    if (login.first_step == base::FirstStep::uniform) return tell(subject, fine("the first step is uniform already"));
    if (!login.guide_until)
        return tell(
            subject, warning(
                         "guide mode has no end: the first step tells for ever which accounts have no password yet",
                         "Set it to the last day on which residents follow the printed guide."));
    const int left = days_until(*login.guide_until, patient.now);
    const auto day = text_of(*login.guide_until);
    if (left < 0)
        return tell(
            subject, warning(
                         "was " + day + ": since then the first step is uniform",
                         R"(Set login.first_step = "uniform" and remove guide_until, or name a later day.)"));
    if (left < days_of_notice)
        return tell(
            subject,
            warning(
                "is in " + std::to_string(left) + " days (" + day + "): then the first step tells nothing any more",
                "Tell the help desk; name a later day if many residents have no password yet."));
    tell(subject, fine(day));
}

void check_statement(Patient& patient, const Tell& tell)
{
    const auto updated = patient.settings.statements.updated;
    const int age = -days_until(updated, patient.now);
    if (age > days_of_a_year)
        return tell(
            "statements.updated", warning(
                                      "the accessibility statement was last checked on " + text_of(updated),
                                      "Read it, correct [statements], and write the day into statements.updated."));
    tell("statements.updated", fine(text_of(updated)));
}

} // namespace doctor
