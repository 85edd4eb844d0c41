// The configuration: every text is either settings within their limits, or faults that say what to do. The input is the
// main file, a line "# secrets", and the secrets file.
#include "app/read_settings.hpp"

#include "app/read_site.hpp"
#include "auth/email_address.hpp"
#include "fuzz.hpp"
#include "scratch.hpp"

using fuzz::promise;

namespace {

constexpr std::string_view border = "\n# secrets\n";

std::string with_folder(std::string_view text)
{
    static const fuzz::Scratch scratch;
    static const auto share = scratch.folder("share/pages");
    const auto end = std::min(text.find(border), text.size());
    const auto behind = std::min(end + border.size(), text.size());
    (void)scratch.write("secrets.toml", text.substr(behind));
    return scratch.write("asiointipalvelu.toml", text.substr(0, end));
}

void examine_settings(const base::Settings& settings)
{
    promise(app::is_origin(settings.base_url), "residents see an origin");
    promise(std::ranges::all_of(settings.return_origins, app::is_origin), "so they do where they come back to");
    promise(!settings.database.hosts.empty(), "there is a database");
    promise(settings.password.min_length >= 8 && settings.password.memory_mib >= 19, "passwords are worth something");
    promise(settings.password.min_length <= settings.password.max_length, "there is a password that fits");
    promise(settings.session.remembered <= std::chrono::days{30}, "a session ends");
    promise(settings.mail.smtp_port >= 1 && settings.mail.smtp_port <= 65535, "a port is a port");
    const auto sender = auth::parse_email_address(settings.mail.from_address);
    promise(sender.has_value(), "mails have a sender");
    promise(!settings.keys.empty(), "there is a key");
    for (const auto& key : settings.keys) promise(key.reveal().size() == 32, "a key has 32 bytes");
}

void examine_faults(const app::SettingsFaults& faults, std::string_view input)
{
    const auto lines = std::ranges::count(input, '\n') + 1;
    for (const auto& fault : faults.faults()) {
        promise(!fault.what.empty() && !fault.remedy.empty(), "a fault comes with its remedy");
        promise(fault.line <= lines, "a fault stands in the file");
    }
    const auto breaks = std::ranges::count(std::string_view{faults.what()}, '\n');
    promise(breaks + 1 == static_cast<std::ptrdiff_t>(faults.faults().size()), "each fault is one line");
}

} // namespace

void examine(std::string_view input)
{
    const auto file = with_folder(input);
    try {
        examine_settings(app::read_settings(file));
    } catch (const app::SettingsFaults& faults) {
        examine_faults(faults, input);
    }
}
