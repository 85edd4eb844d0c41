#pragma once

#include "flow/csv_reader.hpp"
#include "flow/import_source.hpp"

#include <fstream>
#include <map>
#include <optional>

namespace flow {

/// A CSV file with the columns of the view `portal_user` (sql/portal-example/README.md) under their names in the first line,
/// in any order and case. `id` and `email` must be there; columns of other names are left out. Times are read as
/// "2026-01-31", with "T" or a space and a time behind it, or as "31.1.2026". `closed` is empty, 0, 1, true, false, yes or no.
class PortalCsv : public ImportSource {
public:
    /// encoding     nullopt: UTF-8 when the file begins with a byte order mark or has a letter in UTF-8, or else latin1
    ///              (Windows-1252); to find out reads it once more. In UTF-8 a byte that is none is a fault with its line.
    /// with_hashes  read the column `password_hash`.
    /// Throws std::runtime_error when the file cannot be read.
    PortalCsv(const std::string& file, std::optional<CsvEncoding> encoding, bool with_hashes, unsigned rows_at_once);

    [[nodiscard]] std::vector<store::PortalUser> next() override;
    [[nodiscard]] std::uint64_t done() const override { return done_; }
    [[nodiscard]] std::uint64_t total() const override { return size_; }
    [[nodiscard]] const std::string& name() const override { return file_; }
    [[nodiscard]] const std::vector<std::string>& faults() const override { return faults_; }
    [[nodiscard]] std::optional<CsvEncoding> encoding() const override { return encoding_; }

    [[nodiscard]] char separator() const { return separator_; }

private:
    void read_header();
    void fault(std::uint64_t line, const std::string& what);
    [[nodiscard]] std::string cell(const CsvRecord& record, const std::string& column) const;
    [[nodiscard]] std::optional<store::PortalUser> user_of(const CsvRecord& record);
    void name_columns(const CsvRecord& header);

    std::string file_;
    std::ifstream stream_;
    std::uint64_t size_ = 0;
    std::uint64_t done_ = 0;
    CsvEncoding encoding_ = CsvEncoding::utf8;
    char separator_ = ';';
    bool with_hashes_;
    unsigned rows_at_once_;
    std::optional<CsvReader> reader_{};
    std::map<std::string, std::size_t> columns_{}; ///< by name
    std::size_t width_ = 0;                        ///< cells of the first line
    std::uint64_t faults_left_out_ = 0;
    std::vector<std::string> faults_{};
};

} // namespace flow
