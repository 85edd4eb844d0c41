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

CREATE TABLE IF NOT EXISTS staff_change (
    id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    account_id      BIGINT UNSIGNED NOT NULL COMMENT 'that gets another address, or is merged into another account',
    kind            TINYINT UNSIGNED NOT NULL COMMENT '1 new address, 2 merged into another account',
    old_email       VARCHAR(254) NOT NULL COMMENT 'of the account when staff asked; the change is off when it is another by then',
    new_email       VARCHAR(254) NOT NULL COMMENT 'the user name afterwards, as typed; of kind 2 that of the account that stays',
    new_email_key   VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
    into_account_id BIGINT UNSIGNED NULL COMMENT 'of kind 2: the account that stays',
    actor           VARCHAR(254) NOT NULL COMMENT 'who asked; whoever confirms it is another one',
    actor_account_id BIGINT UNSIGNED NULL COMMENT 'of the member who asked on the page: an address of theirs may change',
    unit            VARCHAR(100) NOT NULL,
    identity_check  TINYINT UNSIGNED NOT NULL COMMENT 'how the person was known: 1 identity document seen, 2 strong identification, 3 known in person',
    reason          VARCHAR(500) NOT NULL,
    locale          CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the mails about it, when the account has none',
    asked_at        DATETIME NOT NULL,
    due_at          DATETIME NOT NULL COMMENT 'takes effect from then on',
    confirmed_by    VARCHAR(254) NOT NULL DEFAULT '' COMMENT 'a second member of staff, who made it due at once',
    done_at         DATETIME NULL COMMENT 'took effect',
    stopped_at      DATETIME NULL COMMENT 'by the reader of the old address, by staff, or because it had become impossible',
    PRIMARY KEY (id),
    KEY staff_change_account (account_id, id),
    KEY staff_change_into (into_account_id),
    KEY staff_change_due (done_at, stopped_at, due_at),
    KEY staff_change_stopped (stopped_at),
    CONSTRAINT staff_change_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT staff_change_into FOREIGN KEY (into_account_id) REFERENCES account (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- Staff look for people by name, too.
ALTER TABLE account ADD KEY IF NOT EXISTS account_name (family_name, given_name);
ALTER TABLE legacy_user ADD KEY IF NOT EXISTS legacy_user_name (family_name, given_name);

ALTER TABLE link_token
    MODIFY COLUMN purpose TINYINT UNSIGNED NOT NULL COMMENT '1 set password, 2 registration, 3 new address, 4 undo a change of address, 5 add an old user, 6 stop a change by staff',
    ADD COLUMN IF NOT EXISTS staff_change_id BIGINT UNSIGNED NULL COMMENT 'of purpose 6: the change to stop';

ALTER TABLE audit_event
    MODIFY COLUMN kind TINYINT UNSIGNED NOT NULL COMMENT '1 sign in, 2 sign in failed, 3 sign out, 4 sign out everywhere, 5 link sent, 6 password set, 7 password changed, 8 account registered, 9 account imported, 10 legacy user linked, 11 password rehashed, 12 account locked, 13 account unlocked, 14 mail stopped, 15 account import refused, 16 name changed, 17 language changed, 18 new address asked for, 19 address changed, 20 change of address undone, 21 account frozen, 22 account closed, 23 account opened again, 24 account erased, 25 new device, 26 session ended, 27 other sessions ended, 28 data copied, 29 request to staff, 30 sign-in slowed down, 31 staff looked at the account, 32 change by staff asked for, 33 change by staff stopped, 34 accounts merged, 35 staff role given, 36 staff role ended, 37 staff searched, 38 invited, 39 mail bounced, 40 password imported, 41 mails started again',
    MODIFY COLUMN actor VARCHAR(254) NOT NULL DEFAULT '' COMMENT 'the member of staff who did it; empty: the resident or the product',
    ADD COLUMN IF NOT EXISTS unit VARCHAR(100) NOT NULL DEFAULT '' COMMENT 'of the member of staff who did it; the resident sees it, and not the actor',
    ADD KEY IF NOT EXISTS audit_event_actor (actor, at);

ALTER TABLE mail_outbox
    MODIFY COLUMN reason TINYINT UNSIGNED NOT NULL COMMENT '1 login first step, 2 forgot, 3 registration, 4 password changed, 5 new address asked for, 6 address changed: to the old one, 7 address changed: to the new one, 8 change of address undone, 9 account frozen over a change of address, 10 new device, 11 account closed, 12 sign-in slowed down, 13 old user name to be added, 14 account opened again, 15 invitation, 16 staff did something, 17 change by staff that waits, to the old address',
    ADD COLUMN IF NOT EXISTS staff_change_id BIGINT UNSIGNED NULL COMMENT 'of reason 17: the change that the mail offers to stop',
    ADD COLUMN IF NOT EXISTS unit VARCHAR(100) NOT NULL DEFAULT '' COMMENT 'of reasons 16 and 17: who did it; erased when the row is finished',
    ADD COLUMN IF NOT EXISTS why VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'of reasons 16 and 17: the reason that staff gave; erased when the row is finished';

-- Until now the trail held one name for both.
UPDATE audit_event SET unit = actor WHERE actor <> '' AND unit = '';

-- The trail of accounts that were merged into another one. Through this view alone may the background process say whose it
-- is now.
CREATE OR REPLACE ALGORITHM = MERGE SQL SECURITY DEFINER VIEW merged_trail AS
    SELECT e.account_id FROM audit_event e
    WHERE e.account_id IN (SELECT c.account_id FROM staff_change c WHERE c.kind = 2 AND c.done_at IS NOT NULL);

-- What changes of address and closing write of an account. Through this view alone may the background process change an
-- account, so that it never can set a password.
CREATE OR REPLACE ALGORITHM = MERGE SQL SECURITY DEFINER VIEW account_address AS
    SELECT a.id, a.email, a.email_key, a.password_generation, a.mail_stopped_at, a.state, a.erase_at, a.updated_at
    FROM account a;

-- The one thing that a page may do to the role: suspend it. A row that is suspended is not in the view, so nothing but the
-- command line gives a role back.
CREATE OR REPLACE ALGORITHM = MERGE SQL SECURITY DEFINER VIEW staff_suspension AS
    SELECT s.account_id, s.suspended_at FROM staff_member s WHERE s.suspended_at IS NULL;
