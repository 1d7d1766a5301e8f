"""Loading a bundle: what changed becomes a new edition, what did not stays."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.kit.database import db, writing
from app.letters import actions
from app.letters.bundle import AttachmentRow, Bundle, OrganisationEntry, RecipientRow, Wording
from app.letters.models import Letter, LetterState
from tests.bundles import PNG

ENGLISH = Wording("Reopen the ferry", "It was closed.", "It ran for years.", "Open it.", "")
FRENCH = Wording("Rouvrez le bac", "", "Il a navigué.", "", "")
MINISTER = RecipientRow("minister", "", "Ines Falk", "Minister", "", "", "GB", "en", "", "")
MAP = AttachmentRow(1, "A map", "map.png", "image/png", PNG, None, "")
FERRY = Bundle(
    slug="ferry",
    language="en",
    wordings={"en": ENGLISH, "fr": FRENCH},
    date=None,
    place="Oxmoor",
    organisation=OrganisationEntry("Friends of the Ferry"),
    campaign="Harbours",
    tags=("ferry",),
    goal=100,
    opens_at=None,
    closes_at=None,
    state="open",
    recipients=(MINISTER,),
    signatories=(),
    attachments=(MAP,),
)


@pytest.fixture(autouse=True)
def in_context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def load(bundle: Bundle = FERRY, *, publish: bool = False) -> tuple[Letter, bool, list[str]]:
    with writing() as session:
        loaded = actions.load(session, bundle, publish=publish)
        lines = loaded.lines()
    return loaded.letter, loaded.new_edition, lines


def test_load_makes_the_letter() -> None:
    letter, new_edition, lines = load()

    assert new_edition
    assert (letter.slug, letter.state, letter.place, letter.goal) == ("ferry", LetterState.OPEN, "Oxmoor", 100)
    assert letter.organisation is not None
    assert letter.campaign is not None
    assert [text.language for text in letter.edition.texts] == ["en", "fr"]
    assert lines == [f"ferry edition 1 {text.language} {text.sha256}" for text in letter.edition.texts]


def test_load_again_changes_nothing() -> None:
    _, _, first = load()

    letter, new_edition, second = load()

    assert (new_edition, second) == (False, first)
    assert len(letter.editions) == len(letter.recipients) == len(letter.attachments) == 1


@pytest.mark.parametrize("part", ["title", "lead", "body", "closing", "report"])
def test_a_changed_text_makes_a_new_edition(part: str) -> None:
    load()

    letter, new_edition, _ = load(replace(FERRY, wordings={**FERRY.wordings, "en": replace(ENGLISH, **{part: "New."})}))

    assert new_edition
    assert [edition.number for edition in letter.editions] == [1, 2]
    assert letter.editions[0].text_in("en").title == "Reopen the ferry"
    assert [text.language for text in letter.edition.texts] == ["en", "fr"]


def test_an_added_translation_joins_the_edition() -> None:
    load()

    letter, new_edition, lines = load(replace(FERRY, wordings={**FERRY.wordings, "uk": FRENCH, "ar": FRENCH}))

    assert not new_edition
    assert [line.split()[3] for line in lines] == ["en", "fr", "uk", "ar"]
    assert len(letter.editions) == 1


def test_a_removed_translation_makes_a_new_edition() -> None:
    load()

    letter, new_edition, _ = load(replace(FERRY, wordings={"en": ENGLISH}))

    assert new_edition
    assert [text.language for text in letter.edition.texts] == ["en"]


def test_a_recipient_who_is_gone_is_retired_and_may_return() -> None:
    mayor = replace(MINISTER, key="mayor", name="Odile Perrin")
    load(replace(FERRY, recipients=(MINISTER, mayor)))

    without, _, _ = load(replace(FERRY, recipients=(mayor,)))
    assert [recipient.key for recipient in without.addressees] == ["mayor"]

    again, _, _ = load(replace(FERRY, recipients=(mayor, replace(MINISTER, office="Former minister"))))
    assert [(each.key, each.office) for each in again.addressees] == [
        ("mayor", "Minister"),
        ("minister", "Former minister"),
    ]
    assert len(again.recipients) == 2


def test_attachments_are_those_of_the_bundle() -> None:
    load(replace(FERRY, attachments=(MAP, replace(MAP, number=2))))

    letter, _, _ = load(
        replace(FERRY, attachments=(replace(MAP, number=2, title="Another map"), replace(MAP, number=3)))
    )

    assert [(each.number, each.title, each.size) for each in letter.attachments] == [
        (2, "Another map", len(PNG)),
        (3, "A map", len(PNG)),
    ]


def test_a_letter_in_the_open_never_becomes_a_draft_again() -> None:
    load()

    assert load(replace(FERRY, state="draft"))[0].state is LetterState.OPEN
    assert load(replace(FERRY, state=None))[0].state is LetterState.OPEN
    assert load(replace(FERRY, state="closed"))[0].state is LetterState.CLOSED


def test_a_new_letter_is_a_draft_until_it_is_published() -> None:
    assert load(replace(FERRY, state=None))[0].state is LetterState.DRAFT
    assert load(replace(FERRY, state=None), publish=True)[0].state is LetterState.OPEN


@pytest.mark.parametrize(
    "other",
    [
        replace(FERRY, organisation=OrganisationEntry("Somebody else")),
        replace(FERRY, organisation=None),
        replace(FERRY, language="fr", wordings={"fr": FRENCH}),
    ],
    ids=["organisation", "no organisation", "language"],
)
def test_the_slug_of_another_letter_is_refused(other: Bundle) -> None:
    load()

    with pytest.raises(actions.SlugTaken, match="The slug ferry belongs to another letter already"):
        load(other)
    db.session.rollback()
    assert len(load()[0].editions) == 1
