#include "flow/import_decision.hpp"

#include <array>

namespace flow {
namespace {

struct Wording {
    ImportReason reason;
    std::string_view name;
    std::string_view sentence;
};

constexpr std::array wordings{
    Wording{
        ImportReason::names_differ, "names_differ",
        "several old users have this address, and their names are not surely one person's"},
    Wording{ImportReason::account_name_differs, "account_name_differs", "the account of this address has another name"},
    Wording{
        ImportReason::account_elsewhere, "account_elsewhere",
        "another old user of this address leads to an account whose address is another one by now"},
    Wording{ImportReason::account_closed, "account_closed", store::note_of_closed_account},
    Wording{ImportReason::two_accounts, "two_accounts", "this address and its old users lead to different accounts"},
    Wording{
        ImportReason::address_changed, "address_changed",
        "the portal has a new address, but the account has a password or further old users and keeps its own"},
    Wording{
        ImportReason::closed_since, "closed_since",
        "closed in the portal since it was imported; its account is open and has no password yet"},
    Wording{ImportReason::no_address, "no_address", "the portal has no address"},
    Wording{ImportReason::invalid_address, "invalid_address", "what the portal has as the address is not a valid one"},
    Wording{
        ImportReason::too_long, "too_long",
        "a name in the portal has more than 200 characters (an old user name 255, an address 254)"},
    Wording{ImportReason::closed_in_portal, "closed_in_portal", "closed in the portal: no account was made"},
    Wording{
        ImportReason::long_unseen, "long_unseen",
        "not seen in the portal for too long: no account was made, because addresses find new owners"},
    Wording{
        ImportReason::address_kept, "address_kept",
        "the resident has changed the address here, and the portal still has the former one"},
    Wording{
        ImportReason::name_kept, "name_kept",
        "the portal has another name; the resident's account is the resident's own and keeps its name"},
    Wording{
        ImportReason::language_kept, "language_kept",
        "the portal has another language; the resident's account is the resident's own and keeps its language"},
    Wording{
        ImportReason::name_and_language_kept, "name_and_language_kept",
        "the portal has another name and language; the resident's account is the resident's own and keeps both"},
    Wording{
        ImportReason::hash_unreadable, "hash_unreadable",
        "the portal's password hash is of no known form; the resident sets a password by mail"},
    Wording{
        ImportReason::hash_too_costly, "hash_too_costly",
        "the portal's password hash would make signing in too costly; the resident sets a password by mail"},
    Wording{
        ImportReason::address_reserved, "address_reserved",
        "a resident gave this address up a few days ago and may take it back; a later import decides"},
};

const Wording& wording_of(ImportReason reason)
{
    return wordings.at(static_cast<std::size_t>(reason));
}

constexpr bool stands_in_order()
{
    for (std::size_t i = 0; i < wordings.size(); ++i) {
        if (static_cast<std::size_t>(wordings.at(i).reason) != i) return false;
    }
    return true;
}
static_assert(stands_in_order());

} // namespace

std::string_view name_of(ImportReason reason)
{
    return wording_of(reason).name;
}

std::string_view sentence_of(ImportReason reason)
{
    return wording_of(reason).sentence;
}

} // namespace flow
