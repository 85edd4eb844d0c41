#include "mail_words.hpp"

#include <array>

namespace admin {
namespace {

constexpr std::array<std::string_view, 18> reasons{"login_first_step",  "forgot",           "registration",
                                                   "password_changed",  "email_change",     "email_changed_old",
                                                   "email_changed_new", "email_restored",   "account_frozen",
                                                   "new_device",        "account_closed",   "sign_in_slowed",
                                                   "add_old_user",      "account_reopened", "invitation",
                                                   "staff_acted",       "staff_change",     "dormancy"};

} // namespace

std::string_view reason_name(store::MailReason reason)
{
    const auto place = static_cast<std::size_t>(reason) - 1;
    return place < reasons.size() ? reasons.at(place) : "unknown";
}

} // namespace admin
