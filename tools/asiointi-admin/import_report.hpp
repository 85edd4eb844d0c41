#pragma once

#include "flow/import_users.hpp"

#include <ostream>
#include <string>

namespace admin {

/// What an import did, or would do, as text.
void print_import(std::ostream& out, const flow::ImportResult& result, bool applied);

/// The same as one JSON object, written while the import goes on: first everybody who needs a human.
class ImportJson {
public:
    explicit ImportJson(std::ostream& out) : out_{out} {}
    void add(const flow::ImportFinding& finding);
    void finish(const flow::ImportResult& result, bool applied);

private:
    std::ostream& out_;
    bool has_begun_ = false;
};

} // namespace admin
