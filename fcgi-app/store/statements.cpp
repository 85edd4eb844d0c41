#include "store/statements.hpp"

#include "base/text.hpp"

#include <sstream>
#include <stdexcept>

namespace store {
namespace {

constexpr std::string_view change_of_delimiter = "DELIMITER ";

/// Collects lines until one ends with the delimiter.
class Splitter {
public:
    void add(const std::string& line)
    {
        const auto content = base::trimmed(line);
        if (content.empty() || content.starts_with("--")) return;
        statement_ += line + '\n';
        if (!content.ends_with(delimiter_)) return;
        statement_.erase(statement_.rfind(delimiter_));
        statements_.push_back(std::move(statement_));
        statement_.clear();
    }

    void use_delimiter(std::string delimiter) { delimiter_ = std::move(delimiter); }

    [[nodiscard]] std::vector<std::string> finish()
    {
        if (statement_.empty()) return std::move(statements_);
        throw std::runtime_error{"a statement without \"" + delimiter_ + "\" at its end: " + statement_};
    }

private:
    std::string delimiter_ = ";";
    std::string statement_;
    std::vector<std::string> statements_;
};

} // namespace

std::vector<std::string> statements_of(std::string_view text)
{
    Splitter splitter;
    std::istringstream lines{std::string{text}};
    for (std::string line; std::getline(lines, line);) splitter.add(line);
    return splitter.finish();
}

std::vector<std::string> client_statements_of(std::string_view text)
{
    Splitter splitter;
    std::istringstream lines{std::string{text}};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(change_of_delimiter))
            splitter.use_delimiter(base::trimmed(line.substr(change_of_delimiter.size())));
        else
            splitter.add(line);
    }
    return splitter.finish();
}

} // namespace store
