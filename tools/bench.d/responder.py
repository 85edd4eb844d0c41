"""A pool to compare with that is there only while it is needed: other figures are of this machine without it."""

import contextlib

import processes
from wire import Connection, Visitor


@contextlib.contextmanager
def running(stage, command, port, path):
    """Until `path` is answered there with 200, and no longer than the block."""
    pool = stage.run(command)
    connection = Connection(port)
    try:
        processes.wait_until(lambda: Visitor(connection).get(path).status == 200, command[0].name)
        yield
    finally:
        connection.close()
        processes.stop(pool)
