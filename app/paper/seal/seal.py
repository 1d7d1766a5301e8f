"""Seals a finished PDF: an invisible certification signature after which nothing may change.

PAdES B-B (ETSI EN 319 142-1), or B-T where a timestamp server answers. The entry /M, which PAdES asks for, is the time
by the site's own clock: a claim of the site, as `docs/decisions/0010-the-seal.md` says. Only a token proves a time.
"""

from dataclasses import dataclass
from io import BytesIO

from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from app.kit import clock
from app.kit.refusals import Refusal
from app.paper.seal import container
from app.paper.seal.container import Container
from app.paper.seal.identity import Identity
from app.paper.seal.timestamps import TimestampServer

FIELD = "Seal"
SPOKEN = "Seal of the site that made this print"  # what a screen reader says of the field: /TU
# Neither PDF/A nor PDF/UA takes offence at a field that is printed, has no size and lies beside its page.
INVISIBLE = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
FORBIDDEN_BEFORE = ("/AcroForm", "/Perms")
DIGEST = "sha256"


class SealFailed(Refusal):
    """A PDF that cannot be sealed: it is none, is sealed already, or holds a form."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed PDF, and whether an independent timestamp is in its seal."""

    content: bytes
    stamped: bool


class _Writer(IncrementalPdfFileWriter):
    """Appends the seal, and leaves title, dates and XMP as the typesetter wrote them."""

    def _update_meta(self) -> None:
        pass


def seal(pdf: bytes, identity: Identity, *, timestamps: TimestampServer | None = None) -> Sealed:
    """Seal a PDF, with a timestamp if a server is given; raise TimestampRefused or SealFailed.

    After TimestampRefused the caller sets the letter anew, as its colophon names the server, and seals it without.
    """
    stamped = timestamps is not None
    try:
        steps = PdfCMSEmbedder(_field()).write_cms(FIELD, _open(pdf))
        next(steps)
        steps.send(_placeholder(identity, stamped=stamped))
        prepared, output = steps.send(SigIOSetup(DIGEST, in_place=True))
    except PdfError as error:
        raise SealFailed(f"The print could not be sealed: {error}.") from error
    signature = identity.sign(container.attributes(identity.certificate, prepared.document_digest))
    token = container.tie(identity, timestamps.stamp(signature)) if timestamps else None
    steps.send(Container(prepared.document_digest, signature, token).encode(identity.certificate))
    return Sealed(output.getvalue(), stamped)


def _open(pdf: bytes) -> _Writer:
    """Open a PDF to append to it; the page that bears the field must say in which order one tabs (PDF/UA, 7.18.3)."""
    writer = _Writer(BytesIO(pdf))
    if writer.prev.encrypted:
        raise SealFailed("The print could not be sealed: it is encrypted.")
    if any(name in writer.root for name in FORBIDDEN_BEFORE):
        raise SealFailed("The print could not be sealed: it holds a form or a seal.")
    page = writer.find_page_for_modification(0)[0].get_object()  # type: ignore[no-untyped-call]
    page[pdf_name("/Tabs")] = pdf_name("/S")
    return writer


def _field() -> SigFieldSpec:
    return SigFieldSpec(FIELD, on_page=0, invis_sig_settings=INVISIBLE, readable_field_name=SPOKEN)


def _placeholder(identity: Identity, *, stamped: bool) -> SigObjSetup:
    reserved = 2 * container.room(identity.certificate, stamped=stamped)  # in hexadecimal
    held = SignatureObject(clock.now(), SigSeedSubFilter.PADES, bytes_reserved=reserved)
    return SigObjSetup(held, SigMDPSetup(DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES))
