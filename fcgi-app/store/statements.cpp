#include "store/statements.hpp"

#include "base/text.hpp"

#include <sstream>
#include <stdexcept>

namespace store {

std::vector<std::string> statements_of(std::string_view text)
{
    std::vector<std::string> statements;
    std::string statement;
    std::istringstream lines{std::string{text}};
    for (std::string line; std::getline(lines, line);) {
        const auto content = base::trimmed(line);
        if (content.empty() || content.starts_with("--")) continue;
        statement += line + '\n';
        if (!content.ends_with(';')) continue;
        statement.erase(statement.rfind(';'));
        statements.push_back(std::move(statement));
        statement.clear();
    }
    if (!statement.empty()) throw std::runtime_error{"a statement without \";\" at its end: " + statement};
    return statements;
}

} // namespace store
