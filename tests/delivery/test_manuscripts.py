from dataclasses import replace

import pytest

from app.delivery import manuscripts
from app.delivery.models import Shape
from app.letters.models import Letter, Recipient
from app.signing.queries import lines_for_print


def test_an_addressed_manuscript_names_its_recipient_and_those_who_sign_for_officials_alone(
    letter: Letter, minister: Recipient
) -> None:
    manuscript = manuscripts.manuscript_of(letter, text=letter.edition.text_in("en"), recipient=minister)

    assert manuscript.addressee.institution == "Ministry"
    assert manuscript.addressee.address == ("2 High Street", "Oxmoor")
    assert manuscript.addressee.country == "UNITED KINGDOM"
    assert [line.name for line in manuscript.signatories] == ["Runa Castell", "Zoltán Beke", "Walkers’ Union"]


def test_a_public_manuscript_counts_hidden_signatories_and_names_none_of_them(letter: Letter) -> None:
    manuscript = manuscripts.manuscript_of(letter, text=letter.edition.text_in("en"))

    assert [line.name for line in manuscript.signatories] == ["Runa Castell", "Walkers’ Union"]
    assert manuscript.signatory_total == 3
    assert manuscript.addressee is None


def test_a_roll_is_cut_where_more_may_be_named_than_there_is_room_for(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = letter.edition.text_in("en")
    whole = manuscripts.manuscript_of(letter, text=text)
    monkeypatch.setattr(manuscripts.signing, "MOST_PRINTED", 1)
    monkeypatch.setattr(
        manuscripts.signing,
        "lines_for_print",
        lambda letter, *, for_official, most=1: lines_for_print(letter, for_official=for_official, most=most - 1),
    )
    cut = manuscripts.manuscript_of(letter, text=text)

    assert not whole.roll_is_cut
    assert cut.roll_is_cut


def test_the_colophon_leads_to_the_exact_text(letter: Letter) -> None:
    colophon = manuscripts.manuscript_of(letter, text=letter.edition.text_in("fr")).colophon

    assert colophon.text_address.endswith(f"/letters/{letter.slug}/editions/1/fr.json")
    assert colophon.text_sha256 == letter.edition.text_in("fr").sha256


def test_a_translation_speaks_its_language_throughout(letter: Letter) -> None:
    manuscript = manuscripts.manuscript_of(letter, text=letter.edition.text_in("fr"))

    assert manuscript.language == "fr"
    assert manuscript.date == "2 novembre 2026"
    assert [line.country for line in manuscript.signatories] == ["Royaume-Uni", "Irlande"]


def test_only_a_bound_manuscript_carries_the_attachments(letter: Letter) -> None:
    text = letter.edition.text_in("en")

    loose, bound = (manuscripts.manuscript_of(letter, text=text, shape=shape) for shape in (Shape.LETTER, Shape.BOUND))

    assert loose.exhibits[0].content is None
    assert bound.exhibits[0].content.startswith(b"\x89PNG")
    assert manuscripts.fingerprint(loose, Shape.LETTER) != manuscripts.fingerprint(bound, Shape.BOUND)


def test_the_fingerprint_does_not_depend_on_the_day_of_printing(letter: Letter) -> None:
    manuscript = manuscripts.manuscript_of(letter, text=letter.edition.text_in("en"))
    later = replace(manuscript, colophon=replace(manuscript.colophon, printed_on="2030-01-01"))

    assert manuscripts.fingerprint(later, Shape.LETTER) == manuscripts.fingerprint(manuscript, Shape.LETTER)
