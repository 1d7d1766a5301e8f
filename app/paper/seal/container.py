"""What stands in a seal: a CMS signature (RFC 5652) as PAdES wants it, in the one form that we write.

Whoever checks a seal makes it anew from the digest, the certificates and the signature value, and compares the bytes:
so nothing in it can differ unseen, not even where no signature reaches. Prints are kept for decades, so this form is
ours and pinned by a test, and no release of a library changes it.

PAdES B-B (ETSI EN 319 142-1, 6.3) asks for the signed attributes content-type, message-digest and
signing-certificate-v2 (RFC 5035), and for no signing-time.
"""

from dataclasses import dataclass
from hashlib import sha256

from asn1crypto import cms, core, x509

from app.paper.seal.identity import Certificate, Identity

TIMESTAMP_ROOM = 16 * 1024  # bytes kept free for the answer of a timestamp server; those in use give 3 to 8 kB
# A token lies outside of what the seal signs. So the sealing key signs the token too, in an attribute of our own
# (an identifier made from a UUID belongs to whoever made it: ITU-T X.667): no other token can take its place.
BOND = "2.25.328761873495419745349594554467773570665"
BOND_PURPOSE = b"Undersigned: this timestamp token belongs to this seal\n"
# What asn1crypto raises for what is no DER or says something else than it should.
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class Token:
    """A timestamp token (RFC 3161), and the sealing key's signature over it."""

    content: bytes
    bond: bytes


@dataclass(frozen=True, slots=True)
class Container:
    """What one seal holds: the digest of the file around it, the signature value, the token if there is one."""

    digest: bytes
    signature: bytes
    token: Token | None = None

    def encode(self, certificate: Certificate) -> bytes:
        """Return the bytes that stand in the file, with the zeros that fill its room."""
        der: bytes = _content_info(self, certificate).dump()
        return der.ljust(room(certificate, stamped=self.token is not None), b"\0")

    def is_by(self, certificate: Certificate) -> bool:
        """Tell whether the certificate's key has signed the digest, and the token where there is one."""
        signed = certificate.has_signed(attributes(certificate, self.digest), self.signature)
        return signed and (self.token is None or certificate.has_signed(_bound(self.token.content), self.token.bond))


def attributes(certificate: Certificate, digest: bytes) -> bytes:
    """Return what is signed: the attributes of a file's digest as a DER set (RFC 5652, 5.4)."""
    der: bytes = _attributes(certificate, digest).dump()
    return der


def tie(identity: Identity, token: bytes) -> Token:
    """Tie a timestamp token to the seal that it was asked for."""
    return Token(token, identity.sign(_bound(token)))


def room(certificate: Certificate, *, stamped: bool) -> int:
    """Return how many bytes a seal takes. The file around it fixes them, so a token cannot be taken out unseen."""
    empty = Container(bytes(sha256().digest_size), bytes(certificate.bits // 8))
    bare = len(_content_info(empty, certificate).dump())
    return bare + TIMESTAMP_ROOM + certificate.bits // 8 if stamped else bare


def read(content: bytes) -> tuple[Container, bytes]:
    """Return what a seal says, and the certificate that it names; raise one of MALFORMED. Nothing is checked here."""
    signed = cms.ContentInfo.load(content)["content"]
    (signer,) = signed["signer_infos"]
    named = _attribute(signer["signed_attrs"], "message_digest")
    certificate: bytes = _named(signed, signer).dump()
    return Container(named.native, signer["signature"].native, _token(signer["unsigned_attrs"])), certificate


def _content_info(container: Container, certificate: Certificate) -> cms.ContentInfo:
    chain = [x509.Certificate.load(each) for each in certificate.chain]
    named = cms.IssuerAndSerialNumber({"issuer": chain[0].issuer, "serial_number": chain[0].serial_number})
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": named}),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": _attributes(certificate, container.digest),
        "signature_algorithm": {"algorithm": "sha256_rsa"},
        "signature": container.signature,
    }
    if container.token:
        signer["unsigned_attrs"] = _unsigned(container.token)
    signed = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "data"},
        "certificates": chain,
        "signer_infos": [signer],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


def _attributes(certificate: Certificate, digest: bytes) -> cms.CMSAttributes:
    named = {"certs": [{"cert_hash": sha256(certificate.chain[0]).digest()}]}  # SHA-256 is what it is by default
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [named]}),
        ]
    )


def _unsigned(token: Token) -> cms.CMSAttributes:
    stamp = cms.ContentInfo.load(token.content)
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [stamp]}),
            cms.CMSAttribute({"type": BOND, "values": [core.Any(core.OctetString(token.bond))]}),
        ]
    )


def _bound(token: bytes) -> bytes:
    """What the sealing key signs of a token: no set of attributes begins like this."""
    return BOND_PURPOSE + sha256(token).digest()


def _named(signed: cms.SignedData, signer: cms.SignerInfo) -> x509.Certificate:
    wanted = signer["sid"].chosen
    for found in (each.chosen for each in signed["certificates"]):
        if found.issuer == wanted["issuer"] and found.serial_number == wanted["serial_number"].native:
            return found
    raise ValueError("The seal does not hold the certificate that it names.")


def _token(attributes: cms.CMSAttributes) -> Token | None:
    if not attributes:
        return None
    stamp = _attribute(attributes, "signature_time_stamp_token")
    return Token(stamp.dump(), _attribute(attributes, BOND).parse(core.OctetString).native)


def _attribute(attributes: cms.CMSAttributes, kind: str) -> core.Asn1Value:
    (found,) = (each["values"] for each in attributes if each["type"].native == kind)
    (value,) = found
    return value
