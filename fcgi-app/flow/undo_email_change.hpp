#pragma once

#include "flow/problem.hpp"

namespace flow {

/// /Account/UndoEmailChange: behind the link that the replaced address got. With the password that held before the
/// change, the account gets that address back. Without it the account is frozen for staff: whoever reads an abandoned
/// mailbox must not win an account by it, and neither must whoever took the account over.
[[nodiscard]] http::Response show_undo_email_change(const Visit& visit);
[[nodiscard]] http::Response post_undo_email_change(const Visit& visit);
[[nodiscard]] http::Response undo_email_change_again(const Visit& visit, Problem problem);

} // namespace flow
