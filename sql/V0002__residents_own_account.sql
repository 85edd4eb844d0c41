-- What residents do with their own account: new address, closing and coming back, known browsers, old user names.

ALTER TABLE account
    ADD COLUMN IF NOT EXISTS state_reason TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'why the state is what it is: 0 nothing to say, 1 by staff, 2 a change of address is in dispute, 3 the person has died',
    ADD COLUMN IF NOT EXISTS erase_at DATETIME NULL COMMENT 'of an account that its owner has closed: erased from then on',
    ADD KEY IF NOT EXISTS account_erase_at (erase_at);

CREATE TABLE IF NOT EXISTS email_change (
    id                BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'of one account: the lower, the older',
    account_id        BIGINT UNSIGNED NOT NULL,
    old_email         VARCHAR(254) NOT NULL COMMENT 'as typed',
    old_email_key     VARCHAR(254) COLLATE utf8mb4_bin NOT NULL COMMENT 'nobody else may take it while undo_until is to come',
    old_password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'that held before the change; undoing asks for it',
    new_email         VARCHAR(254) NOT NULL COMMENT 'as typed',
    changed_at        DATETIME NOT NULL,
    undo_until        DATETIME NOT NULL COMMENT 'undone while now < undo_until',
    undone_at         DATETIME NULL,
    ended_at          DATETIME NULL COMMENT 'an older change was undone, so this one cannot be any more',
    PRIMARY KEY (id),
    KEY email_change_account (account_id, id),
    KEY email_change_reserved (old_email_key, undo_until),
    KEY email_change_undo_until (undo_until),
    CONSTRAINT email_change_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS device (
    account_id          BIGINT UNSIGNED NOT NULL,
    device_digest       BINARY(32) NOT NULL COMMENT 'SHA-256 of the device cookie; couples at one computer share it',
    password_generation INT UNSIGNED NOT NULL COMMENT 'of the account when this browser last signed in',
    user_agent          VARCHAR(255) NOT NULL DEFAULT '',
    first_seen_at       DATETIME NOT NULL,
    last_seen_at        DATETIME NOT NULL COMMENT 'of the last sign-in',
    PRIMARY KEY (account_id, device_digest),
    KEY device_last_seen (last_seen_at),
    CONSTRAINT device_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS staff_request (
    id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    account_id BIGINT UNSIGNED NOT NULL COMMENT 'who asks',
    kind       TINYINT UNSIGNED NOT NULL COMMENT '1 an old user name is theirs, too',
    subject    VARCHAR(255) NOT NULL COMMENT 'the old user name',
    message    VARCHAR(1000) NOT NULL DEFAULT '' COMMENT 'as the resident wrote it',
    created_at DATETIME NOT NULL,
    done_at    DATETIME NULL,
    PRIMARY KEY (id),
    KEY staff_request_account (account_id, created_at),
    KEY staff_request_open (done_at, created_at),
    CONSTRAINT staff_request_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

ALTER TABLE link_token
    MODIFY COLUMN purpose TINYINT UNSIGNED NOT NULL COMMENT '1 set password, 2 registration, 3 new address, 4 undo a change of address, 5 add an old user',
    ADD COLUMN IF NOT EXISTS email_change_id BIGINT UNSIGNED NULL COMMENT 'of purpose 4: the change to undo',
    ADD COLUMN IF NOT EXISTS portal_user_id VARCHAR(64) COLLATE utf8mb4_bin NULL COMMENT 'of purpose 5: the old user to add',
    ADD KEY IF NOT EXISTS link_token_email_change (email_change_id);

ALTER TABLE mail_outbox
    MODIFY COLUMN reason TINYINT UNSIGNED NOT NULL COMMENT '1 login first step, 2 forgot, 3 registration, 4 password changed, 5 new address asked for, 6 address changed: to the old one, 7 address changed: to the new one, 8 change of address undone, 9 account frozen over a change of address, 10 new device, 11 account closed, 12 sign-in slowed down, 13 old user name to be added, 14 account opened again',
    MODIFY COLUMN typed VARCHAR(320) NOT NULL COMMENT 'what the person typed, or the address a notice goes to; erased when the row is finished',
    ADD COLUMN IF NOT EXISTS email_change_id BIGINT UNSIGNED NULL COMMENT 'of reason 6: the change that the mail offers to undo',
    ADD KEY IF NOT EXISTS mail_outbox_account (account_id),
    ADD COLUMN IF NOT EXISTS detail VARCHAR(255) NOT NULL DEFAULT '' COMMENT 'what the mail tells of: of reason 10 the browser, of reason 12 the number of failures; erased when the row is finished';

ALTER TABLE audit_event
    MODIFY COLUMN kind TINYINT UNSIGNED NOT NULL COMMENT '1 sign in, 2 sign in failed, 3 sign out, 4 sign out everywhere, 5 link sent, 6 password set, 7 password changed, 8 account registered, 9 account imported, 10 legacy user linked, 11 password rehashed, 12 account locked, 13 account unlocked, 14 mail stopped, 15 account import refused, 16 name changed, 17 language changed, 18 new address asked for, 19 address changed, 20 change of address undone, 21 account frozen, 22 account closed, 23 account opened again, 24 account erased, 25 new device, 26 session ended, 27 other sessions ended, 28 data copied, 29 request to staff, 30 sign-in slowed down',
    MODIFY COLUMN account_id BIGINT UNSIGNED NULL COMMENT 'no foreign key: the trail outlives the account; NULL once that is erased',
    ADD COLUMN IF NOT EXISTS actor VARCHAR(64) NOT NULL DEFAULT '' COMMENT 'the member of staff who did it; empty: the resident or the product',
    ADD COLUMN IF NOT EXISTS reason VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'why a member of staff did it; the resident sees it';

ALTER TABLE legacy_user
    MODIFY COLUMN status TINYINT UNSIGNED NOT NULL COMMENT '1 linked, 2 shared address, 3 no address, 4 invalid address, 5 closed, 6 long unseen, 7 too long, 8 erased: a tombstone, so that no import raises the account again';

-- The trail of accounts whose owners have closed them and whose time to come back is over. Through this view alone may the
-- background process make the trail forget whose it was.
CREATE OR REPLACE ALGORITHM = MERGE SQL SECURITY DEFINER VIEW erasable_trail AS
    SELECT e.account_id, e.client_network, e.reason FROM audit_event e
    WHERE e.account_id IN (SELECT a.id FROM account a WHERE a.state = 3 AND a.erase_at <= UTC_TIMESTAMP());
