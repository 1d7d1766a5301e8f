"""An S3 server of the tests' own: SeaweedFS as one program in a temporary folder, on loopback alone."""

import json
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

WEED = Path(sys.executable).with_name("weed")
RPC = 10_000  # each of its servers listens for the others at its port and this


@contextmanager
def running(folder: Path) -> Iterator[dict[str, str]]:
    """Run a server; gives the variables by which it is found. It makes a bucket when something is put there."""
    access, secret = secrets.token_hex(8), secrets.token_hex(16)
    config = folder / "s3.json"
    keys = [{"accessKey": access, "secretKey": secret}]
    config.write_text(json.dumps({"identities": [{"name": "tests", "credentials": keys, "actions": ["Admin"]}]}))
    port = _free_port()
    with subprocess.Popen(
        [*_command(folder, port), f"-s3.config={config}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/", process)
            yield {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
                "AWS_ALLOW_HTTP": "true",
                "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": access,
                "AWS_SECRET_ACCESS_KEY": secret,
            }
        finally:
            process.kill()  # asked kindly, it takes half a minute


def _command(folder: Path, port: int) -> list[str]:
    ports = {"master": _free_port(), "volume": _free_port(), "filer": _free_port()}
    return [
        *(str(WEED), "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false"),
        *("-filer", "-s3", f"-s3.port={port}", "-s3.port.iceberg=0", "-s3.port.lance=0"),
        *("-volume.max=8", "-master.volumeSizeLimitMB=64"),
        *(f"-{name}.port={number}" for name, number in ports.items()),
    ]


def _free_port() -> int:
    """Return a port that is free together with the one that belongs to it."""
    while True:
        port = 20_000 + secrets.randbelow(RPC)
        with closing(socket.socket()) as one, closing(socket.socket()) as other:
            if one.connect_ex(("127.0.0.1", port)) and other.connect_ex(("127.0.0.1", port + RPC)):
                return port


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while not _answers(address):
        assert process.poll() is None, "the S3 server ended at once"
        assert time.monotonic() < deadline, "the S3 server does not answer"
        time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=1)  # noqa: S310 - our own server
    except urllib.error.HTTPError:
        return True  # it asks for a signature
    except OSError:
        return False
    return True
