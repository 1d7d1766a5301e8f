"""Volumes of a roll, and names in the scripts that our fonts and this machine's have."""

from app.paper.manuscript import Colophon, SignatoryLine
from app.paper.roll.volume import Volume

NAMES = {
    "Latin": ("Amélie Ørsted-Łukasz", "Nguyễn Thị Hồng", "M̃aria J̌an", "office Affleck"),
    "Cyrillic": ("Олександра Їжакевич", "Сергій Ґалаґан"),
    "Kazakh": ("Қайрат Әбдіғали",),
    "Greek": ("Νικόλαος Ξανθός", "Ἀθηνᾶ Ῥόδιος"),
    "Georgian": ("გიორგი ბერიძე",),
    "Armenian": ("Արամ Խաչատրյան",),
    "Hebrew": ("דוד כהן", "שָׁלוֹם בֶּן־דָּוִד"),
    "Arabic": ("ليلى الحدّاد", "نجلاء الصفواني", "فَاطِمَةُ الزَّهْرَاءُ", "عبد الله الأحمد"),
    "Persian": ("پژمان گل\u200cمحمدی",),
    "Urdu": ("ڈاکٹر ٹیپو سلطان",),
    "Han": ("王小明", "劉曉慶"),
    "Kana": ("やまだ たろう", "ヤマダ タロウ"),
    "Hangul": ("박 지영",),
    "Devanagari": ("राघवेन्द्र ठाकुर", "हिन्दी प्रकाश"),
    "Thai": ("น้ำทิพย์ กำแพง",),
    "Bengali": ("সৌমিত্র চট্টোপাধ্যায়",),
    "Tamil": ("பொன்னி கொற்றவை",),
}


def a_volume(*names: str, **changes: object) -> Volume:
    """A volume that names these persons, the second of three."""
    lines = tuple(SignatoryLine("person", name, affiliation="Nurse", country="Norway") for name in names)
    colophon = Colophon(
        "https://letters.example.org/letters/ostrava",
        2,
        "2026-03-01",
        "ab" * 32,
        "2026-11-22",
        "https://letters.example.org/letters/ostrava/editions/2/en.json",
        "https://letters.example.org/verify",
        "cd" * 32,
    )
    fields: dict[str, object] = {
        "language": "en",
        "letterhead": "Bureau of Open Hearings",
        "title": "Open the hearing on Ostrava Street",
        "number": 2,
        "volumes": 3,
        "first": 10_001,
        "last": 10_000 + len(lines),
        "named": 20_500,
        "signed": 20_900,
        "lines": lines,
        "colophon": colophon,
        "as_of": "2026-11-22",
    }
    return Volume(**(fields | changes))  # type: ignore[arg-type]
