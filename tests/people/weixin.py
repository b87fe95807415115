"""A stand-in for WeChat's server, spoken to over HTTP: it gives codes, and says to whom each belongs."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

APP, SECRET, MP_APP, MP_SECRET = "wx-browser", "s-browser", "wx-inside", "s-inside"


class Weixin:
    def __init__(self) -> None:
        self.people: dict[str, dict] = {}  # code -> what WeChat says of its owner
        self.raw: str | None = None  # instead of anything sensible
        self.asked: list[dict] = []
        self.address = ""

    def code_for(self, openid: str, unionid: str = "") -> str:
        code = f"code-{len(self.people)}-{openid}"
        self.people[code] = {"openid": openid} | ({"unionid": unionid} if unionid else {})
        return code

    def answer(self, asked: dict) -> str:
        self.asked.append(asked)
        if self.raw is not None:
            return self.raw
        right = {APP: SECRET, MP_APP: MP_SECRET}.get(asked.get("appid")) == asked.get("secret")
        person = self.people.pop(asked.get("code"), None) if right else None  # each code counts once
        if person is None:
            return json.dumps({"errcode": 40029, "errmsg": "invalid code"})
        return json.dumps({"access_token": "t", "expires_in": 7200, "refresh_token": "r"} | person)


@contextmanager
def stand_in() -> Iterator[Weixin]:
    weixin = Weixin()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(url.query).items()}
            body = (
                weixin.answer(query).encode() if url.path == "/sns/oauth2/access_token" else b"no such page"
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")  # as the real one does
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    weixin.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield weixin
    server.shutdown()
    server.server_close()
