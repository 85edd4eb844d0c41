#include "given.hpp"
#include "store/outbox.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;
using store::LinkPurpose;

BOOST_FIXTURE_TEST_SUITE(link_tokens, support::FreshDatabase)

namespace {

std::optional<store::MailedLink> consume(
    store::Database& db, const std::string& token, LinkPurpose purpose = LinkPurpose::set_password,
    base::Instant at = now)
{
    return store::in_transaction(
        db, [&](store::Transaction& tx) { return store::consume_link_token(tx, auth::digest(token), purpose, at); });
}

std::optional<store::MailedLink> find(
    store::Database& db, const std::string& token, LinkPurpose purpose = LinkPurpose::set_password,
    base::Instant at = now)
{
    return store::find_link_token(db, auth::digest(token), purpose, at);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_link_is_found_as_it_was_made_and_looking_does_not_use_it)
{
    const auto id = account(pages, "matti@example.com");
    stored_link(background, "t", link(id, "matti@example.com"), now);
    for (int i = 0; i < 25; ++i) BOOST_TEST(find(pages, "t").has_value());
    const auto used = consume(pages, "t");
    BOOST_REQUIRE(used);
    BOOST_TEST((used->account == id));
    BOOST_TEST(used->email == "matti@example.com");
    BOOST_TEST(used->return_url == "/hakemukset");
    BOOST_TEST((used->language == base::Language::sv));
    BOOST_TEST((used->expires_at == now + 1h));
    BOOST_TEST(!consume(pages, "t", LinkPurpose::set_password, now + 1s));
    BOOST_TEST(!find(pages, "t"));
}

BOOST_AUTO_TEST_CASE(a_link_is_refused_when_anything_about_it_is_wrong)
{
    const auto id = account(pages, "matti@example.com");
    stored_link(background, "t", link(id, "matti@example.com"), now);
    BOOST_TEST(!find(pages, "other"));
    BOOST_TEST(!find(pages, "t", LinkPurpose::registration));
    BOOST_TEST(!find(pages, "t", LinkPurpose::set_password, now + 1h)); // ends exactly on time
    BOOST_TEST(!consume(pages, "other"));
    BOOST_TEST(!consume(pages, "t", LinkPurpose::registration));
    BOOST_TEST(!consume(pages, "t", LinkPurpose::set_password, now + 1h));
    BOOST_TEST(find(pages, "t", LinkPurpose::set_password, now + 1h - 1s).has_value());
}

BOOST_AUTO_TEST_CASE(a_link_ends_with_the_password_generation_and_with_the_account)
{
    const auto id = account(pages, "matti@example.com");
    stored_link(background, "t", link(id, "matti@example.com"), now);
    (void)store::execute(root, "UPDATE account SET state = ? WHERE id = ?", store::AccountState::locked, id);
    BOOST_TEST(!find(pages, "t"));
    BOOST_TEST(!consume(pages, "t"));
    (void)store::execute(root, "UPDATE account SET state = ? WHERE id = ?", store::AccountState::closed, id);
    BOOST_TEST(find(pages, "t").has_value()); // its owner may come back
    (void)store::execute(root, "UPDATE account SET state = 1, password_generation = 2 WHERE id = ?", id);
    BOOST_TEST(!find(pages, "t"));
    BOOST_TEST(!consume(pages, "t"));
}

BOOST_AUTO_TEST_CASE(twenty_parallel_uses_of_one_token_give_one_success)
{
    const auto id = account(pages, "matti@example.com");
    stored_link(background, "t", link(id, "matti@example.com"), now);
    const int successes = parallel(*this, 20, [](store::Database& db, unsigned i) {
        return store::in_transaction(db, [&](store::Transaction& tx) {
            const auto used = store::consume_link_token(tx, auth::digest("t"), LinkPurpose::set_password, now);
            return used && store::set_password(tx, *used->account, used->password_generation, std::to_string(i), now);
        });
    });
    BOOST_TEST(successes == 1);
    BOOST_TEST(store::find_account(pages, id)->password_generation == 2U);
}

BOOST_AUTO_TEST_CASE(a_use_that_is_rolled_back_leaves_the_token_good_and_the_password_old)
{
    const auto id = account(pages, "matti@example.com", "$old$");
    stored_link(background, "t", link(id, "matti@example.com"), now);
    const auto fail_between = [&](store::Transaction& tx) {
        BOOST_TEST(store::consume_link_token(tx, auth::digest("t"), LinkPurpose::set_password, now).has_value());
        BOOST_TEST(store::set_password(tx, id, 1, "$new$", now));
        throw std::runtime_error{"power cut"};
    };
    BOOST_CHECK_EXCEPTION(
        store::in_transaction(pages, fail_between), std::runtime_error,
        [](const std::exception& error) { return std::string{"power cut"} == error.what(); });
    BOOST_TEST(store::find_account(pages, id)->password_hash.value() == "$old$");
    BOOST_TEST(consume(pages, "t").has_value());
}

BOOST_AUTO_TEST_CASE(the_newest_three_links_of_one_purpose_and_address_live)
{
    const auto id = account(pages, "matti@example.com");
    auto registration = link(id, "matti@example.com");
    registration.purpose = LinkPurpose::registration;
    registration.account.reset();
    stored_link(background, "registration", registration, now);
    stored_link(background, "other", link(account(pages, "b@example.com"), "b@example.com"), now);
    for (int i = 1; i <= 5; ++i) {
        stored_link(background, std::to_string(i), link(id, "matti@example.com"), now + i * 1s);
    }
    for (const std::string ended : {"1", "2"}) BOOST_TEST(!find(pages, ended), ended);
    for (const std::string live : {"3", "4", "5", "other"}) BOOST_TEST(find(pages, live).has_value(), live);
    BOOST_TEST(find(pages, "registration", LinkPurpose::registration).has_value());
}

BOOST_AUTO_TEST_CASE(a_link_ends_none_that_another_account_asked_for_or_that_is_for_another_old_user)
{
    const auto matti = account(pages, "matti@example.com");
    const auto made = [&](const std::string& token, base::AccountId by, const std::string& portal_user, int after) {
        auto asked = link(by, "yhteinen@example.com");
        asked.purpose = LinkPurpose::add_old_user;
        asked.portal_user_id = portal_user;
        stored_link(background, token, asked, now + after * 1s);
    };
    made("first name", matti, "17", 0);
    made("of another", account(pages, "b@example.com"), "17", 1);
    for (int i = 2; i <= 5; ++i) made("other name " + std::to_string(i), matti, "18", i);
    for (const std::string live : {"first name", "of another", "other name 3", "other name 5"})
        BOOST_TEST(find(pages, live, LinkPurpose::add_old_user).has_value(), live);
    BOOST_TEST(!find(pages, "other name 2", LinkPurpose::add_old_user));
}

BOOST_AUTO_TEST_CASE(a_link_whose_mail_has_not_left_is_ended_alone_and_takes_no_room)
{
    const auto id = account(pages, "matti@example.com");
    for (int i = 1; i <= 3; ++i)
        stored_link(background, std::to_string(i), link(id, "matti@example.com"), now + i * 1s);
    store::end_link(background, auth::digest("2"), now + 3s);
    BOOST_TEST(!find(pages, "2"));
    stored_link(background, "4", link(id, "matti@example.com"), now + 4s);
    for (const std::string live : {"1", "3", "4"}) BOOST_TEST(find(pages, live).has_value(), live);
}

BOOST_AUTO_TEST_CASE(ending_the_links_of_an_account_ends_them_all_and_its_queued_link_mails)
{
    const auto id = account(pages, "matti@example.com");
    legacy_user(root, "17", "Matti75", id, 1, "");
    auto registration = link(id, "matti@example.com");
    registration.purpose = LinkPurpose::registration;
    registration.account.reset();
    stored_link(background, "a", link(id, "matti@example.com"), now);
    stored_link(background, "r", registration, now);
    stored_link(background, "other", link(account(pages, "b@example.com"), "b@example.com"), now);
    for (const std::string typed : {" Matti@Example.com", "MATTI75", "b@example.com"}) {
        store::queue_mail(
            pages,
            {.reason = store::MailReason::forgot,
             .typed = typed,
             .account = {},
             .language = base::Language::fi,
             .return_url = ""},
            now);
    }
    store::queue_mail(
        pages,
        {.reason = store::MailReason::password_changed,
         .typed = "",
         .account = id,
         .language = base::Language::fi,
         .return_url = ""},
        now);
    store::in_transaction(
        pages, [&](store::Transaction& tx) { store::end_links(tx, id, "matti@example.com", now + 1s); });

    BOOST_TEST(!find(pages, "a"));
    BOOST_TEST(!find(pages, "r", LinkPurpose::registration));
    BOOST_TEST(find(pages, "other").has_value());
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox") == 2);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE typed = 'b@example.com' OR reason = 4") == 2);
}

BOOST_AUTO_TEST_CASE(the_token_itself_is_in_no_column)
{
    const std::string token = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst";
    stored_link(background, token, link(account(pages, "matti@example.com"), "matti@example.com"), now);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM link_token WHERE token_digest = UNHEX(SHA2(?, 256))", token) == 1);
}

BOOST_AUTO_TEST_CASE(it_is_known_whose_a_link_was_in_whatever_state)
{
    const auto id = account(pages, "matti@example.com");
    stored_link(background, "t", link(id, "matti@example.com"), now);
    BOOST_TEST((store::find_link_owner(pages, auth::digest("t")) == id));
    BOOST_TEST(consume(pages, "t").has_value());
    BOOST_TEST((store::find_link_owner(pages, auth::digest("t")) == id));
    auto over = link(id, "matti@example.com");
    over.expires_at = now - 1h;
    stored_link(background, "over", over, now - 2h);
    BOOST_TEST((store::find_link_owner(pages, auth::digest("over")) == id));

    auto registration = link(id, "new@example.com");
    registration.purpose = LinkPurpose::registration;
    registration.account = std::nullopt;
    stored_link(background, "r", registration, now);
    BOOST_TEST(!store::find_link_owner(pages, auth::digest("r")));
    BOOST_TEST(!store::find_link_owner(pages, auth::digest("unknown")));
}

BOOST_AUTO_TEST_SUITE_END()
