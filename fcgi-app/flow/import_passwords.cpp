#include "flow/import_passwords.hpp"

#include "store/import_schemes.hpp"

#include <algorithm>
#include <atomic>
#include <future>

namespace flow {
namespace {

constexpr std::size_t most_schemes = 4;

} // namespace

ImportPasswords::ImportPasswords(
    store::Database& db, auth::HashCost cost, unsigned threads, bool apply, base::Instant now)
    : db_{db}, cost_{cost}, threads_{std::max(1U, threads)}, apply_{apply}, now_{now}, schemes_{
                                                                                           store::list_import_schemes(
                                                                                               db)}
{
}

bool ImportPasswords::admit(const std::string& scheme)
{
    if (std::ranges::find(schemes_, scheme) != schemes_.end()) return true;
    if (schemes_.size() >= most_schemes) return false;
    if (apply_) store::add_import_scheme(db_, scheme, now_); // before the first hash of it can be used
    schemes_.push_back(scheme);
    return true;
}

std::vector<PlannedFinding> ImportPasswords::admit_schemes(std::vector<DecidedGroup>& groups)
{
    std::vector<PlannedFinding> refused;
    for (auto& [group, plan] : groups) {
        if (!plan.password || admit(auth::name_of(plan.password->hash.scheme))) continue;
        refused.push_back({plan.password->position, ImportReason::hash_too_costly});
        plan.password.reset();
    }
    return refused;
}

ReadyPasswords ImportPasswords::prepare(const std::vector<DecidedGroup>& groups) const
{
    std::vector<const PasswordPlan*> wanted;
    for (const auto& each : groups)
        if (each.plan.password) wanted.push_back(&*each.plan.password);
    std::vector<std::string> made(wanted.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (auto i = next++; i < wanted.size(); i = next++)
            made[i] = auth::import_hash(wanted[i]->hash, wanted[i]->mark, cost_);
    };
    std::vector<std::future<void>> helpers;
    for (unsigned i = 1; i < std::min<std::size_t>(threads_, wanted.size()); ++i)
        helpers.push_back(std::async(std::launch::async, work));
    work();
    for (auto& helper : helpers) helper.get();

    ReadyPasswords ready;
    for (std::size_t i = 0; i < wanted.size(); ++i) ready.emplace(wanted[i]->position, std::move(made[i]));
    return ready;
}

} // namespace flow
