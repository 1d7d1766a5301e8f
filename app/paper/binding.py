"""Binds a letter with its attachments: each behind a cover sheet, with outline and page labels."""

from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name, OutlineItem, Pdf
from PIL import Image, ImageOps

from app.paper.claims import withdraw
from app.paper.manuscript import Exhibit, Manuscript, PaperSize
from app.paper.refusals import PressFailed
from app.paper.typesetting import typeset
from app.paper.words import direction_of, templates

_POINTS_PER_MM = 72 / 25.4
_SHEETS = {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}
_MARGIN = 15 * _POINTS_PER_MM
# A screenshot of 72 pixels an inch would be stretched over the page; it is set no coarser than this.
_COARSEST_PIXELS_PER_POINT = 110 / 72
_MOST_PIXELS = 25_000_000


def bind(printed: bytes, letter: Manuscript, *, paper: PaperSize) -> bytes:
    """The letter and its attachments as one file to be printed, not claimed to be PDF/UA."""
    exhibits = [exhibit for exhibit in letter.exhibits if exhibit.content is not None]
    with Pdf.open(BytesIO(printed)) as book:
        labels = [(0, Dictionary(S=Name.D))]
        if exhibits:
            _append_all(book, exhibits, _covers(letter, exhibits, paper), paper, labels)
        book.Root.PageLabels = Dictionary(Nums=[part for label in labels for part in label])
        withdraw(book)  # the letter inside is tagged still, the attachments are not
        bound = BytesIO()
        book.save(bound, deterministic_id=True)
    return bound.getvalue()


def _append_all(
    book: Pdf,
    exhibits: list[Exhibit],
    covers: bytes,
    paper: PaperSize,
    labels: list[tuple[int, Dictionary]],
) -> None:
    with Pdf.open(BytesIO(covers)) as sheets, book.open_outline() as outline:
        for cover, exhibit in zip(sheets.pages, exhibits, strict=True):
            start = len(book.pages)
            book.pages.append(cover)
            _append(book, exhibit, paper)
            title = f"{exhibit.number}. {exhibit.title}"
            outline.root.append(OutlineItem(title, start, "Fit"))
            labels.append((start, Dictionary(S=Name.D, P=f"{exhibit.number}-", St=1)))


def _covers(letter: Manuscript, exhibits: list[Exhibit], paper: PaperSize) -> bytes:
    html = (
        templates(letter.language)
        .get_template("print/cover.html")
        .render(letter=letter, exhibits=exhibits, paper=paper, direction=direction_of(letter.language))
    )
    return typeset(html, {}, identifier=b"covers", tagged=False)


def _append(book: Pdf, exhibit: Exhibit, paper: PaperSize) -> None:
    content = exhibit.content or b""
    try:
        if exhibit.media_type == "application/pdf":
            with Pdf.open(BytesIO(content)) as pages:
                book.pages.extend(pages.pages)
        else:
            with Pdf.open(BytesIO(_image_page(content, paper))) as page:
                book.pages.extend(page.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError, ValueError) as error:
        raise PressFailed(f"Attachment {exhibit.number} cannot be bound: {error}.") from error


def _image_page(content: bytes, paper: PaperSize) -> bytes:
    """One sheet, turned as the image lies, with the image centred in it at a fitting size."""
    with Image.open(BytesIO(content)) as opened:
        if opened.width * opened.height > _MOST_PIXELS:
            raise ValueError("the image has more than 25 megapixels")
        image = _flattened(ImageOps.exif_transpose(opened))
    width, height = _SHEETS[paper]
    if image.width > image.height:
        width, height = height, width
    scale = min(
        (width - 2 * _MARGIN) / image.width,
        (height - 2 * _MARGIN) / image.height,
        1 / _COARSEST_PIXELS_PER_POINT,
    )
    return _placed(image, (width, height), scale)


def _flattened(image: Image.Image) -> Image.Image:
    """Without transparency: what shows through on paper is white."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("L" if image.mode in ("1", "L") else "RGB")
    sheet = Image.new("RGBA", image.size, "white")
    sheet.alpha_composite(image.convert("RGBA"))
    return sheet.convert("RGB")


def _placed(image: Image.Image, sheet: tuple[float, float], scale: float) -> bytes:
    width, height = image.width * scale, image.height * scale
    left, bottom = (sheet[0] - width) / 2, (sheet[1] - height) / 2
    with Pdf.new() as page_of_one:
        page = page_of_one.add_blank_page(page_size=sheet)
        drawn = page_of_one.make_stream(image.tobytes())
        drawn.stream_dict.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=image.width,
                Height=image.height,
                ColorSpace=Name.DeviceGray if image.mode == "L" else Name.DeviceRGB,
                BitsPerComponent=8,
            )
        )
        page.Resources = Dictionary(XObject=Dictionary(Exhibit=drawn))
        placing = f"{width:.3f} 0 0 {height:.3f} {left:.3f} {bottom:.3f}"
        page.Contents = page_of_one.make_stream(f"q {placing} cm /Exhibit Do Q".encode())
        saved = BytesIO()
        page_of_one.save(saved, compress_streams=True)
    return saved.getvalue()
