#include "flow/activity_words.hpp"

#include "flow/staff_changes.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using store::AuditKind;

namespace {

store::Activity activity(AuditKind kind, const std::string& detail = "", const std::string& unit = "")
{
    return {.at = {}, .kind = kind, .client_network = "", .detail = detail, .unit = unit, .reason = ""};
}

std::string words(AuditKind kind, const std::string& detail = "", const std::string& unit = "")
{
    return std::string{flow::activity_words(activity(kind, detail, unit))};
}

std::string words_for_staff(AuditKind kind, const std::string& detail = "")
{
    return std::string{flow::activity_words_for_staff(activity(kind, detail, "neuvonta"))};
}

} // namespace

BOOST_AUTO_TEST_SUITE(activity_words)

BOOST_AUTO_TEST_CASE(each_kind_that_concerns_a_resident_has_words_of_its_own)
{
    std::set<std::string> all;
    std::size_t of_machinery = 0;
    for (auto kind = 1; kind <= static_cast<int>(AuditKind::database_restored); ++kind) {
        const auto each = words(static_cast<AuditKind>(kind));
        if (each == "activity.other")
            ++of_machinery;
        else
            BOOST_TEST(all.insert(each).second, each);
    }
    BOOST_TEST(of_machinery == 10U); // staff searched, erased, refused, and what administrators do to no account
    BOOST_TEST(words(static_cast<AuditKind>(250)) == "activity.other"); // of a later release
}

BOOST_AUTO_TEST_CASE(a_kind_that_means_several_things_is_told_apart_by_its_detail_or_by_who_did_it)
{
    BOOST_TEST(words(AuditKind::sign_in, "password given again") == "activity.password_confirmed");
    BOOST_TEST(words(AuditKind::sign_in, "remembered") == "activity.sign_in_remembered");
    BOOST_TEST(words(AuditKind::sign_in) == "activity.sign_in");
    BOOST_TEST(words(AuditKind::sign_in_failed, "password asked for again") == "activity.password_wrong");
    BOOST_TEST(words(AuditKind::password_changed, "", "neuvonta") == "activity.password_retired");
    BOOST_TEST(words(AuditKind::legacy_user_linked, "given by the portal") == "activity.portal_id_given");
    BOOST_TEST(words(AuditKind::request_to_staff, "", "neuvonta") == "activity.request_done");
    const std::string confirmed{flow::confirmed_by_second_member};
    BOOST_TEST(words(AuditKind::staff_change_asked, confirmed) == "activity.staff_change_confirmed");
    BOOST_TEST(words(AuditKind::staff_change_stopped, confirmed) == "activity.staff_change_stopped");
}

BOOST_AUTO_TEST_CASE(staff_read_of_their_own_acts_in_words_for_them)
{
    const std::string confirmed{flow::confirmed_by_second_member};
    BOOST_TEST(words_for_staff(AuditKind::staff_searched) == "staff.trail.searched");
    BOOST_TEST(words_for_staff(AuditKind::account_viewed) == "staff.trail.viewed");
    BOOST_TEST(words_for_staff(AuditKind::staff_change_asked) == "staff.trail.change_asked");
    BOOST_TEST(words_for_staff(AuditKind::staff_change_asked, confirmed) == "staff.trail.change_confirmed");
    BOOST_TEST(words_for_staff(AuditKind::staff_change_stopped) == "staff.trail.change_stopped");
    BOOST_TEST(words_for_staff(AuditKind::accounts_merged) == "staff.trail.merged");
    BOOST_TEST(words_for_staff(AuditKind::mails_started) == "staff.trail.mails_started");
    BOOST_TEST(words_for_staff(AuditKind::mail_retried) == "staff.trail.mail_retried");
    BOOST_TEST(words_for_staff(AuditKind::staff_role_given) == "staff.trail.role_given");
    BOOST_TEST(words_for_staff(AuditKind::staff_role_ended) == "staff.trail.role_ended");
    BOOST_TEST(words_for_staff(AuditKind::account_locked) == words(AuditKind::account_locked));
}

BOOST_AUTO_TEST_SUITE_END()
