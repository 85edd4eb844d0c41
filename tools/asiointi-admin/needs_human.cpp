#include "needs_human.hpp"

#include "base/text.hpp"
#include "flow/csv_reader.hpp"

#include <fcntl.h>
#include <filesystem>
#include <iomanip>
#include <stdexcept>
#include <unistd.h>

namespace admin {
namespace {

constexpr std::size_t most_printed = 30;

/// One cell, padded or cut to its width in characters.
std::string cell(const std::string& text, std::size_t width)
{
    if (const auto length = base::code_points(text); length <= width) return text + std::string(width - length, ' ');
    std::size_t bytes = 0;
    for (std::size_t characters = 0; bytes < text.size(); ++bytes) {
        const bool begins_character = (static_cast<unsigned char>(text[bytes]) & 0xC0U) != 0x80U;
        if (begins_character && ++characters == width) break;
    }
    return text.substr(0, bytes) + "…";
}

void print_row(
    std::ostream& out, const std::string& id, const std::string& old_name, const std::string& email,
    std::string_view why)
{
    constexpr std::size_t id_width = 10;
    constexpr std::size_t name_width = 18;
    constexpr std::size_t email_width = 36;
    out << cell(id, id_width) << "  " << cell(old_name, name_width) << "  " << cell(email, email_width) << "  " << why
        << '\n';
}

/// Nobody else may read it from its first byte on, whatever the umask.
void make_private(const std::string& file)
{
    ::unlink(file.c_str());
    const int fd = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) throw std::runtime_error{"cannot write " + file};
    ::close(fd);
}

} // namespace

NeedsHumanFile::NeedsHumanFile(std::string file) : file_{std::move(file)}, unfinished_{file_ + ".unfinished"}
{
    make_private(unfinished_);
    stream_.open(unfinished_, std::ios::binary);
    stream_ << "\xEF\xBB\xBFportal_id;old_name;email;name;reason;sentence\r\n";
    if (!stream_) throw std::runtime_error{"cannot write " + unfinished_};
}

NeedsHumanFile::~NeedsHumanFile()
{
    if (!is_finished_) ::unlink(unfinished_.c_str());
}

void NeedsHumanFile::add(const flow::ImportFinding& finding)
{
    const auto separated = [](const std::string& text) { return flow::csv_cell(text) + ';'; };
    stream_ << separated(finding.portal_id) << separated(finding.old_name) << separated(finding.email)
            << separated(finding.name) << flow::name_of(finding.reason) << ';'
            << flow::csv_cell(flow::sentence_of(finding.reason)) << "\r\n";
}

void NeedsHumanFile::finish()
{
    stream_.close();
    if (!stream_) throw std::runtime_error{"cannot write " + unfinished_};
    std::filesystem::rename(unfinished_, file_);
    is_finished_ = true;
}

void NeedsHumanTable::add(const flow::ImportFinding& finding)
{
    ++count_;
    ++by_reason_[finding.reason];
    if (first_.size() < most_printed) first_.push_back(finding);
}

void NeedsHumanTable::print(std::ostream& out, const std::string& file) const
{
    if (count_ == 0) {
        out << "\nNobody needs a human.\n";
        return;
    }
    out << "\nWho needs a human\n";
    for (const auto& [reason, count] : by_reason_)
        out << std::setw(8) << count << "  " << flow::sentence_of(reason) << '\n';
    out << '\n';
    print_row(out, "Portal id", "Old user name", "Address on file", "Why");
    for (const auto& each : first_)
        print_row(out, each.portal_id, each.old_name, each.email, flow::sentence_of(each.reason));
    if (count_ > first_.size()) out << "… and " << count_ - first_.size() << " more";
    if (count_ > first_.size() && file.empty()) out << "; --needs-human FILE writes all";
    if (count_ > first_.size()) out << '\n';
    if (!file.empty()) out << "All of them are in " << file << '\n';
}

} // namespace admin
