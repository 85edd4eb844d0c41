"""HTTP to this machine, whatever name the site goes by: the name need not be known here."""

import http.client
import socket
import ssl
import urllib.request


def connect(address, *rest):
    return socket.create_connection(("127.0.0.1", address[1]), *rest)


class Plain(http.client.HTTPConnection):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self._create_connection = connect


class Secure(http.client.HTTPSConnection):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self._create_connection = connect


class Handler(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    def __init__(self):
        super().__init__()
        self._trust = ssl.create_default_context()
        self._trust.check_hostname = False
        self._trust.verify_mode = ssl.CERT_NONE   # the certificate was made a moment ago, by us

    def http_open(self, request):
        return self.do_open(Plain, request)

    def https_open(self, request):
        return self.do_open(Secure, request, context=self._trust)


def opener(*handlers):
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), Handler(), *handlers)
