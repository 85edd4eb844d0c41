#include "app/credentials.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

/// What a service manager hands over: one file, "secrets.toml".
class HandedOver {
public:
    HandedOver() : folder_{fs::temp_directory_path() / ("asiointi-credentials-" + std::to_string(::getpid()))}
    {
        fs::create_directories(folder_);
        std::ofstream{folder_ / "secrets.toml"} << "";
        ::setenv("CREDENTIALS_DIRECTORY", folder_.c_str(), 1);
    }
    ~HandedOver()
    {
        ::unsetenv("CREDENTIALS_DIRECTORY");
        fs::remove_all(folder_);
    }
    HandedOver(const HandedOver&) = delete;
    HandedOver& operator=(const HandedOver&) = delete;
    [[nodiscard]] std::string path() const { return folder_ / "secrets.toml"; }

private:
    fs::path folder_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(credentials)

//
BOOST_AUTO_TEST_CASE(a_file_that_the_service_manager_hands_over_is_taken_in_place_of_the_configured_one)
{
    const HandedOver files;
    BOOST_TEST(app::credential_or("/etc/asiointipalvelu/secrets.toml") == files.path());
}

BOOST_AUTO_TEST_CASE(what_is_not_handed_over_is_where_the_settings_say)
{
    const HandedOver files;
    BOOST_TEST(app::credential_or("/etc/asiointipalvelu/signing.keys") == "/etc/asiointipalvelu/signing.keys");
    BOOST_TEST(app::credential_or("") == "");
}

BOOST_AUTO_TEST_CASE(without_a_service_manager_everything_is_where_the_settings_say)
{
    BOOST_TEST(app::credential_or("/etc/asiointipalvelu/secrets.toml") == "/etc/asiointipalvelu/secrets.toml");
}

BOOST_AUTO_TEST_SUITE_END()
