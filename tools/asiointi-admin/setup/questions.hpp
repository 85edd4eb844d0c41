#pragma once

#include "base/time.hpp"
#include "setup/answers.hpp"

#include <span>
#include <string>

/// What must be known before a new installation can work, and what can be told from the answers given so far.
namespace setup {

enum class Kind { text, optional_text, number, list, address, path };

struct Question {
    const char* key;
    const char* words;
    const char* example; ///< "" where the guess is one
    Kind kind;
    bool is_asked;                        ///< false: guessed, and only an answers file says otherwise
    std::string (*guess)(const Answers&); ///< "": no good guess; nullptr: there never is one
    bool (*applies)(const Answers&);      ///< nullptr: always
};

/// In the order in which they are asked: a guess needs only what comes before.
[[nodiscard]] std::span<const Question> questions();

/// "" when there is none.
[[nodiscard]] std::string guess(const Question& question, const Answers& answers);
[[nodiscard]] bool applies(const Question& question, const Answers& answers);

/// Takes what was typed as the answer: without blanks around it, with "https://" before a bare host name.
void take(const Question& question, const std::string& typed, Answers& answers);

/// What is wrong with the answer of a question that only setup knows, as a sentence that begins in small letters; "" for
/// nothing, and for every setting, which app::read_settings() judges.
[[nodiscard]] std::string fault_of(const Question& question, const Answers& answers);

/// Answers all that nobody has answered and that can be guessed: whom to ask in three languages, the day of the statements,
/// workers enough for this many cores, ….
void fill_in(Answers& answers, base::Instant now, unsigned cores);

[[nodiscard]] unsigned cores_of_this_machine();

/// "asiointi.example.fi", without a port.
[[nodiscard]] std::string host_of(const Answers& answers);

/// True for a host of database.hosts or mail.smtp_host that is this machine.
[[nodiscard]] bool is_this_machine(const std::string& host);

} // namespace setup
