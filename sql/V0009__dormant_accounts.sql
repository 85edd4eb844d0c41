-- Accounts that nobody uses any more: since when, and that their owners were told.

ALTER TABLE account
    ADD COLUMN IF NOT EXISTS last_sign_in_at DATETIME NULL COMMENT 'written at most once a day; NULL: nobody has signed in',
    ADD COLUMN IF NOT EXISTS dormancy_told_at DATETIME NULL COMMENT 'when its owner was told that it is closed unless somebody signs in; signing in makes it NULL',
    ADD KEY IF NOT EXISTS account_dormancy (state, dormancy_told_at, last_sign_in_at, created_at);

ALTER TABLE mail_outbox
    MODIFY COLUMN reason TINYINT UNSIGNED NOT NULL COMMENT '1 login first step, 2 forgot, 3 registration, 4 password changed, 5 new address asked for, 6 address changed: to the old one, 7 address changed: to the new one, 8 change of address undone, 9 account frozen over a change of address, 10 new device, 11 account closed, 12 sign-in slowed down, 13 old user name to be added, 14 account opened again, 15 invitation, 16 staff did something, 17 change by staff that waits, to the old address, 18 account will be closed because nobody uses it';

ALTER TABLE audit_event
    MODIFY COLUMN kind TINYINT UNSIGNED NOT NULL COMMENT '1 sign in, 2 sign in failed, 3 sign out, 4 sign out everywhere, 5 link sent, 6 password set, 7 password changed, 8 account registered, 9 account imported, 10 legacy user linked, 11 password rehashed, 12 account locked, 13 account unlocked, 14 mail stopped, 15 account import refused, 16 name changed, 17 language changed, 18 new address asked for, 19 address changed, 20 change of address undone, 21 account frozen, 22 account closed, 23 account opened again, 24 account erased, 25 new device, 26 session ended, 27 other sessions ended, 28 data copied, 29 request to staff, 30 sign-in slowed down, 31 staff looked at the account, 32 change by staff asked for, 33 change by staff stopped, 34 accounts merged, 35 staff role given, 36 staff role ended, 37 staff searched, 38 invited, 39 mail bounced, 40 password imported, 41 mails started again, 42 access refused, 43 form refused, 44 link refused, 45 mail tried again, 46 keys changed, 47 schema changed, 48 database restored, 49 owner told of dormancy';

-- The same as before, and the mark of what the owner of a dormant account was told.
CREATE OR REPLACE ALGORITHM = MERGE SQL SECURITY DEFINER VIEW account_address AS
    SELECT a.id, a.email, a.email_key, a.password_generation, a.mail_stopped_at, a.state, a.erase_at, a.updated_at, a.dormancy_told_at
    FROM account a;

-- What can be known of accounts that are older than these columns. Whose last sign-in the trail has forgotten counts as having
-- signed in just before the trail begins: too late does no harm.
UPDATE account a JOIN (SELECT account_id, MAX(at) AS at FROM audit_event WHERE kind = 1 GROUP BY account_id) e ON e.account_id = a.id
    SET a.last_sign_in_at = e.at WHERE a.last_sign_in_at IS NULL;
UPDATE account a JOIN (SELECT MIN(at) AS at FROM audit_event) e
    SET a.last_sign_in_at = GREATEST(a.first_sign_in_at, COALESCE(e.at, a.first_sign_in_at))
    WHERE a.last_sign_in_at IS NULL AND a.first_sign_in_at IS NOT NULL;
