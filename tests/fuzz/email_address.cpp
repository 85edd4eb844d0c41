// E-mail addresses and their canonical form, and old user names.
#include "auth/email_address.hpp"

#include "auth/bounce_mark.hpp"
#include "base/text.hpp"
#include "fuzz.hpp"
#include "mail/message.hpp"

using fuzz::promise;

namespace {

void examine_key(const std::string& key)
{
    promise(std::ranges::all_of(key, [](char c) { return c > ' ' && c <= '~'; }), "a key is visible ASCII");
    promise(std::ranges::count(key, '@') == 1 && key.size() <= 254, "a key is one address");
    promise(base::ascii_lower(key) == key, "a key is in lower case");
    const auto again = auth::parse_email_address(key);
    promise(again && again->key == key, "a canonical form is its own");
}

void examine_address(const auth::EmailAddress& address)
{
    examine_key(address.key);
    const auto again = auth::parse_email_address(address.typed);
    promise(again && again->key == address.key && again->typed == address.typed, "read again, an address is the same");
    auto padded = "\t " + address.typed + "\r\n";
    promise(auth::parse_email_address(padded)->key == address.key, "blanks around it do not count");

    const auto lines = mail::header_lines(
        {.from_name = "",
         .from_address = "a@example.fi",
         .bounces_to = "a@example.fi",
         .to = address.key,
         .subject = "",
         .text = "",
         .html = "",
         .language = "fi",
         .id = "1",
         .date = {}});
    promise(lines.at(1) == "To: <" + address.key + ">", "an address can be written to");
    if (const auto meant = auth::did_you_mean(address)) {
        const auto other = auth::parse_email_address(*meant);
        promise(other && other->key != address.key, "what was probably meant is another address");
    }
}

} // namespace

void examine(std::string_view input)
{
    if (const auto address = auth::parse_email_address(input)) examine_address(*address);
    const auto name = auth::user_name_key(input);
    promise(auth::user_name_key(name) == name, "the form of an old user name is its own");
    if (!auth::takes_bounce_mark(input)) return;
    const std::vector<base::Key> keys{base::Key{std::string(32, 'k')}};
    const auto marked = auth::with_bounce_mark(input, auth::bounce_mark(keys, ~std::uint64_t{0}));
    promise(auth::parse_email_address(marked).has_value(), "an address with a mark is an address");
    promise(auth::find_bounce_mark(keys, marked) == ~std::uint64_t{0}, "the mark is found in it");
}
