#pragma once

#include "base/key_ring.hpp"
#include "base/language.hpp"

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The settings of an installation, as read and checked by app/read_settings.cpp. Every field's comment gives its
/// key in the TOML file, its unit and its meaning; the initial value is the default.
namespace base {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// What the login page does after the user name (DESIGN, "What the login page tells").
enum class FirstStep {
    guide,  ///< an account without a password sees that a link was sent
    uniform ///< every address sees the same second page
};

/// [names.fi], [names.sv], [names.en]: how the installation calls itself, with the inflected forms that its
/// texts need: the key of the TOML file is the name inside { } in the catalogues. view/texts.hpp lists them.
using Names = std::map<std::string, std::string, std::less<>>;

struct DatabaseHost {
    std::string text;   ///< as configured: "unix:/run/mysqld/mysqld.sock" or "db1.example.com:3306"
    std::string socket; ///< path of a unix socket, or empty
    std::string host;
    unsigned port = 3306;
};

struct DatabaseSettings {
    std::vector<DatabaseHost> hosts;           ///< database.hosts: "unix:/PATH" or "HOST:PORT", tried in this order
    std::string name = "asiointipalvelu";      ///< database.name: of the database on each of the hosts
    std::string pages_user = "asiointi_pages"; ///< database.pages_user: who shows pages, as sql/grants.sql lets it
    std::string background_user = "asiointi_background"; ///< database.background_user: who sends mails and deletes
    std::string admin_user = "asiointi_admin";           ///< database.admin_user: who asiointi-admin signs in as
    Credential pages_password;      ///< secrets: database.pages_password: of database.pages_user, as in passwords.sql
    Credential background_password; ///< secrets: database.background_password: of database.background_user
    Credential admin_password;      ///< secrets: database.admin_password: of database.admin_user
    std::string tls_ca; ///< database.tls_ca: PEM file of the authority; required for hosts reached over a network
    seconds connect_timeout{3}; ///< database.connect_timeout_s: to connect in; then the next host is tried
    seconds query_timeout{5};   ///< database.query_timeout_s: for one statement; then it has failed
};

enum class StartTls { required, off };

struct MailSettings {
    std::string smtp_host = "localhost"; ///< mail.smtp_host: name or address of the mail server
    unsigned smtp_port = 25;             ///< mail.smtp_port: port of the mail server
    /// mail.starttls = "required" | "off": encryption; off only for a server on this machine
    StartTls starttls = StartTls::required;
    std::string tls_ca;       ///< mail.tls_ca: PEM file of the server's authority; empty: the system's
    std::string user;         ///< mail.user: who signs in to the mail server; empty: no AUTH
    Credential password;      ///< secrets: mail.password: of mail.user
    std::string from_address; ///< mail.from_address: sender of every mail
    /// mail.bounce_address: where delivery reports go; each mail's envelope sender is this with "+" and the mail's own
    /// mark (docs/inviting.md). Empty: the envelope sender is from_address.
    std::string bounce_address;
    seconds timeout{20}; ///< mail.timeout_s: for one delivery, and two minutes more for the answer to the whole mail
    unsigned per_address_and_day = 10; ///< mail.per_address_and_day: asked for in one way; three times as many in all
    seconds pause_between{120}; ///< mail.pause_between_s: no second mail of one purpose; less than links are good
    hours give_up_after{24};    ///< mail.give_up_after_h: then a mail that could not be sent is dead
};

struct LoginSettings {
    /// login.first_step = "guide" | "uniform": guide: the first step of signing in tells whoever has no password yet that a
    /// link was sent; uniform: it tells everybody the same
    FirstStep first_step = FirstStep::guide;
    /// login.guide_until: the last day (Europe/Helsinki) of guide mode, "YYYY-MM-DD"; from the next day on uniform.
    std::optional<std::chrono::sys_days> guide_until;
};

struct PasswordSettings {
    unsigned min_length = 15;  ///< password.min_length: characters (code points) of a new password, at least (R-001)
    unsigned max_length = 256; ///< password.max_length: the same, at most (R-003)
    /// password.min_guess_bits: log2 of the guesses that a new one takes, as zxcvbn estimates them. 35 lets nearly all
    /// sequences of 15 random digits pass, and guessing that many against our hash would keep one core busy for
    /// decades.
    double min_guess_bits = 35;
    unsigned memory_mib = 64;                 ///< password.memory_mib: memory that hashing one takes (Argon2id m)
    unsigned passes = 2;                      ///< password.passes: times that hashing goes over it (Argon2id t)
    std::vector<std::string> forbidden_words; ///< password.forbidden_words: words of the city, easy to guess (R-010)
    /// secrets: password.pepper: keys without which no stored hash can be tried; asiointi-admin keys rotate pepper
    /// makes them. Empty: none
    KeyRing pepper;
};

struct SessionSettings {
    minutes idle{60};    ///< session.idle_minutes: so long without a request, and a sign-in that is not remembered ends
    hours absolute{12};  ///< session.absolute_hours: so long it lasts at most, with requests too
    days remembered{30}; ///< session.remembered_days: so long a remembered sign-in lasts, whatever happens (R-099)
};

/// [keys]
struct KeySettings {
    days warn_after{400}; ///< keys.warn_after_days: in use for so long, and doctor and keys list ask for another one
};

/// [retention]: how long rows stay that nobody needs any more; docs/retention.md has every table.
struct RetentionSettings {
    days trail{730};    ///< retention.trail_days: so long an event stays in the audit trail
    days requests{365}; ///< retention.requests_days: so long a request to the help desk stays after it was dealt with
    /// retention.dormant_years: so long nobody signs in, and an account is closed, after a notice; 0: never; else 2 or more
    unsigned dormant_years = 0;
};

/// [account]
struct AccountSettings {
    /// account.erase_after_days: so long an owner may come back to a closed account; at least link.undo_email_change_days.
    days erase_after{14};
};

struct LinkSettings {
    hours first_password{24};  ///< link.first_password_hours: so long the link for a first password is good (R-069)
    minutes recovery{60};      ///< link.recovery_minutes: so long the link for a new password is good
    hours registration{24};    ///< link.registration_hours: so long the link of a registration is good
    days undo_email_change{7}; ///< link.undo_email_change_days: so long the old address stays reserved, and can undo it
    unsigned live_at_once = 3; ///< link.live_at_once: links of one purpose that may live together
};

/// A cookie of the portal's own that signing out ends, too.
struct PortalCookie {
    std::string name;
    std::string path = "/";
};

/// [portal]: the portal that learns from us who is signed in (docs/portal.md).
struct PortalSettings {
    /// portal.origins: the portal's hosts other than ours, "https://portaali.example.fi"; each may be a ReturnUrl, too.
    std::vector<std::string> origins;
    /// portal.cookies: "PHPSESSID", or with its path "JSESSIONID /hakemukset"; without a Domain of their own.
    std::vector<PortalCookie> cookies;
    /// portal.create_users: newcomers get a user id from the procedure portal_create_user (sql/portal-example).
    bool create_users = false;
    std::string audience = "portal"; ///< portal.audience: for whom signed statements are
    std::string signing_keys; ///< portal.signing_keys: file of the keys that sign statements; empty: nothing is signed
};

/// [import]: what comes along from the old portal besides its users (docs/migration.md).
struct ImportSettings {
    /// import.password_hashes: the import takes old passwords along; each lets its owner in, until it has once
    bool password_hashes = false;
    /// import.password_hashes_until: the last day (Europe/Helsinki) on which they do, "YYYY-MM-DD"; required with
    /// password_hashes.
    std::chrono::sys_days password_hashes_until{};
};

struct PoolSettings {
    /// pool.pages_socket: where nginx finds the pages; a change needs a restart
    std::string pages_socket = "/run/asiointipalvelu/pages.sock";
    /// pool.check_socket: where nginx finds the check workers; default: beside pages_socket; a change needs a restart
    std::string check_socket;
    unsigned check_workers = 0; ///< pool.check_workers: for auth_request; 0: one for each core, at least 2
    /// pool.socket_group: the group that may connect: nginx's, unless systemd makes the sockets (SocketGroup=); a change
    /// needs a restart
    std::string socket_group;
    unsigned pages_workers = 0; ///< pool.pages_workers: processes for pages; 0: two for each core, at least 4
    /// pool.hashing_slots: so many passwords are hashed at once; 0: one for each core but one, at least 1
    unsigned hashing_slots = 0;
    seconds request_timeout{30};           ///< pool.request_timeout_s: for one request; then the worker is replaced
    seconds stop_timeout{20};              ///< pool.stop_timeout_s: to finish requests in when stopping
    unsigned requests_per_worker = 100000; ///< pool.requests_per_worker: so many requests, and the worker is renewed
};

/// [staff]: the help desk.
struct StaffSettings {
    std::string unit; ///< staff.unit: of whoever uses asiointi-admin, for residents to read; else say --unit
    /// staff.networks: from where /Account/Staff opens, "10.20.0.0/16" or "2001:db8:20::/48"; empty: from nowhere.
    std::vector<std::string> networks;
    minutes idle{15};          ///< staff.idle_minutes: so long without a request, and a member is signed out
    unsigned role_months = 12; ///< staff.role_months: so long the role holds when it is given
};

/// A link that the installation adds to the footer.
struct FooterLink {
    std::string label;
    std::string url; ///< https://… or a path of this host
};

/// The colours of mails, "#rrggbb": of the band with the service's name in white, and of links on a light and on a dark
/// ground. Mail programs read no stylesheet of ours, so they stand in the mail itself.
struct MailColors {
    std::string band = "#0b3d6b"; ///< site.mail_band: "#rrggbb" under a mail's white letters, as --brand of the theme
    std::string link = "#0a58a6"; ///< site.mail_link: of links in a mail, as --action of the theme
    std::string band_dark = "#0f3358"; ///< site.mail_band_dark: mail_band where the reader has dark colours
    std::string link_dark = "#8cc4ff"; ///< site.mail_link_dark: mail_link where the reader has dark colours
};

/// What an installation puts around every page (docs/theming.md). Paths are on this host: browsers are told to load
/// nothing from elsewhere.
struct LookSettings {
    std::string theme_css; ///< site.theme_css: path of a stylesheet that comes after ours; empty: none
    std::string logo;      ///< site.logo: path of an .svg or .png file in place of our emblem; empty: the emblem
    std::string icon;      ///< site.icon: path of an .svg, .png or .ico file; empty: our own
    MailColors mail;
    std::array<std::vector<FooterLink>, all_languages.size()> footer; ///< [[footer.LANGUAGE]] label, url
};

/// How far the pages meet the law's requirements, as the accessibility statement says it.
enum class Conformance { full, partial, none };

/// [statements]: facts of this installation for /Account/Accessibility and /Account/Privacy. Those that are words are in
/// [names.LANGUAGE].
struct StatementSettings {
    std::chrono::sys_days updated{};   ///< statements.updated: when the accessibility statement was last checked
    std::chrono::sys_days evaluated{}; ///< statements.evaluated: the day of the evaluation; else as updated
    /// statements.evaluation = "self" | "external": who evaluated; if others, names.*.evaluator says who
    bool evaluated_by_others = false;
    /// statements.conformance = "full" | "partial" | "none": with the law; less than full with gaps
    Conformance conformance = Conformance::full;
    /// [[statements.gaps]] fi, sv, en: what is not accessible, why, and what to use instead. Empty when all is.
    std::vector<std::array<std::string, all_languages.size()>> gaps;
    days logs_kept{14}; ///< statements.logs_kept_days: after how long this machine deletes its logs
};

struct Settings {
    std::string file;         ///< the TOML file these were read from
    std::string secrets_file; ///< secrets: the file with passwords and keys
    std::string
        base_url; ///< site.base_url: where residents find it, "https://asiointi.example.fi", no slash at the end
    std::string start_url = "/";             ///< site.start_url: where a sign-in without ReturnUrl ends
    std::vector<std::string> return_origins; ///< site.return_origins: other origins a ReturnUrl may name (R-043)
    /// site.template_directory: folder of pages, mails, catalogues and word lists
    std::string template_directory = "/usr/share/asiointipalvelu";
    /// site.announcement_file: what it announces stands on every page until its end, without a reload
    /// (conf/announcement.example.toml). Empty: none. It need not exist.
    std::string announcement_file;
    std::array<Names, all_languages.size()> names; ///< [names.LANGUAGE]
    LookSettings look;
    StatementSettings statements;
    LoginSettings login;
    PasswordSettings password;
    SessionSettings session;
    AccountSettings account;
    LinkSettings link;
    MailSettings mail;
    DatabaseSettings database;
    PortalSettings portal;
    StaffSettings staff;
    ImportSettings importing;
    PoolSettings pool;
    KeySettings key;
    RetentionSettings retention;
    /// secrets: keys: for forms and all else that comes back to us, 32 bytes in base64 each, the current one first;
    /// asiointi-admin keys rotate forms makes another one (docs/keys.md)
    std::vector<Key> keys;
    /// For counters under keyed digests, which every host must find, whether it uses a newer key already or not: the oldest
    /// key that was ever current.
    Key counting_key;
};

} // namespace base
