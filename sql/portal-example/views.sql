-- The adapter between this portal and asiointipalvelu: two views. README.md says what each column means.
-- Load it as a database administrator, with the product's database as the current one:
--     mariadb asiointipalvelu < views.sql
SET NAMES utf8mb4;

-- The views read with the rights of a user of their own, who can never sign in and may read these columns alone. So the
-- product's users need SELECT on the views and no right at all in the portal, and the portal's password hashes are out of
-- everybody's reach.
CREATE USER IF NOT EXISTS 'asiointi_views'@'localhost' ACCOUNT LOCK;
GRANT SELECT (asiakas_id, tunnus, sposti, etunimi, sukunimi, kieli, viim_kaynti, poistettu)
    ON vanha_portaali.asiakas TO 'asiointi_views'@'localhost';
GRANT SELECT ON vanha_portaali.asiointi TO 'asiointi_views'@'localhost';
GRANT SELECT ON vanha_portaali.asiointi_tila TO 'asiointi_views'@'localhost';
GRANT SELECT ON vanha_portaali.palvelu TO 'asiointi_views'@'localhost';

CREATE OR REPLACE ALGORITHM = MERGE DEFINER = 'asiointi_views'@'localhost' SQL SECURITY DEFINER VIEW portal_user AS
SELECT
    a.asiakas_id                        AS id,
    CONVERT(a.tunnus USING utf8mb4)     AS old_name,
    CONVERT(a.sposti USING utf8mb4)     AS email,
    CONVERT(a.etunimi USING utf8mb4)    AS given_name,
    CONVERT(a.sukunimi USING utf8mb4)   AS family_name,
    CASE LOWER(TRIM(a.kieli)) WHEN 'fi' THEN 'fi' WHEN 'sv' THEN 'sv' WHEN 'se' THEN 'sv' WHEN 'en' THEN 'en' END AS language,
    a.viim_kaynti                       AS last_used,
    UPPER(a.poistettu) = 'K'            AS closed
FROM vanha_portaali.asiakas a;

CREATE OR REPLACE ALGORITHM = MERGE DEFINER = 'asiointi_views'@'localhost' SQL SECURITY DEFINER VIEW portal_history AS
SELECT
    t.asiakas_id                        AS user_id,
    COALESCE(CONVERT_TZ(t.luotu, 'Europe/Helsinki', '+00:00'), t.luotu - INTERVAL 2 HOUR) AS at,
    CONVERT(p.nimi USING utf8mb4)       AS service,
    CONVERT(t.otsikko USING utf8mb4)    AS title,
    CONVERT(s.nimi USING utf8mb4)       AS state,
    CONVERT(CONCAT('/asiointi/nayta?id=', t.asiointi_id) USING utf8mb4) AS link,
    CONVERT(IF(p.vahva_tunnistus = 'K', 'strong', 'weak') USING utf8mb4) AS required_assurance
FROM vanha_portaali.asiointi t
JOIN vanha_portaali.palvelu p ON p.palvelu_id = t.palvelu_id
JOIN vanha_portaali.asiointi_tila s ON s.tila_koodi = t.tila_koodi;
