#include "app/command_line.hpp"
#include "app/read_settings.hpp"
#include "app/settings_faults.hpp"
#include "migrate.hpp"
#include "new_file.hpp"
#include "secret_input.hpp"
#include "setup/draft.hpp"
#include "setup/questions.hpp"
#include "setup/secrets.hpp"
#include "setup_database.hpp"
#include "setup_dialogue.hpp"
#include "setup_site.hpp"
#include "shell.hpp"
#include "staff_line.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

namespace admin {
namespace {

namespace fs = std::filesystem;

constexpr const char* examples =
    R"(Asks what nobody else can know, makes the keys and passwords, the database with its users, its tables, and nginx's files,
writes the settings, and starts the service. Nothing is written before every answer holds and the database lets its
administrator in. A secrets file that is there already stays as it is; a further machine of one installation needs the
same one: users that the database has already are given no other passwords. Run it as root.

FILE of --answers is written like the settings (see asiointipalvelu.toml(5)); any setting may stand in it, and:
  [setup]
  help_address = "neuvonta@example.fi"      # of those who help residents
  privacy_address = "tietosuoja@example.fi" # of the data protection officer
  certificate = "/etc/ssl/certs/asiointi.example.fi.pem"
  certificate_key = "/etc/ssl/private/asiointi.example.fi.key"
What it leaves out gets the value that would stand in brackets.

Examples:
  asiointi-admin setup
      then: nginx -t && systemctl reload nginx
  asiointi-admin setup --answers answers.toml
      asks nothing
  asiointi-admin setup --print-sql
      when somebody else looks after the database
  asiointi-admin setup --database-only
      rights and tables that a new version needs

Exit status: 0 done, 1 failed, 2 an answer that does not hold; each is told with what to do.)";

struct SetupCommand {
    std::string answers;
    DatabaseOptions database;
    std::string mail_password;
    NginxPlaces nginx;
    bool replace = false;
    bool print_sql = false;
    bool database_only = false;
    bool no_nginx = false;
    bool no_start = false;
};

/// Whoever gives the texts themselves need not say what they are made of.
bool is_said_otherwise(std::string_view key, const setup::Answers& answers)
{
    if (key == "setup.help_address") return answers.has("names.fi.contact");
    return key != "setup.privacy_address" || answers.has("names.fi.privacy_contact");
}

/// "" for nothing.
std::string answer_fault(const setup::Question& question, const setup::Answers& answers)
{
    const std::string_view key = question.key;
    if (answers.has(key)) return setup::fault_of(question, answers);
    return key.starts_with("setup.") && !is_said_otherwise(key, answers) ? "is missing" : "";
}

std::string remedy_of(const setup::Question& question)
{
    const std::string_view example = question.example;
    return std::string{question.words} + (example.empty() ? "" : ", such as " + std::string{example}) + '.';
}

std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// One run of the command.
class Setup {
public:
    Setup(std::string config, SetupCommand command) : config_{std::move(config)}, command_{std::move(command)}
    {
        command_.nginx.own = (folder() / "nginx").string();
        has_nginx_ = !command_.no_nginx && has_nginx(command_.nginx);
        has_secrets_ = fs::exists(secrets_file());
    }

    void run()
    {
        refuse_to_overwrite();
        auto answers = collected();
        const auto secrets = has_secrets_ ? kept_secrets() : made_secrets(answers);
        const setup::Draft draft;
        draft.write(answers, secrets);
        throw_faults(answers, draft);
        const auto settings = draft.settings();
        prepare_database(settings, secrets);
        write_files(settings, answers, secrets);
        app::check_configuration(config_);
        if (has_nginx_) set_up_nginx(command_.nginx, settings, answers);
        tell_what_remains(!command_.no_start && is_usual_place() && start_service());
    }

    /// After an upgrade. The service would not start with settings that have a fault, so they are looked at first; an
    /// administrator of the database is needed only when something new may be done there.
    void renew_database() const
    {
        app::check_configuration(config_);
        const auto settings = app::read_settings(config_);
        if (lacks_rights(settings.database, command_.database)) {
            auto database = settings.database;
            database.pages_password = database.background_password = database.admin_password = {};
            UserMaker{database, command_.database}.make_users();
        }
        migrate(settings, command_.database.sql);
    }

private:
    [[nodiscard]] fs::path folder() const { return fs::absolute(config_).parent_path(); }
    [[nodiscard]] std::string secrets_file() const { return (folder() / "secrets.toml").string(); }
    [[nodiscard]] std::string passwords_file() const { return (folder() / "passwords.sql").string(); }
    [[nodiscard]] bool is_usual_place() const { return config_ == Shell{}.config; }
    [[nodiscard]] bool is_asking() const { return command_.answers.empty(); }

    void refuse_to_overwrite() const
    {
        if (fs::exists(config_) && !command_.replace)
            throw WrongInput{
                config_ + " is there already. --replace puts a new one in its place, and keeps the old one as " +
                config_ + ".old; --database-only looks after the database alone"};
    }

    [[nodiscard]] setup::Answers collected() const
    {
        auto answers = is_asking() ? setup::Answers{} : setup::Answers{command_.answers};
        if (is_asking()) ask(answers, has_nginx_);
        setup::fill_in(answers, base::now(), setup::cores_of_this_machine());
        answers.set("secrets", "secrets.toml");
        return answers;
    }

    [[nodiscard]] app::Content kept_secrets() const
    {
        std::cout << secrets_file() << " is there already, and stays as it is\n";
        return app::read_secret_file(secrets_file(), "the secrets", "Make it readable for root.");
    }

    [[nodiscard]] app::Content made_secrets(const setup::Answers& answers) const
    {
        base::Password password;
        if (const auto user = answers.text("mail.user"); !user.empty())
            password = command_.mail_password.empty() ? ask_password(user + " at the mail server")
                                                      : read_password_file(command_.mail_password);
        return setup::new_secrets(password, base::now());
    }

    /// All that is wrong with the answers, at once.
    void throw_faults(const setup::Answers& answers, const setup::Draft& draft) const
    {
        const auto source = is_asking() ? config_ : command_.answers;
        auto faults = draft.faults(source);
        for (const auto& question : setup::questions())
            if (const auto fault = answer_fault(question, answers); !fault.empty())
                faults.push_back({source, 0, std::string{question.key} + ": " + fault, remedy_of(question)});
        refuse_unknown(answers, source, faults);
        if (!faults.empty()) throw app::SettingsFaults{std::move(faults)};
    }

    static void
    refuse_unknown(const setup::Answers& answers, const std::string& source, std::vector<app::SettingsFault>& faults)
    {
        for (const auto& key : answers.setup_keys())
            if (std::ranges::none_of(setup::questions(), [&](const auto& each) { return key == each.key; }))
                faults.push_back({source, 0, key + ": is no answer", "Correct the spelling, or remove the line."});
    }

    /// The secrets are written before their passwords are given to anybody: a run that is broken off leaves nothing that the
    /// next one does not know.
    void prepare_database(const base::Settings& settings, const app::Content& secrets) const
    {
        if (command_.print_sql) return;
        const UserMaker maker{settings.database, command_.database};
        const auto users = maker.present_users();
        if (has_secrets_) refuse_strange_secrets(maker.users_with_other_passwords(users));
        if (!has_secrets_) refuse_to_lock_out(users);
        if (command_.database.from_host.empty()) refuse_other_users(users, maker.host());
        if (!has_secrets_) write_secrets(secrets);
        maker.make_users();
        migrate(settings, command_.database.sql);
    }

    /// New passwords are nothing for users that another machine, or an earlier installation, connects as.
    void refuse_to_lock_out(const std::vector<std::string>& users) const
    {
        if (users.empty()) return;
        const auto names = joined(users);
        throw WrongInput{
            "the database has " + names + " already, and " + secrets_file() +
            " is missing: new passwords would lock out the installation that uses them. Copy its secrets.toml to " +
            secrets_file() + ", and run setup again; or, when that installation is gone, drop them first: DROP USER " +
            names + ';'};
    }

    /// The secrets that are here are another installation's than the users: of a test, say.
    void refuse_strange_secrets(const std::vector<std::string>& users) const
    {
        if (users.empty()) return;
        const auto names = joined(users);
        throw WrongInput{
            secrets_file() + " has another password for " + names +
            " than the database: setup would lock out the installation that uses them. Put its secrets.toml in the "
            "place of " +
            secrets_file() + ", and run setup again; or, when that installation is gone, drop them first: DROP USER " +
            names + "; or, to give them new passwords, follow docs/keys.md"};
    }

    /// Where nobody has said from which host the service connects, those that are there are meant, and no more of them.
    static void refuse_other_users(const std::vector<std::string>& users, const std::string& host)
    {
        const auto is_here = [&](const std::string& user) { return user.ends_with("@'" + host + '\''); };
        if (users.empty() || std::ranges::any_of(users, is_here)) return;
        throw WrongInput{
            "the database has " + joined(users) + ", and would get more of them that connect from '" + host +
            "'. Say from where this machine connects: --database-from with the host of those, or '" + host + "'"};
    }

    void write_secrets(const app::Content& secrets) const
    {
        fs::create_directories(folder());
        write(secrets_file(), secrets.reveal(), 0600);
    }

    void write_files(const base::Settings& settings, const setup::Answers& answers, const app::Content& secrets) const
    {
        fs::create_directories(folder());
        if (fs::exists(config_)) fs::copy_file(config_, config_ + ".old", fs::copy_options::overwrite_existing);
        if (command_.print_sql)
            write(passwords_file(), passwords_sql(settings.database, command_.database, !has_secrets_), 0600);
        if (!fs::exists(secrets_file())) write_secrets(secrets);
        write(
            config_,
            "# Made by asiointi-admin setup. Every key stands in asiointipalvelu.toml(5); a reload takes a change into "
            "use.\n" +
                answers.settings_toml(),
            0644);
    }

    static void write(const std::string& file, const std::string& text, mode_t mode)
    {
        NewFile fresh{file, mode};
        fresh.write(text);
        fresh.keep();
        std::cout << "written: " << file << '\n';
    }

    void tell_what_remains(bool is_running) const;

    std::string config_;
    SetupCommand command_;
    bool has_nginx_ = false;
    bool has_secrets_ = false; ///< when the command began
};

void Setup::tell_what_remains(bool is_running) const
{
    std::cout << "\nLook over the names in " << config_
              << ", and what [statements] says of this installation.\nWhat remains:\n";
    if (command_.print_sql)
        std::cout << "  cat " << passwords_file() << ' ' << command_.database.sql << "/grants.sql | mariadb\n"
                  << "      as an administrator of the database; then remove " << passwords_file() << "\n"
                  << "  asiointi-admin migrate\n";
    if (!is_running) std::cout << "  start the service: docs/confinement.md\n";
    if (is_running && command_.replace) std::cout << "  systemctl restart asiointipalvelu\n";
    if (has_nginx_) std::cout << "  nginx -t && systemctl reload nginx\n";
    std::cout << "  asiointi-admin doctor\n";
}

void add_options(CLI::App& command, SetupCommand& options)
{
    command.add_option("--answers", options.answers, "Ask nothing; take the answers from this FILE (TOML)");
    command.add_flag("--replace", options.replace, "Put new settings in the place of those that are there");
    auto* database_only = command.add_flag(
        "--database-only", options.database_only, "Leave the settings as they are: rights and tables alone");
    command
        .add_flag(
            "--print-sql", options.print_sql, "Leave the database to somebody else: write what is to be run there")
        ->excludes(database_only);
    command.add_option("--database-admin", options.database.administrator, "Who may make users and databases there")
        ->capture_default_str();
    command.add_option(
        "--database-admin-password-file", options.database.password_file,
        "Its password: the first line of a file that others cannot read. Else root's socket is used, or it is asked "
        "for");
    command.add_option(
        "--database-from", options.database.from_host,
        "From where our users connect; without it localhost for a socket, else % (anywhere, with TLS)");
    command.add_option("--mail-password-file", options.mail_password, "The password of mail.user, in the same way");
    command.add_option("--sql", options.database.sql, "Directory of this version's migrations and grants.sql")
        ->capture_default_str();
    command.add_option("--nginx", options.nginx.nginx, "Directory of nginx's configuration")->capture_default_str();
    command.add_option("--nginx-files", options.nginx.shipped, "Directory of our files for nginx")
        ->capture_default_str();
    command.add_flag("--no-nginx", options.no_nginx, "Write nothing for nginx");
    command.add_flag("--keep-example-site", options.nginx.keeps_example, "Leave nginx's example site in use");
    command.add_flag("--no-start", options.no_start, "Do not start the service");
}

} // namespace

void add_setup(CLI::App& app, Shell& shell)
{
    auto* command =
        app.add_subcommand("setup", "Set up a new installation: ask, make keys and database, write the settings");
    const auto options = std::make_shared<SetupCommand>();
    add_options(*command, *options);
    command->footer(examples);
    command->callback([options, &shell] {
        Setup setup{shell.config, *options};
        if (options->database_only)
            setup.renew_database();
        else
            setup.run();
    });
}

} // namespace admin
