#pragma once

#include <vector>

namespace doctor {

/// The pages, mails and static files that belong to this program, below site.template_directory. Made by the build.
[[nodiscard]] const std::vector<const char*>& shipped_files();

} // namespace doctor
