"""Takes from a JPEG file what tells of its maker, its place and its owner, and leaves every pixel as it is."""

import re
from collections.abc import Iterator

# ITU T.81, table B.1: the markers by which a file says how it is coded.
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_DRAWABLE = frozenset((0xC0, 0xC1, 0xC2))  # baseline, extended, progressive: all that DCTDecode promises
_CODINGS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ADOBE = 0xEE  # APP14 says whether colours are YCbCr, and that CMYK is written upside down
_PRIVATE = frozenset({*range(0xE0, 0xF0), 0xFE}) - {_ADOBE}
_ADOBE_LENGTH = 12
# Within a scan FF is followed by 00, or by a restart; anything else ends it.
_END_OF_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


class NotPlain(ValueError):
    """This file is coded in a way that a PDF may not hold."""


def bare(content: bytes) -> bytes:
    """The same picture without EXIF, XMP, comments, profiles, thumbnails and whatever follows it.

    Raises NotPlain, and ValueError where the file ends too soon.
    """
    kept = [b"\xff\xd8"]
    drawable = False
    for marker, segment in _segments(content):
        if marker in _CODINGS:
            drawable = marker in _DRAWABLE
            if not drawable:
                break
        if marker not in _PRIVATE and not (marker == _ADOBE and not _is_adobe(segment)):
            kept.append(segment)
    if not drawable:
        raise NotPlain("the JPEG is coded in a way that PDF does not know")
    if kept[-1] != b"\xff\xd9":
        raise ValueError("its file is cut off")
    return b"".join(kept)


def is_inverted(content: bytes) -> bool:
    """Whether Adobe's mark stands in it: four colours are then written upside down."""
    return any(marker == _ADOBE and _is_adobe(segment) for marker, segment in _segments(content))


def _is_adobe(segment: bytes) -> bool:
    return segment[4:9] == b"Adobe" and len(segment) >= _ADOBE_LENGTH + 4


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with its bytes, a scan with all of its lines, up to the end of the first picture."""
    if content[:2] != bytes((0xFF, _START)):
        raise ValueError("it does not begin as a JPEG does")
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004
        marker = content[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 — a fill byte
            at += 1
            continue
        if marker == _END:
            break
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if marker == _SCAN:
            found = _END_OF_SCAN.search(content, end)
            end = found.end() - 2 if found else len(content)
        yield marker, content[at:end]
        at = end
    if content[at : at + 2] == bytes((0xFF, _END)):
        yield _END, b"\xff\xd9"
