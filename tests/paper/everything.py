"""A letter that holds everything a letter can hold, in any language, for tests of what all prints must be."""

from app.letters.prose import for_print
from app.paper.manuscript import Addressee, Contact, Letterhead, Manuscript, Office, SignatoryLine
from tests.paper.sample import a_letter, exhibits, png

WORDS = {
    "en": "The doors of the hearing were opened and shut again",
    "fr": "L’efficacité du greffe, œuvre de naïveté — « dès l’été »",
    "uk": "Є підстави вважати, що їхні ґрунти об’єднано",
    "ar": "تكتب هذه الرسالة إلى السادة في وزارة الثقافة",
}
NAMES = ("Νίκος Ελευθερίου", "ნინო ბერიძე", "Արամ Պետրոսյան", "שרה כהן", "ليلى حداد", "Тетяна Ґудзь", "Zoë Åkerblad")

_TEXT = """\
# {w}

{w}.[^a] {w} [Attachment 2], **{w}**[^b] and *{w}*.

### Two levels below[^c]

> {w}.[^a]
>
> - {w}
>
> > {w}

1. {w}
2. {w}

   {w}, once more.

   - {w}
     1. {w} <https://example.org/{long}>
     2. `{w}`
3. [**{w}**, a *link* of parts](https://example.org/{long})

###### Four below

| {w} | B[^d] |
|:--|--:|
| {w} | |
| [{w}](https://example.org) | 2 |

---

    {w}
    in two lines

## Νίκος

{w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w} {w}.

*Η επιτροπή των δικαιωμάτων του ανθρώπου*

[^a]: {w}, see <https://example.org/{long}>.
[^b]: {w}

    - {w}
    - {w}[^e]
[^c]: {w}
[^d]: {w} {w} {w} {w} {w} {w} {w} {w} {w}
[^e]: {w}
"""


def text_of(language: str, *, rows: int = 0) -> str:
    """All that Markdown knows, and a table so long that it goes on overleaf."""
    words = WORDS[language]
    long_table = "".join(f"| {words} | {row} |\n" for row in range(rows))
    table = f"\n\n| {words} | N |\n|--|--|\n{long_table}" if rows else ""
    return _TEXT.format(w=words, long="a-long-part-of-an-address/" * 6) + table


def signatories() -> tuple[SignatoryLine, ...]:
    lines = [
        SignatoryLine(
            "person",
            name,
            "Prof. Dr.",
            f"{name}, {NAMES[number % 7 - 1]}",
            "Norway",
            featured=number == 1,
            note="in person",
        )
        for number, name in enumerate(NAMES * 8)
    ]
    return (*lines, SignatoryLine("organisation", "สมาคม"), SignatoryLine("organisation", "League", country="Kenya"))


def a_letter_of_everything(language: str = "en", **changes: object) -> Manuscript:
    words = WORDS[language]
    return a_letter(
        language=language,
        title=f"{words} & <{words}>",
        letterhead=Letterhead(
            words,
            "https://hearings.example.org",
            png(300, 100),
            "image/png",
            (Office("Tromsø", ("Storgata 1", "9008 Tromsø"), "+47 77 00 00 00"),),
            (Contact("Ingrid Vala", "ingrid@hearings.example.org"),),
        ),
        addressee=Addressee(
            NAMES[0], "H.E.", words, words, ("Vyšehradská 16", "128 10 Praha 2"), "Czechia", f"{words},"
        ),
        place="Tromsø",
        date="1 March 2026",
        reference="BOH-7",
        lead=for_print(f"{words}[^l].\n\n[^l]: {words}", prefix="lead").passage,
        body=for_print(text_of(language), prefix="letter", language=language).passage,
        closing=for_print(words, prefix="closing").passage,
        report=for_print(text_of(language, rows=70), prefix="report", language=language, top=1).passage,
        signatories=signatories(),
        signatory_total=60,
        exhibits=exhibits(),
        **changes,
    )
