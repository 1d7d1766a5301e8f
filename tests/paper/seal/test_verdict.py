import random
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from app.paper.seal import container, verdict
from app.paper.seal.container import Container
from app.paper.seal.identity import Certificate, Identity
from app.paper.seal.seal import seal
from app.paper.seal.verdict import Flaw, Verdict, examine
from tests import seals
from tests.paper.sample import Print

KEPT = Path(__file__).with_name("sealed")  # by an earlier release: certificate.pem, plain.pdf, stamped.pdf
OURS = (seals.site().certificate,)
SEED = 3


@pytest.fixture(scope="module")
def plain(real_print: Print) -> bytes:
    return seal(real_print.content, seals.site()).content


@pytest.fixture(scope="module")
def stamped(real_print: Print) -> bytes:
    with seals.timestamps() as server:
        return seal(real_print.content, seals.site(), timestamps=server).content


def place(content: bytes) -> tuple[int, int]:
    """Where the seal stands."""
    found = re.findall(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", content)[-1]
    return int(found[0]), int(found[1])


def flipped(content: bytes, position: int, bit: int) -> bytes:
    changed = bytearray(content)
    changed[position] ^= 1 << bit
    return bytes(changed)


def refused(content: bytes) -> Flaw:
    found = examine(content, known=OURS)
    assert not found.holds
    assert found.flaw is not None
    return found.flaw


def test_a_seal_of_ours_holds(plain: bytes) -> None:
    found = examine(plain, known=OURS)

    assert found.holds
    assert found.whole
    assert found.ours
    assert found.fingerprint == seals.site().certificate.fingerprint
    assert found.stamped_at is None


def test_a_timestamp_is_told(stamped: bytes) -> None:
    found = examine(stamped, known=OURS)

    assert found.holds
    assert found.authority == "Timestamps of Example"
    assert found.stamped_at is not None


@pytest.mark.parametrize(("name", "is_stamped"), [("plain", False), ("stamped", True)])
def test_what_an_earlier_release_has_sealed_still_holds(name: str, is_stamped: bool) -> None:
    """The form of a seal never changes; should this fail, every print that was ever sent has become worthless."""
    certificate = load_pem_x509_certificate((KEPT / "certificate.pem").read_bytes())
    former = Certificate((certificate.public_bytes(Encoding.DER),))

    found = examine((KEPT / f"{name}.pdf").read_bytes(), known=(former, *OURS))

    assert found.flaw is None
    assert (found.stamped_at is not None) == is_stamped


@pytest.mark.parametrize("which", ["plain", "stamped"])
def test_no_bit_can_be_flipped_anywhere(request: pytest.FixtureRequest, which: str) -> None:
    """Everywhere in the file, more often where the file says what it is, most often in the seal itself."""
    content: bytes = request.getfixturevalue(which)
    begins, ends = place(content)
    chance = random.Random(SEED)  # noqa: S311 - the same positions in each run
    spots = [
        *chance.sample(range(len(content)), 400),
        *range(16),
        *chance.sample(range(begins, ends), 700),
        *range(begins - 40, begins + 60),
        *range(ends - 40, ends + 120),
        *range(len(content) - 60, len(content)),
    ]

    held = [spot for spot in spots if examine(flipped(content, spot, chance.randrange(8)), known=OURS).holds]

    assert held == []


def test_every_bit_of_a_short_stretch_counts(plain: bytes) -> None:
    """Version, algorithms and the beginning of the certificate: no signature reaches them, the comparison does."""
    begins, _ends = place(plain)

    held = [
        (spot, bit)
        for spot in range(begins, begins + 80)
        for bit in range(8)
        if examine(flipped(plain, spot, bit), known=OURS).holds
    ]

    assert held == []


def rewritten(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The file with the hexadecimal of its seal changed."""
    begins, ends = place(content)
    return content[: begins + 1] + change(content[begins + 1 : ends - 1]) + content[ends - 1 :]


@pytest.mark.parametrize(
    "change",
    [
        lambda written: written.lower(),
        lambda written: b" " + written[:-1],
        lambda written: written[:-2] + b"01",
        lambda written: bytes(len(written)),
        lambda written: b"Z" * len(written),
        lambda written: b"30830" + written[5:],
    ],
)
def test_another_spelling_of_the_seal_is_refused(stamped: bytes, change: Callable[[bytes], bytes]) -> None:
    changed = rewritten(stamped, change)

    assert len(changed) == len(stamped)
    assert refused(changed) is Flaw.SEAL_ALTERED


@pytest.mark.parametrize("filling", [b"0", b"3080", b"F"])
def test_what_stands_in_the_place_of_a_seal_and_is_none_is_not_ours(stamped: bytes, filling: bytes) -> None:
    assert refused(rewritten(stamped, lambda written: (filling * len(written))[: len(written)])) is Flaw.FOREIGN


def held_in(content: bytes) -> Container:
    begins, ends = place(content)
    return container.read(bytes.fromhex(content[begins + 1 : ends - 1].decode()))[0]


def with_container(content: bytes, other: Container) -> bytes:
    """The file with another seal in the same room."""
    begins, ends = place(content)
    room = (ends - begins - 2) // 2
    raw = other.encode(seals.site().certificate)[:room].ljust(room, b"\0")
    return rewritten(content, lambda _written: raw.hex().upper().encode())


def test_a_timestamp_cannot_be_taken_out(stamped: bytes) -> None:
    held = held_in(stamped)

    assert refused(with_container(stamped, Container(held.digest, held.signature))) is Flaw.SEAL_ALTERED


def test_a_timestamp_cannot_be_exchanged(stamped: bytes) -> None:
    held = held_in(stamped)
    assert held.token is not None
    with seals.timestamps() as server:
        later = server.stamp(held.signature)
    other = Container(held.digest, held.signature, container.Token(later, held.token.bond))

    assert refused(with_container(stamped, other)) is Flaw.SEAL_ALTERED


def test_the_seal_of_one_print_is_none_of_another(plain: bytes) -> None:
    other = seal(seals.blank(), seals.site()).content

    assert refused(with_container(plain, held_in(other))) is Flaw.CHANGED


def test_the_place_of_the_seal_cannot_be_moved(plain: bytes) -> None:
    """What is signed says where the seal stands: the same bytes around it in another place are another file."""
    begins, ends = place(plain)
    moved = plain[: begins - 3] + plain[begins:ends] + plain[begins - 3 : begins] + plain[ends:]

    assert refused(moved) is Flaw.CHANGED


def appended(content: bytes) -> bytes:
    """A revision that adds nothing that one would see."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    writer.update_root()
    saved = BytesIO()
    writer.write(saved)
    return saved.getvalue()


def somebody() -> Identity:
    """Who gives our name as theirs."""
    private = seals.key("somebody")
    made = seals.certificate("letters.example.org", private=private)
    return Identity(Certificate((made.public_bytes(Encoding.DER),)), private)


def signed_again(content: bytes) -> bytes:
    """A second signature, by somebody else, as no honest program would set it."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr("app.paper.seal.seal.FORBIDDEN_BEFORE", ())
        changed.setattr("app.paper.seal.seal.FIELD", "Second")
        return seal(content, somebody()).content


def saved_anew(content: bytes, **options: object) -> bytes:
    saved = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        document.save(saved, **options)  # type: ignore[arg-type]
    return saved.getvalue()


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (lambda content: content + b"\n", Flaw.APPENDED),
        (lambda content: content + b"\0" * 1000, Flaw.APPENDED),
        (appended, Flaw.APPENDED),
        (signed_again, Flaw.FOREIGN),
        (lambda content: content[:-1], Flaw.CUT),
        (lambda content: content[: len(content) // 2], Flaw.UNSEALED),
        (lambda content: b"\n" + content, Flaw.PREPENDED),
        (lambda content: content[:9] + b"%" + content[9:], Flaw.CHANGED),
        (saved_anew, Flaw.FOREIGN),
        (lambda content: saved_anew(content, encryption=pikepdf.Encryption(owner="a", user="")), Flaw.ENCRYPTED),
        (lambda _content: seals.blank(), Flaw.UNSEALED),
        (lambda content: content.replace(b"/ByteRange [0 ", b"/ByteRange [1 "), Flaw.FOREIGN),
        (lambda content: content.replace(b"/ByteRange [0 ", b"/ByteRange [0 9"), Flaw.CHANGED),
        (lambda _content: b"", Flaw.NO_PDF),
        (lambda _content: b"PK\x03\x04 a letter of another kind", Flaw.NO_PDF),
        (lambda _content: b"%PDF-1.7\n/ByteRange [0 ", Flaw.CHANGED),
        (lambda _content: b"%PDF-1.7\n>/ByteRange [0 8 10 999999999999]", Flaw.CHANGED),
        (lambda _content: b"%PDF-1.7\n<>/ByteRange [0 9 11 99]", Flaw.CUT),
        (lambda _content: b"%PDF-1.7\n<>/ByteRange [0 9 11 22]", Flaw.FOREIGN),
        (lambda _content: b"%PDF-1.7\n>" + b"/ByteRange [0 1 1 1]" * 200_000, Flaw.CHANGED),
    ],
)
def test_what_is_not_as_it_was_sealed_is_refused(plain: bytes, change: Callable[[bytes], bytes], flaw: Flaw) -> None:
    assert refused(change(plain)) is flaw


def test_a_seal_of_somebody_else_is_told_with_its_certificate(plain: bytes) -> None:
    imitation = somebody()

    found = examine(seal(seals.blank(), imitation).content, known=OURS)

    assert found == Verdict(
        found.digest, Flaw.FOREIGN, whole=True, fingerprint=imitation.certificate.fingerprint, ours=False
    )


def test_a_seal_that_only_names_our_certificate_is_refused() -> None:
    imitation = Identity(seals.site().certificate, seals.key("somebody"))
    honest = seal(seals.blank(), seals.site()).content

    held = held_in(honest)
    signature = imitation.sign(container.attributes(imitation.certificate, held.digest)).rjust(384, b"\0")

    assert refused(with_container(honest, Container(held.digest, signature))) is Flaw.SEAL_ALTERED


def test_a_former_certificate_is_known_as_long_as_it_is_kept(plain: bytes) -> None:
    other = Certificate((seals.certificate().public_bytes(Encoding.DER),))

    assert examine(plain, known=(other, *OURS)).holds
    assert examine(plain, known=(other,)).flaw is Flaw.FOREIGN
    assert examine(plain, known=()).flaw is Flaw.FOREIGN


def test_a_file_that_no_press_makes_is_not_looked_at(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict, "LARGEST", len(plain) - 1)

    assert refused(plain) is Flaw.TOO_LARGE


def test_random_bytes_never_end_in_an_error(plain: bytes) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same in each run
    begins, ends = place(plain)
    for _try in range(300):
        raw = bytearray(bytes.fromhex(plain[begins + 1 : ends - 1].decode()))
        for _byte in range(chance.randrange(1, 30)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)

        refused(rewritten(plain, lambda _written, raw=raw: bytes(raw).hex().upper().encode()))  # type: ignore[misc]
