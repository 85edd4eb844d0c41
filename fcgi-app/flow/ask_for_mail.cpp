#include "flow/ask_for_mail.hpp"

#include "base/text.hpp"

namespace flow {

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
    const auto day_ago = visit.now() - std::chrono::hours{24};
    if (store::count_mails_asked(app.db, reason, identifier.typed, day_ago) >= app.settings.mail.per_address_and_day)
        return false;

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
