#include "flow/import_source.hpp"

namespace flow {

PortalView::PortalView(store::Database& db, bool with_hashes, unsigned rows_at_once)
    : db_{db}, with_hashes_{with_hashes && store::portal_has_password_hashes(db)},
      rows_at_once_{rows_at_once}, total_{store::count_portal_users(db)}
{
}

std::vector<store::PortalUser> PortalView::next()
{
    if (at_end_) return {};
    auto users = with_hashes_ ? store::list_portal_users_with_hashes(db_, after_, rows_at_once_)
                              : store::list_portal_users(db_, after_, rows_at_once_);
    at_end_ = users.size() < rows_at_once_;
    done_ += users.size();
    if (!users.empty()) after_ = users.back().id;
    return users;
}

} // namespace flow
