-- An invented old portal of a Finnish town, of about 2008: what asiointipalvelu finds when it is installed.
-- Load it as a database administrator; it drops and makes the database vanha_portaali.
SET NAMES utf8mb4;

DROP DATABASE IF EXISTS vanha_portaali;
CREATE DATABASE vanha_portaali CHARACTER SET latin1 COLLATE latin1_swedish_ci;
USE vanha_portaali;

-- Asiakas: who has ever had a user name. Nothing was ever deleted, and addresses were never confirmed.
CREATE TABLE asiakas (
    asiakas_id    INT UNSIGNED NOT NULL AUTO_INCREMENT,
    tunnus        VARCHAR(64) NOT NULL,
    salasana      CHAR(32) NOT NULL,                    -- md5; asiointipalvelu neither reads nor needs it
    sposti        VARCHAR(300) DEFAULT NULL,
    etunimi       VARCHAR(255) DEFAULT NULL,
    sukunimi      VARCHAR(255) CHARACTER SET utf8mb3 DEFAULT NULL, -- changed in 2015, when names came from Macs
    kieli         VARCHAR(10) DEFAULT NULL,             -- 'FI', 'fi', 'SE', 'sv', 'EN', '', NULL
    luotu         DATETIME NOT NULL,
    viim_kaynti   DATETIME DEFAULT NULL,                -- local time; NULL or '0000-00-00' when unknown
    poistettu     CHAR(1) NOT NULL DEFAULT 'E',         -- 'K' (yes) or 'E' (no)
    PRIMARY KEY (asiakas_id),
    KEY tunnus (tunnus)                                 -- not unique: two systems were merged in 2011
) ENGINE=InnoDB DEFAULT CHARSET=latin1;

CREATE TABLE palvelu (
    palvelu_id      SMALLINT UNSIGNED NOT NULL,
    nimi            VARCHAR(100) NOT NULL,
    namn            VARCHAR(100) NOT NULL,
    vahva_tunnistus CHAR(1) NOT NULL DEFAULT 'E',
    PRIMARY KEY (palvelu_id)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;

CREATE TABLE asiointi_tila (
    tila_koodi TINYINT UNSIGNED NOT NULL,
    nimi       VARCHAR(40) NOT NULL,
    PRIMARY KEY (tila_koodi)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;

-- Asiointi: one dealing of a customer with a service.
CREATE TABLE asiointi (
    asiointi_id INT UNSIGNED NOT NULL AUTO_INCREMENT,
    asiakas_id  INT UNSIGNED NOT NULL,
    palvelu_id  SMALLINT UNSIGNED NOT NULL,
    otsikko     VARCHAR(200) NOT NULL,
    tila_koodi  TINYINT UNSIGNED NOT NULL,
    luotu       DATETIME NOT NULL,                      -- local time
    PRIMARY KEY (asiointi_id),
    KEY asiakas_id (asiakas_id, luotu)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;

INSERT INTO palvelu VALUES
    (10, 'Rakennuslupa', 'Bygglov', 'K'),
    (11, 'Toimenpidelupa', 'Åtgärdstillstånd', 'K'),
    (20, 'Varhaiskasvatushakemus', 'Ansökan om småbarnspedagogik', 'E'),
    (21, 'Kouluun ilmoittautuminen', 'Anmälan till skola', 'E'),
    (30, 'Venepaikan varaus', 'Reservering av båtplats', 'E'),
    (31, 'Liikuntatilan vuoro', 'Tid i idrottslokal', 'E'),
    (40, 'Palaute', 'Respons', 'E'),
    (50, 'Katutyölupa', 'Tillstånd för gatuarbete', 'E'),
    (60, 'Ympäristöilmoitus', 'Miljöanmälan', 'E');

INSERT INTO asiointi_tila VALUES
    (1, 'Luonnos'), (2, 'Lähetetty'), (3, 'Käsittelyssä'), (4, 'Lisäselvityspyyntö'), (5, 'Päätös tehty'), (9, 'Peruttu');
