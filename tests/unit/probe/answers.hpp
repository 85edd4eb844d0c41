#pragma once

#include "probe/chain.hpp"
#include "probe/finding.hpp"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

/// Answers and addresses to judge.
namespace given {

using Headers = std::vector<std::pair<std::string, std::string>>;

inline probe::Url url(const std::string& text)
{
    return probe::parse_url(text).value();
}

inline probe::Answer answer(unsigned status, Headers headers = {}, std::string body = {})
{
    probe::Answer result;
    result.status = status;
    result.headers = std::move(headers);
    result.body = std::move(body);
    return result;
}

inline probe::Answer redirect(unsigned status, const std::string& location)
{
    return answer(status, {{"location", location}, {"cache-control", "no-store"}});
}

inline probe::Answer silence(probe::Silence why)
{
    probe::Answer result;
    result.silence = why;
    result.fault = "as it is";
    return result;
}

/// A chain of one answer, of what follow() makes of it.
inline probe::Chain ended(probe::End end, probe::Answer answer)
{
    return {end, {{url("https://portal.example.fi/hakemukset"), std::move(answer)}}, std::nullopt};
}

} // namespace given

namespace probe {

inline std::ostream& operator<<(std::ostream& out, Outcome outcome)
{
    constexpr const char* names[] = {"ok", "skipped", "warning", "fault"};
    return out << names[static_cast<int>(outcome)];
}

inline std::ostream& operator<<(std::ostream& out, End end)
{
    constexpr const char* names[] = {"sign_in", "answer", "elsewhere", "endless", "silence"};
    return out << names[static_cast<int>(end)];
}

} // namespace probe
