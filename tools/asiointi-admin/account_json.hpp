#pragma once

#include "flow/staff_diagnosis.hpp"
#include "store/staff_search.hpp"

#include <nlohmann/json.hpp>

#include <string_view>

/// What `account show` says, for scripts, and the words for what is stored as a number.
namespace admin {

[[nodiscard]] nlohmann::ordered_json
to_json(const store::AccountFacts& facts, const std::vector<flow::Diagnosis>& diagnoses);
[[nodiscard]] nlohmann::ordered_json to_json(const store::FoundPeople& people);

[[nodiscard]] std::string_view state_name(const store::Account& account);
[[nodiscard]] std::string_view mail_state_name(store::MailState state);
[[nodiscard]] std::string_view link_purpose_name(store::LinkPurpose purpose);
[[nodiscard]] std::string_view old_user_state_name(store::LegacyStatus status);

} // namespace admin
