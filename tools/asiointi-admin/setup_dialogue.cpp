#include "setup_dialogue.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "setup/draft.hpp"
#include "setup/questions.hpp"
#include "setup/secrets.hpp"
#include "staff_line.hpp"

#include <algorithm>
#include <iostream>

namespace admin {
namespace {

using setup::Answers;
using setup::Question;

std::string read_answer(const Question& question, const std::string& guess)
{
    std::cout << question.words;
    if (!guess.empty()) std::cout << " [" << guess << ']';
    if (guess.empty() && *question.example != '\0') std::cout << " (such as " << question.example << ')';
    std::cout << ": " << std::flush;
    std::string line;
    if (!std::getline(std::cin, line))
        throw WrongInput{"the input ended before the questions did; --answers FILE answers them all"};
    line = base::trimmed(line);
    return line.empty() ? guess : line;
}

/// As the service would judge it: in a draft with everything that is known by now. Only faults of this answer count yet.
std::string fault_of(const Question& question, const Answers& answers, const setup::Draft& draft)
{
    if (auto fault = setup::fault_of(question, answers); !fault.empty()) return "That " + fault + '.';
    auto whole = answers;
    setup::fill_in(whole, base::now(), setup::cores_of_this_machine());
    draft.write(whole, setup::new_secrets({}, base::now()));
    const auto faults = draft.faults("");
    const auto prefix = std::string{question.key} + ": ";
    const auto found = std::ranges::find_if(faults, [&](const auto& each) { return each.what.starts_with(prefix); });
    return found == faults.end() ? "" : "That " + found->what.substr(prefix.size()) + ". " + found->remedy;
}

void ask_until_it_holds(const Question& question, Answers& answers, const setup::Draft& draft)
{
    for (;;) {
        const auto typed = read_answer(question, setup::guess(question, answers));
        if (typed.empty() && question.kind == setup::Kind::optional_text) return;
        if (typed.empty()) {
            std::cout << "  This needs an answer.\n";
            continue;
        }
        setup::take(question, typed, answers);
        const auto fault = fault_of(question, answers, draft);
        if (fault.empty()) return;
        std::cout << "  " << fault << '\n';
        answers.remove(question.key);
    }
}

} // namespace

void ask(Answers& answers, bool with_certificate)
{
    const setup::Draft draft;
    for (const auto& question : setup::questions()) {
        const bool is_of_nginx = std::string_view{question.key}.starts_with("setup.certificate");
        if (!question.is_asked || answers.has(question.key) || (is_of_nginx && !with_certificate)) continue;
        if (setup::applies(question, answers)) ask_until_it_holds(question, answers, draft);
    }
}

} // namespace admin
