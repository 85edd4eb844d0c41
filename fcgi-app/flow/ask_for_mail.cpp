#include "flow/ask_for_mail.hpp"

#include "base/text.hpp"
#include "flow/mail_limit.hpp"

namespace flow {
namespace {

/// Once the day's mails are used up, by whomever, there is one more whenever the link of the last one is over: the way by
/// mail is never closed.
bool is_limit_reached(const Visit& visit, store::MailReason reason, const std::string& typed)
{
    const auto& settings = visit.app.settings;
    const auto asked_within = [&](std::chrono::seconds time) {
        return store::count_mails_asked(visit.app.db, reason, typed, visit.now() - time);
    };
    return asked_within(std::chrono::hours{24}) >= settings.mail.per_address_and_day &&
           asked_within(earlier_mail_holds(settings)) > 0;
}

} // namespace

std::optional<Identifier> identify(const Visit& visit, const std::string& field)
{
    std::string typed = base::trimmed(field);
    if (typed.empty() || typed.size() > max_typed_bytes) return std::nullopt;
    auto email = auth::parse_email_address(typed);
    auto found = store::identify(visit.app.db, email, auth::user_name_key(typed));
    return Identifier{std::move(typed), std::move(email), std::move(found)};
}

bool ask_for_mail(
    const Visit& visit, store::MailReason reason, const Identifier& identifier, const std::string& return_url)
{
    const auto& app = visit.app;
    if (is_limit_reached(visit, reason, identifier.typed)) return false;

    const auto& found = identifier.found;
    store::queue_mail(
        app.db,
        {.reason = reason,
         .typed = identifier.typed,
         .account = found ? std::optional{found->account.id} : std::nullopt,
         .password_generation = found ? found->account.password_generation : 0,
         .language = visit.language,
         .return_url = return_url},
        visit.now());
    pool::announce_mail(app.shared);
    return true;
}

} // namespace flow
