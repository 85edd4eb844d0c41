-- The audit trail: what is new in it, and what it may forget.

ALTER TABLE audit_event
    MODIFY COLUMN kind TINYINT UNSIGNED NOT NULL COMMENT '1 sign in, 2 sign in failed, 3 sign out, 4 sign out everywhere, 5 link sent, 6 password set, 7 password changed, 8 account registered, 9 account imported, 10 legacy user linked, 11 password rehashed, 12 account locked, 13 account unlocked, 14 mail stopped, 15 account import refused, 16 name changed, 17 language changed, 18 new address asked for, 19 address changed, 20 change of address undone, 21 account frozen, 22 account closed, 23 account opened again, 24 account erased, 25 new device, 26 session ended, 27 other sessions ended, 28 data copied, 29 request to staff, 30 sign-in slowed down, 31 staff looked at the account, 32 change by staff asked for, 33 change by staff stopped, 34 accounts merged, 35 staff role given, 36 staff role ended, 37 staff searched, 38 invited, 39 mail bounced, 40 password imported, 41 mails started again, 42 access refused, 43 form refused, 44 link refused, 45 mail tried again, 46 keys changed, 47 schema changed';

ALTER TABLE account
    MODIFY COLUMN password_hash VARCHAR(512) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'PHC string; $pepper$NAME in front: with the key of that name; $imported$…: of a hash from the portal, until its owner signs in; NULL: no password was set yet';

-- What of the trail the background process may delete: nothing that is younger than a year. SYSDATE() is the server's own
-- clock, which no session can turn back, as it could what NOW() and UTC_TIMESTAMP() say (SET TIMESTAMP).
CREATE OR REPLACE ALGORITHM = MERGE SQL SECURITY DEFINER VIEW expired_trail AS
    SELECT e.id, e.at FROM audit_event e WHERE e.at < SYSDATE() - INTERVAL 365 DAY;
