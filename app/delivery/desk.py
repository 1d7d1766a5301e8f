"""Letters, prints, recipients and sending at the desk."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_security import current_user

from app.accounts.models import Role
from app.delivery import actions, overview, prints, queries, tasks
from app.delivery.forms import ChooseForm, PrintForm, SendForm
from app.delivery.models import Shape
from app.delivery.previews import previews
from app.kit import files
from app.kit.audience import organiser
from app.kit.database import db, writing
from app.kit.numbers import within
from app.letters import access
from app.letters.models import LetterState
from app.post import actions as post

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.letters.models import Letter

desk = Blueprint("desk", __name__, url_prefix="/desk")


@desk.get("/")
@organiser("viewer")
def letters() -> ResponseReturnValue:
    """Show the letters that the organiser may see, and where each stands."""
    mine = access.letters_of(db.session, current_user)
    return render_template("delivery/desk/letters.html", standings=overview.standings(db.session, mine))


@desk.get("/letters/<slug>/prints")
@organiser("viewer")
def prints_of_letter(slug: str) -> ResponseReturnValue:
    """Show the prints of a letter, and the form that asks for one."""
    letter = _letter(slug, Role.VIEWER)
    return _prints_page(letter, PrintForm(letter=letter))


@desk.post("/letters/<slug>/prints")
@organiser("editor")
def ask_for_print(slug: str) -> ResponseReturnValue:
    """Ask the worker for a print of the letter as it stands."""
    letter = _letter(slug, Role.EDITOR)
    form = PrintForm(request.form, letter=letter)
    if not form.validate():
        return _prints_page(letter, form), 422
    prints.ask(letter, text=form.text, recipient=form.recipient, shape=Shape(form.shape.data))
    tasks.wake_press()
    return redirect(url_for("delivery.desk.prints_of_letter", slug=slug), 303)


@desk.get("/letters/<slug>/prints/<int:print_id>.pdf")
@organiser("viewer")
def print_pdf(slug: str, print_id: int) -> ResponseReturnValue:
    """Give the PDF of a print."""
    made = queries.print_of(db.session, _letter(slug, Role.VIEWER), print_id)
    if made.content is None:
        raise actions.NotMade
    response = make_response(files.fetch(made.content))
    response.content_type = "application/pdf"
    response.headers.set("Content-Disposition", "inline", filename=f"{slug}-{print_id}.pdf")
    return response


@desk.get("/letters/<slug>/recipients")
@organiser("viewer")
def recipients(slug: str) -> ResponseReturnValue:
    """Show to whom the letter is addressed, and what each has received."""
    return _recipients_page(letter := _letter(slug, Role.VIEWER), ChooseForm(letter=letter))


@desk.post("/letters/<slug>/send/prepare")
@organiser("editor")
def prepare(slug: str) -> ResponseReturnValue:
    """Have the print of each chosen recipient made, and lead to the preview."""
    letter = _letter(slug, Role.EDITOR)
    actions.must_be_published(letter)
    form = ChooseForm(request.form, letter=letter)
    if not form.validate():
        return _recipients_page(letter, form), 422
    chosen = form.recipients
    for recipient in chosen:
        prints.ask(letter, text=letter.edition.text_in(recipient.language), recipient=recipient)
    tasks.wake_press()
    return redirect(url_for("delivery.desk.preview", slug=slug, to=[each.key for each in chosen]), 303)


@desk.get("/letters/<slug>/send")
@organiser("editor")
def preview(slug: str) -> ResponseReturnValue:
    """Show each mail as its recipient would get it. Nothing is sent yet."""
    letter = _letter(slug, Role.EDITOR)
    form = ChooseForm(request.args, letter=letter)
    if not form.validate():
        return _recipients_page(letter, form), 422
    shown = previews(db.session, letter, form.recipients)
    return render_template("delivery/desk/preview.html", letter=letter, previews=shown)


@desk.post("/letters/<slug>/send")
@organiser("editor")
def send(slug: str) -> ResponseReturnValue:
    """Send what the preview showed: all of it or, when anything is refused, nothing."""
    form = SendForm(request.form)
    with writing() as session:
        letter = access.letter_for(session, current_user, slug=slug, needed=Role.EDITOR)
        shown = [queries.print_of(session, letter, number) for number in form.numbers]
        sent = [actions.dispatch_shown(session, letter, made) for made in shown]
    new = sum(is_new for _dispatch, is_new in sent)
    return redirect(url_for("delivery.desk.recipients", slug=slug, sent=new), 303)


@desk.post("/letters/<slug>/dispatches/<int:dispatch_id>/retry")
@organiser("editor")
def retry(slug: str, dispatch_id: int) -> ResponseReturnValue:
    """Send the mail of a dispatch again that is held or has failed."""
    with writing() as session:
        letter = access.letter_for(session, current_user, slug=slug, needed=Role.EDITOR)
        post.retry(session, queries.dispatch_called(session, letter, dispatch_id).mail_id)
    return redirect(url_for("delivery.desk.recipients", slug=slug), 303)


def _letter(slug: str, needed: Role) -> Letter:
    return access.letter_for(db.session, current_user, slug=slug, needed=needed)


def _edits(letter: Letter) -> bool:
    held = current_user.role_in(letter.organisation_id)
    return held is not None and held.covers(Role.EDITOR)


def _prints_page(letter: Letter, form: PrintForm) -> str:
    found = queries.prints_of(db.session, letter)
    return render_template(
        "delivery/desk/prints_of_letter.html", letter=letter, prints=found, form=form, edits=_edits(letter)
    )


def _recipients_page(letter: Letter, form: ChooseForm) -> str:
    received = defaultdict(list)
    for dispatch in queries.dispatches_of(db.session, letter):
        received[dispatch.recipient_id].append(dispatch)
    return render_template(
        "delivery/desk/recipients.html",
        letter=letter,
        form=form,
        received=received,
        edits=_edits(letter),
        published=letter.state is not LetterState.DRAFT,
        sent=request.args.get("sent", type=within),
    )
