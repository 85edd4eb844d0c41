#include "probe/checks.hpp"
#include "probe/remedies.hpp"

namespace probe {
namespace {

/// Later checks rely on what earlier ones learned.
void check_in_order(Examination& examination, const std::optional<Resident>& resident)
{
    check_page(examination);
    check_scripts(examination);
    check_forms(examination);
    check_forgeries(examination);
    check_spellings(examination);
    check_public_pages(examination);
    auto visitor = check_session(examination, resident);
    check_arrivals(examination, visitor ? &*visitor : nullptr);
    if (visitor) check_sign_out(examination, *visitor);
    check_server(examination);
    check_plain_http(examination);
    check_direct(examination);
    check_headers(examination);
}

} // namespace

void check_all(Examination& examination, const std::optional<Resident>& resident)
try {
    check_in_order(examination, resident);
} catch (const TooManyRequests& limit) {
    examination.begin("The rest");
    examination.tell("everything is checked", {Outcome::fault, limit.what(), remedy::too_many});
}

} // namespace probe
