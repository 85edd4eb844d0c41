#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace auth {

/// What a password could be made of by someone who knows these names, addresses and titles: each of them without its
/// spaces and signs, both sides of an address, and each run of two or more letters; lower case, without repetition.
/// Empty texts and texts that are not UTF-8 give nothing.
[[nodiscard]] std::vector<std::string> personal_words(const std::vector<std::string>& texts);

/// True when the whole password, read forwards or backwards, is made of these words: one of them or several, once or
/// repeated, joined by spaces and the signs of addresses, with at most eight other digits and signs in any place (as
/// many as a date has). A password with anything else in it is not, whatever words it contains.
/// lower_password  NFC and lower case.
[[nodiscard]] bool is_made_of(std::string_view lower_password, const std::vector<std::string>& words);

} // namespace auth
