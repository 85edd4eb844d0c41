#pragma once

#include "store/portal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flow {

enum class CsvEncoding { utf8, latin1 };

/// Where the portal's users come from: the view, or a file. Read once, from the first to the last.
class ImportSource {
public:
    ImportSource() = default;
    ImportSource(const ImportSource&) = delete;
    ImportSource& operator=(const ImportSource&) = delete;
    virtual ~ImportSource() = default;

    /// The next users, some hundred; none: that was all.
    [[nodiscard]] virtual std::vector<store::PortalUser> next() = 0;

    /// How far next() has come, of how much: users, or bytes of a file.
    [[nodiscard]] virtual std::uint64_t done() const = 0;
    [[nodiscard]] virtual std::uint64_t total() const = 0;

    /// "portal_user", or the file, for messages.
    [[nodiscard]] virtual const std::string& name() const = 0;

    /// What is wrong with what was read so far, one line each, the first hundred; empty: nothing.
    [[nodiscard]] virtual const std::vector<std::string>& faults() const = 0;

    /// As a file was read; nullopt: it is none.
    [[nodiscard]] virtual std::optional<CsvEncoding> encoding() const { return std::nullopt; }
};

/// The view `portal_user`, in the order of its ids. Users that appear or move while it is read wait for the next run.
class PortalView : public ImportSource {
public:
    /// with_hashes   read the view's column `password_hash`, if it has one.
    /// rows_at_once  by one statement.
    PortalView(store::Database& db, bool with_hashes, unsigned rows_at_once);

    [[nodiscard]] std::vector<store::PortalUser> next() override;
    [[nodiscard]] std::uint64_t done() const override { return done_; }
    [[nodiscard]] std::uint64_t total() const override { return total_; }
    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] const std::vector<std::string>& faults() const override { return no_faults_; }

private:
    store::Database& db_;
    bool with_hashes_;
    unsigned rows_at_once_;
    std::uint64_t total_;
    std::uint64_t done_ = 0;
    bool at_end_ = false;
    std::optional<std::string> after_{};
    std::string name_ = "portal_user";
    std::vector<std::string> no_faults_{};
};

} // namespace flow
