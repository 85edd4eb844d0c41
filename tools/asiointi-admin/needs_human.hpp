#pragma once

#include "flow/import_users.hpp"

#include <fstream>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace admin {

/// Everybody who needs a human, as a file for spreadsheet programs: UTF-8 with a byte order mark, cells apart by ';', no
/// cell a formula. Only its owner may read it. It stands under its name when it is whole.
class NeedsHumanFile {
public:
    /// Throws std::runtime_error when it cannot be written.
    explicit NeedsHumanFile(std::string file);
    NeedsHumanFile(const NeedsHumanFile&) = delete;
    NeedsHumanFile& operator=(const NeedsHumanFile&) = delete;
    ~NeedsHumanFile(); ///< leaves nothing behind that is not whole

    void add(const flow::ImportFinding& finding);

    /// Throws std::runtime_error when the disk is full or the like.
    void finish();

private:
    std::string file_;
    std::string unfinished_;
    std::ofstream stream_{};
    bool is_finished_ = false;
};

/// The same on a terminal: how many for each reason, and the first thirty.
class NeedsHumanTable {
public:
    void add(const flow::ImportFinding& finding);
    /// file  where all of them are; "" when nowhere.
    void print(std::ostream& out, const std::string& file) const;

private:
    unsigned count_ = 0;
    std::map<flow::ImportReason, unsigned> by_reason_{};
    std::vector<flow::ImportFinding> first_{};
};

} // namespace admin
