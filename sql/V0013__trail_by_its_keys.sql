-- What owners read of their trail stands in one key, in their order. The rows themselves lie in the order of time, those of one
-- account all over the table: in a large city each would be a page to read from the disk. Texts that are mostly empty or short
-- are there by their beginnings; InnoDB goes to the row only when a value may be longer. `reason` is written with `unit` alone.
-- And an operation is asked for by its random number: four bytes of it tell it from all others but a few.
ALTER TABLE audit_event
    ADD KEY IF NOT EXISTS audit_event_activity (account_id, at, id, kind, client_network, reference, detail(40), unit(1), reason(1)),
    ADD KEY IF NOT EXISTS audit_event_operation_start (operation_id(4)),
    DROP KEY IF EXISTS audit_event_account,
    DROP KEY IF EXISTS audit_event_operation;
