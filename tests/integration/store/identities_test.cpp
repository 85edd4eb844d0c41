#include "store/identities.hpp"

#include "given.hpp"
#include "store/host_sessions.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

namespace {

const std::string origin = "https://portaali.example.fi";

/// A resident who is signed in with the session "s", and at the portal's host with "h".
struct SignedIn : support::FreshDatabase {
    base::AccountId id = account(pages, "Matti@example.com");

    SignedIn()
    {
        stored_session(pages, session("s", id));
        const store::NewHostSession host{
            .id = auth::digest("h"), .session = auth::digest("s"), .origin = origin, .code = auth::digest("code")};
        BOOST_TEST_REQUIRE(store::start_host_session(pages, host, now));
    }

    std::optional<store::Identity> identity(const std::string& of = "s", base::Instant at = now)
    {
        return store::find_identity(pages, auth::digest(of), at);
    }
    std::optional<store::Identity>
    identity_at(const std::string& where, const std::string& of = "h", base::Instant at = now)
    {
        return store::find_identity_at(pages, auth::digest(of), where, at);
    }

    void old_user(const std::string& portal_id, base::Instant linked_at, int status = 1)
    {
        legacy_user(root, portal_id, "old" + portal_id, id, status, "");
        (void)store::execute(
            root, "UPDATE legacy_user SET linked_at = ? WHERE portal_user_id = ?", linked_at, portal_id);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(identities, SignedIn)

BOOST_AUTO_TEST_CASE(the_portal_is_told_who_is_signed_in)
{
    const auto found = identity();
    BOOST_REQUIRE(found);
    BOOST_TEST((found->account == id));
    BOOST_TEST(found->public_id == store::find_account(pages, id)->public_id);
    BOOST_TEST(found->email == "Matti@example.com");
    BOOST_TEST(found->given_name == "Matti");
    BOOST_TEST(found->family_name == "Meikäläinen");
    BOOST_TEST((found->language == base::Language::fi));
    BOOST_TEST(found->portal_ids.empty());
    BOOST_TEST((found->times.expires_at == now + 12h));
    BOOST_TEST((found->times.idle_limit == 1h));
    (void)store::execute(root, "UPDATE account SET locale = NULL");
    BOOST_TEST(!identity()->language);
}

BOOST_AUTO_TEST_CASE(of_several_old_users_the_primary_one_is_in_front)
{
    old_user("77", now + 1h);
    old_user("9", now);
    old_user("10", now);
    old_user("5", now, static_cast<int>(store::AccountState::closed)); // another status: it leads nowhere
    legacy_user(root, "1", "other", account(pages, "maija@example.com"), 1, "");
    BOOST_TEST((identity()->portal_ids == std::vector<std::string>{"9", "10", "77"}));
    BOOST_TEST((identity_at(origin)->portal_ids == std::vector<std::string>{"9", "10", "77"}));
}

BOOST_AUTO_TEST_CASE(a_session_of_a_host_is_good_for_that_host_alone)
{
    const auto found = identity_at(origin);
    BOOST_REQUIRE(found);
    BOOST_TEST((found->account == id));
    BOOST_TEST((found->times.created_at == now)); // of the sign-in
    BOOST_TEST(!identity_at("https://toinen.example.fi"));
    BOOST_TEST(!identity_at("HTTPS://PORTAALI.EXAMPLE.FI"));
    BOOST_TEST(!identity_at(""));
    BOOST_TEST(!identity_at(origin, "s")); // neither session stands for the other
    BOOST_TEST(!identity("h"));
}

BOOST_AUTO_TEST_CASE(nobody_is_signed_in_with_a_session_that_is_unknown_idle_or_expired)
{
    BOOST_TEST(!identity("unknown"));
    BOOST_TEST(!identity_at(origin, "unknown"));
    BOOST_TEST(identity("s", now + 59min).has_value());
    BOOST_TEST(!identity("s", now + 1h));
    BOOST_TEST(!identity_at(origin, "h", now + 1h));
    (void)store::execute(root, "UPDATE session SET last_seen_at = ?", now + 12h - 1min);
    BOOST_TEST(identity("s", now + 12h - 1s).has_value());
    BOOST_TEST(!identity("s", now + 12h));
    BOOST_TEST(!identity_at(origin, "h", now + 12h));
}

BOOST_AUTO_TEST_CASE(nobody_is_signed_in_to_an_account_that_is_not_active)
{
    for (const auto state : {store::AccountState::locked, store::AccountState::closed}) {
        (void)store::execute(root, "UPDATE account SET state = ?", state);
        BOOST_TEST(!identity());
        BOOST_TEST(!identity_at(origin));
    }
}

BOOST_AUTO_TEST_CASE(a_session_that_was_ended_lets_nobody_in_at_the_host_either)
{
    store::in_transaction(pages, [&](store::Transaction& tx) { store::end_session(tx, auth::digest("s"), now); });
    BOOST_TEST(!identity());
    BOOST_TEST(!identity_at(origin));
}

BOOST_AUTO_TEST_CASE(the_feed_tells_of_ended_sessions_and_changed_accounts_since_a_moment)
{
    BOOST_TEST(store::list_revocations(pages, now).empty());
    store::in_transaction(pages, [&](store::Transaction& tx) {
        tx.revoke({.session = auth::digest("s"), .account = id}, now);
        tx.revoke({.session = std::nullopt, .account = id}, now + 10s);
    });
    const auto all = store::list_revocations(pages, now);
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].id != all[1].id);
    BOOST_TEST((all[0].revocation.session == auth::digest("s")));
    BOOST_TEST((all[0].revocation.account == id));
    BOOST_TEST(!all[1].revocation.session);
    BOOST_TEST(store::list_revocations(pages, now + 10s).size() == 1U);
    BOOST_TEST(store::list_revocations(pages, now + 11s).empty());
}

BOOST_AUTO_TEST_SUITE_END()
