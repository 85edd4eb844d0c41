#include "store/staff_search.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

#include <cctype>

using namespace given;
using store::LegacyStatus;

namespace {

struct Search : support::FreshDatabase {
    base::AccountId named(const std::string& address, const std::string& given_name, const std::string& family_name)
    {
        const auto id = account(pages, address);
        store::in_transaction(
            pages, [&](store::Transaction& tx) { store::set_names(tx, id, given_name, family_name, now); });
        return id;
    }
    void old_user(
        const std::string& portal_id, const std::string& old_name, const std::optional<base::AccountId>& id,
        LegacyStatus status, const std::string& address = "", const std::string& family_name = "Vanha")
    {
        legacy_user(root, portal_id, old_name, id, static_cast<int>(status), address);
        (void)store::execute(
            root, "UPDATE legacy_user SET given_name = 'Veli', family_name = ? WHERE portal_user_id = ?", family_name,
            portal_id);
    }

    /// "address/old name" of each that is found.
    std::vector<std::string> found(const std::string& typed, unsigned most = 10)
    {
        std::vector<std::string> all;
        for (const auto& each : store::search_people(pages, typed, most).rows)
            all.push_back(each.email + '/' + each.old_name);
        return all;
    }
};

using Found = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(staff_search, Search)

BOOST_AUTO_TEST_CASE(an_account_is_found_by_its_address_however_it_is_spelled)
{
    const auto id = named("Matti@example.com", "Matti", "Meikäläinen");
    (void)named("matti2@example.com", "Matti", "Meikäläinen");
    const auto people = store::search_people(pages, " MATTI@example.COM ", 10);
    BOOST_REQUIRE(people.rows.size() == 1U);
    BOOST_TEST(!people.has_more);
    BOOST_TEST(people.rows[0].public_id == store::find_account(pages, id)->public_id);
    BOOST_TEST(people.rows[0].email == "Matti@example.com");
    BOOST_TEST(people.rows[0].name == "Matti Meikäläinen");
    BOOST_TEST(people.rows[0].old_name.empty());
    BOOST_TEST(!people.rows[0].old_status);
    BOOST_TEST(found("nobody@example.com").empty());
}

BOOST_AUTO_TEST_CASE(an_old_user_is_found_by_old_name_and_by_the_address_on_file)
{
    old_user("1", "Masa", std::nullopt, LegacyStatus::shared_address, "shared@example.com");
    old_user("2", "Mari", std::nullopt, LegacyStatus::shared_address, "shared@example.com");
    old_user("3", "muu", std::nullopt, LegacyStatus::no_address);
    const auto people = store::search_people(pages, "masa", 10);
    BOOST_REQUIRE(people.rows.size() == 1U);
    BOOST_TEST(people.rows[0].public_id.empty());
    BOOST_TEST(people.rows[0].email == "shared@example.com");
    BOOST_TEST(people.rows[0].name == "Veli Vanha");
    BOOST_TEST(people.rows[0].old_name == "Masa");
    BOOST_TEST((people.rows[0].old_status == LegacyStatus::shared_address));
    BOOST_TEST(found("Shared@example.com") == (Found{"shared@example.com/Masa", "shared@example.com/Mari"}));
    BOOST_TEST(found("muu") == Found{"/muu"});
}

BOOST_AUTO_TEST_CASE(an_old_user_is_found_with_the_reason_that_was_noted)
{
    old_user("1", "masa", std::nullopt, LegacyStatus::closed);
    (void)store::execute(root, "UPDATE legacy_user SET note = ?", std::string{store::note_of_gone});
    for (const auto* typed : {"masa", "Vanha"})
        BOOST_TEST(store::search_people(pages, typed, 10).rows.at(0).old_note == store::note_of_gone);
    (void)named("matti@example.com", "Matti", "Meikäläinen");
    for (const auto* typed : {"matti@example.com", "Meikäläinen"})
        BOOST_TEST(store::search_people(pages, typed, 10).rows.at(0).old_note.empty());
}

BOOST_AUTO_TEST_CASE(an_old_user_who_leads_to_an_account_is_that_account_and_one_line)
{
    const auto id = named("matti@example.com", "Matti", "Meikäläinen");
    old_user("1", "masa", id, LegacyStatus::linked, "matti@example.com", "Meikäläinen");
    old_user("2", "masa2", id, LegacyStatus::linked, "matti@example.com", "Meikäläinen");
    const auto people = store::search_people(pages, "masa2", 10);
    BOOST_REQUIRE(people.rows.size() == 1U);
    BOOST_TEST(people.rows[0].public_id == store::find_account(pages, id)->public_id);
    BOOST_TEST((people.rows[0].old_status == LegacyStatus::linked));
    BOOST_TEST(found("masa2") == Found{"matti@example.com/masa2"});
    BOOST_TEST(found("matti@example.com") == Found{"matti@example.com/masa"});
    BOOST_TEST(found("Meikäläinen") == Found{"matti@example.com/"});
}

BOOST_AUTO_TEST_CASE(people_are_found_by_the_beginnings_of_their_names_in_either_order)
{
    (void)named("erkki@example.com", "Erkki", "Esimerkki");
    (void)named("eero@example.com", "Eero", "Esimerkki");
    (void)named("muu@example.com", "Esko", "Muu");
    old_user("1", "vanha", std::nullopt, LegacyStatus::no_address, "", "Esimerkkinen");
    BOOST_TEST(found("esim") == (Found{"eero@example.com/", "erkki@example.com/", "/vanha"})); // accounts in front
    BOOST_TEST(found("Erkki Esim") == Found{"erkki@example.com/"});
    BOOST_TEST(found("esim erk") == Found{"erkki@example.com/"});
    BOOST_TEST(found("Esim Vel") == Found{"/vanha"});
    BOOST_TEST(found("Erkki Muu").empty());
    BOOST_TEST(found("merkki").empty()); // the beginning, and not the middle
    BOOST_TEST(found("Esko").empty());   // a given name alone is not enough
}

BOOST_AUTO_TEST_CASE(no_more_than_asked_for_and_it_is_told_that_there_are_more)
{
    for (const auto* name : {"a", "b", "c"}) (void)named(std::string{name} + "@example.com", name, "Esimerkki");
    const auto two = store::search_people(pages, "esimerkki", 2);
    BOOST_TEST(two.rows.size() == 2U);
    BOOST_TEST(two.has_more);
    const auto three = store::search_people(pages, "esimerkki", 3);
    BOOST_TEST(three.rows.size() == 3U);
    BOOST_TEST(!three.has_more);
}

BOOST_AUTO_TEST_CASE(whoever_has_erased_the_account_is_not_found)
{
    old_user("1", "masa", std::nullopt, LegacyStatus::erased, "matti@example.com");
    BOOST_TEST(found("masa").empty());
    BOOST_TEST(found("matti@example.com").empty());
    BOOST_TEST(found("Vanha").empty());
}

BOOST_AUTO_TEST_CASE(what_is_typed_stands_for_itself)
{
    (void)named("matti@example.com", "Matti", "Meikäläinen");
    (void)named("odd@example.com", "Odd", "M_x%\\");
    for (const auto* typed : {"%", "M%n", "_eik", "' OR '1'='1", "\\"}) BOOST_TEST(found(typed).empty(), typed);
    BOOST_TEST(found("M_x%\\") == Found{"odd@example.com/"});
}

BOOST_AUTO_TEST_CASE(an_account_is_found_by_its_public_id_to_the_letter)
{
    const auto id = named("matti@example.com", "Matti", "Meikäläinen");
    const auto public_id = store::find_account(pages, id)->public_id;
    BOOST_TEST((store::find_account_by_public_id(pages, public_id)->id == id));
    BOOST_TEST(!store::find_account_by_public_id(pages, public_id.substr(0, 25)));
    auto other_case = public_id;
    for (char& letter : other_case) letter = static_cast<char>(std::toupper(letter));
    BOOST_TEST(!store::find_account_by_public_id(pages, other_case));
    for (const auto* nobody : {"", "%", "é", "\xff"}) BOOST_TEST(!store::find_account_by_public_id(pages, nobody));
    (void)store::execute(root, "UPDATE account SET state = ?", store::AccountState::closed);
    BOOST_TEST(store::find_account_by_public_id(pages, public_id).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
