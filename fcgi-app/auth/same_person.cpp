#include "auth/same_person.hpp"

#include "auth/name_text.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace auth {
namespace {

using Words = std::vector<std::string>;

/// One way to read a name. Given names are kept twice: "Anna-Lena" equals "Anna Lena", but is not "Anna" and more.
struct Reading {
    Words given;       ///< cut at spaces
    Words given_parts; ///< cut at hyphens too
    Words family;      ///< cut at hyphens too
};

bool is_one_of(const std::string& word, std::initializer_list<std::string_view> list)
{
    return std::ranges::find(list, word) != list.end();
}

bool joins_people(const std::string& word)
{
    return is_one_of(word, {"ja", "och", "o", "and", "sekä", "samt"}) || word.find_first_of("&/+,;") != word.npos;
}

bool tells_generations_apart(const std::string& word)
{
    return is_one_of(
        word, {"jr", "sr", "jun", "sen", "junior", "senior", "nuorempi", "vanhempi", "nuor", "vanh", "yngre", "äldre",
               "dy", "dä", "ii", "iii", "iv"});
}

bool is_particle(const std::string& word)
{
    return is_one_of(word, {"von", "af", "av", "de", "la", "van", "der", "den", "du", "di"});
}

/// More than an initial.
bool is_whole(const std::string& word)
{
    return base::code_points(word) > 1;
}

Words cut(std::string_view text, std::string_view at)
{
    Words words;
    for (std::size_t begin = 0; (begin = text.find_first_not_of(at, begin)) != text.npos;) {
        const auto end = std::min(text.find_first_of(at, begin), text.size());
        words.emplace_back(text.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

std::string joined(Words::const_iterator begin, Words::const_iterator end)
{
    std::string text;
    for (; begin != end; ++begin) text += (text.empty() ? "" : " ") + *begin;
    return text;
}

Reading reading(const std::string& given, const std::string& family)
{
    return {cut(given, " "), cut(given, " -"), cut(family, " -")};
}

struct Fields {
    std::string given;
    std::string family;
    [[nodiscard]] bool is_one() const { return given.empty() || family.empty(); }
};

/// What a name says when its fields are swapped, or when it is in one field: cut in two at every space, in both orders.
std::vector<Reading> wrong_readings(const Fields& name)
{
    if (!name.is_one()) return {reading(name.family, name.given)};
    std::vector<Reading> all;
    const auto words = cut(name.given + name.family, " ");
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto middle = words.begin() + static_cast<std::ptrdiff_t>(i);
        const auto front = joined(words.begin(), middle);
        const auto back = joined(middle, words.end());
        all.push_back(reading(front, back));
        all.push_back(reading(back, front));
    }
    return all;
}

/// Of `longer`, what `shorter` lacks are whole further given names.
bool leaves_out_second_names(const Words& shorter, const Words& longer)
{
    const auto is_in = [](const Words& words) {
        return [&](const std::string& word) { return std::ranges::find(words, word) != words.end(); };
    };
    return std::ranges::all_of(shorter, is_in(longer)) && std::ranges::all_of(longer, [&](const std::string& word) {
               return is_in(shorter)(word) || (is_whole(word) && !tells_generations_apart(word));
           });
}

bool given_names_agree(const Reading& a, const Reading& b)
{
    if (!is_whole(a.given.front())) return false;
    if (std::ranges::any_of(a.given, joins_people) || std::ranges::any_of(b.given, joins_people)) return false;
    if (a.given_parts == b.given_parts) return true;
    if (a.given.front() != b.given.front()) return false;
    return leaves_out_second_names(a.given, b.given) || leaves_out_second_names(b.given, a.given);
}

bool agree(const Reading& a, const Reading& b)
{
    if (a.given.empty() || b.given.empty() || a.family.empty()) return false;
    const bool is_family = std::ranges::any_of(a.family, is_whole) && std::ranges::none_of(a.family, joins_people);
    return is_family && a.family == b.family && given_names_agree(a, b);
}

/// Both in one field: a company, or given and family name in one. Every word, the order of two alone being free.
bool one_field_names_agree(const std::string& a, const std::string& b)
{
    auto words = cut(a, " -");
    const auto others = cut(b, " -");
    const auto telling = std::ranges::count_if(words, [](auto& word) { return is_whole(word) && !is_particle(word); });
    if (telling < 2) return false;
    if (words == others) return true;
    std::ranges::reverse(words);
    return words.size() == 2 && words == others;
}

Fields fields(const PersonName& name)
{
    return {folded_name(name.given), folded_name(name.family)};
}

/// Never both the wrong way round: "Maija" as the family name of Virtanen and of Virtanen Korhonen would agree.
bool agree_when_read_otherwise(const Fields& straight, const Fields& wrong)
{
    return !straight.is_one() && std::ranges::any_of(wrong_readings(wrong), [&](const Reading& other) {
        return agree(reading(straight.given, straight.family), other);
    });
}

} // namespace

bool same_person(const PersonName& a, const PersonName& b)
{
    for (const auto* text : {&a.given, &a.family, &b.given, &b.family}) {
        if (!base::is_utf8(*text)) return false;
    }
    const auto x = fields(a);
    const auto y = fields(b);
    if (x.is_one() && y.is_one()) return one_field_names_agree(x.given + x.family, y.given + y.family);
    return agree(reading(x.given, x.family), reading(y.given, y.family)) || agree_when_read_otherwise(x, y) ||
           agree_when_read_otherwise(y, x);
}

bool all_same_person(const std::vector<PersonName>& names)
{
    for (auto a = names.begin(); a != names.end(); ++a) {
        if (!std::all_of(a + 1, names.end(), [&](const PersonName& b) { return same_person(*a, b); })) return false;
    }
    return true;
}

} // namespace auth
