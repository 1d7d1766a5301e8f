"""What lighter editions do to pictures: 150 dots an inch where they lie, and JPEG of a quality that print forgives."""

from PIL import Image

RESOLUTION = 150  # dots an inch
QUALITY = 75
# A picture that is only a little finer is not worth a second loss.
_WORTH_RESAMPLING = 1.2
# A photograph has thousands of colours; a diagram or a stamp, which JPEG would smear, has few.
_COLOURS_OF_A_DRAWING = 256
_GREYS_OF_A_DRAWING = 64


def pixels_at(size: tuple[int, int], points: tuple[float, float]) -> tuple[int, int]:
    """How many pixels a picture of this size needs where it is so many points wide and high."""
    needed = max(points[0] / size[0], points[1] / size[1]) * RESOLUTION / 72
    if needed * _WORTH_RESAMPLING >= 1:
        return size
    return max(1, round(size[0] * needed)), max(1, round(size[1] * needed))


def is_drawn(image: Image.Image) -> bool:
    few = _GREYS_OF_A_DRAWING if image.mode == "L" else _COLOURS_OF_A_DRAWING
    return image.mode in ("1", "P") or image.getcolors(few) is not None
