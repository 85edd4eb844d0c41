#include "alike/judge.hpp"
#include "alike/report.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <random>
#include <sstream>

namespace alike {

inline std::ostream& operator<<(std::ostream& out, Verdict verdict)
{
    return out << name_of(verdict);
}

} // namespace alike

namespace {

using enum alike::Kind;
using enum alike::Verdict;
using alike::Step;

alike::Sample sample(double took_ms, unsigned status = 422, const std::string& body = "Wrong.")
{
    return {took_ms, {status, {{"content-type", "text/html"}}, body}, std::nullopt};
}

/// What each kind takes, in ms, on a machine whose answers scatter by `noise` of that and are held up now and then.
struct Machine {
    std::vector<double> takes_ms;
    double noise = 0.03;
    std::size_t rounds = 30;
};

alike::Series measured(const Machine& machine, Step step = Step::password)
{
    std::mt19937 random{7};
    std::normal_distribution<double> normal;
    alike::Series series{step, {unknown, unknown_again, known, locked}, {}};
    for (std::size_t round = 0; round < machine.rounds; ++round) {
        series.rounds.emplace_back();
        for (const auto ms : machine.takes_ms) {
            const double held_up = random() % 15 == 0 ? 3 * ms : 0;
            series.rounds.back().push_back(
                sample(ms * (1 + machine.noise * normal(random)) + held_up, alike::expected_status(step)));
        }
    }
    return series;
}

alike::Judgement judged(const alike::Series& series)
{
    return alike::judge({series}).at(0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(alike_judge)

//
BOOST_AUTO_TEST_CASE(times_are_the_same_different_or_unclear)
{
    struct Case {
        const char* what;
        Machine machine;
        alike::Verdict verdict;
    };
    const Case cases[] = {
        {"all alike", {{50, 50, 50, 50}}, same},
        {"a difference too small to matter", {{50, 50, 50, 50.5}}, same},
        {"one without a hash", {{50, 50, 2, 50}}, different},
        {"a fifth slower", {{50, 50, 50, 60}}, different},
        {"a fifth slower in much noise", {{50, 50, 50, 60}, 0.1, 60}, different},
        {"a fifth faster", {{50, 50, 40, 50}}, different},
        {"a tenth slower", {{50, 50, 55, 50}}, different},
        {"alike, in so much noise that nothing can be said", {{50, 50, 50, 50}, 0.5}, unclear},
        {"too few attempts", {{50, 50, 50, 80}, 0.03, 6}, unclear},
        {"a twentieth of a millisecond, which nobody sees from afar", {{0.5, 0.5, 0.55, 0.5}}, same},
        {"the two groups of nobody differ, so the machine does", {{50, 60, 50, 50}}, unclear},
    };
    for (const auto& each : cases) {
        const auto judgement = judged(measured(each.machine));
        BOOST_TEST(judgement.times == each.verdict, each.what << ": " << judgement.times);
        BOOST_TEST(judgement.answers == same, each.what);
    }
}

//
BOOST_AUTO_TEST_CASE(one_answer_that_is_otherwise_is_a_difference)
{
    auto series = measured({{50, 50, 50, 50}});
    series.rounds[17][3].answer.body = "Wrung.";
    const auto judgement = judged(series);
    BOOST_TEST(judgement.answers == different);
    BOOST_TEST_REQUIRE(judgement.differences.size() == 1U);
    BOOST_TEST(
        judgement.differences[0].starts_with("unknown and locked: the pages part at byte 2"), judgement.differences[0]);
    BOOST_TEST(judgement.times == same); // of the other rounds
}

BOOST_AUTO_TEST_CASE(the_page_behind_an_answer_counts_too)
{
    auto series = measured({{2, 2, 2, 2}}, Step::forgot);
    for (auto& round : series.rounds)
        for (auto& each : round) each.page = sample(0, 200, "Sent.").answer;
    BOOST_TEST(judged(series).answers == same);
    series.rounds[0][2].page->body = "Sent?";
    BOOST_TEST(judged(series).differences.at(0).starts_with("unknown and known: the page behind it: "));
    series.rounds[0][2].page.reset();
    BOOST_TEST(judged(series).differences.at(0) == "unknown and known: only one leads to a page");
}

BOOST_AUTO_TEST_CASE(failures_that_are_alike_prove_nothing)
{
    auto series = measured({{50, 50, 50, 50}});
    for (auto& round : series.rounds)
        for (auto& each : round) each.answer.status = 500;
    const auto judgement = judged(series);
    BOOST_TEST(judgement.answers == unclear);
    BOOST_TEST(judgement.differences.at(0) == "answered with 500 instead of 422");
}

//
BOOST_AUTO_TEST_CASE(rounds_in_which_everybody_waits_are_compared_among_themselves)
{
    auto series = measured({{50, 50, 50, 50}});
    for (std::size_t round = 25; round < 30; ++round)
        for (auto& each : series.rounds[round]) each = sample(1, 429);
    const auto parts = alike::with_waiting_apart(series);
    BOOST_TEST(parts.at(0).rounds.size() == 25U);
    BOOST_TEST(parts.at(1).rounds.size() == 5U);
    BOOST_TEST((parts.at(1).step == Step::waiting));
    series.rounds[29][2].answer.status = 422; // one kind is let through where the others wait
    const auto unequal = alike::with_waiting_apart(series);
    BOOST_TEST(unequal.at(1).rounds.size() == 4U);
    BOOST_TEST(judged(unequal.at(0)).answers == different);
}

BOOST_AUTO_TEST_CASE(steps_without_attempts_are_left_out_and_the_gravest_verdict_is_that_of_the_run)
{
    const auto alike_all = measured({{50, 50, 50, 50}});
    BOOST_TEST(alike::judge({alike_all, {Step::waiting, alike_all.kinds, {}}}).size() == 1U);
    BOOST_TEST(alike::verdict_of(alike::judge({alike_all})) == same);
    BOOST_TEST(alike::verdict_of(alike::judge({alike_all, measured({{50, 50, 50, 50}, 0.5})})) == unclear);
    BOOST_TEST(
        alike::verdict_of(alike::judge({measured({{50, 50, 50, 50}, 0.5}), measured({{50, 50, 2, 50}})})) == different);
}

BOOST_AUTO_TEST_CASE(what_is_left_over_for_waiting_accuses_when_it_differs_and_else_counts_for_nothing)
{
    const auto password = measured({{50, 50, 50, 50}});
    const auto verdict = [&](const Machine& waiting) {
        return alike::verdict_of(alike::judge({password, measured(waiting, Step::waiting)}));
    };
    BOOST_TEST(verdict({{1, 1, 1, 1}, 0.03, 1}) == same);
    BOOST_TEST(verdict({{1, 1, 1, 50}, 0.03, 30}) == different);
}

BOOST_AUTO_TEST_CASE(the_report_is_for_people_and_for_scripts)
{
    const auto judgements = alike::judge({measured({{50, 50, 2, 50}})});
    const alike::Run run{"https://asiointi.example.fi", 5, true, 1234};
    std::ostringstream text;
    std::ostringstream json;
    alike::write_text(text, run, judgements);
    alike::write_json(json, run, judgements);
    for (const auto* words :
         {"Wrong password: 30 attempts of each kind", "unknown, once more", "  DIFFERENT  time; ", "THE ANSWERS TELL",
          "login.first_step", "1234 requests"})
        BOOST_TEST(text.str().find(words) != std::string::npos, words << " in " << text.str());
    const auto all = nlohmann::json::parse(json.str());
    BOOST_TEST(all["verdict"] == "different");
    BOOST_TEST(all["steps"][0]["step"] == "password");
    BOOST_TEST(all["steps"][0]["kinds"].size() == 4U);
    BOOST_TEST(all["steps"][0]["times"]["comparisons"].size() == 6U);
    BOOST_TEST(all["steps"][0]["answers"]["verdict"] == "same");
}

BOOST_AUTO_TEST_SUITE_END()
