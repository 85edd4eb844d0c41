#include "flow/import_reading.hpp"

#include "store/import_staging.hpp"

namespace flow {
namespace {

constexpr std::size_t most_id = 64; ///< bytes of the column legacy_user.portal_user_id
constexpr unsigned most_faults = 20;

std::string as_lines(const std::vector<std::string>& faults)
{
    std::string text;
    for (const auto& fault : faults) text += fault + '\n';
    return text + "nothing was imported";
}

class Reading {
public:
    Reading(store::Database& db, ImportSource& source, const ImportOptions& options)
        : db_{db}, source_{source}, options_{options}
    {
    }

    std::uint64_t read(const std::function<void()>& show_life)
    {
        store::empty_staging(db_);
        for (auto users = source_.next(); !users.empty(); users = source_.next()) {
            stage(users);
            options_.progress({ImportProgress::Part::reading, source_.done(), source_.total()});
            show_life();
        }
        refuse_faults();
        if (!options_.fewer_users) refuse_a_part();
        return seen_;
    }

private:
    void stage(const std::vector<store::PortalUser>& users);
    void refuse_faults();
    void refuse_a_part();

    store::Database& db_;
    ImportSource& source_;
    const ImportOptions& options_;
    std::uint64_t seen_ = 0;
    std::vector<std::string> faults_{};
};

void Reading::stage(const std::vector<store::PortalUser>& users)
{
    std::vector<store::StagedUser> staged;
    for (const auto& user : users) {
        ++seen_;
        if (user.id.empty() || user.id.size() > most_id) {
            if (faults_.size() < most_faults)
                faults_.push_back(source_.name() + " has the id \"" + user.id + "\", which is not of 1 to 64 bytes");
            continue;
        }
        staged.push_back(judge_portal_user(user, seen_, options_.now - options_.long_unseen_after));
        if (!options_.password_hashes) staged.back().password_hash.reset();
    }
    if (!staged.empty()) store::stage(db_, staged);
}

void Reading::refuse_faults()
{
    for (const auto& fault : source_.faults()) faults_.push_back(source_.name() + ", " + fault);
    for (const auto& id : store::list_ids_staged_twice(db_, most_faults))
        faults_.push_back(source_.name() + " has the id " + id + " twice");
    if (seen_ == 0 && faults_.empty()) faults_.push_back(source_.name() + " has no users");
    if (!faults_.empty()) throw ImportSourceFaults{std::move(faults_)};
}

/// A file that was cut, or an export that broke off: everybody who is missing would count as gone from the portal.
void Reading::refuse_a_part()
{
    const auto on_record = store::count_users_on_record(db_);
    if (on_record.staged >= on_record.known - on_record.staged) return;
    throw ImportSourceFaults{
        {source_.name() + " has " + std::to_string(on_record.staged) + " of the " + std::to_string(on_record.known) +
         " users who were in the portal before, less than half; if that is meant, say --fewer"}};
}

} // namespace

ImportSourceFaults::ImportSourceFaults(std::vector<std::string> faults)
    : std::runtime_error{as_lines(faults)}, faults_{std::move(faults)}
{
}

std::uint64_t stage_source(
    store::Database& db, ImportSource& source, const ImportOptions& options, const std::function<void()>& show_life)
{
    return Reading{db, source, options}.read(show_life);
}

} // namespace flow
