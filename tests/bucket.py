"""An S3 server on loopback with one bucket, which can refuse to answer."""

from __future__ import annotations

import logging
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from resources.landing_store import LandingAddress

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "landing-secret-never-seen"
BUCKET = "landing-of-tests"


@contextmanager
def serving() -> Iterator[str]:
    """The endpoint of a server with the bucket, while it runs."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    try:
        urllib.request.urlopen(urllib.request.Request(f"{endpoint}/{BUCKET}", method="PUT")).close()  # noqa: S310
        yield endpoint
    finally:
        server.stop()


def address(endpoint: str, prefix: str, bucket: str = BUCKET) -> LandingAddress:
    """The landing store in the bucket under `prefix`."""
    return LandingAddress(f"s3://{bucket}/{prefix}", endpoint, None, SecretStr("key-of-tests"), SecretStr(SECRET))
