-- The import of the old portal's users: where a run puts them first, who imports at the moment, and old password hashes.

CREATE TABLE IF NOT EXISTS import_user (
    position       BIGINT UNSIGNED NOT NULL COMMENT 'in the view or the file, from 1. This table is empty but while an import runs',
    portal_user_id VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    group_key      VARCHAR(254) COLLATE utf8mb4_bin NULL COMMENT 'canonical address of users who may share an account; NULL: something is in the way of this one',
    old_name       VARCHAR(255) NOT NULL,
    old_name_key   VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
    email          VARCHAR(254) NULL,
    email_key      VARCHAR(254) COLLATE utf8mb4_bin NULL,
    given_name     VARCHAR(200) NOT NULL,
    family_name    VARCHAR(200) NOT NULL,
    locale         CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
    status         TINYINT UNSIGNED NOT NULL COMMENT 'as in legacy_user: what is in the way; 2 when nothing is',
    last_used      DATETIME NULL,
    password_hash  VARCHAR(512) COLLATE utf8mb4_bin NULL COMMENT 'as the portal has it',
    finding        TINYINT UNSIGNED NULL COMMENT 'why a human should look: the numbers of flow/import_decision.hpp, within one run',
    PRIMARY KEY (position),
    KEY import_user_id (portal_user_id),
    KEY import_user_group (group_key, position),
    KEY import_user_finding (finding, position)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS import_claim (
    id            TINYINT UNSIGNED NOT NULL COMMENT '1: there is one row at most',
    token         BINARY(16) NOT NULL COMMENT 'of the run that imports',
    connection_id BIGINT UNSIGNED NOT NULL COMMENT 'of that run, on server_name: a run that is gone holds nobody up',
    server_name   VARCHAR(255) NOT NULL,
    beats         BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'signs of life so far',
    started_at    DATETIME NOT NULL,
    held_until    DATETIME NOT NULL COMMENT 'nobody else imports while now < held_until',
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS import_scheme (
    scheme   VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'how the portal hashed passwords, with its cost: each attempt spends this work, whoever is meant',
    added_at DATETIME NOT NULL,
    PRIMARY KEY (scheme)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

ALTER TABLE account
    MODIFY COLUMN password_hash VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'PHC string; $imported$…: of a hash from the portal, until its owner signs in; NULL: no password was set yet';

ALTER TABLE email_change
    MODIFY COLUMN old_password_hash VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'that held before the change; undoing asks for it';

-- Whoever has only a password from the old portal has not yet opened a link in that address.
CREATE OR REPLACE SQL SECURITY DEFINER VIEW account_contact AS
    SELECT l.portal_user_id AS portal_id, a.email, a.given_name, a.family_name, a.locale AS language,
        a.password_hash IS NOT NULL AND a.password_set_at IS NOT NULL AS confirmed
    FROM legacy_user l JOIN account a ON a.id = l.account_id
    WHERE l.status = 1 AND a.state = 1 AND a.mail_stopped_at IS NULL;
