"""The configuration that the programs read, with secrets of its own for each demo."""

import base64
import json
import secrets
import tomllib

from layout import Fault, write_atomically

NAMES = {
    "fi": {
        "city": "Kokkolan kaupunki", "city_genitive": "Kokkolan kaupungin", "service": "Asiointipalvelu",
        "service_inessive": "Asiointipalvelussa", "site": "Kokkolan kaupungin sähköiset palvelut",
        "contact": "lupaneuvonta, neuvonta@example.com", "adviser": "neuvontaan, neuvonta@example.com",
        "privacy_contact": "tietosuoja@example.com", "statement_date": "23.11.2026",
    },
    "sv": {
        "city": "Karleby stad", "city_genitive": "Karleby stads", "service": "E-tjänsten",
        "service_inessive": "E-tjänsten", "site": "Karleby stads e-tjänster",
        "contact": "tillståndsrådgivningen, neuvonta@example.com", "adviser": "rådgivningen, neuvonta@example.com",
        "privacy_contact": "tietosuoja@example.com", "statement_date": "23.11.2026",
    },
    "en": {
        "city": "City of Kokkola", "city_genitive": "the City of Kokkola's", "service": "E-service",
        "service_inessive": "the E-service", "site": "E-services of the City of Kokkola",
        "contact": "permit advice, neuvonta@example.com", "adviser": "the advice desk, neuvonta@example.com",
        "privacy_contact": "tietosuoja@example.com", "statement_date": "23 November 2026",
    },
}
DATABASE = "asiointipalvelu"
SENDER = "asiointipalvelu@example.com"


def write(layout, programs, base_url, smtp_port, changes):
    settings = {
        "secrets": layout.secrets.name,
        "site": {"base_url": base_url, "start_url": "/", "template_directory": str(programs.share)},
        "mail": {"smtp_host": "127.0.0.1", "smtp_port": smtp_port, "starttls": "off", "from_address": SENDER},
        "database": {"hosts": [f"unix:{layout.database_socket}"], "name": DATABASE},
        "pool": {"pages_socket": str(layout.pages_socket)},
        "names": {language: {**names, "sender": SENDER} for language, names in NAMES.items()},
    }
    for key, text in changes:
        change(settings, key, text)
    write_atomically(layout.settings, "# Written anew by each tools/demo.\n" + to_toml(settings))
    return settings


def change(settings, key, text):
    """Puts in KEY=VALUE; the value is TOML, or else a text as it stands."""
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    *tables, name = key.split(".")
    for table in tables:
        settings = settings.setdefault(table, {})
        if not isinstance(settings, dict):
            raise Fault(f"--set {key}: {table} is no table")
    settings[name] = value


def to_toml(table, prefix=""):
    values = "".join(f"{name} = {to_value(value)}\n" for name, value in table.items() if not isinstance(value, dict))
    heading = f"\n[{prefix}]\n" if prefix and values else ""
    tables = ((f"{prefix}.{name}" if prefix else name, value)
              for name, value in table.items() if isinstance(value, dict))
    return heading + values + "".join(to_toml(value, name) for name, value in tables)


def to_value(value):
    # JSON's strings, numbers, booleans and lists of them are TOML's too; what else TOML knows prints as it is read.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (str, bool, int, float, list)) else str(value)


def make_secrets(layout):
    """Once for each demo: later starts must be able to read what earlier ones wrote."""
    if not layout.secrets.exists():
        passwords = {f"{user}_password": secrets.token_urlsafe(24) for user in ("pages", "background", "admin")}
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        write_atomically(layout.secrets, to_toml({"keys": [key], "database": passwords}), mode=0o600)
    return tomllib.loads(layout.secrets.read_text(encoding="utf-8"))
