#pragma once

/// What a system administrator does about a finding: the directive, the snippet or the place to read.
namespace probe::remedy {

constexpr const char* protect =
    "The portal answers whoever is not signed in. Put \"include asiointipalvelu/snippets/protect-proxy.conf;\" "
    "(or protect-fastcgi.conf) into this location, and nothing that lets pass without it: no \"auth_request "
    "off\", no \"satisfy any\", no error_page 401 of its own (docs/portal.md, Two lines).";
constexpr const char* own_error_page =
    "Nobody is led to signing in. Let \"error_page 401 = @asiointi_sign_in\" of snippets/protect.conf be the "
    "first line for 401 in the location: write the include above an error_page of your own, and include "
    "snippets/check.conf in the server.";
constexpr const char* not_protected_here =
    "Name a page that only who is signed in may see. If this is one, no location with a protect-... snippet takes "
    "its address: see which one does with \"nginx -T\" (docs/portal.md, Two lines).";
constexpr const char* unknown_here =
    "nginx knows no server of this name. Use the host that server_name names, or correct --resolve.";
constexpr const char* limited = "nginx limits the requests of this machine. Exempt it for as long as the check runs.";
constexpr const char* pool_away =
    "The check or the pages do not answer. See that asiointi-fcgi runs, that asiointi_check and asiointi_pages in "
    "installation/http.conf name its sockets, and that nginx may connect to them (pool.socket_group; "
    "under systemd SocketGroup= of both sockets).";
constexpr const char* silent = "See whether nginx runs and why it gave no answer in time; then run this again.";
constexpr const char* leads_elsewhere =
    "This leads away from signing in. Remove the redirect from the location (return, rewrite, error_page 401), or "
    "correct site.base_url in the configuration.";
constexpr const char* endless = "Browsers give up in this loop. Let the location redirect nowhere by itself.";
constexpr const char* see_other =
    "Only 303 is right: browsers keep 301 and 308 for ever, and repeat a form at 307. Let @asiointi_sign_in of "
    "snippets/check.conf answer, unchanged.";
constexpr const char* way_back =
    "After signing in the visitor would end elsewhere. If the portal's host is not that of the account pages, name its "
    "origin in portal.origins and include snippets/portal-host.conf in its server; leave ASIOINTI_ORIGIN and "
    "ASIOINTI_URI in snippets/check.conf as they are.";
constexpr const char* forged_host =
    "A visitor decides where signing in leads. Leave ASIOINTI_ORIGIN in snippets/check.conf as it is; no "
    "X-Forwarded-... may make it.";
constexpr const char* kept =
    "A browser or proxy could keep the redirect and show it to who is signed in. Include snippets/check.conf "
    "unchanged; it says no-store.";
constexpr const char* script =
    "Scripts cannot read a login page. Let @asiointi_sign_in of snippets/check.conf answer, unchanged: it passes "
    "on Accept, X-Requested-With and Sec-Fetch-Mode (docs/portal.md, Who is not signed in).";
constexpr const char* form =
    "What was typed would be lost. Let @asiointi_sign_in of snippets/check.conf answer, unchanged: it passes on "
    "the method and reads the form to its end (docs/portal.md, Who is not signed in).";
constexpr const char* body_size =
    "nginx refuses a body of this size before it looks for a session. If the portal takes such forms or uploads, "
    "write client_max_body_size into the location.";
constexpr const char* method =
    "Something answers this method without a session. Remove the \"if ($request_method ...)\", the limit_except "
    "or the satisfy any from the location; the snippet protects every method.";
constexpr const char* trace = "Refuse TRACE: nginx does by itself, so something else in front of it answers.";
constexpr const char* stumbles = "Something breaks at this spelling. See the error log of nginx and of the portal.";
constexpr const char* spelling =
    "This spelling opens the page without a session. Protect a prefix (\"location /hakemukset\", not \"location = "
    "...\"), and do not lead other spellings to the portal (docs/portal.md, Prove it).";
constexpr const char* not_public =
    "It asks to sign in. If everybody may read it, include snippets/public-proxy.conf (or public-fastcgi.conf) in "
    "its location instead of protect-...";
constexpr const char* no_public_page = "Name a page with --public that exists and that everybody may read.";
constexpr const char* internal =
    "Let nobody ask this from outside: include snippets/account.conf in the server of the account pages, "
    "check.conf in the portal's, and let installation/status.conf listen on an address of this machine only.";
constexpr const char* unknown_host =
    "Let a default server answer what names no host of ours: include default-server.conf, or return 421 in the "
    "server that is the default for this address (nginx-conf/README.md).";
constexpr const char* no_echo =
    "Let the page after --echo answer 200 with the headers that it received, one \"Name: value\" to a line "
    "(docs/portal.md, Prove it); nothing is known of what arrives.";
constexpr const char* forged_arrives =
    "A visitor tells the portal who they are. Include one of the four snippets in this very location, the one for "
    "proxy_pass or fastcgi_pass as it has, and leave underscores_in_headers off (docs/portal.md, Two lines).";
constexpr const char* cookie_arrives =
    "A page of the portal could take over the visitor's session. Include one of the four snippets in this very "
    "location, and write no proxy_set_header Cookie or fastcgi_param HTTP_COOKIE beside it.";
constexpr const char* own_cookie_lost =
    "The portal's own pages may rely on it. Leave cookies.conf and the snippets as they are, and write no "
    "proxy_set_header Cookie or fastcgi_param HTTP_COOKIE beside them.";
constexpr const char* identity_lost =
    "The portal does not learn who is signed in. Include the protect-... snippet in this very location, the one "
    "for proxy_pass or fastcgi_pass as it has: nginx forgets what an outer level sets (nginx-conf/README.md).";
constexpr const char* sign_in_failed =
    "Name an account that can sign in, with its password, and try the same in a browser. Nothing that needs a "
    "session was checked.";
constexpr const char* session_refused =
    "nginx does not let the session through. Pass on HTTP_COOKIE in /auth/check as snippets/check.conf does; with "
    "--cookie-file, give the cookies of a session that still lives.";
constexpr const char* session_stumbles =
    "nginx let the session through, and the portal gave no page. Name a page that this account may see.";
constexpr const char* plain_http =
    "The page comes over plain http, where anybody on the way reads it and the session. Let the server on port 80 "
    "redirect to https and do nothing else (redirect.conf).";
constexpr const char* other_https_host = "See that this host is the one that was meant (redirect.conf).";
constexpr const char* plain_form =
    "A form over plain http has been read on the way already; a redirect would hide that. Let the server on port "
    "80 refuse everything but GET and HEAD (redirect.conf).";
constexpr const char* transport_security =
    "A browser could be led back to plain http. Include one of the four snippets in each location of the portal: "
    "an add_header of its own takes away what the server has; or include snippets/portal-headers.conf beside it. "
    "$asiointi_hsts in installation/http.conf names at least a year (max-age=31536000).";
constexpr const char* server_version = "Write \"server_tokens off;\" into http { } and nowhere \"on\" (http.conf).";
constexpr const char* foreign_reading =
    "Pages of other hosts could read what only who is signed in may see. Remove Access-Control-... from the "
    "location and from the portal.";
constexpr const char* cookies =
    "Something between nginx and the browser changes our cookies. Remove proxy_cookie_path, proxy_cookie_flags, "
    "fastcgi_hide_header and the like from the account pages.";
constexpr const char* past_nginx =
    "The portal answers past nginx: anyone who reaches it there can be anybody. Bind it to a unix socket, or let "
    "a firewall allow this nginx alone (docs/portal.md, Trust).";
constexpr const char* open_socket =
    "The portal answers past nginx: anyone who may open this socket can be anybody. Let only nginx's user open it "
    "(group and mode of the socket); as root this check always connects, so run it as an ordinary user with "
    "--base-url.";
constexpr const char* no_http =
    "Something listens there and speaks no HTTP. If it is the portal's FastCGI, anyone who reaches it can be "
    "anybody: bind it to a unix socket, or let a firewall allow this nginx alone (docs/portal.md, Trust).";
constexpr const char* too_many =
    "The portal redirects so often that the checks did not come to their end. Run this again for each --public, "
    "--echo and --direct by itself.";
constexpr const char* no_such_address = "Correct the address after --direct: nothing was checked.";

} // namespace probe::remedy
