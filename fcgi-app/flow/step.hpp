#pragma once

#include "flow/visit.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace flow {

/// What one page of a flow hands to the next one in its URL ("?s=…"), sealed and bound to this browser: so each tab
/// keeps its own place, reloading and the Back button work, no server keeps half-finished visits, and nobody can enter
/// a flow in the middle. Two kinds of the help desk are bound to the member of staff instead (flow/staff_visit.hpp).
///
/// kind     which page comes next, of those at this address.
/// subject  what the step is about, by kind.
/// then     where the person goes on afterwards, or by kind.
struct Step {
    enum class Kind : char {
        change_user_name =
            'c',              ///< first page again, filled in with the subject: a user name, of registering an address
        password = 'p',       ///< the second page of signing in: the user name as typed
        password_given = 'g', ///< the second page of closing an account: when the password was given, as to_datetime()
        link_sent = 's',      ///< a link for a first password is on its way: the user name as typed
        link_sent_before = 'b', ///< today's limit is reached, an earlier message still holds: the same as with asked
        asked = 'a', ///< a link or a registration was asked for: the user name, address or old user name as typed
        /// What the flow is for has happened. By page: the old user name, when the account is erased as to_datetime(), a
        /// letter of Saved (flow/settings.hpp), what undo_email_change.cpp says, or nothing.
        done = 'd',
        session_ended = 'e',      ///< nothing; then: the page that was open, with its draft
        device_signed_out = '1',  ///< one device, by its list
        device_was_gone = '2',    ///< the same, but it was signed out already
        devices_signed_out = '3', ///< all but this one
        staff_search = 'q',       ///< what staff look for, as typed
        staff_account = 'u',      ///< whose account, by its public id
        staff_act = 'x',          ///< the same; then: the act's name, and behind a space the number of the change seen
        staff_acted = 'y',        ///< the same; then: what came of the act (result_key() of flow/staff_act.hpp)
    };
    Kind kind;
    std::string subject;
    std::string then;
};

/// `path` with the step in its query. Its length depends on the texts in the step alone, never on its kind.
[[nodiscard]] std::string step_url(const Visit& visit, std::string_view path, const Step& step);

/// The same for a browser whose cookie is about to become `binding`.
[[nodiscard]] std::string
step_url(const Visit& visit, std::string_view path, const Step& step, const std::string& binding);

/// The visit as it is at that step: the language links of a page that tells of an error lead there.
[[nodiscard]] Visit at_step(const Visit& visit, std::string_view path, const Step& step);

/// The sealed step alone, for a hidden field of a form that is sent to this page's own address.
[[nodiscard]] std::string sealed_step(const Visit& visit, const Step& step);

/// The same, bound to something other than this browser.
[[nodiscard]] std::string sealed_step(const Visit& visit, const Step& step, const std::string& binding);

/// The step in the query, or nullopt when there is none that we made for this browser.
[[nodiscard]] std::optional<Step> find_step(const Visit& visit);

/// The step in the form's field "step".
[[nodiscard]] std::optional<Step> find_posted_step(const Visit& visit);

/// The step that `sealed` holds, when it was made for this address and `binding`.
[[nodiscard]] std::optional<Step>
open_step(const Visit& visit, const std::optional<std::string>& sealed, const std::string& binding);

} // namespace flow
