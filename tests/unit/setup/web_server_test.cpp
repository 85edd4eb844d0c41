#include "setup/web_server.hpp"
#include "support/places.hpp"

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

namespace fs = std::filesystem;

std::string shipped(const std::string& name)
{
    std::ifstream file{support::source("nginx-conf/installation/" + name)};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

base::Settings vaasa()
{
    base::Settings settings;
    settings.base_url = "https://tili.vaasa.example";
    settings.return_origins = {"https://www.vaasa.example"};
    settings.portal.origins = {"https://portaali.vaasa.example"};
    settings.pool.pages_socket = "/run/asiointipalvelu/pages.sock";
    settings.pool.check_socket = "/run/asiointipalvelu/check.sock";
    for (auto& names : settings.names) names = {{"site", "Vaasan \"palvelut\""}, {"contact", "neuvonta"}};
    return settings;
}

const setup::Site site{"tili.vaasa.example", "/etc/ssl/vaasa.pem", "/etc/ssl/vaasa.key", true};

bool holds(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(nothing_of_the_example_is_left_in_a_file_that_was_filled_in)
{
    for (const auto* name :
         {"site.conf", "redirect.conf", "default-server.conf", "http.conf", "status.conf", "log.conf", "portal.conf"}) {
        const auto text = setup::filled_in(shipped(name), vaasa(), site);
        BOOST_TEST(!text.empty());
        for (const auto* word : {"asiointi.example.fi", "Kokkola", "Karleby"})
            BOOST_TEST(!holds(text, word), name << " still has " << word);
    }
}

BOOST_AUTO_TEST_CASE(host_certificate_names_and_origins_are_where_nginx_looks_for_them)
{
    const auto server = setup::filled_in(shipped("site.conf"), vaasa(), site);
    BOOST_TEST(holds(server, "server_name tili.vaasa.example;"));
    BOOST_TEST(holds(server, "ssl_certificate     /etc/ssl/vaasa.pem;"));
    BOOST_TEST(holds(server, "ssl_certificate_key /etc/ssl/vaasa.key;"));
    const auto shared = setup::filled_in(shipped("http.conf"), vaasa(), site);
    BOOST_TEST(holds(shared, "map \"\" $asiointi_service_sv { default \"Vaasan \\\"palvelut\\\"\"; }"));
    BOOST_TEST(holds(shared, "map \"\" $asiointi_accounts { default \"https://tili.vaasa.example\"; }"));
    BOOST_TEST(holds(
        shared, "$asiointi_form_targets { default \" https://www.vaasa.example https://portaali.vaasa.example\"; }"));
}

BOOST_AUTO_TEST_CASE(a_machine_without_ipv6_is_not_asked_to_listen_there)
{
    auto old = site;
    old.has_ipv6 = false;
    const auto text = setup::filled_in(shipped("redirect.conf"), vaasa(), old);
    BOOST_TEST(!holds(text, "[::]"));
    BOOST_TEST(holds(text, "listen 80;"));
}

BOOST_AUTO_TEST_CASE(a_name_that_nginx_would_read_as_a_variable_is_refused)
{
    auto settings = vaasa();
    settings.names[0]["site"] = "Palvelut $uri";
    BOOST_CHECK_THROW((void)setup::filled_in(shipped("http.conf"), settings, site), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(another_default_server_is_found_and_ours_does_not_count)
{
    const auto folder = fs::temp_directory_path() / ("asiointi-nginx-" + std::to_string(::getpid()));
    fs::create_directories(folder / "conf.d");
    fs::create_directories(folder / "sites-enabled");
    const auto write = [&](const char* name, const char* text) { std::ofstream{folder / name} << text; };
    write("conf.d/asiointipalvelu.conf", "listen 80 default_server;\n");
    write("sites-enabled/quiet", "# listen 80 default_server;\nserver {\n  listen 80;\n}\n");
    BOOST_TEST(setup::default_servers(folder.string()).empty());
    write("sites-enabled/default", "server {\n\tlisten 80 default_server;\n}\n");
    BOOST_TEST(
        (setup::default_servers(folder.string()) ==
         std::vector<std::string>{(folder / "sites-enabled/default").string()}));
    fs::remove_all(folder);
    BOOST_TEST(setup::default_servers(folder.string()).empty());
    BOOST_TEST(holds(setup::entry_file(true), "include asiointipalvelu/asiointipalvelu.con[f];"));
    BOOST_TEST(!holds(setup::entry_file(false), "include asiointipalvelu/default-server"));
}
