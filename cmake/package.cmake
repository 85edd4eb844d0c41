# The Debian package: `cpack -G DEB` in the build folder. docs/installing.md says what it does on a machine.
set(ASIOINTI_MAINTAINER "The maintainers of asiointipalvelu <asiointipalvelu@example.com>" CACHE STRING
    "Who answers for packages that are built here: a name and an e-mail address")
set(packaging ${PROJECT_SOURCE_DIR}/packaging)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME asiointipalvelu)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT ${ASIOINTI_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "account pages of a city's e-services")
set(CPACK_PACKAGE_DESCRIPTION "Moves residents to an e-mail address as their user name, and from then on
signs them in, registers new ones, recovers forgotten passwords and tells
the city's portal who is signed in: in Finnish, Swedish and English, behind
nginx, on MariaDB.
.
After installing it, asiointi-admin setup asks what it must and writes the
settings.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR OFF)
set(CPACK_STRIP_FILES ON)
set(CPACK_MONOLITHIC_INSTALL ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/package_contents.cmake)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# CVE-2025-23016 is mended from this libfcgi on (SECURITY.md).
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd, libfcgi0ldbl (>= 2.4.2-2+deb12u1)")
# Database and web server may be on other machines.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "nginx, python3")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "mariadb-server, mariadb-client, bash-completion")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${packaging}/postinst ${packaging}/prerm ${packaging}/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_ASIOINTI_PACKAGING ${packaging})
include(CPack)
