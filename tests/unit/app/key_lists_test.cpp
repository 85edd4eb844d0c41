#include "app/key_lists.hpp"

#include "app/settings_faults.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <system_error>

BOOST_AUTO_TEST_SUITE(key_lists)

namespace {

namespace fs = std::filesystem;

const std::string digits = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
const std::string letters = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=";

/// A secrets file in a folder of its own.
class SecretsFile {
public:
    explicit SecretsFile(const std::string& text, mode_t mode = 0640)
        : folder_{fs::temp_directory_path() / ("asiointi-keys-" + std::to_string(::getpid()))}
    {
        fs::create_directories(folder_);
        std::ofstream{path()} << text;
        ::chmod(path().c_str(), mode);
    }
    ~SecretsFile() { fs::remove_all(folder_); }
    SecretsFile(const SecretsFile&) = delete;
    SecretsFile& operator=(const SecretsFile&) = delete;

    [[nodiscard]] std::string path() const { return (folder_ / "secrets.toml").string(); }
    [[nodiscard]] std::string text() const
    {
        std::ostringstream text;
        text << std::ifstream{path()}.rdbuf();
        return std::move(text).str();
    }
    [[nodiscard]] bool is_alone() const
    {
        return std::distance(fs::directory_iterator{folder_}, fs::directory_iterator{}) == 1;
    }

private:
    fs::path folder_;
};

std::vector<auth::KeyEntry> list_of(const std::string& text)
{
    return {auth::parse_key_entry(text).value()};
}

struct Rewritten {
    const char* sentence;
    std::string before;
    std::string key;
    std::string after;
};
std::ostream& operator<<(std::ostream& out, const Rewritten& rewritten)
{
    return out << rewritten.sentence;
}

const std::string life = letters + " made 2026-11-20 used 2026-11-26";
const std::string list = "[\n  \"" + life + "\",\n]";

const Rewritten files[] = {
    {"a list in one line, with a comment behind it", "keys = [\"" + digits + "\"] # ours\n[mail]\npassword = \"x\"\n",
     "keys", "keys = " + list + " # ours\n[mail]\npassword = \"x\"\n"},
    {"a list in several lines, behind letters of several bytes",
     "# Äiti\n'ä' = \"ö\"\nkeys = [ # \xF0\x9F\x94\x91 ]\n  \"" + digits + "\", # old ]\n]\nend = 1\n", "keys",
     "# Äiti\n'ä' = \"ö\"\nkeys = " + list + "\nend = 1\n"},
    {"a list inside a table in one line", "password = { pepper = [\"" + digits + "\"] }\n", "password.pepper",
     "password = { pepper = " + list + " }\n"},
    {"no list yet, and no table", "keys = [\"" + digits + "\"]\n[mail]\npassword = \"x\"\n", "password.pepper",
     "keys = [\"" + digits + "\"]\n[mail]\npassword = \"x\"\n\n[password]\npepper = " + list + "\n"},
    {"no list yet in its table", "[password]\n# none yet\n[mail]\npassword = \"x\"\n", "password.pepper",
     "[password]\npepper = " + list + "\n# none yet\n[mail]\npassword = \"x\"\n"},
    {"no list of keys yet", "[mail]\npassword = \"x\"\n", "keys", "keys = " + list + "\n[mail]\npassword = \"x\"\n"},
};

const std::string unfit[] = {
    "keys = 7\n",
    "keys = [\"xyz\"]\n",
    "keys = [7]\n",
    "keys = [\n",
};

} // namespace

BOOST_DATA_TEST_CASE(only_the_list_is_changed, boost::unit_test::data::make(files), rewritten)
{
    const SecretsFile file{rewritten.before};
    app::replace_keys(file.path(), rewritten.key, list_of(life));
    BOOST_TEST(file.text() == rewritten.after);
    const auto read = app::list_keys(file.path(), rewritten.key);
    BOOST_REQUIRE(read.size() == 1U);
    BOOST_TEST(auth::to_text(read.front()) == life);
    BOOST_TEST(file.is_alone());
}

BOOST_DATA_TEST_CASE(a_faulty_list_is_told_without_a_secret, boost::unit_test::data::make(unfit), text)
{
    const SecretsFile file{text};
    BOOST_CHECK_THROW((void)app::list_keys(file.path(), "keys"), app::SettingsFaults);
    BOOST_TEST(file.text() == text);
}

BOOST_AUTO_TEST_CASE(a_list_that_is_not_there_is_empty)
{
    const SecretsFile file{"keys = [\"" + digits + "\"]\n"};
    BOOST_TEST(app::list_keys(file.path(), "password.pepper").empty());
    BOOST_TEST(app::list_keys(file.path(), "keys").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_changed_alone_stays_as_it_is)
{
    const std::string text = "password.pepper.old = 1\n";
    const SecretsFile file{text};
    BOOST_CHECK_THROW(app::replace_keys(file.path(), "password.pepper", list_of(life)), std::runtime_error);
    BOOST_TEST(file.text() == text);
    BOOST_TEST(file.is_alone());
}

BOOST_AUTO_TEST_CASE(the_file_keeps_its_mode_and_one_that_others_may_read_is_refused)
{
    for (const mode_t mode : {0600U, 0640U}) {
        const SecretsFile file{"keys = [\"" + digits + "\"]\n", mode};
        app::replace_keys(file.path(), "keys", list_of(life));
        struct stat status = {};
        BOOST_REQUIRE(::stat(file.path().c_str(), &status) == 0);
        BOOST_TEST((status.st_mode & 0777) == mode);
    }
    const SecretsFile open{"keys = [\"" + digits + "\"]\n", 0644};
    BOOST_CHECK_THROW(app::replace_keys(open.path(), "keys", list_of(life)), app::SettingsFaults);
}

BOOST_AUTO_TEST_SUITE_END()
