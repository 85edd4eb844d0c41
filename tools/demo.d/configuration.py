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
        "contact": "lupaneuvonta, neuvonta@example.com", "adviser": "lupaneuvontaan, neuvonta@example.com",
        "privacy_contact": "tietosuoja@example.com", "phone": "040 000 0000",
        "visit_address": "Esimerkkikatu 1, Kokkola", "hours": "arkisin klo 9–15",
    },
    "sv": {
        "city": "Karleby stad", "city_genitive": "Karleby stads", "service": "E-tjänsten",
        "service_inessive": "e-tjänsten", "site": "Karleby stads e-tjänster",
        "contact": "tillståndsrådgivningen, neuvonta@example.com", "adviser": "tillståndsrådgivningen, neuvonta@example.com",
        "privacy_contact": "tietosuoja@example.com", "phone": "040 000 0000",
        "visit_address": "Exempelgatan 1, Karleby", "hours": "vardagar kl. 9–15",
    },
    "en": {
        "city": "City of Kokkola", "city_genitive": "the City of Kokkola's", "service": "E-service",
        "service_inessive": "the e-service", "site": "E-services of the City of Kokkola",
        "contact": "the permit advice service, neuvonta@example.com",
        "adviser": "the permit advice service, neuvonta@example.com",
        "privacy_contact": "tietosuoja@example.com", "phone": "+358 40 000 0000",
        "visit_address": "Esimerkkikatu 1, Kokkola", "hours": "on weekdays from 9:00 to 15:00",
    },
}
DATABASE = "asiointipalvelu"
SENDER = "asiointipalvelu@example.com"


def write(layout, programs, site, smtp_port, more, changes):
    settings = {
        "secrets": layout.secrets.name,
        "site": {"base_url": site.base_url, "start_url": "/", "template_directory": str(programs.share)},
        "mail": {"smtp_host": "127.0.0.1", "smtp_port": smtp_port, "starttls": "off", "from_address": SENDER},
        "database": {"hosts": [f"unix:{layout.database_socket}"], "name": DATABASE},
        "pool": {"pages_socket": str(layout.pages_socket)},
        "portal": {"origins": [site.portal_origin], "cookies": ["portaali_viimeksi"], "create_users": True},
        "staff": {"unit": "Lupaneuvonta", "networks": ["127.0.0.0/8", "::1"]},
        "statements": {"updated": "2026-11-23", "evaluated": "2026-11-20"},
        "names": {language: dict(names) for language, names in NAMES.items()},
    }
    if more:
        merge(settings, read_toml(more))
    for key, text in changes:
        change(settings, key, text)
    write_atomically(layout.settings, "# Written anew by each tools/demo.\n" + to_toml(settings))
    return settings


def read_toml(path):
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Fault(f"--with {path}: {error}") from error


def merge(settings, more):
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(settings.get(name), dict):
            merge(settings[name], value)
        else:
            settings[name] = value


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
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {to_value(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(to_value(each) for each in value) + "]"
    # JSON's strings, numbers and booleans are TOML's too; what else TOML knows prints as it is read.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (str, bool, int, float)) else str(value)


def make_secrets(layout):
    """Once for each demo: later starts must be able to read what earlier ones wrote."""
    if not layout.secrets.exists():
        passwords = {f"{user}_password": secrets.token_urlsafe(24) for user in ("pages", "background", "admin")}
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        write_atomically(layout.secrets, to_toml({"keys": [key], "database": passwords}), mode=0o600)
    return tomllib.loads(layout.secrets.read_text(encoding="utf-8"))
