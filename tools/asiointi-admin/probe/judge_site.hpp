#pragma once

#include "probe/chain.hpp"
#include "probe/finding.hpp"

#include <string>
#include <string_view>

/// What is right and what is wrong about the server around the portal. None of these rules asks anything itself.
namespace probe {

/// What only nginx and its machine may ask: 404. A host that is protected as a whole may lead to signing in instead.
[[nodiscard]] Verdict judge_internal(const Chain& chain);

/// A host name that is none of ours: refused. Who leads it to signing in would show it public pages too.
[[nodiscard]] Verdict judge_unknown_host(const Chain& chain, std::string_view host);

/// A page over plain http: a redirect to https on the host of `asked`, a refusal, or no server there at all.
[[nodiscard]] Verdict judge_plain_page(const Answer& answer, const Url& asked);

/// A form over plain http: refused. A redirect would send it in the open once more.
[[nodiscard]] Verdict judge_plain_form(const Answer& answer);

/// The portal's own address, past nginx: no answer at all. `address` as it was given, "unix:/…" or a URL.
[[nodiscard]] Verdict judge_direct(const Answer& answer, std::string_view address);

/// Strict-Transport-Security of a year or more.
[[nodiscard]] Verdict judge_transport_security(const Answer& answer);

/// A Server header that tells no version.
[[nodiscard]] Verdict judge_server_version(const Answer& answer);

/// No header that lets pages of other hosts read the answer.
[[nodiscard]] Verdict judge_foreign_reading(const Answer& answer);

/// Our cookies have the prefix and every attribute; all cookies of the account pages are ours, elsewhere those with
/// our name. The portal's own are its own affair.
[[nodiscard]] Verdict judge_cookies(const Answer& answer, bool is_account_page);

} // namespace probe
