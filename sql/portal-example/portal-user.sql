-- The example portal's own database user (tools/portal-example): it reads dealings, and neither the password hashes of the
-- old system nor anything of asiointipalvelu. Load it as a database administrator, with @portal_password set.
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

GRANT SELECT ON vanha_portaali.asiointi TO 'esimerkkiportaali'@'localhost';
GRANT SELECT ON vanha_portaali.asiointi_tila TO 'esimerkkiportaali'@'localhost';
GRANT SELECT ON vanha_portaali.palvelu TO 'esimerkkiportaali'@'localhost';
