"""Uploads in S3-compatible storage, by django-storages (docs/adr/0013); portal/storage.py sets it.

What goes wrong there is one OSError, so a page answers 503 as for a disk that is full. A file is here whole
before its first byte goes on, so no picture breaks off in the middle. No address leads to it but our views.
"""

import base64
import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from errno import EIO, ENOENT
from tempfile import SpooledTemporaryFile

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

log = logging.getLogger(__name__)
IN_MEMORY = 2_621_440  # octets; above, a temporary file
PIECE = 64 * 1024
# A service that hangs may hold a web process for twice ten seconds. It is then left alone for three times as
# long as it took to find out, so that at most a quarter of the time goes into waiting for it.
CONNECT, READ, TRIES, LEFT_ALONE = 2, 10, 2, 3


class StorageAway(OSError):
    def __init__(self, key: str) -> None:
        super().__init__(EIO, "the storage of uploads does not answer as it should", key)


class ObjectStorage(S3Storage):
    def __init__(self, *, addressing_style: str = "auto", **options) -> None:
        config = Config(
            connect_timeout=CONNECT,
            read_timeout=READ,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            tcp_keepalive=True,
            signature_version="s3v4",
            s3={"addressing_style": addressing_style},
            # Checksums of its own in a trailer are understood by few services besides the first.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, file_overwrite=True, security_token=None, **options)
        self.left_alone_until = 0.0

    @property
    def client(self):
        return self.connection.meta.client

    def url(self, name: str, *args, **kwargs) -> str:
        """None: whoever held one would need to ask no rule."""
        return ""

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("an upload is put whole, by save()")
        whole = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (the caller closes it)
        try:
            with self._asked(name) as where:
                body = self.client.get_object(**where)["Body"]
                for piece in body.iter_chunks(PIECE):
                    whole.write(piece)
        except BaseException:
            whole.close()
            raise
        whole.seek(0)
        return File(whole, name)

    def _save(self, name: str, content: File) -> str:
        """In one request, with a sum that the service compares: what has this name is whole."""
        content.seek(0)
        total = hashlib.file_digest(content, lambda: hashlib.md5(usedforsecurity=False))
        content.seek(0)
        with self._asked(name) as where:
            self.client.put_object(
                **where,
                Body=content.file,
                ContentMD5=base64.b64encode(total.digest()).decode(),
                **self._get_write_parameters(name, content),
            )
        return name

    def delete(self, name: str) -> None:
        with self._asked(name) as where:
            self.client.delete_object(**where)

    def exists(self, name: str) -> bool:
        try:
            with self._asked(name) as where:
                self.client.head_object(**where)
        except FileNotFoundError:
            return False
        return True

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with self._asked(name):
            return super().listdir(name)

    def move(self, name: str, to: str) -> None:
        """There is none; the copy is made by the service itself."""
        with self._asked(name) as where:
            self.client.copy_object(Bucket=self.bucket_name, Key=to, CopySource=where)
            self.client.delete_object(**where)

    def is_public(self, name: str) -> bool:
        """Whether somebody without any key gets it from the service itself."""
        stranger = self.unsigned_connection.meta.client
        try:
            stranger.head_object(Bucket=self.bucket_name, Key=name)
        except (BotoCoreError, ClientError):
            return False
        return True

    def ages(self, folder: str = "") -> Iterator[tuple[str, float]]:
        """(name, seconds since it was put) of all that lies there and below, by the service's own clock."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, Prefix=f"{folder}/" if folder else ""
        )
        with self._asked(folder):
            for page in pages:
                now = parsedate_to_datetime(page["ResponseMetadata"]["HTTPHeaders"]["date"])
                for entry in page.get("Contents", ()):
                    yield entry["Key"], (now - entry["LastModified"]).total_seconds()

    @contextmanager
    def _asked(self, name: str) -> Iterator[dict[str, str]]:
        began = time.monotonic()
        if began < self.left_alone_until:
            raise StorageAway(name)
        try:
            yield {"Bucket": self.bucket_name, "Key": name}
        except ClientError as error:
            if _is_not_there(error):
                raise FileNotFoundError(ENOENT, "no such upload", name) from None
            log.error("the storage of uploads refused: %s", error)
            raise StorageAway(name) from error
        except BotoCoreError as error:
            took = time.monotonic() - began
            self.left_alone_until = time.monotonic() + LEFT_ALONE * took
            log.error("the storage of uploads did not answer in %.1f s: %s", took, type(error).__name__)
            raise StorageAway(name) from error


def _is_not_there(error: ClientError) -> bool:
    """A bucket that is not there is a mistake, and no answer about one file."""
    return error.response.get("Error", {}).get("Code") in {"NoSuchKey", "404", "NotFound"}
