"""A browser that can be woken: its keys, and how it reads what it was sent (RFC 8291)."""

import base64
import json
import os

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notifications.models import PushDevice


def text_of(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


class Browser:
    def __init__(self, url: str, path: str = "/wake/1") -> None:
        self.key, self.secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.endpoint, self.path = url + path, path

    @property
    def keys(self) -> dict[str, str]:
        public = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": text_of(public), "auth": text_of(self.secret)}

    def of(self, person) -> PushDevice:
        return PushDevice.objects.create(
            user=person, endpoint=self.endpoint, label="Chrome · Android", **self.keys
        )

    def read(self, body: bytes) -> dict:
        return json.loads(
            http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        )
