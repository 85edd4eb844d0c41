#include "store/migrations.hpp"

#include "base/whole_file.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <stdexcept>
#include <utility>

namespace store {

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file)
{
    auto text = base::whole_file(file.string());
    if (!text || text->empty()) throw std::runtime_error{"cannot read " + file.string()};
    return *std::move(text);
}

Migration read_migration(const fs::path& file)
{
    static const std::regex form{R"(V(\d{4})__([a-z0-9_]+)\.sql)"};
    const auto name = file.filename().string();
    std::smatch parts;
    if (!std::regex_match(name, parts, form)) {
        throw std::runtime_error{file.string() + ": a migration is called V0001__some_name.sql"};
    }
    return {
        .version = static_cast<unsigned>(std::stoul(parts[1].str())), .name = parts[2].str(), .text = text_of(file)};
}

void refuse_gaps(const std::vector<Migration>& migrations, const std::string& directory)
{
    unsigned expected = 1;
    for (const auto& migration : migrations) {
        if (migration.version != expected++) {
            throw std::runtime_error{
                directory + ": the number of migration " + std::to_string(migration.version) + " (" + migration.name +
                ") is double or follows a gap"};
        }
    }
}

} // namespace

std::vector<Migration> read_migrations(const std::string& directory)
{
    std::vector<Migration> migrations;
    for (const auto& entry : fs::directory_iterator{directory}) {
        const auto name = entry.path().filename().string();
        if (name.starts_with('V') && name.ends_with(".sql")) migrations.push_back(read_migration(entry.path()));
    }
    std::ranges::sort(migrations, {}, &Migration::version);
    refuse_gaps(migrations, directory);
    return migrations;
}

} // namespace store
