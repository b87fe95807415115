"""A real HTTP server that speaks S3 (moto's), in a process of its own, with one bucket."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from launcher.valkey import free_port

BUCKET = "linli-uploads"
KEYS = {"access_key": "a-key-of-tests", "secret_key": "its-secret"}


class S3Server:
    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "S3Server":
        self.log = tempfile.TemporaryFile()
        self.child = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + 30
        while not self.answers():
            assert self.child.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)
        return self

    def __exit__(self, *_of) -> None:
        self.end()
        self.log.close()

    def answers(self) -> bool:
        try:
            return urllib.request.urlopen(f"{self.url}/moto-api/", timeout=5).status == 200
        except OSError:
            return False

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read().decode()

    def forget_all(self) -> None:
        request = urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")
        urllib.request.urlopen(request, timeout=5).close()

    def end(self) -> None:
        self.child.kill()
        self.child.wait(10)

    def hang(self) -> None:
        os.kill(self.child.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.child.pid, signal.SIGCONT)

    def gives_a_stranger(self, name: str) -> bool:
        try:
            return urllib.request.urlopen(f"{self.url}/{BUCKET}/{name}", timeout=5).status == 200
        except urllib.error.HTTPError:
            return False

    @property
    def storage(self) -> dict:
        """What stands in STORAGES."""
        return {
            "BACKEND": "kit.object_storage.ObjectStorage",
            "OPTIONS": {
                "bucket_name": BUCKET,
                "endpoint_url": self.url,
                "region_name": "us-east-1",
                "addressing_style": "path",
                **KEYS,
            },
        }

    def environment(self, folder: Path) -> dict[str, str]:
        return {
            "S3_BUCKET": BUCKET,
            "S3_ENDPOINT": self.url,
            "S3_ADDRESSING": "path",
            "S3_ACCESS_KEY": KEYS["access_key"],
            "S3_SECRET_KEY": KEYS["secret_key"],
            "MEDIA_ROOT": str(folder / "nothing-goes-here"),
        }
