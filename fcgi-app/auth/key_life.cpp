#include "auth/key_life.hpp"

#include "auth/key_text.hpp"
#include "auth/secret.hpp"
#include "base/time.hpp"

#include <algorithm>

namespace auth {
namespace {

constexpr std::size_t name_length = 10;

/// What stands before the next space, which is taken, too; "" at the end.
std::string_view take_word(std::string_view& text)
{
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

/// Takes "NAME YYYY-MM-DD" from the front when it is there. False: it is there, and its day is none.
bool take_day(std::string_view& text, std::string_view name, std::optional<Day>& day)
{
    if (!text.starts_with(name) || text.substr(name.size(), 1) != " ") return true;
    text.remove_prefix(name.size() + 1);
    day = base::parse_day(take_word(text));
    return day.has_value();
}

void append_day(std::string& text, std::string_view name, const std::optional<Day>& day)
{
    if (!day) return;
    text.append(" ").append(name).append(" ").append(base::to_date(*day));
}

bool is_next(const KeyEntry& entry)
{
    return entry.made && !entry.used && !entry.retired;
}

/// Whoever verifies has a day from which on it does, so that its time can be over.
void date_those_that_verify(std::vector<KeyEntry>& entries, Day today)
{
    const auto states = states_of(entries);
    for (std::size_t i = 0; i < entries.size(); ++i)
        if (states[i] == KeyState::verifying && !entries[i].retired) entries[i].retired = today;
}

void retire_current(std::vector<KeyEntry>& entries, Day today)
{
    const auto states = states_of(entries);
    const auto current = std::ranges::find(states, KeyState::current);
    if (current != states.end()) entries[static_cast<std::size_t>(current - states.begin())].retired = today;
}

} // namespace

std::optional<KeyEntry> parse_key_entry(std::string_view text)
{
    auto key = key_from_base64(take_word(text));
    if (!key) return std::nullopt;
    KeyEntry entry{.key = *std::move(key)};
    const bool has_days = take_day(text, "made", entry.made) && take_day(text, "used", entry.used) &&
                          take_day(text, "retired", entry.retired);
    if (!has_days || !text.empty()) return std::nullopt;
    return entry;
}

std::string to_text(const KeyEntry& entry)
{
    std::string text = key_to_base64(entry.key);
    append_day(text, "made", entry.made);
    append_day(text, "used", entry.used);
    append_day(text, "retired", entry.retired);
    return text;
}

std::string key_name(const base::Key& key)
{
    return base32(bytes_of(keyed_digest(key, "name of the key", ""))).substr(0, name_length);
}

std::vector<KeyState> states_of(const std::vector<KeyEntry>& entries)
{
    std::vector<KeyState> states;
    bool has_current = false;
    for (const auto& entry : entries) {
        const bool may_be_current = !entry.retired && !is_next(entry) && !has_current;
        states.push_back(may_be_current ? KeyState::current : is_next(entry) ? KeyState::next : KeyState::verifying);
        has_current = has_current || may_be_current;
    }
    return states;
}

base::KeyRing ring_of(const std::vector<KeyEntry>& entries)
{
    base::KeyRing ring;
    const auto states = states_of(entries);
    for (const auto wanted : {KeyState::current, KeyState::verifying, KeyState::next})
        for (std::size_t i = 0; i < entries.size(); ++i)
            if (states[i] == wanted) ring.accepted.push_back(entries[i].key);
    if (std::ranges::find(states, KeyState::current) != states.end()) ring.current = ring.accepted.front();
    return ring;
}

std::vector<KeyEntry> with_next(std::vector<KeyEntry> entries, Day today)
{
    std::erase_if(entries, is_next);
    date_those_that_verify(entries, today);
    entries.insert(entries.begin(), {.key = new_key(), .made = today});
    return entries;
}

std::optional<std::vector<KeyEntry>> with_next_in_use(std::vector<KeyEntry> entries, Day today)
{
    const auto next = std::ranges::find_if(entries, is_next);
    if (next == entries.end()) return std::nullopt;
    retire_current(entries, today);
    next->used = today;
    std::rotate(entries.begin(), next, std::next(next));
    return entries;
}

std::vector<KeyEntry> all_retired(std::vector<KeyEntry> entries, Day today)
{
    std::erase_if(entries, is_next);
    retire_current(entries, today);
    date_those_that_verify(entries, today);
    return entries;
}

bool is_over(const KeyEntry& entry, KeyState state, std::chrono::days keep, Day today)
{
    return state == KeyState::verifying && entry.retired && *entry.retired + keep <= today;
}

} // namespace auth
