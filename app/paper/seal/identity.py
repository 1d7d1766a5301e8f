"""Who seals: a certificate with its key, the site's own or its operator's, and all certificates that sealed before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from app.kit import clock, keys

CERTIFICATE, KEY, KEPT = "seal-certificate.pem", "seal-key.pem", "seals"
BITS = 3072  # as strong as AES-128 (NIST SP 800-57), and known to every reader of PDF
FEWEST_BITS = 2048
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
# NSS, by which pdfsig judges certificates, knows of documents only that mail may be signed: for a certificate that
# may not do this it reports "corrupted data", instead of an issuer that it does not know.
USES = (DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION)
LONGEST_CHAIN = 20_000  # bytes; usual ones take 2 to 6 kB
LONGEST_NAME = 64  # of a common name: RFC 5280, appendix A
# RFC 5280, 4.1.2.5: "no well-defined expiration date". A print must be checkable for as long as it is kept, nobody
# renews this certificate, and a reader of PDF that knows no time of sealing would call a print of old age invalid.
NEVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


class SealUnusable(ValueError):
    """The certificate or key to seal with cannot be used; its text is one sentence."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """An X.509 certificate (DER), and behind it those that vouch for it."""

    chain: tuple[bytes, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate's DER, in lower-case hex."""
        return sha256(self.chain[0]).hexdigest()

    @property
    def first(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.chain[0])

    @property
    def owner(self) -> str:
        """Whose it is: the common name, else the whole subject."""
        subject = self.first.subject
        named = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(named[0].value) if named else subject.rfc4514_string()

    @property
    def bits(self) -> int:
        return self._key().key_size

    def pem(self) -> bytes:
        """The whole chain as text, the certificate itself first."""
        read = (x509.load_der_x509_certificate(each) for each in self.chain)
        return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in read)

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether a signature (RSASSA-PKCS1-v1_5 with SHA-256, RFC 8017) is this certificate's."""
        try:
            self._key().verify(signature, message, padding.PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return True

    def _key(self) -> rsa.RSAPublicKey:
        key = self.first.public_key()
        if not isinstance(key, rsa.RSAPublicKey) or key.key_size < FEWEST_BITS:
            raise SealUnusable(f"it holds no RSA key of at least {FEWEST_BITS} bits")
        return key


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate and its private key, which leaves this object for nothing but a signature."""

    certificate: Certificate
    _key: rsa.RSAPrivateKey = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017): the same message has one signature and no other."""
        return self._key.sign(message, padding.PKCS1v15(), SHA256())


def own(folder: Path, *, host: str) -> Identity:
    """The site's own identity, kept in a folder and made there unless it is; raise SealUnusable.

    Two processes that make it at once end with the same: key and certificate each appear whole and once.
    """
    try:
        key = _kept_key(folder / KEY)
        certificate = _kept_certificate(folder / CERTIFICATE, key, host)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SealUnusable(f"The site's seal in {folder} cannot be used: {_reason(error)}.") from error
    if certificate.first.public_key() != key.public_key():
        raise SealUnusable(f"In {folder}, {KEY} does not belong to {CERTIFICATE}: restore both from the backup.")
    return Identity(certificate, key)


def of_operator(certificate: Path, key: Path) -> Identity:
    """The identity in an operator's two PEM files; raise SealUnusable with the setting that is wrong."""
    read = _operators_certificate(certificate)
    private = _operators_key(key)
    if read.first.public_key() != private.public_key():
        raise SealUnusable("UNDERSIGNED_SEAL_KEY names a key that does not belong to UNDERSIGNED_SEAL_CERTIFICATE.")
    return Identity(read, private)


def keep(folder: Path, certificate: Certificate) -> None:
    """Keep a certificate that seals here, so that its prints are still known when another has taken its place."""
    pem = certificate.pem()
    path = folder / KEPT / f"{sha256(pem).hexdigest()}.pem"
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        keys.write_once(path, pem)


def kept(folder: Path) -> tuple[Certificate, ...]:
    """Every certificate that was kept; raise SealUnusable for a file that holds none."""
    return tuple(_read_kept(path) for path in sorted((folder / KEPT).glob("*.pem")))


def self_signed(key: rsa.RSAPrivateKey, host: str) -> x509.Certificate:
    """A certificate for sealing documents and for nothing else: no authority, valid for good."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:LONGEST_NAME])])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))  # readers' clocks differ
        .not_valid_after(NEVER)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_sealing_alone(), critical=True)
        .add_extension(x509.ExtendedKeyUsage(USES), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )


def _sealing_alone() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _kept_key(path: Path) -> rsa.RSAPrivateKey:
    if not path.exists():
        made = rsa.generate_private_key(65537, BITS)
        plain = serialization.NoEncryption()
        keys.write_once(path, made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return _rsa(serialization.load_pem_private_key(path.read_bytes(), password=None))


def _kept_certificate(path: Path, key: rsa.RSAPrivateKey, host: str) -> Certificate:
    if not path.exists():
        keys.write_once(path, self_signed(key, host).public_bytes(serialization.Encoding.PEM))
    return _chain(path.read_bytes())


def _read_kept(path: Path) -> Certificate:
    try:
        return _chain(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SealUnusable(f"{path} cannot be read as a certificate: {_reason(error)}.") from error


def _operators_certificate(path: Path) -> Certificate:
    setting = "UNDERSIGNED_SEAL_CERTIFICATE"
    try:
        certificate = _chain(path.read_bytes())
    except OSError as error:
        raise SealUnusable(f"{setting} names a file that cannot be read: {path}: {error.strerror}.") from error
    except ValueError as error:
        raise SealUnusable(f"{setting} names {path}, which cannot be used: {_reason(error)}.") from error
    begins, ends = certificate.first.not_valid_before_utc, certificate.first.not_valid_after_utc
    if not begins <= clock.now() <= ends:
        raise SealUnusable(f"{setting} names a certificate that is valid from {begins:%Y-%m-%d} to {ends:%Y-%m-%d}.")
    return certificate


def _operators_key(path: Path) -> rsa.RSAPrivateKey:
    setting = "UNDERSIGNED_SEAL_KEY"
    try:
        return _rsa(serialization.load_pem_private_key(path.read_bytes(), password=None))
    except OSError as error:
        raise SealUnusable(f"{setting} names a file that cannot be read: {path}: {error.strerror}.") from error
    except TypeError as error:  # cryptography asks for a password by this
        raise SealUnusable(f"{setting} names a key that is encrypted: store it without a passphrase.") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SealUnusable(f"{setting} names {path}, which holds no private RSA key in PEM.") from error


def _chain(pem: bytes) -> Certificate:
    """Read certificates, each of which was issued by the next; raise ValueError."""
    try:
        read = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise SealUnusable("it holds no certificate in PEM") from error
    certificate = Certificate(tuple(each.public_bytes(serialization.Encoding.DER) for each in read))
    _ = certificate.bits
    _must_follow(read)
    if sum(map(len, certificate.chain)) > LONGEST_CHAIN:
        raise SealUnusable("its certificates are more than a seal has room for")
    return certificate


def _must_follow(chain: Sequence[x509.Certificate]) -> None:
    for each, issuer in pairwise(chain):
        try:
            each.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature) as error:
            raise SealUnusable("its certificates do not follow one another, the site's own first") from error


def _rsa(key: object) -> rsa.RSAPrivateKey:
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("not an RSA key")  # noqa: TRY004 - of a file's content, not of our own call
    return key


def _reason(error: Exception) -> str:
    """The error as the end of a sentence."""
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
