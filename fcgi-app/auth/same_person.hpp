#pragma once

#include <string>
#include <vector>

namespace auth {

/// A name as somebody once typed it into two fields. Companies, and people whom an old system kept in one field, have
/// one field alone.
struct PersonName {
    std::string given;
    std::string family;
};

/// True when two names on file for one address are surely one person's, so that no human has to look.
///
/// Case, normal form, hyphen or space, full stops, and which field is which do not matter. Second given names may be
/// missing on one side, never the first: a child often bears a parent's second name. Everything else differs, above
/// all couples, parent and child, an initial, "Matti ja Maija", "Matti jr", a married double name, and a name that is
/// empty, has one word or is not UTF-8. Of companies every word must be equal: one manager has many housing companies.
/// Not transitive: "Matti" agrees with "Matti Juhani" and with "Matti Kalevi", which do not agree.
[[nodiscard]] bool same_person(const PersonName& a, const PersonName& b);

/// True when each of the names agrees with each other; for a single one too, even an empty one.
[[nodiscard]] bool all_same_person(const std::vector<PersonName>& names);

} // namespace auth
