-- Nodes of a cluster know nothing of each other's row locks: they find out at COMMIT that two transactions met, when both have
-- written the same row. So whoever must come wholly before or after others that look at an account writes its row.
ALTER TABLE account
    ADD COLUMN IF NOT EXISTS turn TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT '0 or 1, the other one after each turn that was taken';

CREATE OR REPLACE ALGORITHM = MERGE SQL SECURITY DEFINER VIEW account_address AS
    SELECT a.id, a.email, a.email_key, a.password_generation, a.mail_stopped_at, a.state, a.state_reason, a.erase_at, a.updated_at,
        a.dormancy_told_at, a.turn
    FROM account a;
