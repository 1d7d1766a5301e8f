import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from app.paper.seal import identity
from app.paper.seal.identity import Certificate, SealUnusable
from tests import seals

CERTIFICATE, KEY = "UNDERSIGNED_SEAL_CERTIFICATE", "UNDERSIGNED_SEAL_KEY"


def written(folder: Path, certificate: bytes, key: bytes) -> tuple[Path, Path]:
    pair = folder / "certificate.pem", folder / "key.pem"
    for path, content in zip(pair, (certificate, key), strict=True):
        path.write_bytes(content)
    return pair


def operators(folder: Path) -> tuple[Path, Path]:
    return written(folder, seals.certificate().public_bytes(Encoding.PEM), seals.pem(seals.key()))


def test_the_sites_own_certificate_is_for_sealing_documents_alone_and_for_good() -> None:
    made = seals.site().certificate.first

    usage = made.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment
    assert not usage.value.key_cert_sign
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    uses = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert "1.3.6.1.5.5.7.3.36" in [use.dotted_string for use in uses]
    assert seals.site().certificate.bits == 3072
    assert made.not_valid_after_utc.year == 9999
    assert seals.site().certificate.owner == "letters.example.org"


def test_the_fingerprint_is_what_openssl_says(tmp_path: Path) -> None:
    seals.give(tmp_path)

    said = subprocess.run(
        ["openssl", "x509", "-in", tmp_path / identity.CERTIFICATE, "-noout", "-fingerprint", "-sha256"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert said.strip().partition("=")[2].replace(":", "").lower() == seals.site().certificate.fingerprint


def test_it_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    made = identity.own(tmp_path, host="letters.example.org")
    again = identity.own(tmp_path, host="elsewhere.example.org")

    assert again.certificate == made.certificate
    assert [oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == ["0o600", "0o600"]
    assert "key" not in repr(made)


def test_processes_that_make_it_at_once_end_with_the_same(tmp_path: Path) -> None:
    made = []
    starts = [
        threading.Thread(target=lambda: made.append(identity.own(tmp_path, host="letters.example.org")))
        for _ in range(4)
    ]

    for start in starts:
        start.start()
    for start in starts:
        start.join()

    assert len({each.certificate for each in made}) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [identity.CERTIFICATE, identity.KEY]


def test_a_name_that_is_too_long_for_a_certificate_is_cut() -> None:
    host = f"{'a' * 60}.example.org"

    cut = identity.self_signed(seals.key(), host)

    assert Certificate((cut.public_bytes(Encoding.DER),)).owner == host[:64]


@pytest.mark.parametrize("lost", [identity.CERTIFICATE, identity.KEY])
def test_of_a_pair_the_lost_half_is_noticed_where_it_matters(tmp_path: Path, lost: str) -> None:
    """A certificate can be made anew for its key; a new key belongs to no certificate that is there."""
    seals.give(tmp_path)
    (tmp_path / lost).unlink()

    if lost == identity.KEY:
        with pytest.raises(SealUnusable, match=r"seal-key\.pem does not belong to seal-certificate\.pem: restore both"):
            identity.own(tmp_path, host="letters.example.org")
    else:
        made = identity.own(tmp_path, host="letters.example.org")
        assert made.certificate.first.public_key() == seals.site().certificate.first.public_key()


@pytest.mark.parametrize("name", [identity.CERTIFICATE, identity.KEY])
def test_a_damaged_file_is_told_of_in_one_sentence(tmp_path: Path, name: str) -> None:
    seals.give(tmp_path)
    (tmp_path / name).write_bytes(b"-----BEGIN NOTHING-----")

    with pytest.raises(SealUnusable, match=rf"^The site's seal in {tmp_path} cannot be used: [^\n]+\.$"):
        identity.own(tmp_path, host="letters.example.org")


def test_an_operators_own_may_bring_its_chain(tmp_path: Path) -> None:
    root = seals.certificate("Example Authority", private=seals.key("root"))
    leaf = seals.certificate(issuer=("Example Authority", seals.key("root")))
    chain = leaf.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)

    read = identity.of_operator(*written(tmp_path, chain, seals.pem(seals.key())))

    assert read.certificate.chain == (leaf.public_bytes(Encoding.DER), root.public_bytes(Encoding.DER))
    assert read.certificate.pem() == chain
    assert read.certificate.has_signed(b"words", read.sign(b"words"))
    assert not read.certificate.has_signed(b"others", read.sign(b"words"))


def encrypted() -> bytes:
    return seals.key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))


def elliptic() -> tuple[bytes, bytes]:
    private = ec.generate_private_key(ec.SECP256R1())
    made = seals.certificate(private=private, issuer=("x", seals.key()))  # type: ignore[arg-type]
    plain = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM), plain


def test_an_operators_key_that_cannot_be_used_is_named_with_its_setting(tmp_path: Path) -> None:
    certificate = seals.certificate().public_bytes(Encoding.PEM)
    for key, sentence in (
        (encrypted(), "names a key that is encrypted: store it without a passphrase."),
        (b"nothing", f"names {tmp_path}/key.pem, which holds no private RSA key in PEM."),
        (elliptic()[1], f"names {tmp_path}/key.pem, which holds no private RSA key in PEM."),
        (seals.pem(seals.key("other")), f"names a key that does not belong to {CERTIFICATE}."),
    ):
        with pytest.raises(SealUnusable) as refused:
            identity.of_operator(*written(tmp_path, certificate, key))

        assert str(refused.value) == f"{KEY} {sentence}"


def test_an_operators_certificate_that_cannot_be_used_is_named_with_its_setting(tmp_path: Path) -> None:
    stranger = seals.certificate("Example Authority", private=seals.key("root")).public_bytes(Encoding.PEM)
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - that it is refused is the point
    over = seals.certificate(ends=datetime(2026, 1, 31, tzinfo=UTC)).public_bytes(Encoding.PEM)
    for certificate, sentence in (
        (b"nothing", "it holds no certificate in PEM."),
        (elliptic()[0], "it holds no RSA key of at least 2048 bits."),
        (seals.certificate(private=weak).public_bytes(Encoding.PEM), "it holds no RSA key of at least 2048 bits."),
        (
            seals.certificate().public_bytes(Encoding.PEM) + stranger,
            "its certificates do not follow one another, the site's own first.",
        ),
        (seals.certificate().public_bytes(Encoding.PEM) * 30, "its certificates are more than a seal has room for."),
        (over, "names a certificate that is valid from 2006-02-05 to 2026-01-31."),
    ):
        with pytest.raises(SealUnusable) as refused:
            identity.of_operator(*written(tmp_path, certificate, seals.pem(seals.key())))

        assert str(refused.value).startswith(f"{CERTIFICATE} names ")
        assert str(refused.value).endswith(sentence)


@pytest.mark.parametrize(("missing", "setting"), [(0, CERTIFICATE), (1, KEY)])
def test_an_operators_file_that_is_missing_is_named_with_its_setting(
    tmp_path: Path, missing: int, setting: str
) -> None:
    pair = operators(tmp_path)
    pair[missing].unlink()

    with pytest.raises(SealUnusable) as refused:
        identity.of_operator(*pair)

    assert str(refused.value) == (
        f"{setting} names a file that cannot be read: {pair[missing]}: No such file or directory."
    )


def test_a_certificate_is_kept_once_and_known_again(tmp_path: Path) -> None:
    read = identity.of_operator(*operators(tmp_path)).certificate

    for certificate in (seals.site().certificate, read, read):
        identity.keep(tmp_path, certificate)

    assert set(identity.kept(tmp_path)) == {seals.site().certificate, read}


def test_a_kept_file_that_holds_no_certificate_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "seals").mkdir()
    (tmp_path / "seals" / "old.pem").write_text("nothing")

    with pytest.raises(SealUnusable, match=r"seals/old\.pem cannot be read as a certificate"):
        identity.kept(tmp_path)
