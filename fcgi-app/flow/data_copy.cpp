#include "flow/data_copy.hpp"

#include "flow/copied_value.hpp"
#include "flow/not_sent_words.hpp"
#include "store/activity.hpp"
#include "store/data_copy.hpp"
#include "store/outbox.hpp"
#include "view/progress_chart.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace flow {
namespace {

view::Section field_of(const view::Texts& texts, base::Language language, std::string_view column, CopiedValue value)
{
    view::Section field{
        "FIELD",
        {{"LABEL", texts.get(language, view::Text{"data.column." + std::string{column}})},
         {"VALUE", std::move(value.text)}}};
    if (!value.is_words) field.inner.push_back({"AS_KEPT"});
    return field;
}

/// Rows of each table. Far more than most people have, and no more than a worker can show beside its other work.
constexpr unsigned most_on_page = 500;
constexpr unsigned most_in_file = 10'000;
/// So long after a file the next one has to wait: it may be megabytes.
constexpr std::chrono::seconds between_files{10};

using Values = std::vector<std::optional<std::string>>;

/// Where a mail that left has the answer of our mail server, one that did not leave has the mailer's own words.
bool is_of_unsent_mail(const store::CopiedTable& table, const Values& values)
{
    if (table.name != "mail_outbox") return false;
    const auto state = std::ranges::find(table.columns, "state") - table.columns.begin();
    return values[static_cast<std::size_t>(state)] == std::to_string(static_cast<int>(store::MailState::not_sent));
}

void add_why_not_sent(const Visit& visit, std::string_view why, view::Section& row)
{
    const auto& texts = visit.app.pages.texts();
    if (const auto key = not_sent_words(why))
        row.inner.push_back(
            field_of(texts, visit.language, "why_not_sent", {texts.get(visit.language, view::Text{*key}), true}));
}

/// One row in words; without fields when it says nothing to a person.
view::Section row_of(const Visit& visit, const store::CopiedTable& table, const Values& values)
{
    const auto& texts = visit.app.pages.texts();
    const bool is_unsent = is_of_unsent_mail(table, values);
    view::Section row{"ROW"};
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (is_unsent && table.columns[i] == "reply") {
            add_why_not_sent(visit, values[i].value_or(""), row);
            continue;
        }
        auto value = copied_value(texts, visit.language, table.name, table.columns[i], values[i]);
        if (value) row.inner.push_back(field_of(texts, visit.language, table.columns[i], *std::move(value)));
    }
    return row;
}

view::Section part_of(const Visit& visit, const store::CopiedTable& table)
{
    const auto key = "data.table." + std::string{table.name};
    view::Section part{"PART_OF_COPY", {{"PART_TITLE", visit.app.pages.texts().get(visit.language, view::Text{key})}}};
    for (const auto& values : table.rows) part.inner.push_back(row_of(visit, table, values));
    return part;
}

view::Page copy_page(const Visit& visit)
{
    view::Page page{"data_copy"};
    bool is_cut = false;
    for (auto& table : store::copy_of_data(visit.app.db, visit.session->account, most_on_page + 1)) {
        if (table.rows.size() > most_on_page) {
            table.rows.pop_back();
            is_cut = true;
        }
        if (!table.rows.empty()) page.add(part_of(visit, table));
    }
    if (is_cut) {
        const view::Text newest{
            "data.newest",
            {{"count", view::number_in_words(visit.language, most_on_page)},
             {"file_count", view::number_in_words(visit.language, most_in_file)}}};
        page.add({"NEWEST", {{"NEWEST_TEXT", visit.app.pages.texts().get(visit.language, newest)}}});
    }
    return page;
}

nlohmann::ordered_json to_json(const store::CopiedTable& table)
{
    auto rows = nlohmann::ordered_json::array();
    for (const auto& values : table.rows) {
        nlohmann::ordered_json row;
        for (std::size_t i = 0; i < values.size(); ++i)
            row[std::string{table.columns[i]}] = values[i] ? nlohmann::ordered_json(*values[i]) : nullptr;
        rows.push_back(std::move(row));
    }
    return rows;
}

/// False when the last one was made just before.
bool record_copy(const Visit& visit)
{
    const auto id = visit.session->account.id;
    constexpr auto kind = store::AuditKind::data_copied;
    return store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        (void)store::take_turn(tx, id);
        if (store::has_event(tx.db(), id, kind, visit.now() - between_files)) return false;
        record(tx, visit, kind, id);
        return true;
    });
}

} // namespace

http::Response show_data_copy(const Visit& visit)
{
    return show(visit, http::Status::ok, copy_page(visit));
}

http::Response post_data_copy(const Visit& visit)
{
    if (!record_copy(visit)) {
        auto page = copy_page(visit);
        page.error("", view::Text{"data.too_soon"});
        return show(visit, http::Status::too_many_requests, page).with_retry_after(between_files);
    }
    nlohmann::ordered_json json;
    json["made_at"] = base::to_datetime(visit.now());
    json["time_zone"] = "UTC";
    json["newest_rows_of_each"] = most_in_file;
    for (const auto& table : store::copy_of_data(visit.app.db, visit.session->account, most_in_file))
        json[std::string{table.name}] = to_json(table);
    return http::Response::text(http::Status::ok, json.dump(2) + '\n', "application/json; charset=utf-8")
        .with_header("Content-Disposition", "attachment; filename=\"asiointipalvelu.json\"");
}

http::Response data_copy_again(const Visit& visit, Problem problem)
{
    return show_again(visit, problem, copy_page(visit));
}

} // namespace flow
