#pragma once

#include <string>

namespace auth {

/// A name as it is kept and shown: NFC, trimmed, runs of white space and control characters as one space, without
/// invisible characters (soft hyphen, bidirectional controls). What is not UTF-8 gives "".
[[nodiscard]] std::string tidy_name(const std::string& typed);

/// A name as it is compared: NFKC, case folded, trimmed, every dash as "-", every space as " ", without full stops and
/// invisible characters. Expects UTF-8.
[[nodiscard]] std::string folded_name(const std::string& name);

} // namespace auth
