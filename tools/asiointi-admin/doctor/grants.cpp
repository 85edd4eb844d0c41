#include "doctor/grants.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace doctor {
namespace {

void add(
    std::set<store::Right>& rights, const std::string& database, const std::string& relation, const std::string& list)
{
    std::istringstream words{list};
    for (std::string word; std::getline(words, word, ',');)
        if (const auto privilege = base::trimmed(word); !privilege.empty())
            rights.insert({database, relation, privilege});
}

/// Lines SELECT @pages_user AS name, 'account' AS relation, 'SELECT, INSERT' AS rights, also in their short form.
void read_relations(const std::string& text, const std::string& database, Grants& grants)
{
    static const std::regex line{R"(SELECT (@\w+_user)(?: AS name)?, '(\w+)'(?: AS relation)?, '([A-Z ,]+)')"};
    for (std::sregex_iterator found{text.begin(), text.end(), line}, end; found != end; ++found)
        add(grants[(*found)[1]], database, (*found)[2], (*found)[3]);
}

/// CONCAT('GRANT SELECT, …,', ' SHOW VIEW ON ', database_pattern, '.* TO ', QUOTE(@admin_user), …
void read_whole_database(const std::string& text, const std::string& database, Grants& grants)
{
    static const std::regex statement{
        R"('GRANT ([A-Z ,'\s]+) ON ',\s*database_pattern,\s*'\.\* TO ',\s*QUOTE\((@\w+_user)\))"};
    for (std::sregex_iterator found{text.begin(), text.end(), statement}, end; found != end; ++found) {
        auto list = (*found)[1].str();
        std::erase(list, '\'');
        std::ranges::replace(list, '\n', ' ');
        add(grants[(*found)[2]], database, "*", list);
    }
}

bool covers(const store::Right& given, const store::Right& wanted)
{
    const auto fits = [](const std::string& pattern, const std::string& name) {
        return pattern == "*" || pattern == name;
    };
    return fits(given.schema, wanted.schema) && fits(given.relation, wanted.relation) &&
           given.privilege == wanted.privilege;
}

bool is_covered_by_any(const std::vector<store::Right>& all, const store::Right& wanted)
{
    return std::ranges::any_of(all, [&](const auto& given) { return covers(given, wanted); });
}

std::string in_words(const store::Right& right, const std::string& database)
{
    return right.privilege + " on " + (right.schema == database ? "" : right.schema + '.') + right.relation;
}

} // namespace

Grants read_grants(std::string_view text, const std::string& database)
{
    Grants grants;
    const std::string whole{text};
    read_relations(whole, database, grants);
    read_whole_database(whole, database, grants);
    for (const auto* user : {"@pages_user", "@background_user", "@admin_user"})
        if (!grants.contains(user)) throw std::runtime_error{std::string{"grants.sql gives nothing to "} + user};
    return grants;
}

RightsGap compare_rights(
    const std::set<store::Right>& wanted, const std::vector<store::Right>& given, const std::string& database)
{
    RightsGap gap;
    for (const auto& right : wanted)
        if (!is_covered_by_any(given, right)) gap.missing.push_back(in_words(right, database));
    const std::vector<store::Right> all_wanted{wanted.begin(), wanted.end()};
    for (const auto& right : given)
        if (!is_covered_by_any(all_wanted, right)) gap.too_many.push_back(in_words(right, database));
    return gap;
}

} // namespace doctor
