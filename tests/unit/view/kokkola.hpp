#pragma once

#include "support/places.hpp"
#include "view/mails.hpp"
#include "view/pages.hpp"

#include <array>
#include <string>

/// The catalogues, pages and mails as shipped, with the names of the city whose guide is kept.
namespace kokkola {

using base::Language;

inline const std::string share = support::built("share/asiointipalvelu");

inline base::Names with_limits(base::Names names)
{
    names.insert(
        {{"sender", "asiointi@example.com"},
         {"phone", "040 000 0000"},
         {"visit_address", "Kauppatori 5"},
         {"hours", "9-15"},
         {"evaluator", "Esimerkki Oy"},
         {"feedback_url", "https://www.example.fi/palaute"},
         {"statement_date", "23.11.2026"},
         {"evaluation_date", "20.11.2026"},
         {"privacy_contact", "tietosuoja@example.com"},
         {"first_password_hours", "24"},
         {"recovery_minutes", "60"},
         {"registration_hours", "24"},
         {"remembered_days", "30"},
         {"erase_after_days", "14"},
         {"idle_minutes", "60"},
         {"absolute_hours", "12"},
         {"min_length", "15"},
         {"max_length", "256"},
         {"mails_kept_days", "30"},
         {"trail_days", "730"},
         {"requests_days", "365"},
         {"undo_days", "7"},
         {"links_kept_days", "7"},
         {"failures_kept_days", "30"},
         {"dormant_years", "5"},
         {"dormancy_notice_days", "60"},
         {"logs_kept_days", "14"}});
    return names;
}

inline std::array<base::Names, 3> names()
{
    return {
        with_limits(
            {{"city", "Kokkolan kaupunki"},
             {"city_genitive", "Kokkolan kaupungin"},
             {"service", "Asiointipalvelu"},
             {"service_inessive", "Asiointipalvelussa"},
             {"site", "Kokkolan kaupungin sähköiset palvelut"},
             {"contact", "lupaneuvonta, puhelin 040 000 0000, neuvonta@example.com"},
             {"adviser", "neuvontaan"}}),
        with_limits(
            {{"city", "Karleby stad"},
             {"city_genitive", "Karleby stads"},
             {"service", "E-tjänsten"},
             {"service_inessive", "e-tjänsten"},
             {"site", "Karleby stads e-tjänster"},
             {"contact", "tillståndsrådgivningen, telefon 040 000 0000, neuvonta@example.com"},
             {"adviser", "rådgivningen"}}),
        with_limits(
            {{"city", "City of Kokkola"},
             {"city_genitive", "the City of Kokkola's"},
             {"service", "E-service"},
             {"service_inessive", "the e-service"},
             {"site", "E-services of the City of Kokkola"},
             {"contact", "the permit advice service, telephone +358 40 000 0000, neuvonta@example.com"},
             {"adviser", "the office"}})};
}

inline const view::Texts& texts()
{
    static const view::Texts loaded{share + "/locale", names()};
    return loaded;
}

inline const view::Pages& pages()
{
    static const view::Pages loaded{share, texts(), {}, "/"};
    return loaded;
}

inline const view::Mails& mails()
{
    static const view::Mails loaded{share, texts(), "https://asiointi.example.fi"};
    return loaded;
}

/// The frame of a page that nobody is signed in to.
inline view::Frame frame(Language language)
{
    return {language, "form-token", std::nullopt, "/Account/Login?ReturnUrl=%2Fasiat%3Fid%3D1"};
}

inline view::Frame signed_in(Language language)
{
    auto with_person = frame(language);
    with_person.person = view::Person{"Erkki Esimerkki", "esimerkki.erkki@example.com"};
    return with_person;
}

inline std::string render(const view::Page& page, Language language = Language::fi)
{
    return pages().html(http::Status::ok, frame(language), page).body();
}

} // namespace kokkola
