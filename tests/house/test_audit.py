"""The audit asks a service that this test holds: what is known fails, what does not answer is no clean bill."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from launcher.valkey import free_port
from scripts.audit import KNOWN, audit, versions

OURS = [("django", "5.2.0"), ("celery", "5.7.0")]


@contextmanager
def service(known: dict[str, list[str]]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            ids = [known.get(query["package"]["name"], []) for query in asked]
            body = json.dumps(
                {"results": [{"vulns": [{"id": i} for i in some]} if some else {} for some in ids]}
            )
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_known_advisory_fails_and_is_named():
    with service({KNOWN[0]: ["OLD-1"], "django": ["PYSEC-1"]}) as url:
        assert audit(OURS, url) == (1, ["django 5.2.0: PYSEC-1"])


def test_none_is_said_only_by_a_service_that_knows_an_old_one():
    with service({KNOWN[0]: ["OLD-1"]}) as url:
        assert audit(OURS, url) == (0, ["2 pinned packages, no known advisory"])
    with service({}) as url:
        code, (said,) = audit(OURS, url)
    assert code == 0
    assert said.startswith("not audited")


def test_where_nobody_answers_it_is_said_and_the_build_goes_on():
    code, (said,) = audit(OURS, f"http://127.0.0.1:{free_port()}/")
    assert code == 0
    assert said.startswith("not audited: the advisory service does not answer")


def test_every_pin_is_asked_about():
    names = {name for name, _version in versions()}
    assert {"django", "django-allauth", "celery", "pillow", "nh3", "pytest"} <= names
