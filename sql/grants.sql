-- The database, its three users, and what each of them may do. Run it as an administrator of the server (MariaDB):
--
--   cat passwords.sql sql/grants.sql | mariadb
--
-- where passwords.sql, which nobody else may read, holds
--
--   SET @pages_password = '...', @background_password = '...', @admin_password = '...';
--
-- Run it before `asiointi-admin migrate`, and again at any time: it changes nothing that is right already. Without a
-- password variable, an existing user keeps the password; a new user without one is refused. Further variables:
--
--   @database         asiointipalvelu
--   @host             localhost: from where the users connect. For every other host they must use TLS. Where the users were
--                     made for another one it must be set, each time.
--   @pages_user       asiointi_pages: shows pages, answers /auth/check
--   @background_user  asiointi_background: sends mail, deletes what has expired
--   @admin_user       asiointi_admin: asiointi-admin, which is the only one that changes the schema
--   @users_are_new    NULL. 1: none of the users may exist yet, at any host; else nothing is changed.
--
-- The rights are given on tables by name, and a table need not exist yet: neither ours, before the first migration,
-- nor portal_user and portal_history, the two views that the portal's administrator writes. GRANT on a missing table
-- is possible only together with CREATE, so CREATE is given and taken back at once.

SET @database = COALESCE(@database, 'asiointipalvelu');
SET @host_is_given = @host IS NOT NULL;
SET @host = COALESCE(@host, 'localhost');
SET @pages_user = COALESCE(@pages_user, 'asiointi_pages');
SET @background_user = COALESCE(@background_user, 'asiointi_background');
SET @admin_user = COALESCE(@admin_user, 'asiointi_admin');

DELIMITER //

BEGIN NOT ATOMIC
    DECLARE account_name VARCHAR(400);
    DECLARE table_name VARCHAR(400);
    DECLARE other_host VARCHAR(255);
    DECLARE fault VARCHAR(500);
    DECLARE quoted_database VARCHAR(200) DEFAULT CONCAT('`', REPLACE(@database, '`', '``'), '`');
    -- In the database's place of a GRANT on all its tables, _ and % are patterns.
    DECLARE database_pattern VARCHAR(300) DEFAULT REPLACE(REPLACE(quoted_database, '_', '\\_'), '%', '\\%');

    SELECT MIN(p.Host) INTO other_host FROM mysql.global_priv p
        WHERE p.User IN (@pages_user, @background_user, @admin_user) AND p.Host <> @host;
    -- A new password would lock out whoever uses them.
    IF @users_are_new AND EXISTS (SELECT 1 FROM mysql.global_priv p
        WHERE p.User IN (@pages_user, @background_user, @admin_user)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the users exist already: put the secrets.toml of the installation that uses them in the place of the new one, and run setup again; or drop them when it is gone; or, where this file has made them, take @users_are_new out of passwords.sql';
    END IF;
    -- Three more users here would help nobody: those that are in use would lack new rights and keep their passwords.
    IF NOT @host_is_given AND other_host IS NOT NULL AND NOT EXISTS (SELECT 1 FROM mysql.global_priv p
        WHERE p.User IN (@pages_user, @background_user, @admin_user) AND p.Host = @host) THEN
        SET fault = CONCAT('@host is not set, and the users exist at another host: SET @host = ', QUOTE(other_host),
            '; before this file, or ', QUOTE(@host), ' if new ones are wanted there');
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = fault;
    END IF;

    EXECUTE IMMEDIATE CONCAT('CREATE DATABASE IF NOT EXISTS ', quoted_database,
        ' CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci');

    FOR new_user IN (
        SELECT @pages_user AS name, @pages_password AS password
        UNION ALL SELECT @background_user, @background_password
        UNION ALL SELECT @admin_user, @admin_password)
    DO
        SET account_name = CONCAT(QUOTE(new_user.name), '@', QUOTE(@host));
        IF new_user.password = '' OR (new_user.password IS NULL AND NOT EXISTS
            (SELECT 1 FROM mysql.global_priv p WHERE p.User = new_user.name AND p.Host = @host)) THEN
            IF new_user.password IS NULL AND EXISTS (SELECT 1 FROM mysql.global_priv p WHERE p.User = new_user.name) THEN
                SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'set @host: this user exists at another host; or set a password for a new one here';
            END IF;
            SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'set @pages_password, @background_password and @admin_password';
        END IF;
        EXECUTE IMMEDIATE CONCAT('CREATE USER IF NOT EXISTS ', account_name, ' IDENTIFIED BY ',
            QUOTE(COALESCE(new_user.password, '')), IF(@host = 'localhost', '', ' REQUIRE SSL'));
        IF new_user.password IS NOT NULL THEN
            EXECUTE IMMEDIATE CONCAT('ALTER USER ', account_name, ' IDENTIFIED BY ', QUOTE(new_user.password));
        END IF;
    END FOR;

    -- The schema, and every row of ours; reading the portal's views and giving back account_contact.
    EXECUTE IMMEDIATE CONCAT('GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE VIEW,',
        ' SHOW VIEW ON ', database_pattern, '.* TO ', QUOTE(@admin_user), '@', QUOTE(@host));

    FOR given IN (
        SELECT @pages_user AS name, 'account' AS relation, 'SELECT, INSERT, UPDATE' AS rights
        UNION ALL SELECT @pages_user, 'account_address', 'SELECT, UPDATE'
        UNION ALL SELECT @pages_user, 'legacy_user', 'SELECT, UPDATE'
        UNION ALL SELECT @pages_user, 'email_change', 'SELECT, INSERT, UPDATE'
        UNION ALL SELECT @pages_user, 'device', 'SELECT, INSERT, UPDATE'
        UNION ALL SELECT @pages_user, 'staff_request', 'SELECT, INSERT, UPDATE'
        UNION ALL SELECT @pages_user, 'staff_member', 'SELECT'
        UNION ALL SELECT @pages_user, 'staff_suspension', 'SELECT, UPDATE'
        UNION ALL SELECT @pages_user, 'staff_change', 'SELECT, INSERT, UPDATE'
        UNION ALL SELECT @pages_user, 'invitation', 'SELECT, DELETE'
        UNION ALL SELECT @pages_user, 'bounced_address', 'SELECT, DELETE'
        UNION ALL SELECT @pages_user, 'link_token', 'SELECT, UPDATE'
        UNION ALL SELECT @pages_user, 'session', 'SELECT, INSERT, UPDATE'
        UNION ALL SELECT @pages_user, 'session_revocation', 'SELECT, INSERT'
        UNION ALL SELECT @pages_user, 'host_session', 'SELECT, INSERT'
        UNION ALL SELECT @pages_user, 'portal_id_request', 'INSERT'
        UNION ALL SELECT @pages_user, 'mail_outbox', 'SELECT, INSERT, DELETE'
        UNION ALL SELECT @pages_user, 'throttle', 'SELECT, INSERT, UPDATE, DELETE'
        UNION ALL SELECT @pages_user, 'audit_event', 'SELECT, INSERT'
        UNION ALL SELECT @pages_user, 'import_scheme', 'SELECT'
        UNION ALL SELECT @pages_user, 'schema_migration', 'SELECT'
        UNION ALL SELECT @pages_user, 'portal_history', 'SELECT'
        -- Erasing accounts whose owners have closed them. The trail stays: erasable_trail is the part of it that may forget
        -- whose it was, and expired_trail the part that is older than a year.
        UNION ALL SELECT @background_user, 'account', 'SELECT, DELETE'
        UNION ALL SELECT @background_user, 'legacy_user', 'SELECT, INSERT, UPDATE'
        UNION ALL SELECT @background_user, 'portal_id_request', 'SELECT, UPDATE, DELETE'
        UNION ALL SELECT @background_user, 'email_change', 'SELECT, INSERT, DELETE'
        UNION ALL SELECT @background_user, 'device', 'SELECT, DELETE'
        UNION ALL SELECT @background_user, 'staff_request', 'SELECT, UPDATE, DELETE'
        -- Changes that staff have asked for take effect when their time has come: never a password.
        UNION ALL SELECT @background_user, 'account_address', 'SELECT, UPDATE'
        UNION ALL SELECT @background_user, 'staff_member', 'SELECT, DELETE'
        UNION ALL SELECT @background_user, 'staff_change', 'SELECT, UPDATE, DELETE'
        UNION ALL SELECT @background_user, 'merged_trail', 'SELECT, UPDATE'
        UNION ALL SELECT @background_user, 'invitation', 'SELECT, UPDATE, DELETE'
        UNION ALL SELECT @background_user, 'bounced_address', 'SELECT, INSERT, UPDATE, DELETE'
        UNION ALL SELECT @background_user, 'link_token', 'SELECT, INSERT, UPDATE, DELETE'
        UNION ALL SELECT @background_user, 'session', 'SELECT, UPDATE, DELETE'
        UNION ALL SELECT @background_user, 'host_session', 'SELECT'
        UNION ALL SELECT @background_user, 'session_revocation', 'SELECT, INSERT, DELETE'
        UNION ALL SELECT @background_user, 'mail_outbox', 'SELECT, INSERT, UPDATE, DELETE'
        UNION ALL SELECT @background_user, 'throttle', 'SELECT, DELETE'
        UNION ALL SELECT @background_user, 'audit_event', 'SELECT, INSERT'
        UNION ALL SELECT @background_user, 'erasable_trail', 'SELECT, UPDATE'
        UNION ALL SELECT @background_user, 'expired_trail', 'SELECT, DELETE'
        -- What a killed import left goes without being read.
        UNION ALL SELECT @background_user, 'import_claim', 'SELECT, DELETE'
        UNION ALL SELECT @background_user, 'import_user', 'DELETE'
        UNION ALL SELECT @background_user, 'schema_migration', 'SELECT'
        UNION ALL SELECT @admin_user, 'portal_user', 'SELECT'
        UNION ALL SELECT @admin_user, 'portal_history', 'SELECT')
    DO
        SET account_name = CONCAT(QUOTE(given.name), '@', QUOTE(@host));
        SET table_name = CONCAT(quoted_database, '.`', given.relation, '`');
        EXECUTE IMMEDIATE CONCAT('GRANT CREATE, ', given.rights, ' ON ', table_name, ' TO ', account_name);
        EXECUTE IMMEDIATE CONCAT('REVOKE CREATE ON ', table_name, ' FROM ', account_name);
    END FOR;
END //

DELIMITER ;
