-- Moving the old users over: who was invited, whose address takes no mail, and when each account took which step.

ALTER TABLE account
    ADD COLUMN IF NOT EXISTS first_password_at DATETIME NULL COMMENT 'when the account got its first password',
    ADD COLUMN IF NOT EXISTS first_sign_in_at DATETIME NULL;

CREATE TABLE IF NOT EXISTS invitation (
    account_id BIGINT UNSIGNED NOT NULL COMMENT 'nobody is invited twice',
    wave       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what staff call the invitations that were queued together',
    queued_at  DATETIME NOT NULL COMMENT 'its mail is in mail_outbox, by account and reason 15',
    sent_at    DATETIME NULL COMMENT 'the mail server took it',
    PRIMARY KEY (account_id),
    KEY invitation_wave (wave),
    CONSTRAINT invitation_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS bounced_address (
    account_id BIGINT UNSIGNED NOT NULL,
    email_key  VARCHAR(254) COLLATE utf8mb4_bin NOT NULL COMMENT 'the mark holds while this is the account''s address',
    bounced_at DATETIME NOT NULL,
    status     VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'enhanced status code: 5.1.1',
    reply      VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'what the receiving server said',
    PRIMARY KEY (account_id),
    CONSTRAINT bounced_address_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- A mail that nobody waits for goes after all others: two short looks at one index, the second only when the first finds none.
ALTER TABLE mail_outbox
    ADD COLUMN IF NOT EXISTS in_bulk TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT '1: nobody waits for it',
    ADD COLUMN IF NOT EXISTS not_before DATETIME NULL COMMENT 'the first time it may leave; NULL: at once',
    ADD COLUMN IF NOT EXISTS report_kind TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'of the delivery report that came later: 0 none, 1 delayed, 2 failed for now, 3 refused for what the mail or its sender is, 4 the address takes no mail',
    ADD COLUMN IF NOT EXISTS report VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'what that report says of the receiving server''s reply',
    ADD COLUMN IF NOT EXISTS reported_at DATETIME NULL,
    ADD KEY IF NOT EXISTS mail_outbox_turn (state, in_bulk, next_try_at),
    DROP KEY IF EXISTS mail_outbox_due;

-- What can be known of accounts that are older than these columns.
UPDATE account SET first_password_at = password_set_at WHERE password_hash IS NOT NULL AND first_password_at IS NULL;
UPDATE account a JOIN (SELECT account_id, MIN(at) AS at FROM audit_event WHERE kind IN (6, 8) GROUP BY account_id) e ON e.account_id = a.id
    SET a.first_password_at = LEAST(e.at, COALESCE(a.first_password_at, e.at));
UPDATE account a JOIN (SELECT account_id, MIN(at) AS at FROM audit_event WHERE kind = 1 GROUP BY account_id) e ON e.account_id = a.id
    SET a.first_sign_in_at = e.at WHERE a.first_sign_in_at IS NULL;
