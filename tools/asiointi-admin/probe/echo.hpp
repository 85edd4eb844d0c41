#pragma once

#include "probe/finding.hpp"
#include "probe/http.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the portal received, as a page of it repeats: one "Name: value" to a line.
namespace probe {

class Echo {
public:
    /// Reads the body of an answer. Names are compared as a CGI program does: HTTP_X_Y is X-Y, in any case.
    explicit Echo(std::string_view body);

    [[nodiscard]] std::vector<std::string> all(std::string_view lower_case_name) const;
    /// The names under which something arrived that contains `mark`, with commas between; `except` does not count.
    [[nodiscard]] std::string names_with(std::string_view mark, std::string_view except) const;
    /// Names and values of the identity headers that are not empty, sorted; without the assertion, which is signed anew.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> identity() const;

private:
    std::vector<std::pair<std::string, std::string>> lines_;
};

/// Sent along, so that a page that repeats headers is known by it.
constexpr std::string_view witness_header = "x-check-portal";

/// The page repeats what it received: `witness` was the value of the witness header.
[[nodiscard]] Verdict judge_echo(const Answer& answer, const std::string& witness);

/// Nothing of what was forged arrived; every forged value contained `mark`.
[[nodiscard]] Verdict judge_forged_arrival(const Answer& answer, std::string_view mark);

/// None of our cookies arrived: every value of ours contained `mark` or is one of `secrets`; and the portal's own did.
[[nodiscard]] Verdict judge_cookie_arrival(
    const Answer& answer, std::string_view mark, const std::vector<std::string>& secrets, bool keeps_own);

/// Who is signed in: told on a protected page, with the account at least.
[[nodiscard]] Verdict judge_identity_arrival(const Answer& answer);

/// On a page for everybody: told to nobody.
[[nodiscard]] Verdict judge_no_identity(const Answer& answer);

/// What was told is the same with forged headers as without.
[[nodiscard]] Verdict judge_same_identity(const Answer& forged, const Answer& plain);

} // namespace probe
