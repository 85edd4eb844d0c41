#pragma once

#include "view/mails.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace view {

/// One line of a mail. A URL follows its text on a line of its own, so that no mail program takes a full stop or a
/// neighbouring word for a part of it.
struct MailLine {
    std::string text;
    std::string url;
    std::string_view language; ///< code of the text's language where it is not the mail's
};

enum class MailBlockStyle { paragraph, link, small };

/// Lines that stand together, with an empty line before and after.
struct MailBlock {
    MailBlockStyle style;
    std::vector<MailLine> lines;
};

struct MailContent {
    std::string subject;
    std::vector<MailBlock> blocks;
};

/// What a mail of this kind says, from the first line to the last.
[[nodiscard]] MailContent mail_content(
    MailKind kind, base::Language language, const MailFacts& facts, const Texts& texts, const std::string& base_url);

} // namespace view
