"""One nginx before all pools that are compared. Each server includes the product's own snippets; those of the other
pools are copies that differ in the names of the upstreams and in nothing else."""

import os
import socket

import processes
from processes import Fault

MAIN = """\
daemon off;
{user}pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log warn;
worker_processes 2;
events {{
    worker_connections 1024;
}}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    sendfile on;
    access_log off;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;

    # The clients of a flood are many.
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Forwarded-For;

    include asiointipalvelu/http.conf;
{upstreams}{servers}}}
"""
UPSTREAM = """\
    upstream bench_{name}_pages {{
        server unix:{pages};
    }}
    upstream bench_{name}_check {{
        server unix:{check};
    }}
"""
# The protected location is nginx's own, so that the check is all that it costs.
PROTECTED = "/bench/protected"
# A file as large as the login page is.
STILL = "/bench/still.html"
STILL_BYTES = 8192
SERVER = """\
    server {{
        listen 127.0.0.1:{port};
        server_name localhost;
        include {files}/snippets/server.conf;
        include {files}/snippets/account.conf;
        include {files}/snippets/check.conf;
        location = {still} {{
            alias {folder}/still.html;
        }}
        location = {protected} {{
            empty_gif;
            include {files}/snippets/protect-proxy.conf;
        }}
    }}
"""


def start(stage):
    """Returns the ports: "pages" the product, "empty" the empty responder, "query" the one that asks the database once,
    "second" another pool of the product."""
    folder = stage.folder / "nginx"
    folder.mkdir()
    (folder / "asiointipalvelu").symlink_to(stage.demo / "nginx" / "asiointipalvelu")
    others = {"empty": stage.empty_sockets, "query": stage.query_sockets, "second": stage.second_sockets}
    for name in others:
        copy_snippets(folder, name)
    ports = dict(zip(("pages", *others), free_ports(1 + len(others))))
    (folder / "still.html").write_bytes(b"." * STILL_BYTES)
    (folder / "nginx.conf").write_text(MAIN.format(
        user="user root;\n" if os.geteuid() == 0 else "", folder=folder,
        upstreams="".join(UPSTREAM.format(name=name, **sockets) for name, sockets in others.items()),
        servers="".join(SERVER.format(port=port, files="asiointipalvelu" if name == "pages" else name,
                                      folder=folder, still=STILL, protected=PROTECTED)
                        for name, port in ports.items())), encoding="utf-8")
    nginx = stage.run(["/usr/sbin/nginx", "-e", folder / "nginx-error.log", "-p", folder, "-c", folder / "nginx.conf"])
    processes.wait_until(lambda: nginx.poll() is not None or all(map(listens, ports.values())), "nginx")
    if nginx.poll() is not None:
        raise Fault(f"nginx did not start:\n{(folder / 'nginx-error.log').read_text()}")
    return ports


def copy_snippets(folder, name):
    target = folder / name / "snippets"
    target.mkdir(parents=True)
    replaced = set()
    for path in (folder / "asiointipalvelu" / "snippets").iterdir():
        text = path.read_text(encoding="utf-8").replace("asiointipalvelu/snippets/", f"{name}/snippets/")
        for role in ("pages", "check"):
            own = f"fastcgi_pass asiointi_{role};"
            if own in text:
                replaced.add(role)
            text = text.replace(own, f"fastcgi_pass bench_{name}_{role};")
        (target / path.name).write_text(text, encoding="utf-8")
    if len(replaced) != 2:
        raise Fault("nginx-conf/snippets lacks a fastcgi_pass to asiointi_pages or asiointi_check; tools/bench must"
                    " learn the new name")


def free_ports(count):
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
