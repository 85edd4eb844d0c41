#include "view/progress_chart.hpp"

#include <algorithm>
#include <string_view>

namespace view {
namespace {

using std::chrono::sys_days;

constexpr int width = 960;
constexpr int height = 724;
constexpr int margin = 40;
constexpr int bars_top = 110;
constexpr int bar_height = 34;
constexpr int bar_step = 48;
constexpr int aside_at = 316;
constexpr int bar_left = 270;
constexpr int bar_room = 480;
constexpr int plot_left = 110;
constexpr int plot_right = 710;
constexpr int plot_top = 384;
constexpr int plot_bottom = 634;

struct Series {
    std::string_view key;
    std::string_view colour;  ///< dark enough for 4.5 : 1 on white, and apart from the others in grey
    std::string_view pattern; ///< dashes of the line
};

constexpr std::array<Series, 4> series{{
    {"progress.imported", "#5a6672", "2 5"},
    {"progress.invited", "#7a4b00", "9 5"},
    {"progress.password_set", "#0a58a6", "16 5 3 5"},
    {"progress.signed_in", "#0b3d2e", ""},
}};

std::string escaped(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (c == '&')
            result += "&amp;";
        else if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '"')
            result += "&quot;";
        else
            result += c;
    }
    return result;
}

std::string attribute(std::string_view name, std::string_view value)
{
    return ' ' + std::string{name} + "=\"" + escaped(value) + '"';
}

std::string attribute(std::string_view name, int value)
{
    return attribute(name, std::to_string(value));
}

std::string text_at(int x, int y, std::string_view text, std::string_view more = {})
{
    return "<text" + attribute("x", x) + attribute("y", y) + std::string{more} + '>' + escaped(text) + "</text>\n";
}

std::string line(int x1, int y1, int x2, int y2, std::string_view colour)
{
    return "<line" + attribute("x1", x1) + attribute("y1", y1) + attribute("x2", x2) + attribute("y2", y2) +
           attribute("stroke", colour) + "/>\n";
}

/// A round number, at least `most`.
unsigned rounded_up(unsigned most)
{
    for (unsigned power = 1; power <= 100'000'000; power *= 10)
        for (const unsigned factor : {1U, 2U, 3U, 4U, 5U, 6U, 8U})
            if (factor * power >= most) return factor * power;
    return most;
}

/// Into how many parts of a round length an axis to `most` falls.
unsigned parts_of(unsigned most)
{
    for (const unsigned parts : {5U, 4U, 3U, 2U}) {
        auto length = most / parts;
        while (length >= 10 && length % 10 == 0) length /= 10;
        if (most % parts == 0 && (length == 1 || length == 2 || length == 5)) return parts;
    }
    return 1;
}

/// Draws one picture, from top to bottom.
class Chart {
public:
    Chart(
        const std::vector<ChartDay>& days, const ChartAside& aside, sys_days today, const Texts& texts,
        base::Language language)
        : days_{days}, aside_{aside}, today_{today}, texts_{texts}, language_{language},
          last_{days.empty() ? ChartDay{today, {}} : days.back()}, most_{rounded_up(
                                                                       *std::ranges::max_element(last_.until_then))}
    {
    }

    std::string draw()
    {
        begin();
        bars();
        if (days_.size() > 1) plot();
        return svg_ + "</svg>\n";
    }

private:
    [[nodiscard]] std::string say(std::string_view key, std::vector<TextValue> values = {}) const
    {
        return texts_.get(language_, {key, std::move(values)});
    }
    [[nodiscard]] std::string date(sys_days day) const { return local_date(language_, day + std::chrono::hours{12}); }
    [[nodiscard]] std::string number(unsigned value) const { return number_in_words(language_, value); }
    [[nodiscard]] std::string share(unsigned value) const;
    [[nodiscard]] std::string aside() const;
    [[nodiscard]] std::string description() const;
    [[nodiscard]] int x_of(sys_days day) const;
    [[nodiscard]] int y_of(unsigned count) const;

    void begin();
    void bars();
    void plot();
    void axes();
    void curve(std::size_t which);
    void labels();

    const std::vector<ChartDay>& days_;
    const ChartAside& aside_;
    sys_days today_;
    const Texts& texts_;
    base::Language language_;
    ChartDay last_;
    unsigned most_;
    std::string svg_;
};

std::string Chart::share(unsigned value) const
{
    const auto all = last_.until_then.front();
    if (all == 0) return "";
    // Rounded down: not all have moved while one has not.
    return std::to_string(std::uint64_t{value} * 100 / all) + (language_ == base::Language::en ? "%" : "\u00A0%");
}

std::string Chart::aside() const
{
    return say(
        "progress.aside", {{"bounced", number(aside_.bounced)},
                           {"waiting", number(aside_.wait_for_human)},
                           {"closed", number(aside_.closed)}});
}

std::string Chart::description() const
{
    std::string words;
    for (std::size_t i = 0; i < series.size(); ++i) {
        words += say(series.at(i).key) + ": " + number(last_.until_then.at(i));
        if (i > 0 && last_.until_then.front() > 0) words += " (" + share(last_.until_then.at(i)) + ')';
        words += ". ";
    }
    return words + aside() + ' ' + say("progress.note");
}

void Chart::begin()
{
    svg_ = "<svg xmlns=\"http://www.w3.org/2000/svg\"" + attribute("width", width) + attribute("height", height) +
           attribute("viewBox", "0 0 " + std::to_string(width) + ' ' + std::to_string(height)) +
           attribute("lang", base::code(language_)) + attribute("xml:lang", base::code(language_)) +
           " role=\"img\" aria-labelledby=\"title desc\" font-family=\"Arial, Helvetica, sans-serif\" font-size=\"17\""
           " fill=\"#17222d\">\n";
    const auto title = say("progress.title");
    const auto as_of = say("progress.as_of", {{"date", date(today_)}});
    svg_ += "<title id=\"title\">" + escaped(title + ": " + as_of) + "</title>\n";
    svg_ += "<desc id=\"desc\">" + escaped(description()) + "</desc>\n";
    svg_ += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    svg_ += text_at(margin, 52, title, " font-size=\"25\" font-weight=\"bold\"");
    svg_ += text_at(margin, 82, as_of, " fill=\"#4a5866\"");
    svg_ += text_at(margin, height - 24, say("progress.note"), " fill=\"#4a5866\" font-size=\"15\"");
}

void Chart::bars()
{
    const auto all = std::max(1U, *std::ranges::max_element(last_.until_then));
    for (std::size_t i = 0; i < series.size(); ++i) {
        const int top = bars_top + bar_step * static_cast<int>(i);
        const auto value = last_.until_then.at(i);
        const int length = static_cast<int>(std::uint64_t{value} * bar_room / all);
        svg_ += text_at(bar_left - 16, top + 23, say(series.at(i).key), " text-anchor=\"end\"");
        svg_ += "<rect" + attribute("x", bar_left) + attribute("y", top) + attribute("width", std::max(length, 1)) +
                attribute("height", bar_height) + attribute("fill", series.at(i).colour) + "/>\n";
        const auto words = number(value) + (i > 0 && !share(value).empty() ? " (" + share(value) + ')' : "");
        svg_ += text_at(bar_left + length + 12, top + 23, words, " font-weight=\"bold\"");
    }
    svg_ += text_at(margin, aside_at, aside());
}

int Chart::x_of(sys_days day) const
{
    const auto whole = (days_.back().day - days_.front().day).count();
    return plot_left + static_cast<int>((day - days_.front().day).count() * (plot_right - plot_left) / whole);
}

int Chart::y_of(unsigned count) const
{
    return plot_bottom - static_cast<int>(std::uint64_t{count} * (plot_bottom - plot_top) / most_);
}

void Chart::plot()
{
    svg_ += text_at(margin, plot_top - 26, say("progress.by_day"), " font-weight=\"bold\"");
    axes();
    for (std::size_t i = 0; i < series.size(); ++i) curve(i);
    labels();
}

void Chart::axes()
{
    const unsigned parts = parts_of(most_);
    for (unsigned i = 0; i <= parts; ++i) {
        const auto value = most_ / parts * i;
        svg_ += line(plot_left, y_of(value), plot_right, y_of(value), i == 0 ? "#17222d" : "#d3dbe2");
        svg_ += text_at(plot_left - 10, y_of(value) + 6, number(value), " text-anchor=\"end\" font-size=\"15\"");
    }
    svg_ += text_at(plot_left, plot_bottom + 26, date(days_.front().day), " font-size=\"15\"");
    svg_ += text_at(plot_right, plot_bottom + 26, date(days_.back().day), " font-size=\"15\" text-anchor=\"end\"");
}

/// A step for each day: nothing happened between the days that are not there.
void Chart::curve(std::size_t which)
{
    std::string points;
    int y = y_of(0);
    for (const auto& day : days_) {
        const auto x = std::to_string(x_of(day.day));
        points += x + ',' + std::to_string(y) + ' ';
        y = y_of(day.until_then.at(which));
        points += x + ',' + std::to_string(y) + ' ';
    }
    points.pop_back();
    svg_ += "<polyline fill=\"none\" stroke-width=\"3\"" + attribute("stroke", series.at(which).colour) +
            attribute("stroke-dasharray", series.at(which).pattern) + attribute("points", points) + "/>\n";
}

/// Beside the ends of the lines, moved apart where they would touch.
void Chart::labels()
{
    constexpr int apart = 22;
    std::array<std::size_t, series.size()> order{0, 1, 2, 3};
    std::ranges::stable_sort(order, [&](auto a, auto b) { return last_.until_then[a] > last_.until_then[b]; });
    int least = plot_top;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto which = order.at(i);
        const int room_below = apart * static_cast<int>(order.size() - 1 - i);
        const int end = y_of(last_.until_then.at(which));
        const int y = std::max(least, std::min(end, plot_bottom - room_below));
        svg_ += line(plot_right + 2, end, plot_right + 14, y, series.at(which).colour);
        svg_ += text_at(
            plot_right + 18, y + 6, say(series.at(which).key),
            attribute("fill", series.at(which).colour) + " font-size=\"15\" font-weight=\"bold\"");
        least = y + apart;
    }
}

} // namespace

std::string number_in_words(base::Language language, unsigned number)
{
    auto digits = std::to_string(number);
    for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), language == base::Language::en ? "," : "\u00A0");
    return digits;
}

std::string progress_chart(
    const std::vector<ChartDay>& days, const ChartAside& aside, sys_days today, const Texts& texts,
    base::Language language)
{
    return Chart{days, aside, today, texts, language}.draw();
}

} // namespace view
