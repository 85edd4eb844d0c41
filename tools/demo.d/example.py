"""The example: the product's tables, the old portal beside them, and four residents to try."""

import secrets as random_secrets
import subprocess

import database
import journey
from layout import PYTHON, SOURCE, Fault, read_json, write_atomically, write_json

PORTAL = SOURCE / "sql" / "portal-example"

# Of sql/portal-example, whose README introduces them.
NO_PASSWORD = "esimerkki.erkki@example.com"
WITH_PASSWORD = "sanna.salasana@example.com"
TWO_OLD_USERS = "pariskunta@example.com"
UNKNOWN = "tuntematon@example.com"


def load(layout, programs, name, secrets):
    """Brings the tables to the newest schema, each time; loads the residents the first time."""
    database.run_sql(layout, grants(name, secrets["database"]))
    admin(layout, programs, "migrate", "--sql", SOURCE / "sql")
    state = read_json(layout.accounts) or {}
    if not state.get("imported"):
        load_portal(layout, name)
        admin(layout, programs, "import", "--apply")
        state["imported"] = True
        write_json(layout.accounts, state)
    # Also where an earlier version loaded the portal.
    database.run_sql(layout, (PORTAL / "create-user.sql").read_text(encoding="utf-8"), name)
    give_portal_its_user(layout, name)
    return state


def grants(name, passwords):
    variables = {"database": name, **{f"{user}_password": passwords[f"{user}_password"]
                                      for user in ("pages", "background", "admin")}}
    quoted = ", ".join(f"@{variable} = '{value}'" for variable, value in variables.items())
    return f"SET {quoted};\nSOURCE sql/grants.sql\n"


def load_portal(layout, name):
    database.run_sql(layout, (PORTAL / "schema.sql").read_text(encoding="utf-8"))
    database.run_sql(layout, output_of([PYTHON, "-I", "-B", PORTAL / "generate"]))
    database.run_sql(layout, (PORTAL / "views.sql").read_text(encoding="utf-8"), name)


def give_portal_its_user(layout, name):
    """A database user for the portal's own tables, without the password hashes in them, and for where residents read
    their mail; a new password each time."""
    password = random_secrets.token_urlsafe(24)
    user = (PORTAL / "portal-user.sql").read_text(encoding="utf-8")
    database.run_sql(layout, f"SET @portal_password = '{password}';\n{user}", name)
    write_atomically(layout.portal_database, f"[client]\nsocket={layout.database_socket}\nuser=esimerkkiportaali\n"
                     f"password={password}\n", mode=0o600)


def admin(layout, programs, *arguments):
    return output_of([programs.admin, "--config", layout.settings, *arguments])


def output_of(command):
    result = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if result.returncode != 0:
        words = (result.stderr or result.stdout).strip()
        raise Fault(f"{' '.join(str(word) for word in command)} failed:\n{words}")
    return result.stdout


def addresses(layout, name, base_url, state):
    """The four addresses, as they are now. One resident gets a password the first time, the way every resident does; another is
    named instead of whoever has got one since."""
    if "password" not in state:
        journey.set_password(base_url, layout.mail, WITH_PASSWORD)
        state["password"] = journey.PASSWORD
        state["generation"] = generation(layout, name)
        write_json(layout.accounts, state)
    return {
        "no_password": without_password(layout, name),
        "with_password": {"address": WITH_PASSWORD, "password": state["password"],
                          "changed": state.get("generation") not in (None, generation(layout, name))},
        "two_old_users": TWO_OLD_USERS,
        "unknown": UNKNOWN,
    }


def without_password(layout, name):
    """The resident of the guide, or the first one after who can still follow it."""
    # Each along an index: tools/bench-scale fills a demo with millions.
    for which in (f"AND email_key = '{NO_PASSWORD}'", "ORDER BY id LIMIT 1"):
        found = database.run_sql(layout, "SELECT email FROM account WHERE password_hash IS NULL AND state = 1"
                                 f" AND mail_stopped_at IS NULL {which}", name).splitlines()
        if found:
            return found[-1]
    return NO_PASSWORD


def generation(layout, name):
    """Counts the passwords that the resident with one has had."""
    return database.run_sql(layout, f"SELECT password_generation FROM account WHERE email_key = '{WITH_PASSWORD}'", name).split()[-1]
