"""A gateway of text messages and a push service that the judge holds itself: it notes what arrived before it
says yes, and takes each key once, as gateways with keys do and push services with topics (RFC 8030, 5.4)."""

import json
import re
import socket
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

NUMBER = re.compile(r"trial=(\d+)")
SMS, PUSH = "/send", "/wake/"


class Gateway:
    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.texts: list[tuple[int, float]] = []  # (number of the message, when it came)
        self.taken: dict[str, float] = {}  # by key, when it came first
        self.again: Counter[str] = Counter()  # by kind: asked once more under a key that was taken
        self._lock, self._unkeyed = threading.Lock(), count()

    def take(self, kind: str, key: str, text: str) -> None:
        with self._lock:
            key = key or f"without a key {next(self._unkeyed)}"
            if key in self.taken:
                self.again[kind] += 1
                return
            self.taken[key] = time.time()
            if found := NUMBER.search(text):
                self.texts.append((int(found[1]), self.taken[key]))

    def write(self, path: Path) -> None:
        with self._lock:
            path.write_text(json.dumps(self.taken))

    def __enter__(self) -> "Gateway":
        self.server = Server((self.host, 0), handler_of(self))
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_about: object) -> None:
        """Whoever was speaking with us was killed: that is what we are here for."""


def handler_of(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            if self.path.startswith(PUSH):
                gateway.take("push", self.headers["Topic"] or "", "")  # only the browser can read more
                status = 201
            else:
                gateway.take("sms", self.headers["Idempotency-Key"] or "", json.dumps(json.loads(body)))
                status = 200
            self.send_response(status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_args: object) -> None:
            pass

    return Handler
