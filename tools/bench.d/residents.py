"""Accounts to sign in to, and addresses that nobody has. All addresses are equally long, since pages repeat them."""

# What the database says of each kind: state (1 active, 2 locked, 3 closed), and whether there is a password.
KINDS = {
    "unknown": None,
    "wrong password": (1, True),
    "locked": (2, True),
    "no password": (1, False),
    "closed": (3, True),
}
SIGN_IN = "sign-in"
CODES = {kind: chr(ord("a") + index) for index, kind in enumerate((*KINDS, SIGN_IN))}


def address(kind, index):
    return f"mittaus.{CODES[kind]}{index:04}@example.com"


def create(stage, kind, count):
    """All accounts have the password of the demo's own, or none."""
    row = (1, True) if kind == SIGN_IN else KINDS[kind]
    if row is None:
        return
    state, has_password = row
    password = f"'{stage.password_hash}'" if has_password else "NULL"
    values = ",\n".join(
        f"('mittaus{CODES[kind]}{index:018}', '{address(kind, index)}', '{address(kind, index)}', 'Maija',"
        f" 'Mittaaja', {password}, {state}, UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP())"
        for index in range(count))
    stage.sql("INSERT INTO account (public_id, email, email_key, given_name, family_name, password_hash, state,"
              f" password_set_at, created_at, updated_at) VALUES\n{values};")


def forget_failures(stage):
    """Nothing that is measured shall wait because of what was measured before."""
    stage.sql("DELETE FROM throttle;")
