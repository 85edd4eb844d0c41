-- The first tables. How migrations are written: sql/README.md.

CREATE TABLE IF NOT EXISTS account (
    id                  BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'never leaves the process; order and gaps mean nothing',
    public_id           CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'random: what everybody else knows the account by',
    email               VARCHAR(254) NOT NULL COMMENT 'as typed',
    email_key           VARCHAR(254) COLLATE utf8mb4_bin NOT NULL COMMENT 'canonical: lower case, NFC, domain as A-labels',
    given_name          VARCHAR(200) NOT NULL DEFAULT '' COMMENT 'empty for a company',
    family_name         VARCHAR(200) NOT NULL DEFAULT '' COMMENT 'of a company: its name',
    locale              CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'fi, sv or en; NULL: never chosen',
    password_hash       VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'PHC string; NULL: no password was set yet',
    password_generation INT UNSIGNED NOT NULL DEFAULT 1 COMMENT 'rises with each change of password or address',
    state               TINYINT UNSIGNED NOT NULL DEFAULT 1 COMMENT '1 active, 2 locked by staff, 3 closed by the resident',
    mail_stopped_at     DATETIME NULL COMMENT 'a reader of the address said that it is not theirs: no mail leaves',
    password_set_at     DATETIME NULL,
    created_at          DATETIME NOT NULL COMMENT 'UTC, as every time in this database',
    updated_at          DATETIME NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY account_public_id (public_id),
    UNIQUE KEY account_email_key (email_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS legacy_user (
    portal_user_id VARCHAR(64) COLLATE utf8mb4_bin NOT NULL COMMENT 'the portal''s own user id',
    old_name       VARCHAR(255) NOT NULL DEFAULT '' COMMENT 'old user name as imported',
    old_name_key   VARCHAR(255) COLLATE utf8mb4_bin NOT NULL DEFAULT '' COMMENT 'trimmed, NFC, lower case; empty names nobody',
    email          VARCHAR(254) NULL COMMENT 'address on file, as imported',
    email_key      VARCHAR(254) COLLATE utf8mb4_bin NULL COMMENT 'its canonical form; NULL: none or not an address',
    given_name     VARCHAR(200) NOT NULL DEFAULT '',
    family_name    VARCHAR(200) NOT NULL DEFAULT '',
    locale         CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'fi, sv or en',
    status         TINYINT UNSIGNED NOT NULL COMMENT '1 linked, 2 shared address, 3 no address, 4 invalid address, 5 closed, 6 long unseen, 7 too long',
    account_id     BIGINT UNSIGNED NULL COMMENT 'set while status is 1; several old users may lead to one account',
    linked_at      DATETIME NULL COMMENT 'when account_id was set; the earliest is the primary one',
    imported_at    DATETIME NOT NULL,
    note           VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'for staff: why it was merged or skipped',
    PRIMARY KEY (portal_user_id),
    KEY legacy_user_old_name (old_name_key),
    KEY legacy_user_email (email_key, status),
    KEY legacy_user_account (account_id, linked_at),
    CONSTRAINT legacy_user_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE SET NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS link_token (
    token_digest        BINARY(32) NOT NULL COMMENT 'SHA-256 of the token in the mailed link; the token itself is nowhere',
    purpose             TINYINT UNSIGNED NOT NULL COMMENT '1 set password, 2 registration',
    account_id          BIGINT UNSIGNED NULL COMMENT 'NULL for a registration',
    email               VARCHAR(254) NOT NULL COMMENT 'where the link was sent to, as typed',
    email_key           VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
    password_generation INT UNSIGNED NOT NULL COMMENT 'of the account when the link was made; the link is good for that one alone',
    locale              CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the mail: fi, sv or en',
    return_url          VARCHAR(1500) NOT NULL DEFAULT '' COMMENT 'where the person began; empty: nowhere',
    created_at          DATETIME NOT NULL,
    expires_at          DATETIME NOT NULL COMMENT 'good while now < expires_at',
    used_at             DATETIME NULL,
    ended_at            DATETIME NULL COMMENT 'a newer link, a new password or a new address made it worthless',
    PRIMARY KEY (token_digest),
    KEY link_token_live (email_key, purpose, created_at),
    KEY link_token_account (account_id),
    KEY link_token_expiry (expires_at),
    CONSTRAINT link_token_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS session (
    id                BINARY(32) NOT NULL COMMENT 'SHA-256 of the cookie value',
    account_id        BIGINT UNSIGNED NOT NULL,
    created_at        DATETIME NOT NULL,
    last_seen_at      DATETIME NOT NULL COMMENT 'written at most once a minute',
    password_given_at DATETIME NOT NULL,
    expires_at        DATETIME NOT NULL COMMENT 'absolute end',
    idle_limit_s      INT UNSIGNED NOT NULL COMMENT 'seconds; 0: no idle limit',
    remembered        TINYINT UNSIGNED NOT NULL COMMENT '1: the person asked to stay signed in',
    user_agent        VARCHAR(255) NOT NULL DEFAULT '',
    ended_at          DATETIME NULL,
    PRIMARY KEY (id),
    KEY session_account (account_id, ended_at),
    KEY session_expiry (expires_at),
    KEY session_ended (ended_at),
    CONSTRAINT session_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS session_revocation (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'not a cursor: rows commit out of order; read by time with an overlap',
    session_id BINARY(32) NULL COMMENT 'the session that ended; NULL: something about the whole account changed',
    account_id BIGINT UNSIGNED NOT NULL,
    at         DATETIME NOT NULL,
    PRIMARY KEY (id),
    KEY session_revocation_at (at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS mail_outbox (
    id                  BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    reason              TINYINT UNSIGNED NOT NULL COMMENT '1 login first step, 2 forgot, 3 registration, 4 password changed',
    typed               VARCHAR(320) NOT NULL COMMENT 'what the person typed; erased when the row is finished; empty for notices',
    typed_digest        BINARY(32) NOT NULL COMMENT 'SHA-256 of its canonical form, by which requests are counted',
    account_id          BIGINT UNSIGNED NULL COMMENT 'for notices alone',
    password_generation INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'of the account, for notices',
    locale              CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the page: fi, sv or en',
    return_url          VARCHAR(1500) NOT NULL DEFAULT '',
    state               TINYINT UNSIGNED NOT NULL DEFAULT 1 COMMENT '1 queued, 2 sent, 3 dead, 4 not sent',
    attempts            INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'begun so far',
    next_try_at         DATETIME NOT NULL COMMENT 'a mailer that takes the row moves this to the end of its claim',
    kind                VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'of the mail that left; empty: none',
    recipient_key       VARCHAR(254) COLLATE utf8mb4_bin NOT NULL DEFAULT '' COMMENT 'canonical address the mail went to',
    reply               VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'of the receiving server, or why no mail left',
    created_at          DATETIME NOT NULL,
    finished_at         DATETIME NULL,
    PRIMARY KEY (id),
    KEY mail_outbox_due (state, next_try_at),
    KEY mail_outbox_typed (typed_digest, created_at),
    KEY mail_outbox_recipient (recipient_key, finished_at),
    KEY mail_outbox_finished (finished_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS throttle (
    key_digest BINARY(32) NOT NULL COMMENT 'keyed digest of a user name or a network; neither can be read here',
    failures   INT UNSIGNED NOT NULL COMMENT 'attempts counted so far, those under way included',
    not_before DATETIME NOT NULL COMMENT 'an earlier attempt must wait',
    last_at    DATETIME NOT NULL COMMENT 'when the last attempt was counted',
    PRIMARY KEY (key_digest),
    KEY throttle_last (last_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS audit_event (
    id             BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    at             DATETIME NOT NULL,
    kind           TINYINT UNSIGNED NOT NULL COMMENT '1 sign in, 2 sign in failed, 3 sign out, 4 sign out everywhere, 5 link sent, 6 password set, 7 password changed, 8 account registered, 9 account imported, 10 legacy user linked, 11 password rehashed, 12 account locked, 13 account unlocked, 14 mail stopped, 15 account import refused',
    account_id     BIGINT UNSIGNED NULL COMMENT 'no foreign key: the trail outlives the account',
    client_network VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    detail         VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'for staff; never a secret, never what an unknown person typed',
    reference      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'of the request, as shown to the visitor',
    operation_id   BINARY(16) NOT NULL COMMENT 'random, of the transaction: tells whether a COMMIT of unknown outcome happened',
    PRIMARY KEY (id),
    KEY audit_event_account (account_id, at),
    KEY audit_event_at (at),
    KEY audit_event_operation (operation_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
