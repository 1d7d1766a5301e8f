import subprocess
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from app.paper.seal.seal import SealFailed, seal
from app.paper.seal.timestamps import TimestampRefused
from tests import seals
from tests.paper.sample import Print, pdf_of
from tests.paper.structure import faults


def judged(content: bytes) -> PdfSignatureStatus:
    """What pyHanko's own validation says, for one who trusts this certificate and the authority."""
    signature = PdfFileReader(BytesIO(content)).embedded_signatures[0]
    ours = x509.Certificate.load(seals.site().certificate.chain[0])
    trusted = ValidationContext(trust_roots=[ours])
    stamps = ValidationContext(trust_roots=[seals.authority().tsa_cert])
    # In a thread of its own: browser tests leave an event loop running in this one, which pyHanko's would not suffer.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(validate_pdf_signature, signature, trusted, ts_validation_context=stamps).result()


def said(program: str, *arguments: str, path: Path) -> str:
    done = subprocess.run([program, *arguments, path], capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def test_pdfsig_finds_the_whole_document_signed(real_print: Print, tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(seal(real_print.content, seals.site()).content)

    report = said("pdfsig", path=path)

    assert "Signature Validation: Signature is Valid." in report
    assert "Total document signed" in report
    assert "Signature Type: ETSI.CAdES.detached" in report
    assert "Certificate Validation: Certificate issuer is unknown." in report
    assert report.count("Signature #") == 1
    assert "No syntax or stream encoding errors found" in said("qpdf", "--check", path=path)


def test_pyhanko_judges_it_valid_and_no_change_allowed(real_print: Print) -> None:
    status = judged(seal(real_print.content, seals.site()).content)

    assert status.bottom_line
    assert status.docmdp_ok
    assert status.trusted
    assert status.coverage.name == "ENTIRE_FILE"


def test_what_was_printed_stands_in_it_untouched(real_print: Print) -> None:
    sealed = seal(real_print.content, seals.site())

    assert sealed.content.startswith(real_print.content)
    assert not sealed.stamped


def test_the_seal_keeps_the_print_accessible_and_archivable(real_print: Print) -> None:
    """ISO 14289-1, 7.18; ISO 19005-3, 6.3: what makes up the field, and nothing else of the print has changed."""
    with (
        pikepdf.open(BytesIO(real_print.content)) as before,
        pikepdf.open(BytesIO(seal(real_print.content, seals.site()).content)) as after,
    ):
        (field,) = after.Root.AcroForm.Fields
        assert str(field.TU) == "Seal of the site that made this print"
        assert field.F & 0b100_0111 == 0b100, "printed; neither invisible, hidden, unseen nor toggled"
        assert [float(side) for side in field.Rect] == [-9999.0] * 4, "without size, beside the page"
        assert "/AP" not in field
        assert field.P.objgen == after.pages[0].objgen
        assert after.pages[0].Tabs == "/S"
        assert len(after.pages[0].Annots) == len(before.pages[0].get("/Annots", [])) + 1
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert dict(after.docinfo) == dict(before.docinfo)
        assert set(after.Root.keys()) - set(before.Root.keys()) == {"/AcroForm", "/Perms"}
        (reference,) = after.Root.Perms.DocMDP.Reference
        assert reference.TransformParams.P == 1, "no change is allowed"


@pytest.mark.parametrize("is_stamped", [False, True])
def test_a_sealed_print_still_keeps_what_it_claims(real_print: Print, is_stamped: bool) -> None:
    with seals.timestamps() as server:
        sealed = seal(real_print.content, seals.site(), timestamps=server if is_stamped else None)

    assert faults(sealed.content) == faults(real_print.content) == []


def test_a_timestamp_is_in_the_seal_of_one_that_was_given(tmp_path: Path) -> None:
    with seals.timestamps() as server:
        sealed = seal(seals.blank(), seals.site(), timestamps=server)

    assert sealed.stamped
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed.content)
    assert "Signature is Valid." in said("pdfsig", path=path)
    assert judged(sealed.content).timestamp_validity.valid


def test_without_the_servers_answer_nothing_is_sealed() -> None:
    """The colophon names the server: whoever asked must set the letter anew."""
    with (
        seals.timestamps(lambda _question: (200, b"noon, I suppose")) as server,
        pytest.raises(TimestampRefused),
    ):
        seal(seals.blank(), seals.site(), timestamps=server)


def encrypted() -> bytes:
    saved = BytesIO()
    with pikepdf.open(BytesIO(seals.blank())) as document:
        document.save(saved, encryption=pikepdf.Encryption(owner="a", user="b"))
    return saved.getvalue()


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        (lambda: seal(seals.blank(), seals.site()).content, "it holds a form or a seal"),
        (encrypted, "it is encrypted"),
        (lambda: b"%PDF-1.7 and no more", "could not be sealed"),
    ],
)
def test_what_cannot_be_sealed_is_refused_in_a_sentence(pdf, reason: str) -> None:
    with pytest.raises(SealFailed, match=reason):
        seal(pdf(), seals.site())


def test_one_who_sealed_has_signed_for_every_page() -> None:
    sealed = seal(pdf_of(3), seals.site())

    with pikepdf.open(BytesIO(sealed.content)) as document:
        assert len(document.pages) == 3
