#include "flow/import_users.hpp"

#include "flow/import_batch.hpp"
#include "flow/import_reading.hpp"
#include "store/import_claim.hpp"

#include <algorithm>

namespace flow {
namespace {

ImportFinding finding_of(const store::StagedFinding& staged)
{
    const auto& facts = staged.user.facts;
    const bool both = !facts.given_name.empty() && !facts.family_name.empty();
    return {
        .portal_id = facts.portal_id,
        .old_name = facts.old_name,
        .email = facts.email.value_or(""),
        .name = facts.given_name + (both ? " " : "") + facts.family_name,
        .reason = static_cast<ImportReason>(staged.finding - 1)};
}

class Import {
public:
    Import(store::Database& db, const store::ImportClaim& claim, ImportSource& source, const ImportOptions& options)
        : db_{db}, claim_{claim}, source_{source}, options_{options}, passwords_{
                                                                          db, options.cost, options.hashing_threads,
                                                                          options.apply, options.now}
    {
    }

    ImportResult run()
    {
        read_source();
        // An address that one user gave up may be another's by now, whichever of them comes first.
        do {
            decide_all();
        } while (has_moved_);
        retire_users_that_are_gone();
        tell_findings();
        keep_claim(); // without it the users may have been deleted under this run
        result_.schemes = passwords_.schemes();
        result_.encoding = source_.encoding();
        return std::move(result_);
    }

private:
    void read_source();
    void decide_all();
    void decide_addresses();
    void decide_obstacles();
    void decide_page(const std::vector<store::StagedUser>& page);
    void decide_groups(const std::vector<ImportUsers>& groups);
    void mark(const std::vector<PlannedFinding>& findings);
    void retire_users_that_are_gone();
    void tell_findings();
    void add(const BatchOutcome& outcome);

    void show_life() const
    {
        if (options_.is_to_stop()) throw ImportStopped{"stopped; what was finished stays, and the next run goes on"};
        keep_claim();
    }

    void keep_claim() const
    {
        if (!claim_.beat(db_)) throw ImportIsRunning{"another import has taken over; what this one finished stays"};
    }

    store::Database& db_;
    const store::ImportClaim& claim_;
    ImportSource& source_;
    const ImportOptions& options_;
    ImportPasswords passwords_;
    std::uint64_t staged_ = 0;
    std::uint64_t decided_ = 0; ///< in this round
    bool has_moved_ = false;    ///< in this round
    ImportResult result_{};
};

void Import::read_source()
{
    staged_ = stage_source(db_, source_, options_, [this] { show_life(); });
}

/// Every user moves once at most, so the rounds come to an end.
void Import::decide_all()
{
    if (has_moved_) store::clear_findings(db_);
    has_moved_ = false;
    decided_ = 0;
    result_.seen = 0;
    result_.by_status.clear();
    decide_addresses();
    decide_obstacles();
}

void Import::decide_addresses()
{
    std::string after;
    while (true) {
        auto page = store::list_staged_by_address(db_, after, options_.users_at_once);
        if (page.empty()) return;
        if (page.size() == options_.users_at_once) { // the last address may have more users than came along
            const auto last = page.back().facts.email_key.value();
            if (page.front().facts.email_key == last)
                page = store::list_staged_of_address(db_, last);
            else
                std::erase_if(page, [&](const store::StagedUser& user) { return user.facts.email_key == last; });
        }
        after = page.back().facts.email_key.value();
        decide_page(page);
    }
}

void Import::decide_obstacles()
{
    std::uint64_t after = 0;
    while (true) {
        const auto page = store::list_staged_obstacles(db_, after, options_.users_at_once);
        if (page.empty()) return;
        after = page.back().position;
        decide_page(page);
    }
}

void Import::decide_page(const std::vector<store::StagedUser>& page)
{
    std::vector<ImportUsers> groups;
    for (const auto& staged : page) {
        auto user = from_staged(staged, options_.keys);
        const bool joins = !groups.empty() && user.address && groups.back().front().address &&
                           groups.back().front().address->key == user.address->key;
        if (!joins) groups.emplace_back();
        groups.back().push_back(std::move(user));
    }
    show_life();
    const auto outcome = import_batch(db_, groups, passwords_, options_.apply, options_.now);
    add(outcome);
    mark(outcome.findings);
    decided_ += page.size();
    options_.progress({ImportProgress::Part::deciding, decided_, staged_});
}

/// The first finding about a user is the one that counts.
void Import::mark(const std::vector<PlannedFinding>& findings)
{
    std::map<std::uint64_t, ImportReason> reasons;
    for (const auto& finding : findings) reasons.emplace(finding.position, finding.reason);
    std::map<ImportReason, std::vector<std::uint64_t>> positions;
    for (const auto& [position, reason] : reasons) positions[reason].push_back(position);
    for (const auto& [reason, which] : positions)
        store::mark_findings(db_, which, static_cast<unsigned>(reason) + 1); // 0 is no finding
}

void Import::add(const BatchOutcome& outcome)
{
    result_.accounts_created += outcome.accounts_created;
    result_.accounts_renewed += outcome.accounts_renewed;
    result_.passwords_imported += outcome.passwords_imported;
    result_.users_linked += outcome.users_linked;
    result_.rows_written += outcome.rows_written;
    has_moved_ = has_moved_ || (options_.apply && outcome.has_moved);
    for (const auto& [status, count] : outcome.by_status) {
        result_.seen += count;
        result_.by_status[status] += count;
    }
}

/// An old user who is no longer in the portal must not keep an address waiting for a human.
void Import::retire_users_that_are_gone()
{
    std::string after;
    while (true) {
        const auto users = store::list_users_gone(db_, after, options_.users_at_once);
        if (users.empty()) return;
        after = users.back().portal_id;
        show_life();
        result_.users_gone += static_cast<unsigned>(users.size());
        result_.rows_written += retire_users(db_, users, options_.apply, options_.now);
    }
}

void Import::tell_findings()
{
    std::uint64_t after = 0;
    while (true) {
        const auto findings = store::list_staged_findings(db_, after, options_.users_at_once);
        if (findings.empty()) return;
        after = findings.back().user.position;
        result_.findings += static_cast<unsigned>(findings.size());
        for (const auto& finding : findings) options_.found(finding_of(finding));
    }
}

/// The portal's data must not lie about when the run is over, however it ended.
class EndOfImport {
public:
    EndOfImport(store::Database& db, const store::ImportClaim& claim) : db_{db}, claim_{claim} {}
    EndOfImport(const EndOfImport&) = delete;
    EndOfImport& operator=(const EndOfImport&) = delete;
    ~EndOfImport()
    {
        try {
            if (!claim_.beat(db_)) return; // it is another run's by now
            store::empty_staging(db_);
            claim_.give_back(db_);
        } catch (const std::exception&) {
            return; // the database is away: the next run clears up
        }
    }

private:
    store::Database& db_;
    const store::ImportClaim& claim_;
};

} // namespace

ImportResult import_users(store::Database& db, ImportSource& source, const ImportOptions& options)
{
    const auto claim = store::ImportClaim::take(db);
    if (!claim)
        throw ImportIsRunning{"another import is running, since " + store::start_of_running_import(db) + " UTC"};
    const EndOfImport end{db, *claim};
    return Import{db, *claim, source, options}.run();
}

} // namespace flow
