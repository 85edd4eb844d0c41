#include "app/read_settings.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>

namespace {

namespace fs = std::filesystem;

/// A folder with a configuration that has no fault; each test changes what it needs.
class Folder {
public:
    Folder() : path_{fs::temp_directory_path() / ("asiointi-settings-" + std::to_string(::getpid()))}
    {
        fs::create_directories(path_ / "share/pages");
        write_secrets("keys = [\"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\"]\n");
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write_secrets(const std::string& text, mode_t mode = 0640) const
    {
        std::ofstream{path_ / "secrets.toml"} << text;
        ::chmod((path_ / "secrets.toml").c_str(), mode);
    }

    [[nodiscard]] base::Settings read(const std::string& text) const
    {
        std::ofstream{path_ / "a.toml"} << text;
        return app::read_settings((path_ / "a.toml").string());
    }

    /// The faults of a configuration, or "" when there is none.
    [[nodiscard]] std::string faults(const std::string& text) const
    {
        std::string found;
        try {
            (void)read(text);
        } catch (const app::SettingsFaults& faults) {
            found = faults.what();
        }
        return found;
    }

private:
    fs::path path_;
};

std::string names(const std::string& language)
{
    return "[names." + language +
           "]\ncity = \"C\"\ncity_genitive = \"C\"\nservice = \"S\"\nservice_inessive = \"S\"\nsite = \"X\"\n"
           "contact = \"c@example.fi\"\nadviser = \"A\"\nprivacy_contact = \"p@example.fi\"\nstatement_date = "
           "\"23.11.2026\"\n";
}

const std::string good_site = "[site]\nbase_url = \"https://asiointi.example.fi\"\ntemplate_directory = \"share\"\n";
const std::string good_mail = "[mail]\nfrom_address = \"noreply@example.fi\"\n";
const std::string good_database = "[database]\nhosts = [\"unix:/run/mysqld/mysqld.sock\"]\n";
const std::string good_names = names("fi") + names("sv") + names("en");
const std::string good = good_site + good_mail + good_database + good_names;

struct Fault {
    const char* sentence;
    std::string text;
    const char* what;
};
std::ostream& operator<<(std::ostream& out, const Fault& fault)
{
    return out << fault.sentence;
}

const Fault faults[] = {
    {"a misspelt key is no setting", good + "[session]\nidle_minuets = 5\n", "session.idle_minuets: is no setting"},
    {"a text where a number belongs", good + "[session]\nidle_minutes = \"60\"\n", "is not a whole number"},
    {"one below the limit", good + "[password]\nmin_length = 7\n", "is out of range"},
    {"one above the limit", good + "[session]\nremembered_days = 31\n", "is out of range"},
    {"a link that would live too long", good + "[link]\nfirst_password_hours = 25\n", "is out of range"},
    {"a word that is none of the choices", good + "[login]\nfirst_step = \"both\"\n", "\"guide\", \"uniform\""},
    {"a day that does not exist", good + "[login]\nguide_until = \"2027-02-30\"\n", "is no date"},
    {"a base URL with a path",
     good_mail + good_database + good_names + "[site]\ntemplate_directory = \"share\"\nbase_url = \"https://a.fi/x\"\n",
     "is no origin"},
    {"a mail password without TLS",
     good_site + good_database + good_names +
         "[mail]\nfrom_address = \"a@example.fi\"\nuser = \"u\"\nstarttls = \"off\"\n",
     "mail.user: would send"},
    {"no sender", good_site + good_database + good_names, "mail.from_address: is missing"},
    {"no database", good_site + good_mail + good_names, "database.hosts: is missing"},
    {"a database over the network without TLS",
     good_site + good_mail + good_names + "[database]\nhosts = [\"db.example.fi:3306\"]\n",
     "database.tls_ca: is missing"},
    {"a host without a port", good_site + good_mail + good_names + "[database]\nhosts = [\"db\"]\n", "is no host"},
    {"a language without names", good_site + good_mail + good_database + names("fi") + names("en"),
     "names.sv.city: is missing"},
    {"broken TOML", good + "[session\n", "Correct the TOML syntax"},
};

} // namespace

BOOST_AUTO_TEST_CASE(a_complete_configuration_is_read_with_its_defaults)
{
    const Folder folder;
    const auto settings = folder.read(good);
    BOOST_TEST(settings.base_url == "https://asiointi.example.fi");
    BOOST_TEST(settings.password.min_length == 15U);
    BOOST_TEST(settings.keys.size() == 1U);
    BOOST_TEST(settings.database.hosts.front().socket == "/run/mysqld/mysqld.sock");
}

BOOST_DATA_TEST_CASE(each_fault_is_named_with_its_remedy, boost::unit_test::data::make(faults), fault)
{
    const Folder folder;
    BOOST_TEST(folder.faults(fault.text).find(fault.what) != std::string::npos, folder.faults(fault.text));
}

BOOST_AUTO_TEST_CASE(all_faults_are_reported_at_once_each_with_its_line)
{
    const Folder folder;
    const auto found = folder.faults(good + "[session]\nidle_minutes = 1\nabsolute_hours = 99\n[pool]\nworkers = 3\n");
    BOOST_TEST(std::count(found.begin(), found.end(), '\n') == 2);
    const auto line = std::to_string(std::count(good.begin(), good.end(), '\n') + 2);
    BOOST_TEST(found.find("a.toml:" + line + ": session.idle_minutes") != std::string::npos, found);
}

BOOST_AUTO_TEST_CASE(the_example_configuration_has_no_fault_but_its_folder)
{
    std::ifstream example{ASIOINTI_SOURCE_DIR "/conf/asiointipalvelu.toml"};
    const std::string text{std::istreambuf_iterator<char>{example}, {}};
    const auto found = Folder{}.faults(text);
    BOOST_TEST(std::count(found.begin(), found.end(), '\n') == 0, found);
    BOOST_TEST(found.find("site.template_directory: has no folder pages") != std::string::npos, found);
}

BOOST_AUTO_TEST_CASE(a_secrets_file_that_others_may_read_is_refused)
{
    const Folder folder;
    folder.write_secrets("keys = [\"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\"]\n", 0644);
    BOOST_TEST(folder.faults(good).find("chmod 0640") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_key_that_is_too_short_is_refused)
{
    const Folder folder;
    folder.write_secrets("keys = [\"c2hvcnQ=\"]\n");
    BOOST_TEST(folder.faults(good).find("32 bytes") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_secret_of_a_faulty_file_is_in_the_message)
{
    const Folder folder;
    folder.write_secrets("keys = [\"canary\"]\n[database]\npages_password = 5\nother = \"canary\"\n");
    const auto found = folder.faults(good);
    BOOST_TEST(!found.empty());
    BOOST_TEST(found.find("canary") == std::string::npos);
}
