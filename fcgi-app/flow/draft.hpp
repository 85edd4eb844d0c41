#pragma once

#include "flow/visit.hpp"

#include <string>
#include <string_view>

/// What a person had entered when the session ended, or when the password was asked for again: it comes back afterwards, to the
/// same account alone.
namespace flow {

/// For the hidden field form_owner of a signed-in person's forms: whose they are, sealed.
[[nodiscard]] std::string form_owner(const Visit& visit);

/// Where to go after the password so that the form which this request posted is filled in again: `path` with what was
/// entered, sealed for the account that the form was made for. `path` alone when the form was not ours, or when the
/// entries are too long for an address. Passwords, tokens and what is sealed for a browser are left out.
[[nodiscard]] std::string keep_draft(const Visit& visit, std::string_view path);

/// The values of a form's fields: as just posted, or as kept by keep_draft(), or as on record. What stands in a form that was
/// made for another account is not taken.
class Draft {
public:
    explicit Draft(const Visit& visit);

    [[nodiscard]] std::string value(std::string_view field, const std::string& on_record) const;
    /// True when the page shows what was kept: tell the person that nothing is lost, and nothing is saved yet.
    [[nodiscard]] bool was_kept() const { return was_kept_; }

private:
    http::Fields posted_;
    http::Fields kept_;
    bool was_kept_ = false;
};

} // namespace flow
