"""What attachments may ask of a print before it is refused, and how that is said."""

# One picture: 25 megapixels are 75 MB once they are unpacked. All of them: about ten seconds of work.
MOST_PIXELS = 25_000_000
_MOST_PIXELS_IN_ALL = 500_000_000
# A picture inside a document, unpacked: an A0 plan at 600 dots an inch in black and white is 70 MB.
_MOST_BYTES_UNPACKED = 250_000_000
MOST_PAGES = 2_000
TOO_LARGE = "the picture has more than 25 megapixels"


class Unbindable(Exception):
    """An attachment cannot be bound; its words are the end of a sentence."""


class Budget:
    """How many pixels and pages the attachments of one print may still have unpacked."""

    def __init__(self) -> None:
        self._pixels = _MOST_PIXELS_IN_ALL
        self._pages = MOST_PAGES

    def spend(self, width: int, height: int) -> None:
        """Take a picture's pixels from what is left; raise Unbindable."""
        if width * height > MOST_PIXELS:
            raise Unbindable(TOO_LARGE)
        self._pixels -= width * height
        if self._pixels < 0:
            raise Unbindable("the pictures of all attachments have more than 500 megapixels together")

    def spend_pages(self, count: int) -> None:
        """Take pages from what is left; raise Unbindable."""
        self._pages -= count
        if self._pages < 0:
            raise Unbindable(f"the attachments have more than {MOST_PAGES:,} pages together")


def check_unpacked(bits: int) -> None:
    """Refuse a picture inside a document that would fill the memory of whoever opens the print."""
    if bits > _MOST_BYTES_UNPACKED * 8:
        raise Unbindable("a picture in it would be larger than 250 MB once it is unpacked")
