-- An account that is locked because its address is in dispute is given back by a change of address: the view through which
-- addresses change tells, and ends, the reason too.
CREATE OR REPLACE ALGORITHM = MERGE SQL SECURITY DEFINER VIEW account_address AS
    SELECT a.id, a.email, a.email_key, a.password_generation, a.mail_stopped_at, a.state, a.state_reason, a.erase_at, a.updated_at,
        a.dormancy_told_at
    FROM account a;
