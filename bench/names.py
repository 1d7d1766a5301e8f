"""Names that nobody bears, in ten scripts, the same ones for the same numbers."""

from __future__ import annotations

import random
from collections.abc import Iterator

from app.paper.manuscript import SignatoryLine

# Given names and family names by script; Latin comes up most often, as it does on real rolls.
_SCRIPTS = (
    ("Ada Bruno Clémence Dagný Émile Ferran Gülay Hélia Inès Jürgen", "Åkerdal Bonnerue Čermakova Dvořell Eßlinn"),
    ("Odile Petra Quirin Ragna Søren Tomás Ursina Veerle Ximeno", "Fjørdal Girardeau Hernándes Ildikóva Jõerand"),
    ("Марта Олесь Ірина Данило Қанат Әсел Ұлжан", "Березюк Ковалишин Пономарьова Жұмабек Өтегенов"),
    ("Νεφέλη Ορέστης Ξανθή Θάλεια", "Καραβίδης Μελισσινού Ψαραδάκης"),
    ("ნინო გიორგი თამარ ლევან", "ბერიშვილი წყალობაძე ჭავჭანიძე"),
    ("Անահիտ Վարդան Շուշան", "Եղիազարեան Ղուկասեան Ծատուրեան"),
    ("נעמה יואב שירה", "בן־עמר גולדרינג צורפת"),
    ("ليلى كريم سلمى يونس", "الحداد المنصوري القيسراني"),
    ("美玲 志明 雅婷", "歐陽 司徒 諸葛"),
    ("さくら ハルト 陽菜", "山城 五十嵐 佐々木"),
    ("서연 민준 하윤", "남궁 제갈 선우"),
)
_OFFICES = ["Professor of hydrology", "physician", "retired judge", "teacher", "bookseller", "union secretary"]
_PLACES = ["University of Varnholt", "Institute for Open Rivers", "Harbour Hospital", "Town Library of Ostrand"]
_COUNTRIES = ["Norway", "Kenya", "Uruguay", "Georgia", "Ukraine", "Lebanon", "Japan"]


def names(first: int, last: int) -> Iterator[SignatoryLine]:
    """Yield the signatories from one number to another, both included."""
    for number in range(first, last + 1):
        yield _signatory(random.Random(number))  # noqa: S311 — names for a benchmark, no secret


def _signatory(drawn: random.Random) -> SignatoryLine:
    given, family = drawn.choice(_SCRIPTS)
    return SignatoryLine(
        kind="person",
        name=f"{drawn.choice(given.split())} {drawn.choice(family.split())}",
        honorific=drawn.choice(("", "", "", "Dr", "Prof.")),
        affiliation=f"{drawn.choice(_OFFICES)}, {drawn.choice(_PLACES)}" if drawn.random() < 0.7 else "",  # noqa: PLR2004 — as on real rolls
        country=drawn.choice(_COUNTRIES),
    )
