#pragma once

#include "flow/visit.hpp"

namespace app {

struct Route;

/// Where the answers of a route are counted; a null pointer is for what is no route.
[[nodiscard]] std::size_t metrics_place(const Route* route);

/// /metrics, in the text format of Prometheus: what has happened on this machine since its supervisor began, and how the
/// database stood when the background process looked last. Asks nobody, so it answers with the database away, too. nginx
/// lets only the machine's own monitoring reach it.
[[nodiscard]] http::Response show_metrics(const flow::Visit& visit);

} // namespace app
