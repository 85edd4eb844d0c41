#pragma once

#include "probe/chain.hpp"
#include "probe/finding.hpp"

#include <string>
#include <string_view>

/// What is right and what is wrong about the answer to somebody without a session. None of these rules asks anything itself.
namespace probe {

/// "303 to https://…", "200 text/html", "no answer (Connection refused)": fit for one line.
[[nodiscard]] std::string came(const Answer& answer);

/// A page: leads to signing in, whatever else was sent along.
[[nodiscard]] Verdict judge_page(const Chain& chain);

/// The redirect of a page: 303. Others are repeated with their method, or kept by browsers for ever.
[[nodiscard]] Verdict judge_redirect_status(const Chain& chain);

/// The way to the login page leads back to `wanted`, with its query.
[[nodiscard]] Verdict judge_way_back(const Chain& chain, const Url& wanted);

/// The way to the login page is the same as `plain`, whatever was sent along.
[[nodiscard]] Verdict judge_same_way(const Chain& chain, const Chain& plain);

/// No redirect on the way to the login page is kept.
[[nodiscard]] Verdict judge_never_kept(const Chain& chain);

/// A script: 401, and no redirect to a page that it cannot read.
[[nodiscard]] Verdict judge_script(const Answer& answer);

/// A form: 401 with a page, and no redirect, which would lose it.
[[nodiscard]] Verdict judge_form(const Answer& answer);

/// Any other method: nothing that says it was done.
[[nodiscard]] Verdict judge_method(const Answer& answer);

/// TRACE: refused. An answer would repeat cookies that no script may read.
[[nodiscard]] Verdict judge_trace(const Answer& answer);

/// Another spelling of a protected address: whatever it is, it does not open the page. `unknown_page` is the answer to an
/// address that does not exist; both with their own address taken out of the body.
[[nodiscard]] Verdict judge_spelling(const Chain& chain, const Answer& unknown_page);

/// A page for everybody: answers, and never asks to sign in.
[[nodiscard]] Verdict judge_public(const Chain& chain);

} // namespace probe
