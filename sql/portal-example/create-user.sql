-- Optional: how a newcomer, who registered and never was a user of this portal, gets a user id in it. With
-- portal.create_users = true, asiointipalvelu calls portal_create_user for each of them. README.md says what it must promise.
-- Load it as a database administrator, with the product's database as the current one:
--     mariadb asiointipalvelu < create-user.sql
SET NAMES utf8mb4;

-- The procedure writes with the rights of a user of its own, who can never sign in. So the product's users need EXECUTE on
-- it and no right at all in the portal.
CREATE USER IF NOT EXISTS 'asiointi_newcomers'@'localhost' ACCOUNT LOCK;
GRANT SELECT (asiakas_id, tunnus), INSERT (tunnus, salasana, sposti, etunimi, sukunimi, kieli, luotu)
    ON vanha_portaali.asiakas TO 'asiointi_newcomers'@'localhost';

-- The procedure keeps this mode: letters that latin1 lacks become question marks, as in all of this portal.
SET @sql_mode_before = @@SESSION.sql_mode;
SET SESSION sql_mode = '';

DELIMITER //

-- account_id  the account's public id, 26 characters: the same one is asked for again when an answer was lost
-- language    'fi', 'sv', 'en' or NULL
-- user_id     the id in this portal
CREATE OR REPLACE DEFINER = 'asiointi_newcomers'@'localhost' PROCEDURE portal_create_user(
    IN account_id VARCHAR(26), IN email VARCHAR(254), IN given_name VARCHAR(200), IN family_name VARCHAR(200),
    IN language VARCHAR(2), OUT user_id VARCHAR(64))
    MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
    -- This portal's user names are free text: the newcomer's is the account id, which is nobody else's.
    SELECT a.asiakas_id INTO user_id FROM vanha_portaali.asiakas a WHERE a.tunnus = CONVERT(account_id USING latin1) LIMIT 1;
    IF user_id IS NULL THEN
        INSERT INTO vanha_portaali.asiakas (tunnus, salasana, sposti, etunimi, sukunimi, kieli, luotu)
        VALUES (account_id, '', CONVERT(email USING latin1), CONVERT(given_name USING latin1),
            CONVERT(family_name USING utf8mb3), language, NOW());
        SET user_id = LAST_INSERT_ID();
    END IF;
END //

DELIMITER ;

SET SESSION sql_mode = @sql_mode_before;
GRANT EXECUTE ON PROCEDURE portal_create_user TO 'asiointi_newcomers'@'localhost', 'asiointi_background'@'localhost';
