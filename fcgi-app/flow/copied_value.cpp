#include "flow/copied_value.hpp"

#include "base/time.hpp"
#include "flow/activity_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace flow {
namespace {

/// "table.column" whose numbers have names: the catalogue holds "data.TABLE.COLUMN.NUMBER".
constexpr std::array<std::string_view, 9> named{
    "account.state",      "account.state_reason",        "legacy_user.status",
    "link_token.purpose", "mail_outbox.reason",          "mail_outbox.state",
    "staff_request.kind", "staff_change.identity_check", "staff_change.kind"};

/// Names that only programs use.
constexpr std::array<std::string_view, 3> for_programs{"mail_outbox.kind", "mail_outbox.detail", "audit_event.detail"};

/// Why an old user was linked, as the import and others note it, and the text for that.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> notes{
    {{"its names agree with those of the others", "data.note.like_others"},
     {"its names agree with those of the account of this address", "data.note.like_account"},
     {"added by its owner", "data.note.by_owner"},
     {"merged by staff", "data.note.merged"},
     {"given to a newcomer", "data.note.newcomer"}}};

std::optional<std::string_view> note_words(const std::string& note)
{
    const auto* found = std::ranges::find(notes, note, &std::pair<std::string_view, std::string_view>::first);
    if (found == notes.end()) return std::nullopt;
    return found->second;
}

bool is_time(std::string_view column)
{
    return column == "at" || column.ends_with("_at") || column.ends_with("_until");
}

std::string in_words(const view::Texts& texts, base::Language language, const std::string& datetime)
{
    const auto instant = base::from_datetime(datetime);
    return texts.get(
        language,
        {"data.time", {{"date", view::local_date(language, instant)}, {"time", view::local_time(language, instant)}}});
}

std::string event_in_words(const view::Texts& texts, base::Language language, const std::string& kind)
{
    int number = 0;
    std::from_chars(kind.data(), kind.data() + kind.size(), number);
    const store::Activity event{
        .at = {},
        .kind = static_cast<store::AuditKind>(number),
        .client_network = "",
        .detail = "",
        .unit = "",
        .reason = ""};
    return texts.get(language, view::Text{activity_words(event)});
}

template <std::size_t Size>
bool contains(const std::array<std::string_view, Size>& names, const std::string& name)
{
    return std::ranges::find(names, name) != names.end();
}

} // namespace

std::optional<CopiedValue> copied_value(
    const view::Texts& texts, base::Language language, std::string_view table, std::string_view column,
    const std::optional<std::string>& value)
{
    if (!value || value->empty()) return std::nullopt;
    const auto place = std::string{table} + '.' + std::string{column};
    if (contains(for_programs, place)) return std::nullopt;
    const auto words = [](std::string text) { return CopiedValue{std::move(text), true}; };
    const auto text_of = [&](std::string_view key) { return words(texts.get(language, view::Text{key})); };
    if (is_time(column)) return words(in_words(texts, language, *value));
    if (column == "remembered") return text_of(*value == "0" ? "data.no" : "data.yes");
    if (column == "locale") {
        // The name that each language has for itself.
        const auto named_language = base::language_from_code(*value);
        return CopiedValue{texts.get(named_language.value_or(language), view::Text{"language.name"}), false};
    }
    if (place == "legacy_user.note") {
        const auto key = note_words(*value);
        return key ? std::optional{text_of(*key)} : std::nullopt;
    }
    if (place == "audit_event.kind") return words(event_in_words(texts, language, *value));
    if (contains(named, place)) return text_of("data." + place + '.' + *value);
    return CopiedValue{*value, false};
}

} // namespace flow
