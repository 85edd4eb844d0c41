#pragma once

#include "probe/finding.hpp"

#include <string>
#include <vector>

namespace doctor {

/// What a name server said about the TXT records of a name.
struct TextRecords {
    bool is_answered = false; ///< false: nobody could tell, `failure` says why
    std::vector<std::string> texts;
    std::string failure;
};

/// Asks by the system's resolver library; waits for a few seconds at most.
/// server  "ADDRESS:PORT", IPv4; "" for those of /etc/resolv.conf.
[[nodiscard]] TextRecords find_texts(const std::string& name, const std::string& server);

/// The sender policy (RFC 7208) of a domain by all its TXT records: exactly one, which ends by refusing others.
[[nodiscard]] probe::Verdict judge_spf(const std::vector<std::string>& texts, const std::string& domain);

/// True when one of these is a record that says what becomes of mails that fail (RFC 7489).
[[nodiscard]] bool has_dmarc(const std::vector<std::string>& texts);

/// Judges it. at  the name under which `texts` were found: the domain's own, or of a domain above it.
[[nodiscard]] probe::Verdict judge_dmarc(const std::vector<std::string>& texts, const std::string& at);

/// True when the record asks that SPF's domain is that of From itself (aspf=s).
[[nodiscard]] bool asks_for_same_domain(const std::vector<std::string>& texts);

/// Whether SPF of the envelope sender's domain speaks for From (RFC 7489, 3.1.2). Two domains count as one organisation's
/// when one is below the other or both are below the same name of two labels, which holds for .fi and most others.
[[nodiscard]] probe::Verdict
judge_alignment(const std::string& from, const std::string& envelope, bool must_be_the_same);

/// "_dmarc.a.example.fi", "_dmarc.example.fi": where a receiver may look. Not the top level.
[[nodiscard]] std::vector<std::string> dmarc_names(const std::string& domain);

} // namespace doctor
