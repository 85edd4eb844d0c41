#include "app/credentials.hpp"
#include "app/key_purposes.hpp"
#include "app/settings_faults.hpp"
#include "doctor/examination.hpp"

#include <algorithm>

/// How old the keys are, and which of them nothing needs any more.
namespace doctor {
namespace {

Verdict judge_age(
    const app::PurposeFacts& facts, const std::vector<auth::KeyEntry>& entries, auth::Day today,
    std::chrono::days warn_after)
{
    const auto states = auth::states_of(entries);
    const auto current = std::ranges::find(states, auth::KeyState::current);
    if (current == states.end()) return fine("none is in use");
    const auto& entry = entries[static_cast<std::size_t>(current - states.begin())];
    const auto age = app::age_of(entry, today);
    if (!age) return fine(auth::key_name(entry.key) + ", whose age is not written down");
    const auto found = auth::key_name(entry.key) + ", in use for " + std::to_string(age->count()) + " days";
    if (*age <= warn_after) return fine(found);
    return warning(found, "Run: asiointi-admin keys rotate " + std::string{facts.name} + " (docs/keys.md).");
}

bool can_be_pruned(const app::PurposeFacts& facts, const std::vector<auth::KeyEntry>& entries, auth::Day today)
{
    const auto states = auth::states_of(entries);
    if (!facts.keep) return false; // the database knows; keys prune asks it
    for (std::size_t i = 0; i < entries.size(); ++i)
        if (auth::is_over(entries[i], states[i], *facts.keep, today)) return true;
    return false;
}

void judge_keys(const Patient& patient, const app::PurposeFacts& facts, const std::string& file, const Tell& tell)
{
    const auto today = std::chrono::floor<std::chrono::days>(patient.now);
    const auto subject = "keys for " + std::string{facts.name};
    const auto entries = app::list_keys(file, facts.purpose);
    if (can_be_pruned(facts, entries, today))
        return tell(subject, warning("one that nothing needs any more is there", "Run: asiointi-admin keys prune"));
    tell(subject, judge_age(facts, entries, today, patient.settings.key.warn_after));
}

} // namespace

void check_keys(Patient& patient, const Tell& tell)
{
    for (const auto& facts : app::key_purposes) {
        const auto file = app::credential_or(app::key_file(patient.settings, facts.purpose));
        if (file.empty()) continue;
        try {
            judge_keys(patient, facts, file, tell);
        } catch (const app::SettingsFaults&) {
            throw NotLookedAt{file + " cannot be read, or is faulty"}; // check_secrets says how
        }
    }
}

} // namespace doctor
