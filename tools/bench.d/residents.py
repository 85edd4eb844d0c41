"""Accounts to sign in to, and addresses that nobody has. All addresses are equally long, since pages repeat them."""

import hashlib

from processes import Fault, say, wait_until

# What the database says of each kind: state (1 active, 2 locked, 3 closed), and whether there is a password.
KINDS = {
    "wrong password": (1, True),
    "locked": (2, True),
    "no password": (1, False),
    "closed": (3, True),
}
SIGN_IN = "sign-in"
FLOOD = "flood"   # nobody has these
CODES = {kind: chr(ord("a") + index) for index, kind in enumerate((*KINDS, SIGN_IN, FLOOD))}


def address(kind, index):
    return f"mittaus.{CODES[kind]}{index:04}@example.com"


def create(stage, kind, count):
    """All accounts have the password of the demo's own, or none. Those that are there already stay as they are."""
    state, has_password = (1, True) if kind == SIGN_IN else KINDS[kind]
    password = f"'{stage.password_hash}'" if has_password else "NULL"
    values = ",\n".join(
        f"('mittaus{CODES[kind]}{index:018}', '{address(kind, index)}', '{address(kind, index)}', 'Maija',"
        f" 'Mittaaja', {password}, {state}, UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP())"
        for index in range(count))
    stage.sql("INSERT IGNORE INTO account (public_id, email, email_key, given_name, family_name, password_hash, state,"
              f" password_set_at, created_at, updated_at) VALUES\n{values};")


def create_sessions(stage, count):
    """Signs in the owners of the first SIGN_IN accounts, one session each; returns the values of their cookies."""
    ids = [f"mittaus{index:036}" for index in range(count)]
    values = ",\n".join(
        f"(UNHEX('{hashlib.sha256(id.encode()).hexdigest()}'),"
        f" (SELECT id FROM account WHERE email_key = '{address(SIGN_IN, index)}'),"
        " UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP() + INTERVAL 12 HOUR, 3600, 0)"
        for index, id in enumerate(ids))
    stage.sql("INSERT INTO session (id, account_id, created_at, last_seen_at, password_given_at, expires_at,"
              f" idle_limit_s, remembered) VALUES\n{values};")
    return ids


def forget_failures(stage):
    """Nothing that is measured shall wait because of what was measured before."""
    stage.sql("DELETE FROM throttle;")


def wait_for_mails(stage):
    """The background process shall not be busy with what went before; it may be slow when there is much of it."""
    def none_due():
        return stage.sql("SELECT COUNT(*) FROM mail_outbox WHERE state = 1 AND attempts = 0;") == "0"
    try:
        wait_until(none_due, "sending the mails", patience_s=15, pause_s=0.2)
    except Fault:
        say("mails are still being sent; the times that follow are less exact")


def count_wrong_passwords(stage):
    """So far, with no or another account too."""
    return int(stage.sql("SELECT COUNT(*) FROM audit_event WHERE kind = 2;"))
