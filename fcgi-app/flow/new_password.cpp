#include "flow/new_password.hpp"

#include "auth/retired_hash.hpp"
#include "base/text.hpp"
#include "flow/hashing.hpp"
#include "flow/old_hashes.hpp"
#include "store/outbox.hpp"

namespace flow {
namespace {

view::Text text_for(auth::PasswordFault fault, const base::Password& password)
{
    switch (fault) {
    case auth::PasswordFault::too_short:
        return {"password.too_short", {}, static_cast<int>(auth::password_length(password))};
    case auth::PasswordFault::too_long:
        return view::Text{"password.too_long"};
    case auth::PasswordFault::personal:
        return view::Text{"password.personal"};
    case auth::PasswordFault::not_text:
        return view::Text{"password.not_text"};
    case auth::PasswordFault::guessable:
        return view::Text{"password.guessable"};
    default:
        return view::Text{"password.common"};
    }
}

} // namespace

std::optional<base::Password>
read_new_password(const Visit& visit, const std::vector<std::string>& personal, view::Page& page)
{
    const auto& form = visit.request.form;
    const base::Password password{form.value_or_empty("new_password")};
    if (password.empty()) {
        page.error("new_password", view::Text{"password.missing"});
        return std::nullopt;
    }
    const auto fault = visit.app.policy.judge(password, personal);
    if (fault != auth::PasswordFault::none) {
        page.error("new_password", text_for(fault, password));
        return std::nullopt;
    }
    if (base::to_nfc(form.value_or_empty("confirm_password")) != base::to_nfc(password.reveal())) {
        page.error("confirm_password", view::Text{"password.mismatch"});
        return std::nullopt;
    }
    return password;
}

bool is_known_to_others(
    const Visit& visit, const pool::HashingSlot& slot, const base::Password& password, const base::LinkToken& link,
    const std::optional<std::string>& stored, view::Page& page)
{
    const auto retired = auth::retired_hash(stored);
    const bool is_known = password.reveal().find(link.reveal()) != std::string::npos ||
                          (retired && password_matches(
                                          visit.app, slot, password, retired,
                                          old_hashes(visit.app.db, visit.app.settings.importing, visit.now())));
    if (is_known) page.error("new_password", view::Text{"password.known_to_others"});
    return is_known;
}

void queue_password_notice(store::Transaction& tx, const Visit& visit, const store::Account& account)
{
    store::queue_mail(
        tx,
        {.reason = store::MailReason::password_changed,
         .typed = account.email,
         .account = account.id,
         .password_generation = account.password_generation + 1,
         .language = visit.language,
         .return_url = ""},
        visit.now());
}

void suggest_passphrase(const Visit& visit, view::Page& page)
{
    page.show("SUGGESTION")
        .set("PHRASE", visit.app.passphrases.suggest(visit.language, visit.app.policy.limits().min_length));
}

} // namespace flow
