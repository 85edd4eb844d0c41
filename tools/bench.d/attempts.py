"""Requests made ready, so that sending them and reading the answer is all that is timed."""

import residents
from sign_in import LOGIN
from wire import Connection, Visitor, hidden

WRONG = "ei mikaan oikea salasana"

_connections = {}


def prepare_name(port, path, kind, index):
    """Returns a function that types the address and sends it."""
    visitor = Visitor(connection_to(port))
    page = visitor.get(path)
    fields = {"form_token": hidden(page, "form_token"), "return_url": hidden(page, "return_url"),
              "user_name": residents.address(kind, index)}
    return lambda: visitor.post(path, fields)


def prepare_password(port, kind, index):
    """Goes as far as the second page; returns a function that sends a password which is nobody's."""
    visitor = Visitor(connection_to(port))
    page = visitor.get(LOGIN)
    answer = visitor.post(LOGIN, {"form_token": hidden(page, "form_token"), "return_url": hidden(page, "return_url"),
                                  "user_name": residents.address(kind, index)})
    page = visitor.get(answer.header("location"))
    fields = {"form_token": hidden(page, "form_token"), "step": hidden(page, "step"), "password": WRONG}
    return lambda: visitor.post(LOGIN, fields)


def connection_to(port):
    return _connections.setdefault(port, Connection(port))


def close_connections():
    """nginx may have ended the idle ones meanwhile."""
    for connection in _connections.values():
        connection.close()


def wake_connections():
    for connection in _connections.values():
        Visitor(connection).get(LOGIN)
