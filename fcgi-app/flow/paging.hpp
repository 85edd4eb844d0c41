#pragma once

#include "flow/visit.hpp"

#include <string>
#include <string_view>

/// Lists in pages, the newest in front: "?page=2".
namespace flow {

constexpr unsigned rows_per_page = 20;

/// The page asked for, from 1; 1 for whatever is no number from 1 to 99999.
[[nodiscard]] unsigned page_number(const Visit& visit);

/// How many rows come before this page.
[[nodiscard]] constexpr unsigned rows_before(unsigned page_number)
{
    return (page_number - 1) * rows_per_page;
}

/// The links to newer and older rows, for templates with pages/parts/pager.tpl.
void add_pager(view::Page& page, std::string_view path, unsigned page_number, bool has_older);

} // namespace flow
