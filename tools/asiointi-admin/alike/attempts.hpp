#pragma once

#include "alike/browser.hpp"
#include "alike/series.hpp"

#include <chrono>
#include <map>
#include <random>
#include <vector>

namespace alike {

/// What to do, all read and checked already.
struct Plan {
    probe::Url site;           ///< the account pages
    std::vector<Group> groups; ///< of groups_to_compare()
    unsigned rounds;           ///< attempts of each kind at each step; at the password at most most_passwords
    std::chrono::milliseconds between_posts; ///< at least; the web server lets five in a second pass
    bool is_uniform;                         ///< the notice of the printed guide is no exception
};

/// So that even six groups stay below the two hundred failures that a network has for free in a day.
constexpr unsigned most_passwords = 30;

/// Attempts at the account pages, as somebody makes them who wants to learn which addresses have an account.
class Attempts {
public:
    /// Reads the pages and tries every address once, which is not measured. Throws CannotMeasure when what answers is no
    /// account front door.
    Attempts(probe::Client& client, Plan plan);

    /// Whether the first step shows the notice of the printed guide to an address without a password.
    [[nodiscard]] bool shows_notice() const { return shows_notice_; }

    /// Throws CannotMeasure when the service stops to answer, or answers nothing but "later".
    [[nodiscard]] Series measure(Step step);

private:
    struct Ready {
        std::string target; ///< the page of the form
        probe::Form form;
    };
    struct Visitor {
        Kind kind;
        std::string address;
        Browser browser;
        std::map<Step, Ready> ready = {};
    };
    using Turn = std::vector<Visitor>; ///< one of each group, by place

    void prepare(Visitor& visitor);
    void prepare_password(Visitor& visitor);
    [[nodiscard]] bool takes_part(Kind kind, Step step) const;
    [[nodiscard]] std::vector<Sample> attempt(Turn& turn, Step step);
    [[nodiscard]] Sample attempt(Visitor& visitor, Step step);
    [[nodiscard]] probe::Answer post(Visitor& visitor, Step step);

    Plan plan_;
    std::vector<Turn> turns_;
    bool shows_notice_ = false;
    unsigned times_put_off_ = 0;
    std::chrono::steady_clock::time_point next_post_{};
    std::mt19937 random_{std::random_device{}()};
};

} // namespace alike
