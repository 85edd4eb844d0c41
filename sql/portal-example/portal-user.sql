-- The example portal's own database user (tools/portal-example): it reads and files dealings, and reads neither the
-- password hashes of the old system nor anything of asiointipalvelu but the addresses that are meant for it. Load it as a
-- database administrator, with @portal_password set and the product's database as the current one.
SET NAMES utf8mb4;

DELIMITER //

BEGIN NOT ATOMIC
    IF COALESCE(@portal_password, '') = '' THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'set @portal_password';
    END IF;
    CREATE USER IF NOT EXISTS 'esimerkkiportaali'@'localhost';
    EXECUTE IMMEDIATE CONCAT('ALTER USER ''esimerkkiportaali''@''localhost'' IDENTIFIED BY ', QUOTE(@portal_password));
END //

DELIMITER ;

-- Where it writes to residents; the view is asiointipalvelu's, whose database is the current one.
GRANT SELECT ON account_contact TO 'esimerkkiportaali'@'localhost';
GRANT SELECT, INSERT ON vanha_portaali.asiointi TO 'esimerkkiportaali'@'localhost';
GRANT SELECT ON vanha_portaali.asiointi_tila TO 'esimerkkiportaali'@'localhost';
GRANT SELECT ON vanha_portaali.palvelu TO 'esimerkkiportaali'@'localhost';
