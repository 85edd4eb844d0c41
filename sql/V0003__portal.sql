-- The portal: sessions of a portal on a host name of its own, user ids for newcomers, and addresses for its letters.

CREATE TABLE IF NOT EXISTS host_session (
    id          BINARY(32) NOT NULL COMMENT 'SHA-256 of the cookie value on the portal''s host',
    session_id  BINARY(32) NOT NULL COMMENT 'the sign-in that it comes from, and ends with',
    origin      VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the only host that it is good for: https://portaali.example.fi',
    code_digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the one-time code it was exchanged for: no code works twice',
    created_at  DATETIME NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY host_session_code (code_digest),
    KEY host_session_session (session_id),
    CONSTRAINT host_session_session FOREIGN KEY (session_id) REFERENCES session (id) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS portal_id_request (
    account_id  BIGINT UNSIGNED NOT NULL COMMENT 'of a newcomer who has no user id in the portal yet',
    attempts    INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'begun so far',
    next_try_at DATETIME NOT NULL,
    created_at  DATETIME NOT NULL,
    PRIMARY KEY (account_id),
    KEY portal_id_request_due (next_try_at),
    CONSTRAINT portal_id_request_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- What we give back to the portal: where it writes to a resident (docs/portal.md). Only who may sign in, and whose address
-- nobody has disowned; for all others the portal writes a letter. The portal's own database user gets SELECT on it.
CREATE OR REPLACE SQL SECURITY DEFINER VIEW account_contact AS
    SELECT l.portal_user_id AS portal_id, a.email, a.given_name, a.family_name, a.locale AS language,
        a.password_hash IS NOT NULL AS confirmed
    FROM legacy_user l JOIN account a ON a.id = l.account_id
    WHERE l.status = 1 AND a.state = 1 AND a.mail_stopped_at IS NULL;
