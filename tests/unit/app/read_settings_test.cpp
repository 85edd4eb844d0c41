#include "app/read_settings.hpp"
#include "support/places.hpp"

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
           "contact = \"c@example.fi\"\nadviser = \"A\"\nprivacy_contact = \"p@example.fi\"\n";
}

const std::string good_site = "[site]\nbase_url = \"https://asiointi.example.fi\"\ntemplate_directory = \"share\"\n";
const std::string good_mail = "[mail]\nfrom_address = \"noreply@example.fi\"\n";
const std::string good_database = "[database]\nhosts = [\"unix:/run/mysqld/mysqld.sock\"]\n";
const std::string good_names = names("fi") + names("sv") + names("en");
const std::string good_statements = "[statements]\nupdated = \"2026-11-23\"\n";
const std::string rest = good_mail + good_database + good_names + good_statements; // all but the site
const std::string good = good_site + rest;
/// The site's table comes first, so what is put before `rest` belongs to it.
const auto site_with = [](const std::string& line) { return good_site + line + "\n" + rest; };
const std::string gap = "[[statements.gaps]]\nfi = \"a\"\nsv = \"b\"\nen = \"c\"\n";

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
    {"an account that is dormant after a year", good + "[retention]\ndormant_years = 1\n",
     "retention.dormant_years: is too short"},
    {"an account that is dormant after a life", good + "[retention]\ndormant_years = 21\n", "is out of range"},
    {"a link that would live too long", good + "[link]\nfirst_password_hours = 25\n", "is out of range"},
    {"a pause between mails that outlives their links",
     good_site + good_mail + "pause_between_s = 600\n" + good_database + good_names + good_statements +
         "[link]\nrecovery_minutes = 10\n",
     "mail.pause_between_s: is as long as a mailed link is good"},
    {"an account that is gone while a change of its address can be undone", good + "[account]\nerase_after_days = 6\n",
     "account.erase_after_days: is shorter than"},
    {"a word that is none of the choices", good + "[login]\nfirst_step = \"both\"\n", "\"guide\", \"uniform\""},
    {"old passwords without an end", good + "[import]\npassword_hashes = true\n",
     "Add the last day on which a password of the old portal lets its owner in"},
    {"old passwords that are a word", good + "[import]\npassword_hashes = \"yes\"\n", "import.password_hashes"},
    {"a day that does not exist", good + "[login]\nguide_until = \"2027-02-30\"\n", "is no date"},
    {"a base URL with a path",
     good_mail + good_database + good_names + "[site]\ntemplate_directory = \"share\"\nbase_url = \"https://a.fi/x\"\n",
     "is no origin"},
    {"a mail password without TLS",
     good_site + good_database + good_names +
         "[mail]\nfrom_address = \"a@example.fi\"\nuser = \"u\"\nstarttls = \"off\"\n",
     "mail.user: would send"},
    {"a bounce address with a mark of its own",
     good_site + good_mail + "bounce_address = \"bounces+x@example.fi\"\n" + good_database + good_names,
     "mail.bounce_address: is no address to which a mark can be added"},
    {"a sender with a name", good_site + "[mail]\nfrom_address = \"A <a@example.fi>\"\n" + good_database + good_names,
     "mail.from_address: is no e-mail address"},
    {"a sender beyond ASCII", good_site + "[mail]\nfrom_address = \"a@päätös.fi\"\n" + good_database + good_names,
     "mail.from_address: is no e-mail address"},
    {"no sender", good_site + good_database + good_names, "mail.from_address: is missing"},
    {"a key with a line break in it", good + "\"a\\nb\" = 1\n", "a\\u000Ab: is no setting"},
    {"a host with a line break in it", good_site + good_mail + good_names + "[database]\nhosts = [\"a\\nb\"]\n",
     "\"a\\u000Ab\" is no host"},
    {"no database", good_site + good_mail + good_names, "database.hosts: is missing"},
    {"a database over the network without TLS",
     good_site + good_mail + good_names + "[database]\nhosts = [\"db.example.fi:3306\"]\n",
     "database.tls_ca: is missing"},
    {"an authority that is not there",
     good_site + good_mail + good_names +
         "[database]\nhosts = [\"db.example.fi:3306\"]\ntls_ca = \"/nowhere/ca.pem\"\n",
     "database.tls_ca: /nowhere/ca.pem cannot be read"},
    {"templates in a folder whose name is too long for any",
     "[site]\nbase_url = \"https://asiointi.example.fi\"\ntemplate_directory = \"" + std::string(300, 'w') + "\"\n" +
         rest,
     "site.template_directory: has no folder pages"},
    {"an authority that is a folder",
     good_site + good_mail + good_names + "[database]\nhosts = [\"db.example.fi:3306\"]\ntls_ca = \"/etc\"\n",
     "database.tls_ca: /etc cannot be read"},
    {"an authority that is no certificate",
     good_site + good_database + good_names + good_mail + "tls_ca = \"/etc/passwd\"\n",
     "mail.tls_ca: /etc/passwd holds no certificate"},
    {"mails in plain text to another machine",
     good_site + good_database + good_names + good_mail + "smtp_host = \"mail.example.fi\"\nstarttls = \"off\"\n",
     "mail.starttls: would send mails in plain text"},
    {"a host without a port", good_site + good_mail + good_names + "[database]\nhosts = [\"db\"]\n", "is no host"},
    {"a language without names", good_site + good_mail + good_database + names("fi") + names("en"),
     "names.sv.city: is missing"},
    {"a stylesheet from elsewhere", site_with("theme_css = \"https://www.example.fi/teema.css\""),
     "site.theme_css: is no path"},
    {"a stylesheet by a path that is a host", site_with("theme_css = \"//www.example.fi/teema.css\""),
     "site.theme_css: is no path"},
    {"a logo that is no picture we show", site_with("logo = \"/Account/theme/logo.gif\""),
     "ends in .svg or .png: /Account/theme/"},
    {"a logo that ends the attribute", site_with("logo = '/\"onerror=x.svg'"), "site.logo: is no path"},
    {"an icon that is no file", site_with("icon = \"/\""), "site.icon: is no path"},
    {"a footer link without its address", good + "[[footer.sv]]\nlabel = \"Respons\"\n",
     "footer.sv[0].url: is missing"},
    {"a footer link without words", good + "[[footer.sv]]\nurl = \"/respons\"\n", "footer.sv[0].label: is missing"},
    {"a footer link without TLS", good + "[[footer.fi]]\nlabel = \"x\"\nurl = \"http://example.fi/\"\n",
     "footer.fi[0].url: is no link. Write https://"},
    {"a footer link that is a script", good + "[[footer.fi]]\nlabel = \"x\"\nurl = \"javascript:alert(1)\"\n",
     "footer.fi[0].url: is no link"},
    {"a misspelt key of a footer link", good + "[[footer.fi]]\nlabel = \"x\"\nurl = \"/\"\nlang = \"fi\"\n",
     "footer.fi[0].lang: is no setting"},
    {"a footer for a language that is none of ours", good + "[[footer.de]]\nlabel = \"x\"\nurl = \"/\"\n",
     "footer.de: is no setting"},
    {"a footer that is no list", good + "[footer]\nfi = \"x\"\n", "Begin each with a line [[footer.fi]]"},
    {"a misspelt name",
     good_site + good_mail + good_database + names("fi") + "phon = \"1\"\n" + names("sv") + names("en") +
         good_statements,
     "names.fi.phon: is no setting"},
    {"a name that is no text", good + "[names.fi.phone]\n", "names.fi.phone: is not a text"},
    {"a colour of mails that is none", site_with("mail_link = \"red\""), "site.mail_link: is no colour"},
    {"a colour of mails that cannot be read on white", site_with("mail_link = \"#8cc4ff\""),
     "site.mail_link: has a contrast of 1.69:1 with #f4f6f8. Choose a darker one"},
    {"a band that white letters cannot be read on", site_with("mail_band = \"#e3b04b\""),
     "site.mail_band: has a contrast"},
    {"a link that cannot be read in the dark", site_with("mail_link_dark = \"#7a2f4b\""), "Choose a lighter one"},
    {"a table without a key that is no setting", good + "[names.fi.x]\n", "names.fi.x: is no setting"},
    {"a form for feedback that is no link",
     good_site + good_mail + good_database + names("fi") + "feedback_url = \"www.example.fi\"\n" + names("sv") +
         names("en") + good_statements,
     "names.fi.feedback_url: is no link"},
    {"no day of the statement", good_site + good_mail + good_database + good_names, "statements.updated: is missing"},
    {"a day of the statement that is none",
     good_site + good_mail + good_database + good_names + "[statements]\nupdated = \"23.11.2026\"\n",
     "statements.updated: is no date"},
    {"gaps, yet full conformance", good + gap, "statements.conformance: is \"full\", yet"},
    {"partial conformance without a gap", good + "conformance = \"partial\"\n", "statements.conformance: names no gap"},
    {"a gap that is not told in Swedish",
     good + "conformance = \"partial\"\n[[statements.gaps]]\nfi = \"a\"\nen = \"c\"\n",
     "statements.gaps[0].sv: is missing"},
    {"an external evaluation by nobody", good + "evaluation = \"external\"\n", "names.sv.evaluator: is missing"},
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

BOOST_AUTO_TEST_CASE(the_look_and_the_statements_are_read_for_each_language)
{
    const auto settings = Folder{}.read(
        site_with("theme_css = \"/Account/theme/a.css?v=2\"\nlogo = \"/Account/theme/logo.svg\"") +
        "conformance = \"partial\"\nevaluated = \"2026-11-01\"\n" + gap +
        "[[footer.sv]]\nlabel = \"Första\"\nurl = \"https://www.example.fi/\"\n[[footer.sv]]\nlabel = \"Andra\"\nurl = "
        "\"/b\"\n");
    BOOST_TEST(settings.look.theme_css == "/Account/theme/a.css?v=2");
    BOOST_TEST(settings.look.logo == "/Account/theme/logo.svg");
    BOOST_TEST(settings.look.footer[0].empty());
    BOOST_REQUIRE(settings.look.footer[1].size() == 2U);
    BOOST_TEST(settings.look.footer[1][1].label == "Andra");
    BOOST_TEST(settings.statements.gaps.at(0)[2] == "c");
    BOOST_TEST((settings.statements.updated - settings.statements.evaluated).count() == 22);
}

BOOST_AUTO_TEST_CASE(what_the_portal_is_told_beside_the_headers_is_read)
{
    const Folder folder;
    BOOST_TEST(folder.read(good).portal.audience == "portal");
    BOOST_TEST(folder.read(good).portal.signing_keys.empty());
    const auto settings = folder.read(good + "[portal]\naudience = \"luvat\"\nsigning_keys = \"signing.keys\"\n");
    BOOST_TEST(settings.portal.audience == "luvat");
    const auto beside = settings.file.substr(0, settings.file.rfind('/'));
    BOOST_TEST(settings.portal.signing_keys == beside + "/signing.keys");
    BOOST_TEST(settings.secrets_file == beside + "/secrets.toml");
}

BOOST_AUTO_TEST_CASE(a_portal_on_a_host_of_its_own_is_a_place_to_return_to_and_its_cookies_have_paths)
{
    const Folder folder;
    BOOST_TEST(!folder.read(good).portal.create_users);
    const auto settings = folder.read(
        good + "[portal]\norigins = [\"https://portaali.example.fi\"]\ncreate_users = true\n"
               "cookies = [\"PHPSESSID\", \"JSESSIONID /hakemukset\"]\n");
    const auto& portal = settings.portal;
    BOOST_TEST(
        portal.origins == std::vector<std::string>{"https://portaali.example.fi"}, boost::test_tools::per_element());
    BOOST_TEST(settings.return_origins.back() == "https://portaali.example.fi");
    BOOST_TEST(portal.create_users);
    BOOST_REQUIRE(portal.cookies.size() == 2U);
    BOOST_TEST((portal.cookies[0].name == "PHPSESSID" && portal.cookies[0].path == "/"));
    BOOST_TEST((portal.cookies[1].name == "JSESSIONID" && portal.cookies[1].path == "/hakemukset"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_the_portal_is_named)
{
    const Folder folder;
    const auto base_url = folder.read(good).base_url;
    const std::pair<std::string, std::string> wrong[] = {
        {"origins = [\"portaali.example.fi\"]", "portal.origins"},
        {"origins = [\"https://portaali.example.fi/\"]", "portal.origins"},
        {"origins = [\"" + base_url + "\"]", "names the host of the account pages"},
        {"origins = [\"http" + base_url.substr(base_url.find("://")) + "\"]", "names the host of the account pages"},
        {"cookies = [\"PHP SESSID\"]", "portal.cookies"},
        {"cookies = [\"\"]", "portal.cookies"},
        {"cookies = [\"a;b\"]", "portal.cookies"},
        {"cookies = [\"a hakemukset\"]", "portal.cookies"},
        {"cookies = [\"a /x; Domain=example.fi\"]", "portal.cookies"},
        {"create_users = \"yes\"", "portal.create_users"},
        {"origin = [\"https://portaali.example.fi\"]", "portal.origin"}};
    for (const auto& [line, named] : wrong) {
        const auto found = folder.faults(good + "[portal]\n" + line + "\n");
        BOOST_TEST(found.find(named) != std::string::npos, line + " gave: " + found);
    }
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
    std::ifstream example{support::source("conf/asiointipalvelu.toml")};
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

BOOST_AUTO_TEST_CASE(old_passwords_come_along_only_where_the_city_says_so_and_until_a_day)
{
    const Folder folder;
    BOOST_TEST(!folder.read(good).importing.password_hashes);
    const auto importing =
        folder.read(good + "[import]\npassword_hashes = true\npassword_hashes_until = \"2027-12-31\"\n").importing;
    BOOST_TEST(importing.password_hashes);
    using namespace std::chrono_literals;
    BOOST_TEST((importing.password_hashes_until == std::chrono::sys_days{2027y / 12 / 31}));
}
