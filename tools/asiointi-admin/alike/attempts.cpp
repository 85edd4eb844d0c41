#include "alike/attempts.hpp"

#include "auth/secret.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <thread>

namespace alike {
namespace {

/// Where a step begins, and the field that takes the address.
struct Page {
    Step step;
    const char* target;
    const char* field;
};
constexpr Page pages[] = {
    {Step::user_name, "/Account/Login", "user_name"},
    {Step::forgot, "/Account/Forgot", "user_name"},
    {Step::registration, "/Account/Register", "email"},
};
constexpr const char* visitor_cookie = "__Host-asiointi-form";
constexpr unsigned most_times_put_off = 5;

probe::Form form_of(const probe::Answer& answer, const char* field, const std::string& target)
{
    auto form = probe::form_with(answer.body, field);
    if (answer.status != 200 || !form || !form->has("form_token"))
        throw CannotMeasure{
            target + " is no page of this service: status " + std::to_string(answer.status) + ", without the field \"" +
            field + '"'};
    return *std::move(form);
}

/// The web server's own limit, and a pool that is busy, show no form; whoever tried a password too often sees it again.
bool is_put_off(const probe::Answer& answer)
{
    return answer.status == 503 || (answer.status == 429 && !probe::form_with(answer.body, "password"));
}

std::chrono::seconds retry_after(const probe::Answer& answer)
{
    constexpr unsigned longest = 60;
    const auto text = answer.header("retry-after");
    unsigned seconds = 1;
    (void)std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::seconds{std::clamp(seconds, 1U, longest)};
}

} // namespace

Attempts::Attempts(probe::Client& client, Plan plan) : plan_{std::move(plan)}
{
    turns_.resize(plan_.groups.front().addresses.size());
    for (const auto& group : plan_.groups)
        for (std::size_t place = 0; place < turns_.size(); ++place)
            turns_[place].push_back({group.kind, group.addresses[place], Browser{client, plan_.site}});
    for (auto& turn : turns_)
        for (auto& visitor : turn) prepare(visitor);
}

/// Reads the pages with the forms. They hold for any number of attempts.
void Attempts::prepare(Visitor& visitor)
{
    for (const auto& page : pages) {
        auto form = form_of(visitor.browser.get(page.target), page.field, page.target);
        form.set(page.field, visitor.address);
        visitor.ready.insert_or_assign(page.step, Ready{page.target, std::move(form)});
    }
    if (!visitor.browser.has_cookie(visitor_cookie))
        throw CannotMeasure{plan_.site.origin() + " is not this service: it gives no cookie " + visitor_cookie};
    prepare_password(visitor);
}

void Attempts::prepare_password(Visitor& visitor)
{
    const auto target = post(visitor, Step::user_name).header("location");
    if (!target.starts_with("/Account/Login?"))
        throw CannotMeasure{"/Account/Login is no page of this service: the user name leads to \"" + target + '"'};
    const auto page = visitor.browser.get(target);
    if (page.status == 200 && !probe::form_with(page.body, "password")) {
        if (visitor.kind != Kind::without_password)
            throw CannotMeasure{
                visitor.address + " is shown no page for the password, so it is not of the kind \"" +
                std::string{name_of(visitor.kind)} + '"'};
        shows_notice_ = true;
        return;
    }
    auto form = form_of(page, "password", "/Account/Login");
    form.set("password", auth::base32(auth::random_bytes(20))); // nobody's
    visitor.ready.insert_or_assign(Step::password, Ready{target, std::move(form)});
}

/// Who sees the notice is told by it; that is the one exception (DESIGN, What the login page tells). There is no page for
/// the password behind it.
bool Attempts::takes_part(Kind kind, Step step) const
{
    if (!shows_notice_ || kind != Kind::without_password) return true;
    return step == Step::user_name ? plan_.is_uniform : step != Step::password;
}

Series Attempts::measure(Step step)
{
    Series series{step, {}, {}};
    for (const auto& visitor : turns_.front())
        if (takes_part(visitor.kind, step)) series.kinds.push_back(visitor.kind);
    const auto rounds = step == Step::password ? std::min(plan_.rounds, most_passwords) : plan_.rounds;
    for (unsigned round = 0; round < rounds; ++round)
        series.rounds.push_back(attempt(turns_[round % turns_.size()], step));
    return series;
}

/// In random order: what slows the machine down, and what one attempt leaves behind for the next, meets all kinds alike.
std::vector<Sample> Attempts::attempt(Turn& turn, Step step)
{
    std::vector<std::size_t> order(turn.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::erase_if(order, [&](std::size_t place) { return !takes_part(turn[place].kind, step); });
    const auto in_place = order;
    std::ranges::shuffle(order, random_);
    std::map<std::size_t, Sample> samples;
    for (const auto place : order) samples.emplace(place, attempt(turn[place], step));
    std::vector<Sample> round;
    round.reserve(in_place.size());
    for (const auto place : in_place) round.push_back(std::move(samples.at(place)));
    return round;
}

Sample Attempts::attempt(Visitor& visitor, Step step)
{
    const auto answer = post(visitor, step);
    Sample sample{answer.took_ms, shape_of(answer, visitor.address), std::nullopt};
    const auto next = answer.header("location");
    if (answer.is_redirect() && next.starts_with('/'))
        sample.page = shape_of(visitor.browser.get(next), visitor.address);
    return sample;
}

/// As often as the web server is willing to take it.
probe::Answer Attempts::post(Visitor& visitor, Step step)
{
    const auto& ready = visitor.ready.at(step);
    for (;;) {
        std::this_thread::sleep_until(next_post_);
        auto answer = visitor.browser.post(ready.target, ready.form);
        next_post_ = std::chrono::steady_clock::now() + plan_.between_posts;
        if (!is_put_off(answer)) return answer;
        if (++times_put_off_ > most_times_put_off)
            throw CannotMeasure{
                plan_.site.origin() + " asks to come back later, again and again (status " +
                std::to_string(answer.status) + ')'};
        next_post_ += retry_after(answer);
    }
}

} // namespace alike
