#pragma once

#include "probe/chain.hpp"
#include "probe/finding.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace probe {

/// What to check, all read and checked already.
struct Targets {
    Url page;                              ///< behind the sign-in
    Url accounts;                          ///< site.base_url
    std::vector<std::string> public_paths; ///< --public: on the portal's host
    std::vector<std::string> echo_paths;   ///< --echo: on the portal's host
    std::vector<std::string> direct;       ///< --direct: "unix:/…" or a URL
    std::optional<Url> plain_http;         ///< where plain http is answered, if anywhere
    std::string why_no_plain_http;         ///< when that is nullopt
};

/// What is sent, and in a few words what is special about it.
struct Attempt {
    std::string what;
    Request request;
};

/// An answer that came through nginx, to be looked at once more.
struct Seen {
    std::string what;
    Url url;
    Answer answer;
};

struct Judged {
    Verdict verdict;
    std::string sent; ///< in a few words, what was judged
};

using AnswerJudge = std::function<Verdict(const Answer&)>;
using ChainJudge = std::function<Verdict(const Chain&)>;

/// One run: sends attempts one after another, has them judged, and tells what was found as soon as it is.
class Examination {
public:
    Examination(Client& client, Targets targets, Sink sink);

    Targets targets;
    Places places;
    bool is_protected = false; ///< the page led to signing in: only now other methods than GET are sent

    void begin(std::string area) { area_ = std::move(area); }
    /// Sends all, and tells the gravest verdict under the name of the check.
    void check(const std::string& name, const std::vector<Attempt>& attempts, const AnswerJudge& judge);
    /// The same, but sends nothing any more once something went wrong: for what could change something at the portal.
    void check_carefully(const std::string& name, const std::vector<Attempt>& attempts, const AnswerJudge& judge);
    /// As check(), for what may be a redirect.
    void check_chains(const std::string& name, const std::vector<Attempt>& attempts, const ChainJudge& judge);
    /// Judges what was seen so far.
    void
    check_seen(const std::string& name, const std::function<bool(const Seen&)>& concerns, const AnswerJudge& judge);
    /// Tells the gravest of several verdicts; nothing when there is none.
    void tell(const std::string& name, const std::vector<Judged>& all);
    void tell(const std::string& name, const Verdict& verdict, const std::string& sent = {});
    void skip(const std::string& name, const std::string& why);

    [[nodiscard]] Answer send(const std::string& what, const Request& request);
    [[nodiscard]] Chain chain(const Attempt& attempt);

private:
    [[nodiscard]] bool is_through_nginx(const Request& request) const;

    Client& client_;
    Sink sink_;
    std::string area_;
    std::vector<Seen> seen_;
};

/// "GET /hakemukset with X"
[[nodiscard]] std::string description_of(const Attempt& attempt);

/// A page as a person's browser asks for it, with these lines besides.
[[nodiscard]] Request page_request(const Url& url, const std::vector<std::string>& more = {});

} // namespace probe
