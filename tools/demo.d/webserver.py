"""A private nginx around the very files of nginx-conf/: only what differs from place to place is written here."""

import os
import shutil
import socket
import subprocess

from layout import SOURCE, Fault, write_atomically

SHARED = SOURCE / "nginx-conf"
PORTAL = SOURCE / "tools" / "portal-example"
THEMES = SOURCE / "conf" / "themes"

MAIN = """\
daemon off;
{user}pid {run}/nginx.pid;
error_log {log}/nginx-error.log warn;
worker_processes 2;
events {{
    worker_connections 1024;
}}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    sendfile on;
    access_log off;
    client_body_temp_path {run}/nginx-body;
    proxy_temp_path {run}/nginx-proxy;
    fastcgi_temp_path {run}/nginx-fastcgi;
    uwsgi_temp_path {run}/nginx-uwsgi;
    scgi_temp_path {run}/nginx-scgi;

    include asiointipalvelu/http.conf;
    include asiointipalvelu/default-server.conf;
    include asiointipalvelu/site.conf;
    include asiointipalvelu/status.conf;

    # The portal once more, as it should be: on a host name of its own.
    server {{
        {portal_listen}
        server_name {portal_host};
        include asiointipalvelu/snippets/portal-host.conf;
        include asiointipalvelu/installation/portal-pages.conf;
    }}

    # The same machine by its numbers: cookies and forms belong to one name, so readers are led to that.
    server {{
        {listen}
        server_name 127.0.0.1 [::1];
        include asiointipalvelu/snippets/server.conf;
        location / {{
            if ($request_method !~ ^(GET|HEAD)$) {{
                return 421;
            }}
            return 302 {base_url}$request_uri;
        }}
    }}
}}
"""

HTTP = """\
variables_hash_max_size 2048;
upstream asiointi_pages {{
    server unix:{pages_socket};
}}
upstream asiointi_check {{
    server unix:{check_socket};
}}
upstream example_portal {{
    server unix:{portal_socket};
}}
map "" $asiointi_static {{ default "{static}"; }}
map "" $asiointi_error_pages {{ default "{errors}"; }}
map "" $asiointi_theme {{ default "{themes}"; }}
map "" $asiointi_theme_css {{ default "{theme_css}"; }}
{names}map "" $asiointi_accounts {{ default "{accounts}"; }}
map "" $asiointi_hsts {{ default "max-age=63072000"; }}
map "" $asiointi_form_targets {{ default "{form_targets}"; }}
geo $asiointi_unlimited {{
    default 0;
{unlimited}}}
"""

PORTAL_CONF = """\
include asiointipalvelu/snippets/check.conf;
include asiointipalvelu/installation/portal-pages.conf;
"""

PORTAL_PAGES = """\
# The start page shows who is signed in, by SSI; it holds nothing that a visitor wrote, and no shared cache may keep it.
location = / {
    proxy_pass http://example_portal;
    proxy_set_header Host $http_host;
    include asiointipalvelu/snippets/public-proxy.conf;
    ssi on;
}
location ~ ^/(portal\\.css$|julkinen(/|$)) {
    proxy_pass http://example_portal;
    proxy_set_header Host $http_host;
    client_max_body_size 20m;
    include asiointipalvelu/snippets/public-proxy.conf;
}
location ~ ^/(hakemukset|asiointi)(/|$) {
    proxy_pass http://example_portal;
    proxy_set_header Host $http_host;
    client_max_body_size 20m;
    client_body_timeout 60s;
    include asiointipalvelu/snippets/protect-proxy.conf;
}
location / {
    return 404;
}
"""

# Whoever opens the plain demo from another machine could read, but never sign in: browsers keep the cookies that
# signing in needs for https and for the machine itself.
INSECURE = """\
error_page 421 /insecure.html;
location = /insecure.html {{
    internal;
    root {portal};
    charset utf-8;
    etag off;
    if_modified_since off;
    include asiointipalvelu/snippets/headers.conf;
    add_header Cache-Control "no-store" always;
}}
location = /portal.css {{
    root {portal};
    include asiointipalvelu/snippets/headers.conf;
    add_header Cache-Control "no-cache" always;
}}
"""


def listen_lines(port, options=""):
    lines = [f"listen {port}{options};"]
    if has_ipv6():
        lines.append(f"listen [::]:{port}{options};")
    return "\n".join(lines) + "\n"


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


def write(layout, programs, settings, site):
    """site  has port, status_port, host, tls, unlimited, theme."""
    folder = layout.nginx / "asiointipalvelu"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "installation").mkdir(parents=True)
    for part in SHARED.iterdir():
        if part.name != "installation":
            (folder / part.name).symlink_to(part)
    certificate = certificate_lines(layout, site) if site.tls else ""
    secure = " ssl http2" if site.tls else ""
    insecure = "" if site.tls else INSECURE.format(portal=PORTAL)
    for name, text in {
        "http": http_conf(layout, programs, settings, site),
        "log": f"access_log {layout.log}/nginx-access.log asiointi;\n",
        "site": listen_lines(site.port, secure) + f"server_name {site.host};\n" + certificate,
        "default-server": listen_lines(site.port, secure + " default_server") + certificate + insecure,
        "status": f"listen 127.0.0.1:{site.status_port};\n",
        "portal": PORTAL_CONF,
        "portal-pages": PORTAL_PAGES,
    }.items():
        write_atomically(folder / "installation" / f"{name}.conf", text)
    user = "user root;\n" if os.geteuid() == 0 else ""
    write_atomically(layout.nginx / "nginx.conf", MAIN.format(
        user=user, run=layout.run, log=layout.log, listen=listen_lines(site.port, secure) + certificate,
        portal_listen=listen_lines(site.port, secure) + certificate, portal_host=site.portal_host,
        base_url=settings["site"]["base_url"]))


def http_conf(layout, programs, settings, site):
    names = "".join(f'map "" $asiointi_service_{language} {{ default "{texts["site"]}"; }}\n'
                    f'map "" $asiointi_contact_{language} {{ default "{texts["contact"]}"; }}\n'
                    for language, texts in settings["names"].items())
    origins = settings["site"].get("return_origins", []) + settings["portal"].get("origins", [])
    targets = "".join(" " + origin for origin in origins)
    unlimited = "    127.0.0.0/8 1;\n    ::1 1;\n" if site.unlimited else ""
    return HTTP.format(pages_socket=layout.pages_socket, check_socket=layout.check_socket,
                       portal_socket=layout.portal_socket, static=programs.share / "static", errors=SHARED / "errors",
                       themes=(site.theme or THEMES).resolve(), theme_css=settings["site"].get("theme_css", ""),
                       names=names, accounts=settings["site"]["base_url"], form_targets=targets, unlimited=unlimited)


def certificate_lines(layout, site):
    certificate, key = layout.tls / "certificate.pem", layout.tls / "key.pem"
    names = f"subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1,DNS:{site.host},DNS:{site.portal_host}"
    made_for = layout.tls / "names"
    if not made_for.exists() or made_for.read_text(encoding="utf-8") != names:
        layout.tls.mkdir(mode=0o700, exist_ok=True)
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                   "-subj", f"/CN={site.host}", "-addext", names, "-days", "397", "-keyout", key, "-out", certificate]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            raise Fault(f"openssl made no certificate: {result.stderr.strip()}")
        write_atomically(made_for, names)
    return (f"ssl_certificate {certificate};\nssl_certificate_key {key};\n"
            "include asiointipalvelu/snippets/tls.conf;\n")


def command(layout):
    return ["/usr/sbin/nginx", "-e", layout.log / "nginx-error.log", "-p", layout.nginx,
            "-c", layout.nginx / "nginx.conf"]


def check(layout):
    result = subprocess.run([*command(layout), "-t", "-q"], capture_output=True, text=True)
    if result.returncode != 0:
        raise Fault(f"nginx refuses its configuration:\n{result.stderr.strip()}")


