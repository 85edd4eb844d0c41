#include "base/language.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using base::Language;

namespace {

struct Case {
    std::string header;
    std::optional<Language> expected;
};

std::ostream& operator<<(std::ostream& out, const Case& c)
{
    return out << c.header;
}

const Case cases[] = {
    {"fi", Language::fi},
    {"sv", Language::sv},
    {"en", Language::en},
    {"sv-FI", Language::sv},
    {"SV-fi", Language::sv},
    {"en-GB,en;q=0.9,fi;q=0.8", Language::en},
    {"de, sv;q=0.5, en;q=0.4", Language::sv},
    {"en;q=0.4, sv;q=0.5", Language::sv},
    {"fi;q=0.5, sv;q=0.5", Language::fi},
    {"sv;q=0.5, fi;q=0.5", Language::sv},
    {"  sv ; q=0.9 ,fi;q=0.8", Language::sv},
    {"sv;Q=0.9", Language::sv},
    {"sv;q=1.000", Language::sv},
    {"fi;q=0, sv;q=0.001", Language::sv},
    {",,sv,", Language::sv},
    {"", std::nullopt},
    {"*", std::nullopt},
    {"de", std::nullopt},
    {"fin", std::nullopt},
    {"svenska", std::nullopt},
    {"fi_FI", std::nullopt},
    {"fi;q=0", std::nullopt},
    {"fi;q=2", std::nullopt},
    {"fi;q=-1", std::nullopt},
    {"fi;q=nan", std::nullopt},
    {"fi;q=inf", std::nullopt},
    {"fi;q=1e-1", std::nullopt},
    {"fi;q=0,5", std::nullopt},
    {"fi;q=", std::nullopt},
    {"fi;level=1", std::nullopt},
    {"fi;q=0.5;q=0.6", std::nullopt},
    {"sv, fi;q=x", std::nullopt},
};

} // namespace

BOOST_AUTO_TEST_SUITE(language)

BOOST_DATA_TEST_CASE(the_best_language_of_a_header, boost::unit_test::data::make(cases), c)
{
    BOOST_TEST((base::language_from_header(c.header) == c.expected));
}

BOOST_AUTO_TEST_CASE(a_code_names_its_language_and_no_other_text_does)
{
    for (const auto each : base::all_languages) BOOST_TEST((base::language_from_code(base::code(each)) == each));
    for (const auto* text : {"", "FI", "fi-FI", "f", "fin", " fi", "de"}) {
        BOOST_TEST(!base::language_from_code(text).has_value(), text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
