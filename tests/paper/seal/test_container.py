from dataclasses import replace
from hashlib import sha256

import pytest
from asn1crypto import cms

from app.paper.seal import container
from app.paper.seal.container import MALFORMED, Container
from app.paper.seal.identity import Certificate
from tests import seals

DIGEST = sha256(b"a print").digest()


def a_container(*, token: bytes | None = None) -> Container:
    identity = seals.site()
    signature = identity.sign(container.attributes(identity.certificate, DIGEST))
    return Container(DIGEST, signature, container.tie(identity, token) if token else None)


@pytest.fixture(scope="module")
def token() -> bytes:
    with seals.timestamps() as server:
        return server.stamp(a_container().signature)


def test_what_is_written_is_read_again(token: bytes) -> None:
    certificate = seals.site().certificate
    for written in (a_container(), a_container(token=token)):
        read, named = container.read(written.encode(certificate))

        assert read == written
        assert named == certificate.chain[0]
        assert read.is_by(certificate)
        assert read.encode(certificate) == written.encode(certificate)


def test_a_seal_takes_the_room_that_was_kept_for_it(token: bytes) -> None:
    certificate = seals.site().certificate

    assert len(a_container().encode(certificate)) == container.room(certificate, stamped=False)
    assert len(a_container(token=token).encode(certificate)) == container.room(certificate, stamped=True)


def test_the_attributes_are_those_of_pades_and_no_more() -> None:
    """ETSI EN 319 142-1, table 1: the signing time stands in the PDF, not here."""
    signed = cms.ContentInfo.load(a_container().encode(seals.site().certificate))["content"]

    (signer,) = signed["signer_infos"]
    named = [each["type"].native for each in signer["signed_attrs"]]
    assert sorted(named) == ["content_type", "message_digest", "signing_certificate_v2"]
    assert signer["digest_algorithm"]["algorithm"].native == "sha256"
    assert signer["signature_algorithm"]["algorithm"].native == "sha256_rsa"


def test_a_token_belongs_to_the_seal_that_tied_it(token: bytes) -> None:
    held = a_container(token=token)
    assert held.token is not None
    others = replace(held.token, content=token[:-1] + bytes([token[-1] ^ 1]))

    assert not replace(held, token=others).is_by(seals.site().certificate)


def test_a_chain_is_part_of_the_seal() -> None:
    ours = seals.site().certificate
    longer = Certificate((*ours.chain, *ours.chain))

    assert a_container().encode(longer) != a_container().encode(ours)
    assert container.room(longer, stamped=False) > container.room(ours, stamped=False)


@pytest.mark.parametrize(
    "content", [b"", b"\x30\x80", bytes(100), b"\x30\x03\x02\x01\x01", b"\x30\x84\xff\xff\xff\xff"]
)
def test_what_is_no_seal_is_malformed(content: bytes) -> None:
    with pytest.raises(MALFORMED):
        container.read(content)
