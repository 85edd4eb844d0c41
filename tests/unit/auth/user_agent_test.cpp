#include "auth/user_agent.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

namespace {

struct Case {
    const char* user_agent;
    const char* name;
    const char* system;
    friend std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.user_agent; }
};

const Case cases[] = {
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox", "Windows"},
    {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox", "Linux"},
    {"Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0", "Firefox", "Android"},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/127.0 "
     "Mobile/15E148 Safari/605.1.15",
     "Firefox", "iPhone"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
     "Chrome", "Windows"},
    {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
     "Chrome", "Android"},
    {"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 "
     "Mobile/15E148 Safari/604.1",
     "Chrome", "iPad"},
    {"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
     "Chrome", "ChromeOS"},
    {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Ubuntu Chromium/80.0.3987.87 "
     "Chrome/80.0.3987.87 Safari/537.36",
     "Chromium", "Linux"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 "
     "Edg/126.0.0.0",
     "Edge", "Windows"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 "
     "Safari/537.36 Edge/18.17763",
     "Edge", "Windows"},
    {"Mozilla/5.0 (Linux; Android 10; HD1913) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.61 Mobile "
     "Safari/537.36 EdgA/125.0.2535.87",
     "Edge", "Android"},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
     "Safari/605.1.15",
     "Safari", "macOS"},
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
     "Mobile/15E148 Safari/604.1",
     "Safari", "iPhone"},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36 "
     "OPR/111.0.0.0",
     "Opera", "Windows"},
    {"Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18", "Opera", "Windows"},
    {"Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/21.0 "
     "Chrome/110.0.5481.154 Mobile Safari/537.36",
     "Samsung Internet", "Android"},
    {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 "
     "Vivaldi/6.7.3329.35",
     "Vivaldi", "Linux"},
    {"Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer", "Windows"},
    {"Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)", "Internet Explorer", "Windows"},
    {"Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15063",
     "Edge", "Windows"},
    {"Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8", "Lynx", ""},
    {"w3m/0.5.3+git20230121", "w3m", ""},
    {"Links (2.28; Linux 6.1.0-18-amd64 x86_64; GNU C 12.2; text)", "Links", "Linux"},
    {"ELinks/0.16.1.1 (textmode; Debian; Linux 6.1.0 x86_64; 80x24-2)", "ELinks", "Linux"},

    // What names nothing, and what names what it is not.
    {"", "", ""},
    {"Mozilla/5.0", "", ""},
    {"curl/7.88.1", "", ""},
    {"wire-test", "", ""},
    {"firefox/128.0 windows", "", ""},
    {"My Lynx/2 and w3m/0.5", "", ""},
    {"Links and more links", "", ""},
    {"Mozilla/5.0 (Linux; U; Android 4.0.3; fi-fi) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile "
     "Safari/534.30",
     "", "Android"},
    {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15", "",
     "Linux"},
    {"Firefox/128.0 (Windows)\n", "", ""},
    {"Firefox/128.0 \x1b[2J (Windows)", "", ""},
    {"<b>Firefox/1</b> (\"Windows\" onclick=x)", "Firefox", "Windows"},
    {"Pankki/1.0 (soita numeroon 0600 000 000)", "", ""},
};

} // namespace

BOOST_AUTO_TEST_SUITE(user_agent)

BOOST_DATA_TEST_CASE(a_browser_has_the_name_that_people_know_it_by, boost::unit_test::data::make(cases), c)
{
    const auto browser = auth::browser_of(c.user_agent);
    BOOST_TEST(browser.name == c.name);
    BOOST_TEST(browser.system == c.system);
}

BOOST_AUTO_TEST_CASE(only_the_beginning_of_a_huge_text_is_looked_at)
{
    const std::string firefox = "Firefox/128.0 (Windows)";
    BOOST_TEST((auth::browser_of(firefox + std::string(10'000'000, 'x')) == auth::Browser{"Firefox", "Windows"}));
    BOOST_TEST((auth::browser_of(std::string(512, 'x') + firefox) == auth::Browser{}));
    BOOST_TEST((auth::browser_of(std::string(512 - firefox.size(), 'x') + firefox).name == "Firefox"));
    BOOST_TEST((auth::browser_of(std::string(513 - firefox.size(), 'x') + firefox).name == "Firefox"));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_name_no_browser)
{
    BOOST_TEST((auth::browser_of(std::string{"Firefox/1\0 Windows", 18}) == auth::Browser{}));
    BOOST_TEST((auth::browser_of("\xff\xfe") == auth::Browser{}));
}

BOOST_AUTO_TEST_SUITE_END()
