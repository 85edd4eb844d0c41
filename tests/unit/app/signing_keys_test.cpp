#include "app/signing_keys.hpp"

#include "app/settings_faults.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <ostream>

BOOST_AUTO_TEST_SUITE(signing_keys)

namespace {

namespace fs = std::filesystem;

const std::string digits = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";  // 01234567890123456789012345678901
const std::string letters = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY="; // abcdefghijklmnopqrstuvwxyzabcdef

constexpr auth::Day today = std::chrono::year{2026} / 11 / 26;

/// A file of keys in a folder of its own.
class KeyFile {
public:
    KeyFile() : folder_{fs::temp_directory_path() / ("asiointi-signing-" + std::to_string(::getpid()))}
    {
        fs::create_directories(folder_);
    }
    ~KeyFile() { fs::remove_all(folder_); }
    KeyFile(const KeyFile&) = delete;
    KeyFile& operator=(const KeyFile&) = delete;

    [[nodiscard]] std::string path() const { return (folder_ / "signing.keys").string(); }
    [[nodiscard]] std::string secrets() const { return (folder_ / "secrets.toml").string(); }

    void write(const std::string& text, mode_t mode = 0640) const
    {
        std::ofstream{path()} << text;
        ::chmod(path().c_str(), mode);
    }

    void rotate() const
    {
        const auto entries = auth::with_next(app::list_signing_keys(path()), today);
        app::write_signing_keys(path(), auth::with_next_in_use(entries, today).value(), secrets());
    }

    [[nodiscard]] std::vector<std::string> keys() const
    {
        std::vector<std::string> keys;
        for (const auto& key : app::read_signing_keys(path())) keys.push_back(key.reveal());
        return keys;
    }

private:
    fs::path folder_;
};

std::string fault_of(const KeyFile& file)
try {
    (void)file.keys();
    return "";
} catch (const app::SettingsFaults& faults) {
    return faults.what();
}

struct stat status_of(const std::string& file)
{
    struct stat status = {};
    BOOST_REQUIRE(::stat(file.c_str(), &status) == 0);
    return status;
}

/// Only root gives files to others.
boost::test_tools::assertion_result as_root(boost::unit_test::test_unit_id)
{
    return ::geteuid() == 0;
}

struct Faulty {
    const char* sentence;
    std::string text;
    mode_t mode;
    const char* what; ///< after the file's name
};
std::ostream& operator<<(std::ostream& out, const Faulty& faulty)
{
    return out << faulty.sentence;
}

const Faulty faulty_files[] = {
    {"an empty file", "", 0640, ": holds no signing key. Make it with: asiointi-admin keys rotate"},
    {"comments alone", "# one\n\n  # two", 0640, ": holds no signing key. Make it with:"},
    {"a key of 31 bytes", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MA==\n", 0640, ":1: is no key of 32 bytes"},
    {"a line that is something else", "# one\n" + digits + "\nxyz\n", 0640, ":3: is no key of 32 bytes"},
    {"two keys on one line", digits + ' ' + letters + '\n', 0640, ":1: is no key of 32 bytes"},
    {"a file that everybody may read", digits + '\n', 0644, ": others may read or change this file. Run: chmod 0640 "},
    {"a file that its group may change", digits + '\n', 0660, ": others may read or change this file."},
    {"a file that is far too long", std::string(65'537, '#'), 0640, ": is no file of the signing keys"},
};

} // namespace

BOOST_AUTO_TEST_CASE(keys_are_read_in_the_order_of_their_lines)
{
    const KeyFile file;
    file.write("# a comment\n" + digits + "\r\n\n  " + letters + "\t");
    BOOST_TEST(
        file.keys() ==
            (std::vector<std::string>{"01234567890123456789012345678901", "abcdefghijklmnopqrstuvwxyzabcdef"}),
        boost::test_tools::per_element());
    BOOST_TEST(app::read_signing_keys("").empty());
}

BOOST_DATA_TEST_CASE(
    each_fault_of_the_file_is_named_with_its_remedy, boost::unit_test::data::make(faulty_files), faulty)
{
    const KeyFile file;
    file.write(faulty.text, faulty.mode);
    BOOST_TEST(fault_of(file).starts_with(file.path() + faulty.what), fault_of(file));
    BOOST_TEST(fault_of(file).find(digits.substr(0, 8)) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_a_fault_that_says_how_to_make_it)
{
    const KeyFile file;
    BOOST_TEST(
        fault_of(file) == file.path() + ": the signing keys cannot be read: No such file or directory. "
                                        "Make it with: asiointi-admin keys rotate");
}

BOOST_AUTO_TEST_CASE(rotating_puts_a_new_key_in_front_and_keeps_those_before_it)
{
    const KeyFile file;
    std::vector<std::string> newest_first;
    for (int i = 0; i < 3; ++i) {
        file.rotate();
        newest_first.insert(newest_first.begin(), file.keys().front());
        BOOST_TEST(file.keys() == newest_first, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_key_that_is_next_is_published_behind_the_one_that_signs)
{
    const KeyFile file;
    file.rotate();
    const auto signing = file.keys().front();
    app::write_signing_keys(file.path(), auth::with_next(app::list_signing_keys(file.path()), today), file.secrets());
    BOOST_TEST(file.keys().size() == 2U);
    BOOST_TEST(file.keys().front() == signing);
}

BOOST_AUTO_TEST_CASE(a_file_without_a_key_that_signs_is_a_fault)
{
    const KeyFile file;
    for (const auto* life : {" made 2026-11-26", " made 2026-11-20 used 2026-11-21 retired 2026-11-26"}) {
        file.write(digits + life + '\n');
        BOOST_TEST(fault_of(file).starts_with(file.path() + ": holds no signing key."), life);
    }
}

BOOST_AUTO_TEST_CASE(nobody_but_owner_and_group_may_read_the_keys)
{
    const KeyFile file;
    file.rotate();
    BOOST_TEST((status_of(file.path()).st_mode & 0777) == 0640U);
}

BOOST_AUTO_TEST_CASE(
    a_new_file_has_the_group_of_the_secrets_and_later_its_own, *boost::unit_test::precondition(as_root))
{
    const KeyFile file;
    std::ofstream{file.secrets()} << "";
    BOOST_REQUIRE(::chown(file.secrets().c_str(), 0, 1) == 0);
    file.rotate();
    BOOST_TEST(status_of(file.path()).st_gid == 1U);
    BOOST_REQUIRE(::chown(file.path().c_str(), 0, 2) == 0);
    file.rotate();
    BOOST_TEST(status_of(file.path()).st_gid == 2U);
}

BOOST_AUTO_TEST_CASE(rotating_leaves_a_faulty_file_as_it_is)
{
    const KeyFile file;
    file.write("xyz\n");
    BOOST_CHECK_THROW(file.rotate(), app::SettingsFaults);
    BOOST_TEST(fault_of(file).starts_with(file.path() + ":1: "));
    BOOST_TEST(!fs::exists(file.path() + ".new"));
}

BOOST_AUTO_TEST_SUITE_END()
