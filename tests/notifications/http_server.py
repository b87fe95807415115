"""A real HTTP server in this process: a push service, a text message gateway, a chat program."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class HttpServer:
    """Its memory and its mood."""

    requests: list[Received] = field(default_factory=list)
    status: int = 201
    answers: dict[str, int] = field(default_factory=dict)  # by path, before `status`
    location: str = ""
    hangs_up: bool = False

    def __enter__(self) -> "HttpServer":
        memory = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                memory.requests.append(
                    Received(self.path, {name.lower(): said for name, said in self.headers.items()}, body)
                )
                if memory.hangs_up:
                    self.connection.close()
                    return
                self.send_response(memory.answers.get(self.path, memory.status))
                if memory.location:
                    self.send_header("Location", memory.location)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_args) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_error) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"
