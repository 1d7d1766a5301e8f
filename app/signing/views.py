"""The letter in public: reading it, signing it, confirming, and looking after one's own signature."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, render_template, request, url_for

from app.kit.addresses import absolute
from app.kit.audience import public
from app.kit.database import db, writing
from app.kit.languages import nearest, speaking
from app.kit.limits import charge
from app.letters import queries as letters
from app.letters.queries import NoSuchLetter
from app.signing import actions, particulars, queries, reading
from app.signing.forms import ChangeForm, SignForm

if TYPE_CHECKING:
    from werkzeug import Response

    from app.letters.models import Edition, Letter, Text
    from app.signing.models import Signatory

views = Blueprint("signing", __name__)

FRESH = 60  # seconds for which a proxy need not ask again; browsers ask, so that people find their own name at once
SIGNING_ALLOWANCE = "100 per 10 minutes"  # from one network: a lecture hall may sign together, a flood may not
HIGHEST_RANK = 2**63 - 1


@views.get("/letters/<slug>")
@views.get("/letters/<slug>/<language:language>")
@public
def letter(slug: str, language: str | None = None) -> Response:
    """Show a letter with its first signatories and its form: the same bytes for every reader."""
    found = letters.public_letter(db.session, slug)
    edition = queries.current_edition(found)
    text = edition.text_in(language or found.language)
    if language not in {None, text.language}:
        raise NoSuchLetter
    with speaking(nearest(text.language)):
        form = SignForm(written_in=_languages(edition), data={"language": text.language})
        return _for_everyone(_letter(found, text, form))


@views.post("/letters/<slug>/sign")
@public
def sign(slug: str) -> Response:
    """Take the form; what is answered never tells whether the address was known."""
    charge("sign", SIGNING_ALLOWANCE)
    found = letters.public_letter(db.session, slug)
    actions.must_take_signatures(found)
    edition = queries.current_edition(found)
    form = SignForm(request.form, written_in=_languages(edition))
    text = edition.text_in(form.language.data or found.language)
    thanks_to = url_for("signing.thanks", slug=slug, language=text.named_language)
    if form.is_bait_taken():
        return redirect(thanks_to, 303)
    with speaking(nearest(text.language)):
        if not form.validate():
            form.language.data = text.language  # nobody sees this field, so nobody could put it right
            return _for_nobody_else(_letter(found, text, form), status=422)
    _sign(found, text, form)
    return redirect(thanks_to, 303)


@views.get("/letters/<slug>/sign")
@public
def form(slug: str) -> Response:
    """Lead whoever opens the address that the form is sent to (a bookmark, a page of errors) to the form itself."""
    found = letters.public_letter(db.session, slug)
    return redirect(url_for("signing.letter", slug=found.slug, _anchor="sign"), 303)


@views.get("/letters/<slug>/thanks")
@public
def thanks(slug: str) -> Response:
    """Say what happens next: the same to everyone who sent the form."""
    text = _text_asked_for(letters.public_letter(db.session, slug))
    with speaking(nearest(text.language)):
        return _for_everyone(render_template("signing/thanks.html", **_about(text)))


@views.get("/letters/<slug>/signatories")
@public
def roll(slug: str) -> Response:
    """Show the public roll, a page at a time."""
    found = letters.public_letter(db.session, slug)
    text = _text_asked_for(found)
    with speaking(nearest(text.language)):
        page = queries.roll_page(found, after=_rank("after"), before=_rank("before"))
        totals = queries.totals(found)
        return _for_everyone(render_template("signing/roll.html", **_about(text), page=page, totals=totals))


@views.get("/confirm/<token>")
@public
def confirm(token: str) -> Response:
    """Show what would be confirmed, and a button. Nothing changes: mail scanners follow links."""
    signatory, text = actions.to_confirm(db.session, token)
    with speaking(nearest(text.language)):
        told = {**_signed(signatory), **_about(text)}
        return _for_nobody_else(render_template("signing/confirm.html", **told, token=token))


@views.post("/confirm/<token>")
@public
def confirmed(token: str) -> Response:
    """Confirm, and show the receipt and the link to one's signature."""
    with writing() as session:
        signatory, own = actions.confirm(session, token)
    with speaking(nearest(signatory.language)):
        link = absolute("signing.signature", token=own)
        return _for_nobody_else(render_template("signing/confirmed.html", **_signed(signatory), link=link))


@views.get("/signature/<token>")
@public
def signature(token: str) -> Response:
    """Show one's own signature, and what may be changed."""
    signatory = actions.own_signature(db.session, token)
    stated = particulars.read(signatory)
    with speaking(nearest(signatory.language)):
        form = ChangeForm(obj=stated, signs_as=signatory.kind, data=_standing(signatory))
        return _signature(signatory, token, form)


@views.post("/signature/<token>")
@public
def change(token: str) -> Response:
    """Change one's signature."""
    signatory = actions.own_signature(db.session, token)
    with speaking(nearest(signatory.language)):
        form = ChangeForm(request.form, signs_as=signatory.kind)
        if not form.validate():
            return _signature(signatory, token, form, status=422)
    with writing() as session:
        actions.change(
            session,
            token,
            stated=form.particulars(),
            visibility=form.chosen_visibility,
            updates=form.updates.data,
        )
    return redirect(url_for("signing.signature", token=token, changed="yes"), 303)


@views.post("/signature/<token>/withdraw")
@public
def withdraw(token: str) -> Response:
    """Take one's signature back."""
    with writing() as session:
        signatory = actions.withdraw(session, token)
    with speaking(nearest(signatory.text.language)):
        return _for_nobody_else(render_template("signing/withdrawn.html", **_about(signatory.text)))


def _sign(letter: Letter, text: Text, form: SignForm) -> None:
    with writing() as session:
        actions.sign(
            session,
            letter,
            text=text,
            kind=form.chosen_kind,
            stated=form.particulars(),
            visibility=form.chosen_visibility,
            email=form.email.data or "",
            updates=form.updates.data,
        )


def _signature(signatory: Signatory, token: str, form: ChangeForm, *, status: int = 200) -> Response:
    page = render_template(
        "signing/signature.html",
        **_signed(signatory),
        token=token,
        form=form,
        changed="changed" in request.args,
    )
    return _for_nobody_else(page, status=status)


def _standing(signatory: Signatory) -> dict[str, object]:
    return {"visibility": signatory.visibility.value, "updates": signatory.updates}


def _letter(found: Letter, text: Text, form: SignForm) -> str:
    """Make the page of a letter: the text in one language, the first signatories, the form."""
    lines = queries.signatory_lines(found)
    return render_template(
        "signing/letter.html",
        **_about(text),
        edition=text.edition,
        **reading.parts(text),
        featured=lines.featured,
        persons=lines.persons,
        organisations=lines.organisations,
        totals=lines.totals,
        count=lines.totals.count,
        more=lines.totals.named > lines.shown,
        form=form,
        earlier=letters.earlier_texts(db.session, text),
        address_in=partial(_address_in, found),
    )


def _address_in(found: Letter, language: str) -> str:
    """Return the whole address of a letter in a language; in its own it is the short one."""
    named = None if language == found.language else language
    return absolute("signing.letter", slug=found.slug, language=named)


def _languages(edition: Edition) -> set[str]:
    return {text.language for text in edition.texts}


def _text_asked_for(found: Letter) -> Text:
    """Return the text in the language that the query names, else in the letter's own."""
    return queries.current_edition(found).text_in(request.args.get("language", ""))


def _about(text: Text) -> dict[str, object]:
    """Return what every page tells about the letter it belongs to, and where that is read in the same language."""
    found = text.edition.letter
    language = text.named_language
    address = url_for("signing.letter", slug=found.slug, language=language)
    return {"letter": found, "text": text, "address": address, "named_language": language}


def _signed(signatory: Signatory) -> dict[str, object]:
    """Return what the pages about one signature tell: what is kept of it, and of which text."""
    return {**_about(signatory.text), "signatory": signatory, "stated": particulars.read(signatory)}


def _rank(name: str) -> int | None:
    rank = request.args.get(name, type=int)
    return None if rank is None else min(max(rank, 0), HIGHEST_RANK)


def _for_everyone(page: str) -> Response:
    """Answer with a page that is the same for every reader, so that it can be kept and asked for by its ETag."""
    response = make_response(page)
    response.cache_control.public = True
    response.cache_control.max_age = 0
    response.cache_control.s_maxage = FRESH
    response.add_etag()
    return response.make_conditional(request)


def _for_nobody_else(page: str, *, status: int = 200) -> Response:
    """Answer with a page that belongs to one person: nothing keeps it, and no search engine lists it."""
    response = make_response(page, status)
    response.cache_control.no_store = True
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
