import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from asn1crypto import tsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.paper.seal import timestamps
from app.paper.seal.timestamps import TimestampRefused, TimestampServer
from tests import seals

SIGNATURE = b"a signature value"


def tampered(change: Callable[[tsp.TimeStampResp], None]) -> seals.Answer:
    """A server whose answer is no longer what its authority said."""

    def answer(question: bytes) -> tuple[int, bytes]:
        said = tsp.TimeStampResp.load(seals.granted(question)[1])
        change(said)
        return 200, said.dump(force=True)

    return answer


def of_another(question: bytes) -> tuple[int, bytes]:
    asked = tsp.TimeStampReq.load(question)
    asked["message_imprint"]["hashed_message"] = bytes(32)
    return seals.granted(asked.dump(force=True))


def again(question: bytes) -> tuple[int, bytes]:
    """The answer to the same question of another time."""
    asked = tsp.TimeStampReq.load(question)
    asked["nonce"] = 1
    return seals.granted(asked.dump(force=True))


def from_(**changes: object) -> seals.Answer:
    return lambda question: (
        200,
        seals.authority(**changes).request_tsa_response(tsp.TimeStampReq.load(question)).dump(),
    )


def refusal(_question: bytes) -> tuple[int, bytes]:
    return 200, bytes.fromhex("3005 3003 020102")  # RFC 3161: a status of 2, and no token


def set_signature(said: tsp.TimeStampResp) -> None:
    said["time_stamp_token"]["content"]["signer_infos"][0]["signature"] = bytes(256)


def signed_by_another_algorithm(name: str) -> Callable[[tsp.TimeStampResp], None]:
    def change(said: tsp.TimeStampResp) -> None:
        said["time_stamp_token"]["content"]["signer_infos"][0]["signature_algorithm"] = {"algorithm": name}

    return change


def test_a_token_says_when_and_by_whom() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    with seals.timestamps() as server:
        token = server.stamp(SIGNATURE)

    stamp = timestamps.read(token, SIGNATURE)

    assert before <= stamp.time <= datetime.now(UTC)
    assert stamp.authority == "Timestamps of Example"
    assert server.host == "127.0.0.1"


def test_a_token_proves_nothing_of_another_seal() -> None:
    with seals.timestamps() as server:
        token = server.stamp(SIGNATURE)

    with pytest.raises(ValueError, match="another seal"):
        timestamps.read(token, b"another signature value")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (refusal, "has refused: rejection"),
        (lambda _question: (500, b""), "has answered with status 500"),
        (lambda _question: (302, b""), "has answered with status 302"),
        (lambda _question: (200, b"garbage"), "is no valid timestamp"),
        (lambda _question: (200, b""), "is no valid timestamp"),
        (lambda _question: (200, b"\x30\x80" * 4000), "is no valid timestamp"),
        (lambda _question: (200, bytes(100_000)), "more than a seal has room for"),
        (lambda question: (200, seals.granted(question)[1] + b"\0"), "is no valid timestamp"),
        (of_another, "is no valid timestamp"),
        (again, "has answered another question"),
        (tampered(set_signature), "is no valid timestamp"),
        (tampered(signed_by_another_algorithm("ed25519")), "is no valid timestamp"),
        (tampered(signed_by_another_algorithm("ed448")), "is no valid timestamp"),
        (tampered(signed_by_another_algorithm("sha256_ecdsa")), "is no valid timestamp"),
        (tampered(signed_by_another_algorithm("rsassa_pss")), "is no valid timestamp"),
        (tampered(signed_by_another_algorithm("sha256_dsa")), "is no valid timestamp"),
        (tampered(signed_by_another_algorithm("1.2.3.4")), "is no valid timestamp"),
        (from_(use=ExtendedKeyUsageOID.CODE_SIGNING), "is no valid timestamp"),
        (from_(ends=datetime(2026, 1, 31, tzinfo=UTC)), "is no valid timestamp"),
        (from_(issuer=("Authority", seals.key("root"))), None),
    ],
)
def test_what_proves_no_time_is_refused_in_a_sentence(answer: seals.Answer, sentence: str | None) -> None:
    with seals.timestamps(answer) as server:
        if sentence is None:
            assert server.stamp(SIGNATURE)
            return
        with pytest.raises(TimestampRefused) as refused:
            server.stamp(SIGNATURE)

    assert sentence in str(refused.value)
    assert "127.0.0.1" in str(refused.value)


def test_a_server_that_is_not_there_is_told_of() -> None:
    with seals.timestamps() as gone:
        pass

    with pytest.raises(TimestampRefused, match=r"The timestamp server 127\.0\.0\.1 does not answer\."):
        gone.stamp(SIGNATURE)


@pytest.mark.parametrize("name", ["validation.generic_cms.validate_sig_integrity", "general.check_ess_certid"])
def test_whatever_the_library_trips_over_is_no_valid_timestamp(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def trips(*_args: object) -> None:
        raise AssertionError

    with seals.timestamps() as server:
        token = server.stamp(SIGNATURE)
    monkeypatch.setattr(f"pyhanko.sign.{name}", trips)

    with pytest.raises(ValueError, match="pyHanko"):
        timestamps.read(token, SIGNATURE)


@pytest.mark.parametrize(("drops", "pause"), [(1, 10), (1000, 0.01)])
def test_a_slow_server_is_left(drops: int, pause: float) -> None:
    """Be it silent, or sending a byte at a time so that none is ever late."""
    left, sent_all = threading.Event(), threading.Event()

    def slow(_question: bytes) -> tuple[int, Iterator[bytes]]:
        def dripping() -> Iterator[bytes]:
            for _drop in range(drops):
                if left.wait(pause):
                    return
                yield b"0"
            sent_all.set()

        return 200, dripping()

    with seals.timestamps(slow, patience=0.1) as server:
        with pytest.raises(TimestampRefused, match=r"does not answer|no valid timestamp"):
            server.stamp(SIGNATURE)
        left.set()

    assert not sent_all.is_set()


def test_the_address_is_asked_whole() -> None:
    assert TimestampServer("https://stamps.example.org")._path() == "/"
    assert TimestampServer("https://stamps.example.org/tsa?policy=1")._path() == "/tsa?policy=1"
