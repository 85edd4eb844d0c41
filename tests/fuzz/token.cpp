// Tokens, marks and sealed values that come back from outside: one spelling each, and none can be made up.
#include "auth/bounce_mark.hpp"
#include "auth/form_token.hpp"
#include "auth/key_text.hpp"
#include "auth/seal.hpp"
#include "auth/secret.hpp"

#include "base/text.hpp"
#include "fuzz.hpp"

using fuzz::promise;

namespace {

const std::vector<base::Key> keys{base::Key{std::string(32, 'k')}, base::Key{std::string(32, 'o')}};

void examine_base64url(const std::string& text)
{
    promise(auth::from_base64url(auth::base64url(text)) == text, "base64url comes back");
    if (const auto bytes = auth::from_base64url(text))
        promise(auth::base64url(*bytes) == text, "one value has one spelling in base64url");
    if (const auto key = auth::key_from_base64(text))
        promise(key->reveal().size() == 32 && text.size() == 44, "a key is 32 bytes in base64");
}

void examine_form_token(const std::string& text)
{
    static const auth::FormTokens tokens{keys};
    const auto good = tokens.token("visitor");
    promise(tokens.is_valid("visitor", text) == (text == good), "only the form token itself is valid");
    promise(!tokens.is_valid("", text), "nobody has no form token");
}

void examine_seal(const std::string& text)
{
    static const auto sealed = auth::seal(keys, "purpose", "visitor", "text");
    // libFuzzer learns the one that we made from the comparisons below.
    promise(text == sealed || !auth::unseal(keys, "purpose", "visitor", text), "nobody makes up a sealed value");
    auto changed = sealed;
    for (std::size_t i = 0; i < std::min(text.size(), changed.size()); ++i)
        if (text[i] != ' ') changed[i] = text[i];
    const auto opened = auth::unseal(keys, "purpose", "visitor", changed);
    promise(opened.has_value() == (changed == sealed), "a sealed value opens unchanged alone");
}

void examine_mark(const std::string& text)
{
    const auto found = auth::find_bounce_mark(keys, text);
    if (!found) return;
    const auto lower = base::ascii_lower(text);
    const bool is_ours = std::ranges::any_of(
        keys, [&](const auto& key) { return fuzz::contains(lower, auth::bounce_mark({key}, *found)); });
    promise(is_ours, "nobody makes up a mark");
}

} // namespace

void examine(std::string_view input)
{
    const std::string text{input};
    examine_base64url(text);
    examine_form_token(text);
    examine_seal(text);
    examine_mark(text);
    examine_mark("<bounces+" + auth::bounce_mark(keys, text.size()) + text + "@example.fi>");
    const auto reference = auth::reference_for(text);
    promise(
        reference.size() == 8 && auth::reference_for(reference) == reference, "a reference has eight letters of ours");
    promise(auth::digest(base::LinkToken{text}) == auth::digest(input), "a link is looked for by its digest");
}
