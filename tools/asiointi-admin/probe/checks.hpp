#pragma once

#include "base/secret.hpp"
#include "probe/examination.hpp"
#include "probe/visitor.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// The checks, area by area. None of them can change anything at a portal that is protected: what is no GET is sent only
/// after the page has led to signing in.
namespace probe {

/// There is nobody to check: the portal or the account pages did not answer at all. Says what to do.
class CannotConnect : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Who signs in for the checks that need a session: by a password, or by cookies of a session that is there already.
struct Resident {
    std::string address; ///< empty: by cookies
    base::Password password;
    std::vector<std::pair<std::string, std::string>> cookies; ///< name and value
};

void check_page(Examination& examination); ///< first: the others rely on what it learns. Throws CannotConnect.
void check_scripts(Examination& examination);
void check_forms(Examination& examination);
void check_forgeries(Examination& examination);
void check_spellings(Examination& examination);
void check_public_pages(Examination& examination);

/// Nullopt when there is no session to go on with.
[[nodiscard]] std::optional<Visitor> check_session(Examination& examination, const std::optional<Resident>& resident);
/// Ends the session.
void check_sign_out(Examination& examination, Visitor& visitor);
void check_arrivals(Examination& examination, const Visitor* visitor);

void check_server(Examination& examination);
void check_plain_http(Examination& examination);
void check_direct(Examination& examination);
void check_headers(Examination& examination); ///< last: looks at all that was seen

/// All of them.
void check_all(Examination& examination, const std::optional<Resident>& resident);

} // namespace probe
