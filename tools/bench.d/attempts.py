"""Requests made ready, so that sending them and reading the answer is all that is timed."""

import residents
from sign_in import LOGIN, name_form, password_form
from wire import Connection, Visitor

WRONG = "ei mikaan oikea salasana"

_connections = {}


def prepare_name(port, path, kind, index):
    """Returns a function that sends the address."""
    visitor = Visitor(connection_to(port))
    fields = name_form(visitor, path, residents.address(kind, index))
    return lambda: visitor.post(path, fields)


def prepare_password(port, kind, index):
    """Returns a function that sends a password which is nobody's."""
    visitor = Visitor(connection_to(port))
    fields = password_form(visitor, residents.address(kind, index), WRONG)
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
