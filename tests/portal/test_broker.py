"""The queue over TLS: nobody is told its password who cannot show a certificate."""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection

from portal import broker


class Listener:
    """Speaks TLS with a certificate of its own making, and writes down what it is told."""

    def __init__(self, folder: Path) -> None:
        self.certificate, self.told = folder / "certificate.pem", []
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        key = folder / "key.pem"
        _make(self.certificate, key)
        self.tls.load_cert_chain(self.certificate, key)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self.door.accept()
                with self.tls.wrap_socket(line, server_side=True) as safe:
                    self.told.append(safe.recv(200))
            except ssl.SSLError:
                continue
            except OSError:
                return


def _make(certificate: Path, key: Path) -> None:
    own, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, own.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=True
        )
        .sign(own, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    certificate.write_bytes(made.public_bytes(pem))
    kind, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key.write_bytes(own.private_bytes(pem, kind, plain))


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    made = Listener(tmp_path)
    yield made
    made.door.close()


def said_to(listener: Listener, monkeypatch, more: str = "") -> str:
    """What Celery's transport says about this queue, and to it."""
    monkeypatch.setenv("REDIS_URL", f"rediss://:xK2-9f-and-more@127.0.0.1:{listener.port}/0{more}")
    monkeypatch.delenv("REDIS_SENTINEL_MASTER", raising=False)
    url, options = broker.broker()
    with pytest.raises(Exception) as failed, Connection(url, transport_options=options) as link:
        link.default_channel.client.ping()
    return str(failed.value)


def test_a_stranger_in_between_hears_no_password(listener, monkeypatch):
    assert "CERTIFICATE_VERIFY_FAILED" in said_to(listener, monkeypatch)
    assert listener.told == []


@pytest.mark.parametrize("more", ["?ssl_ca_certs={certificate}", "?ssl_cert_reqs=none"])
def test_one_whose_certificate_is_known_or_that_is_trusted_by_the_host_does(listener, monkeypatch, more):
    said_to(listener, monkeypatch, more.format(certificate=listener.certificate))
    assert b"xK2-9f-and-more" in listener.told[0]


def test_a_database_of_the_queue_is_a_number(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://:xK2-9f@127.0.0.1:6379/linli")
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL is no address"):
        broker.broker()
