#pragma once

#include "setup/answers.hpp"

namespace admin {

/// Asks what setup cannot know, line by line on standard input, until each answer would hold; guesses stand in brackets and
/// count when the line is empty. Throws WrongInput when the input ends before the questions do.
///
/// with_certificate  false: nothing of nginx is asked.
void ask(setup::Answers& answers, bool with_certificate);

} // namespace admin
