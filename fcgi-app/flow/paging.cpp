#include "flow/paging.hpp"

#include <charconv>

namespace flow {
namespace {

std::string page_url(std::string_view path, unsigned page_number)
{
    std::string url{path};
    if (page_number > 1) url += "?page=" + std::to_string(page_number);
    return url;
}

} // namespace

unsigned page_number(const Visit& visit)
{
    constexpr std::size_t most_digits = 5;
    const auto text = visit.request.query.value_or_empty("page");
    unsigned number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
    return is_number && number > 0 && text.size() <= most_digits ? number : 1;
}

void add_pager(view::Page& page, std::string_view path, unsigned page_number, bool has_older)
{
    if (page_number == 1 && !has_older) return;
    page.show("PAGER").set("PAGE_NUMBER", std::to_string(page_number));
    if (page_number > 1) page.repeat("NEWER", {{{"NEWER_URL", page_url(path, page_number - 1)}}});
    if (has_older) page.repeat("OLDER", {{{"OLDER_URL", page_url(path, page_number + 1)}}});
}

} // namespace flow
