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

/// All that a mail says, in one language.
struct MailPart {
    base::Language language;
    std::string heading; ///< names the language of a second part; empty in the first
    std::vector<MailBlock> blocks;
};

struct MailContent {
    std::string subject; ///< in the language of the first part
    std::vector<MailPart> parts;
};

/// What a mail of this kind says, from the first line to the last. Each part makes sense alone: the links of the second
/// open in its own language. The last one ends with where the service is in the languages that the mail is not in.
[[nodiscard]] MailContent mail_content(
    MailKind kind, base::Language language, const MailFacts& facts, const Texts& texts, const std::string& base_url);

} // namespace view
