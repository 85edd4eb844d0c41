#pragma once

#include "base/language.hpp"
#include "base/settings.hpp"

#include <array>
#include <locale>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The {variables} that are the same on every page of an installation, for each language; Texts refuses to load without
/// one of them. Names, from [names.LANGUAGE] of the settings (Kokkola's as examples, fi / sv / en):
///   city                  the city: "Kokkolan kaupunki" / "Karleby stad" / "City of Kokkola"
///   city_genitive         of the city: "Kokkolan kaupungin" / "Karleby stads" / "the City of Kokkola's"
///   service               this service: "Asiointipalvelu" / "E-tjänsten" / "E-service"
///   service_inessive      "Asiointipalvelussa" / "e-tjänsten" / "the e-service", after "i" and "in": in this service
///   site                  the name in the page's header: "Kokkolan kaupungin sähköiset palvelut"
///   contact               whom to ask, at the end of a clause: "lupaneuvonta, puhelin …, neuvonta@example.com"; an
///                         e-mail address in it becomes a link in the footer
///   adviser               whom to ask and how, in the form that follows "ota yhteyttä": "lupaneuvontaan, neuvonta@example.com"
///   privacy_contact       the data protection officer: an e-mail address or a telephone number
///   sender                the sender's address of mails, as the reader sees it
/// Names that may be left out; the catalogue's text "names.NAME" stands in for them:
///   start_link            the words of the link to site.start_url: "Kaupungin e-palveluihin"
///   feedback              who receives feedback on accessibility; else {contact}
///   supervisor, supervisor_contact, supervisor_url   the authority that supervises accessibility, and how to reach it; else Traficom
///   controller            the controller of personal data with its address; else {city}, {contact}
///   legal_basis, recipients, transfers   sentences of the privacy notice: why data are kept, who gets them, and where
/// Names that may be left out, and then nothing is said of them:
///   phone, visit_address, hours   of the people who help: their telephone, where and when to meet them
///   feedback_url          a form for feedback on accessibility
///   evaluator             who made an external evaluation
/// Days, from [statements]: statement_date, evaluation_date.
/// Limits, digits only, from the other settings:
///   first_password_hours, recovery_minutes, registration_hours, remembered_days, erase_after_days, idle_minutes,
///   absolute_hours, min_length, max_length, mails_kept_days, links_kept_days, failures_kept_days, trail_days,
///   requests_days, undo_days, logs_kept_days
namespace view {

/// A value for a {variable} of a text.
struct TextValue {
    std::string_view name;
    std::string value;
};

/// A text of the catalogues by its key, with what its {variables} stand for. `count` chooses the plural form.
struct Text {
    Text(std::string_view k, std::vector<TextValue> v = {}, std::optional<int> c = std::nullopt)
        : key{k}, values{std::move(v)}, count{c}
    {
    }
    std::string_view key;
    std::vector<TextValue> values;
    std::optional<int> count;
};

/// The catalogues of all languages (gettext, templates/locale/LANGUAGE.po; msgid is the key), loaded before the fork.
class Texts {
public:
    /// directory  holds LANGUAGE/LC_MESSAGES/asiointipalvelu.mo.
    /// constants  for each language the {variables} that are the same on every page of this installation: the names of
    ///            city and service with their inflected forms, the contact, the limits.
    /// Throws std::runtime_error naming language and file when a catalogue cannot be loaded.
    Texts(const std::string& directory, const std::array<base::Names, base::all_languages.size()>& constants);

    /// The text in this language, constants and values put in: plain text, not HTML. {count} is the count itself.
    /// A key that this language lacks, and a {variable} without a value, throws std::logic_error: nothing ever falls
    /// back to another language.
    [[nodiscard]] std::string get(base::Language language, const Text& text) const;

    /// The text with its constants put in and its other {variables} left as they stand, for templates. `plural_by`
    /// names the constant whose number chooses the plural form, or is empty.
    [[nodiscard]] std::string source(base::Language language, std::string_view key, std::string_view plural_by) const;

private:
    [[nodiscard]] std::string message(base::Language language, std::string_view key, std::optional<int> count) const;

    std::array<std::locale, base::all_languages.size()> locales_;
    std::array<base::Names, base::all_languages.size()> constants_;
};

/// "1.9.2023", "1.9.2023", "1 September 2023": the day in Europe/Helsinki. Finland's time is computed by the
/// rule of the European Union (directive 2000/84/EC: summer time from the last Sunday of March to the last Sunday of
/// October, changing at 01:00 UTC), for instants from 1996 on. So it needs neither the process's TZ nor a lock.
[[nodiscard]] std::string local_date(base::Language language, std::chrono::sys_seconds instant);
/// The instant at which clocks in Finland show this, given as if it were UTC. What they show twice in October is taken for
/// the first; what they skip in March counts on from the hour before.
[[nodiscard]] std::chrono::sys_seconds from_local(std::chrono::sys_seconds shown);
/// The day in Europe/Helsinki.
[[nodiscard]] std::chrono::sys_days local_day(std::chrono::sys_seconds instant);
/// "14.05", "14.05", "14:05": the time in Europe/Helsinki.
[[nodiscard]] std::string local_time(base::Language language, std::chrono::sys_seconds instant);

} // namespace view
