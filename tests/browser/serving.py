"""Django's live server, made to answer a browser as a real one does: in one piece, from open database connections."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import DEFAULT_DB_ALIAS, connections
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from pytest_django.live_server_helper import LiveServer


class Handler(QuietWSGIRequestHandler):
    """What wsgiref writes in five small pieces leaves as one, and waits for nobody's word of the piece before."""

    wbufsize = 256 * 1024
    disable_nagle_algorithm = True

    def parse_request(self) -> bool:
        self.server.lend()
        return super().parse_request()

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
            self.wfile.flush()
        finally:
            self.server.take_back()


class Server(ThreadedWSGIServer):
    """Lends its threads database connections that have answered before.

    Each of a browser's six lines has a thread. With a connection each, PostgreSQL would start a process for it
    that has read none of its own catalogue yet, and again for the next browser.
    """

    def __init__(self, *args, **more) -> None:
        super().__init__(*args, **more)
        self.free: list = []

    def lend(self) -> None:
        with suppress(IndexError):  # none is free: this thread opens one
            connections[DEFAULT_DB_ALIAS] = self.free.pop()

    def take_back(self) -> None:
        for connection in connections.all(initialized_only=True):
            connection.inc_thread_sharing()
            self.free.append(connection)
            del connections[connection.alias]

    def server_close(self) -> None:
        super().server_close()
        for connection in self.free:
            connection.close()


class ServerThread(LiveServerThread):
    def _create_server(self, connections_override=None) -> Server:
        return Server((self.host, self.port), Handler, allow_reuse_address=False)


def started() -> LiveServer:
    server = LiveServer("localhost", start=False)
    server.thread = ServerThread("localhost", StaticFilesHandler, connections_override={})
    server.thread.daemon = True
    server.start()
    return server


@pytest.fixture(name="live_server")
def server_of_the_demo(demo) -> Iterator[LiveServer]:
    """Where it is imported, in place of the others' server: one that has talked to no other database."""
    server = started()
    yield server
    server.stop()
