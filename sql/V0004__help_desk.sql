-- The help desk: who belongs to it, what it did and why, changes of address that wait, and merged accounts.

CREATE TABLE IF NOT EXISTS staff_member (
    account_id   BIGINT UNSIGNED NOT NULL COMMENT 'whoever has a row may open /Account/Staff, while it holds',
    unit         VARCHAR(100) NOT NULL COMMENT 'what residents read of who did it: Lupaneuvonta',
    granted_at   DATETIME NOT NULL,
    ends_at      DATETIME NOT NULL COMMENT 'the role holds while now < ends_at; renewed by the command line alone',
    suspended_at DATETIME NULL COMMENT 'a password was set by a mailed link: whoever reads the mails must not become staff by that',
    PRIMARY KEY (account_id),
    CONSTRAINT staff_member_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS staff_email_change (
    id                BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    account_id        BIGINT UNSIGNED NOT NULL,
    old_email         VARCHAR(254) NOT NULL COMMENT 'as it was when staff asked; the change is off when it is another by then',
    new_email         VARCHAR(254) NOT NULL COMMENT 'as typed',
    new_email_key     VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
    actor             VARCHAR(64) NOT NULL COMMENT 'who asked; whoever confirms it is another one',
    unit              VARCHAR(100) NOT NULL,
    identity_check    TINYINT UNSIGNED NOT NULL COMMENT 'how the person was known: 1 identity document seen, 2 strong identification, 3 known in person',
    reason            VARCHAR(500) NOT NULL,
    asked_at          DATETIME NOT NULL,
    due_at            DATETIME NOT NULL COMMENT 'takes effect from then on',
    locale            CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the mails about it',
    done_at           DATETIME NULL COMMENT 'took effect',
    stopped_at        DATETIME NULL COMMENT 'the reader of the old address, or staff, stopped it; or it had become impossible',
    PRIMARY KEY (id),
    KEY staff_email_change_account (account_id, id),
    KEY staff_email_change_due (done_at, stopped_at, due_at),
    CONSTRAINT staff_email_change_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

ALTER TABLE link_token
    MODIFY COLUMN purpose TINYINT UNSIGNED NOT NULL COMMENT '1 set password, 2 registration, 3 new address, 4 undo a change of address, 5 add an old user, 6 stop a change of address by staff',
    ADD COLUMN IF NOT EXISTS staff_email_change_id BIGINT UNSIGNED NULL COMMENT 'of purpose 6: the change to stop';

ALTER TABLE audit_event
    MODIFY COLUMN kind TINYINT UNSIGNED NOT NULL COMMENT '1 sign in, 2 sign in failed, 3 sign out, 4 sign out everywhere, 5 link sent, 6 password set, 7 password changed, 8 account registered, 9 account imported, 10 legacy user linked, 11 password rehashed, 12 account locked, 13 account unlocked, 14 mail stopped, 15 account import refused, 16 name changed, 17 language changed, 18 new address asked for, 19 address changed, 20 change of address undone, 21 account frozen, 22 account closed, 23 account opened again, 24 account erased, 25 new device, 26 session ended, 27 other sessions ended, 28 data copied, 29 request to staff, 30 sign-in slowed down, 31 staff looked at the account, 32 change of address by staff asked for, 33 change of address by staff stopped, 34 accounts merged, 35 staff role given, 36 staff role ended, 37 staff searched, 38 invited, 39 mail bounced, 40 password imported, 41 mails started again',
    ADD COLUMN IF NOT EXISTS unit VARCHAR(100) NOT NULL DEFAULT '' COMMENT 'of the member of staff who did it; the resident sees it, and not the actor',
    ADD KEY IF NOT EXISTS audit_event_actor (actor, at);

ALTER TABLE mail_outbox
    MODIFY COLUMN reason TINYINT UNSIGNED NOT NULL COMMENT '1 login first step, 2 forgot, 3 registration, 4 password changed, 5 new address asked for, 6 address changed: to the old one, 7 address changed: to the new one, 8 change of address undone, 9 account frozen over a change of address, 10 new device, 11 account closed, 12 sign-in slowed down, 13 old user name to be added, 14 account opened again, 15 invitation, 16 staff did something, 17 change of address by staff, to the old one',
    ADD COLUMN IF NOT EXISTS staff_email_change_id BIGINT UNSIGNED NULL COMMENT 'of reason 17: the change that the mail offers to stop';

-- Until now the trail held one name for both.
UPDATE audit_event SET unit = actor WHERE actor <> '' AND unit = '';
