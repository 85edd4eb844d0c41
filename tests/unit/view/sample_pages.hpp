#pragma once

#include "view/pages.hpp"

#include <functional>
#include <string>
#include <vector>

namespace kokkola {

/// One page in one of its states, filled with what a flow would put in.
struct Sample {
    std::string name; ///< unique
    view::Page page;
    bool signed_in = false;
};

/// Every page of templates/pages, in its states. What people type comes from `typed`, to see it escaped.
inline std::vector<Sample> sample_pages(const std::string& typed = "esimerkki.erkki@example.com")
{
    using view::Page;
    using view::Text;
    const std::string back = "/Account/Login?ReturnUrl=%2F";
    const auto password_page = [&](std::string_view name) {
        return Page{name}
            .set("USER_NAME", typed)
            .set("STEP", "sealed")
            .set("CHANGE_URL", back)
            .set("FORGOT_URL", "/Account/Forgot")
            .set("RETURN_URL", "/asiat?id=1&x=2");
    };
    const auto recover = [&] {
        return Page{"recover_password"}
            .set("USER_NAME", typed)
            .set("BACK_URL", back)
            .set("LINK_PROOF", "proof")
            .show("SUGGESTION")
            .set("PHRASE", "kuusi lautta peruna silta");
    };
    return {
        {"login_name", Page{"login_name"}.set("USER_NAME", "").set("RETURN_URL", "/asiat?id=1&x=2")},
        {"login_name_error", Page{"login_name"}
                                 .set("USER_NAME", typed)
                                 .set("RETURN_URL", "/")
                                 .error("user_name", Text{"login.username_missing"})},
        {"login_name_notice",
         Page{"login_name"}.set("USER_NAME", typed).set("RETURN_URL", "/").notice(Text{"session.expired"})},
        {"login_sent", Page{"login_sent"}.set("USER_NAME", typed).set("RETURN_URL", "/")},
        {"mail_limit",
         Page{"mail_limit"}.set("USER_NAME", typed).set("RETURN_URL", "/").set("AGAIN_PATH", "/Account/Forgot")},
        {"login_password", password_page("login_password")},
        {"login_password_suggestion", password_page("login_password")
                                          .show("SUGGESTION")
                                          .set("SUGGESTION", typed)
                                          .set("SUGGESTION_URL", "/Account/Login?x=1")
                                          .show("REMEMBERED")},
        {"login_password_failed", password_page("login_password")
                                      .error_with_link(Text{"login.failed"}, "/Account/Forgot")
                                      .error("password", Text{"login.password_missing"})},
        {"forgot", Page{"forgot"}.set("USER_NAME", typed).set("RETURN_URL", "/")},
        {"forgot_error",
         Page{"forgot"}.set("USER_NAME", "").set("RETURN_URL", "/").error("user_name", Text{"forgot.missing"})},
        {"forgot_sent", Page{"forgot_sent"}.set("USER_NAME", typed).set("RETURN_URL", "/")},
        {"register", Page{"register"}.set("EMAIL", "").set("RETURN_URL", "/")},
        {"register_error",
         Page{"register"}.set("EMAIL", typed).set("RETURN_URL", "/").error("email", Text{"register.email_invalid"})},
        {"register_sent", Page{"register_sent"}.set("EMAIL", typed)},
        {"register_confirm", Page{"register_confirm"}
                                 .set("USER_NAME", typed)
                                 .set("GIVEN_NAME", typed)
                                 .set("FAMILY_NAME", typed)
                                 .set("LINK_PROOF", "proof")
                                 .show("SUGGESTION")
                                 .set("PHRASE", "kuusi lautta peruna silta")},
        {"register_confirm_errors", Page{"register_confirm"}
                                        .set("USER_NAME", typed)
                                        .set("GIVEN_NAME", typed)
                                        .set("FAMILY_NAME", "")
                                        .set("LINK_PROOF", "proof")
                                        .error("given_name", Text{"register.name_too_long", {}, 80})
                                        .error("family_name", Text{"register.name_missing"})
                                        .error("new_password", Text{"password.missing"})
                                        .error("confirm_password", Text{"password.mismatch"})},
        {"register_done", Page{"register_done"}.set("LOGIN_URL", back)},
        {"recover_password", recover()},
        {"recover_password_errors", recover()
                                        .error("new_password", Text{"password.too_short", {}, 9})
                                        .error("confirm_password", Text{"password.mismatch"})},
        {"recover_done", Page{"recover_done"}.set("LOGIN_URL", back)},
        {"link_dead", Page{"link_dead"}
                          .set("REFERENCE", "K7QW2XHD")
                          .show("FOR_PASSWORD")
                          .repeat("NEW_LINK", {{{"NEW_LINK_URL", "/Account/Forgot"}}})},
        {"link_open_again", Page{"link_open_again"}
                                .set("REFERENCE", "K7QW2XHD")
                                .repeat("NEW_LINK", {{{"NEW_LINK_URL", "/Account/Forgot"}}})},
        {"not_for_me", Page{"not_for_me"}.set("ACTION", "/Account/NotForMe").set("LINK_PROOF", "proof")},
        {"not_for_me_done", Page{"not_for_me_done"}},
        {"settings", Page{"settings"}.set("START_URL", "/").notice(Text{"settings.saved"}), true},
        {"change_password",
         Page{"change_password"}
             .set("USER_NAME", typed)
             .set("BACK_URL", "/Account/Settings")
             .error("current_password", Text{"password.current_wrong"}),
         true},
        {"confirm_password",
         Page{"confirm_password"}
             .set("USER_NAME", typed)
             .set("RETURN_URL", "/Account/Settings/Devices")
             .error("current_password", Text{"password.current_wrong"}),
         true},
        {"devices",
         Page{"devices"}
             .repeat(
                 "HERE",
                 {{{"DEVICE", typed}, {"LAST_USED", "nyt"}, {"BEGAN", "eilen klo 14.05"}, {"REMEMBERED", "Ei."}}})
             .repeat(
                 "OTHER", {{{"DEVICE", typed},
                            {"LAST_USED", "eilen"},
                            {"BEGAN", "1.9.2023"},
                            {"REMEMBERED", "Ei."},
                            {"HANDLE", "handle"}}})
             .show("WITH_OTHERS")
             .notice(Text{"devices.one_ended"}),
         true},
        {"devices_alone", Page{"devices"}.show("ALONE"), true},
        {"history",
         Page{"history"}
             .show("DEALINGS")
             .repeat(
                 "DEALING_ROW", {{{"LINKED", ""},
                                  {"LINK", "/asiointi/nayta?id=1&x=2"},
                                  {"DEALING", typed},
                                  {"SERVICE", typed},
                                  {"STATE", typed},
                                  {"DATED", ""},
                                  {"WHEN", "1.9.2023"}},
                                 {{"UNLINKED", ""}, {"DEALING", typed}, {"SERVICE", "Palaute"}, {"STATE", "Luonnos"}},
                                 {{"STRONG", ""}, {"DATED", ""}, {"WHEN", "1.9.2023"}}})
             .show("PAGER")
             .set("PAGE_NUMBER", "2")
             .repeat("NEWER", {{{"NEWER_URL", "/Account/Settings/History"}}})
             .repeat("OLDER", {{{"OLDER_URL", "/Account/Settings/History?page=3"}}}),
         true},
        {"history_empty", Page{"history"}.show("EMPTY"), true},
        {"history_failed", Page{"history"}.show("FAILED"), true},
        {"staff_refused", Page{"staff_refused"}.show("OTHER_NETWORK"), true},
        {"staff_desk", Page{"staff_desk"}.set("WHO", "").show("NO_REQUESTS"), true},
        {"staff_desk_nobody",
         Page{"staff_desk"}
             .set("WHO", typed)
             .show("NOBODY")
             .show("NO_REQUESTS")
             .error("who", Text{"staff.search_missing"}),
         true},
        {"staff_desk_results",
         Page{"staff_desk"}
             .set("WHO", typed)
             .add(
                 {"RESULTS",
                  {},
                  {{"PERSON",
                    {},
                    {{"WITH_ACCOUNT", {{"PERSON_NAME", typed}, {"PERSON_URL", "/Account/Staff/Account?s=x"}}},
                     {"MAILED", {{"PERSON_EMAIL", typed}}},
                     {"OLD_USER", {{"PERSON_OLD_NAME", typed}}}}},
                   {"PERSON",
                    {},
                    {{"WITHOUT_ACCOUNT", {{"PERSON_NAME", typed}}}, {"WAITS", {{"WHY_WAITS", "Usealla"}}}}},
                   {"MORE"}}})
             .add(
                 {"REQUESTS",
                  {},
                  {{"REQUEST",
                    {{"REQUEST_NAME", typed},
                     {"REQUEST_URL", "/Account/Staff/Account?s=x"},
                     {"REQUEST_SUBJECT", typed},
                     {"REQUEST_MESSAGE", typed},
                     {"REQUEST_WHEN", "eilen"}}}}}),
         true},
        {"staff_trail",
         Page{"staff_trail"}.add(
             {"ACTS",
              {},
              {{"ACT",
                {{"WHEN", "eilen"}, {"WHAT", "Haku"}},
                {{"ABOUT", {{"EMAIL", typed}}}, {"REASONED", {{"REASON", typed}}}}}}}),
         true},
        {"staff_trail_empty", Page{"staff_trail"}.show("EMPTY"), true},
        {"staff_account",
         Page{"staff_account"}
             .set("NAME", typed)
             .set("EMAIL", typed)
             .set("STATE", "Käytössä")
             .set("CREATED", "eilen")
             .repeat("SINCE", {{{"STATE_SINCE", "eilen"}}})
             .repeat("WITH_PASSWORD", {{{"PASSWORD_SET", "eilen"}}})
             .repeat("SIGNED_IN", {{{"LAST_SIGN_IN", "eilen"}}})
             .repeat("FAILING", {{{"FAILURES", "7"}}})
             .repeat("DIAGNOSIS", {{{"WHY", typed}}})
             .add({"ACTS", {}, {{"ACT", {{"ACT_URL", "/x"}, {"ACT_TITLE", "Avaa"}, {"ACT_TEXT", "Asukas"}}}}})
             .add({"OLD_USERS", {}, {{"OLD", {{"OLD_NAME", typed}, {"PORTAL_ID", typed}}}}})
             .add(
                 {"MAILS",
                  {},
                  {{"MAIL",
                    {{"MAIL_WHAT", "Linkki"},
                     {"MAIL_WHEN", "eilen"},
                     {"MAIL_STATE", "Lähetetty"},
                     {"MAIL_REPLY", typed}}}}})
             .add(
                 {"LINKS",
                  {},
                  {{"LINK", {{"LINK_WHAT", "Salasana"}, {"LINK_WHEN", "eilen"}, {"LINK_STATE", "Käytetty"}}}}})
             .add({"SESSIONS", {}, {{"SESSION", {{"DEVICE", typed}, {"LAST_USED", "eilen"}}}}})
             .add(
                 {"BY_STAFF",
                  {},
                  {{"DONE_ACT",
                    {{"DONE_WHAT", "Lukittu"}, {"DONE_WHEN", "eilen"}, {"DONE_BY", typed}, {"DONE_WHY", typed}}}}}),
         true},
        {"staff_act",
         Page{"staff_act"}
             .set("EXPLANATION", "Asukas saa linkin.")
             .set("BUTTON", "Lähetä linkki")
             .set("ACT", "sealed")
             .set("ACCOUNT_URL", "/Account/Staff/Account?s=x")
             .set("NAME", typed)
             .set("EMAIL", typed)
             .set("REASON", typed)
             .error("reason", Text{"staff.reason_missing"}),
         true},
        {"staff_act_merge",
         Page{"staff_act"}
             .title("staff.act.merge.title")
             .set("EXPLANATION", "Asukas saa linkin.")
             .set("BUTTON", "Yhdistä")
             .set("ACT", "sealed")
             .set("ACCOUNT_URL", "/Account/Staff/Account?s=x")
             .set("NAME", typed)
             .set("EMAIL", typed)
             .set("REASON", "")
             .repeat("OTHER_ACCOUNT", {{{"INTO", typed}}})
             .show("IDENTITY")
             .show("CHOSE_STRONG")
             .error("into", Text{"staff.into_unknown"})
             .error("identity", Text{"staff.identity_missing"}),
         true},
        {"stop_change", Page{"stop_change"}.show("ADDRESS").set("EMAIL", typed).set("LINK_PROOF", "proof")},
        {"stop_change_merge", Page{"stop_change"}.show("MERGE").set("EMAIL", typed).set("LINK_PROOF", "proof")},
        {"stop_change_done", Page{"stop_change_done"}.notice(Text{"stop_change.done"})},
        {"activity",
         Page{"activity"}
             .repeat(
                 "ACTIVITY",
                 {{{"WHAT", "Kirjautuminen"}, {"WHEN", "tänään"}, {"FROM_NETWORK", ""}, {"NETWORK", "192.0.2.7"}},
                  {{"WHAT", "Lukittu"},
                   {"WHEN", "eilen"},
                   {"BY_STAFF", ""},
                   {"UNIT", typed},
                   {"REASONED", ""},
                   {"REASON", typed}}})
             .show("PAGER")
             .set("PAGE_NUMBER", "1")
             .repeat("OLDER", {{{"OLDER_URL", "/Account/Settings/Activity?page=2"}}}),
         true},
        {"old_user", Page{"old_user"}.set("OLD_NAME", typed).error("old_name", Text{"old_user.name_missing"}), true},
        {"old_user_sent", Page{"old_user_sent"}.set("OLD_NAME", typed).show("SENT"), true},
        {"old_user_sent_limit", Page{"old_user_sent"}.set("OLD_NAME", typed).show("ALREADY_SENT"), true},
        {"confirm_old_user",
         Page{"confirm_old_user"}.set("OLD_NAME", typed).set("USER_NAME", typed).set("LINK_PROOF", "proof"), true},
        {"old_user_done", Page{"old_user_done"}.set("OLD_NAME", typed), true},
        {"ask_staff", Page{"ask_staff"}.set("OLD_NAME", "").set("MESSAGE", ""), true},
        {"ask_staff_errors",
         Page{"ask_staff"}
             .set("OLD_NAME", typed)
             .set("MESSAGE", typed)
             .error("old_name", Text{"old_user.name_missing"})
             .error("message", Text{"ask_staff.message_too_long", {}, 1000}),
         true},
        {"ask_staff_done", Page{"ask_staff_done"}.set("OLD_NAME", typed), true},
        {"link_of_other", Page{"link_of_other"}.set("USER_NAME", typed), true},
        {"logout", Page{"logout"}.set("START_URL", "/").show("EVERYWHERE"), true},
        {"signed_out", Page{"signed_out"}.set("START_URL", "/")},
        {"error_400", Page{"error"}.title("error.400.title").show("BAD_REQUEST").set("REFERENCE", "K7QW2XHD")},
        {"error_403", Page{"error"}.title("error.403.title").show("DENIED").set("REFERENCE", "K7QW2XHD")},
        {"error_404", Page{"error"}.title("error.404.title").show("NOT_FOUND").set("REFERENCE", "K7QW2XHD")},
        {"error_413", Page{"error"}.title("error.413.title").show("TOO_LARGE").set("REFERENCE", "K7QW2XHD")},
        {"error_500", Page{"error"}.title("error.500.title").show("FAILED").set("REFERENCE", "K7QW2XHD")},
        {"error_503", Page{"error"}.title("error.503.title").show("UNAVAILABLE").set("REFERENCE", "K7QW2XHD")},
        {"error_503_unknown",
         Page{"error"}.title("error.outcome_unknown.title").show("OUTCOME_UNKNOWN").set("REFERENCE", "K7QW2XHD")},
        {"error_503_form", Page{"error"}
                               .title("error.503.title")
                               .show("UNAVAILABLE")
                               .set("REFERENCE", "K7QW2XHD")
                               .add(
                                   {"FORM",
                                    {{"ACTION", "/Account/Settings/Email"}},
                                    {{"KEPT", {{"NAME", "new_email"}, {"VALUE", typed}}},
                                     {"PASSWORD",
                                      {{"NAME", "current_password"},
                                       {"LABEL", "Nykyinen salasana"},
                                       {"AUTOCOMPLETE", "current-password"}}},
                                     {"WITH_PASSWORD"}}})},
        {"accessibility", Page{"accessibility"}.show("FULL").show("BY_OURSELVES")},
        {"accessibility_partial", Page{"accessibility"}
                                      .show("PARTIAL")
                                      .show("GAPS")
                                      .repeat("GAP", {{{"GAP_TEXT", typed}}, {{"GAP_TEXT", "b"}}})
                                      .show("BY_OTHERS")
                                      .show("FEEDBACK_FORM")},
        {"help", Page{"help"}.show("HAS_PHONE").show("HAS_ADDRESS").show("HAS_HOURS")},
        {"privacy", Page{"privacy"}.show("DORMANT_STAY")},
        {"privacy_dormant_end", Page{"privacy"}.show("DORMANT_END")},
        {"cookies", Page{"cookies"}},
    };
}

} // namespace kokkola
