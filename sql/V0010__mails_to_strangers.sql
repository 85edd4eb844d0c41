-- Mails to addresses that no account has go after those to accounts: whoever asks for many in the name of invented addresses
-- holds up nobody who waits for a link. The pair of short looks becomes three, each at one range of the index.

ALTER TABLE mail_outbox
    ADD COLUMN IF NOT EXISTS to_stranger TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT '1: looked at, and no account has the address that it goes to',
    ADD KEY IF NOT EXISTS mail_outbox_order (state, in_bulk, to_stranger, next_try_at),
    DROP KEY IF EXISTS mail_outbox_turn;
