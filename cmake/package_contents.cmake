# What a Debian package has besides an installation, done to the folder that is about to be packed: compressed man pages, the
# files that Debian asks for, and the way from nginx's folder to our files.
set(top ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
set(doc ${top}/usr/share/doc/${CPACK_PACKAGE_NAME})

# gzip as Debian wants it: best, and without the time.
function(compress)
    execute_process(COMMAND gzip -9 -n -f ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(GLOB pages ${top}/usr/share/man/man*/*)
compress(${pages})

string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${doc}/changelog "${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}) stable; urgency=medium

  * Built from this version's source.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
compress(${doc}/changelog)
file(COPY ${CPACK_ASIOINTI_PACKAGING}/copyright DESTINATION ${doc})

# `asiointi-admin setup` writes what is this site's own into /etc/asiointipalvelu/nginx. All else of nginx's changes with the
# program, so it lies with the program, and nginx finds it under the name that its files have for it.
file(MAKE_DIRECTORY ${top}/etc/asiointipalvelu ${top}/etc/nginx)
file(CREATE_LINK /etc/asiointipalvelu/nginx ${top}/usr/share/asiointipalvelu/nginx/installation SYMBOLIC)
file(CREATE_LINK /usr/share/asiointipalvelu/nginx ${top}/etc/nginx/asiointipalvelu SYMBOLIC)

# Whoever packs may have a umask that hides files from others.
execute_process(COMMAND chmod -R u+rwX,go+rX,go-w ${top} COMMAND_ERROR_IS_FATAL ANY)
