#pragma once

#include "flow/visit.hpp"
#include "store/throttle.hpp"

#include <optional>
#include <string>

/// What follows an attempt at a password that led nowhere, at signing in and wherever a password is asked for again.
namespace flow {

/// Detail in the trail of a wrong password where it is asked for again.
constexpr const char* asked_again = "password asked for again";

/// Ends the detail of a queued mail about wrong passwords that somebody gave who was signed in.
constexpr const char* while_signed_in = " while signed in";

/// An attempt that was refused before anything was looked at: the log tells of it, and of no account.
void log_refused_attempt(const Visit& visit, const store::Reservation& attempt);

/// The trail tells of a wrong password.
///
/// account  whose it is, where somebody is signed in; absent at signing in, where known and unknown are alike.
void record_wrong_password(const Visit& visit, const std::optional<base::AccountId>& account);

/// When wrong passwords begin to cost waiting, the owner is told, once a day, and once more when they have shut
/// the password. Alike for every name: the mailer decides whether anybody is to be told.
///
/// suffix  while_signed_in, or "": the owner must do more about one who is inside already.
void tell_of_failures(
    const Visit& visit, const std::string& user_name, const store::Reservation& attempt, const std::string& suffix);

} // namespace flow
