"""Letters, prints, recipients and sending at the desk."""

from __future__ import annotations

from collections import defaultdict

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from app.accounts.models import Role
from app.delivery import actions, lost, overview, prints, queries, shelf, tasks, unshown
from app.delivery.forms import ChooseForm, PrintForm, SendForm
from app.delivery.models import Print, PrintState, Volume
from app.delivery.previews import previews
from app.kit.audience import organiser
from app.kit.database import db, writing
from app.kit.numbers import within
from app.letters import access
from app.letters.models import Letter, LetterState
from app.post import actions as post

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
    """Show the prints of a letter, what was just done to one of them, and the form that asks for one."""
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
    asked = prints.ask(
        letter,
        text=form.text,
        recipient=form.recipient,
        shape=form.chosen_shape,
        paper=form.sheet,
        made_by=current_user,
    )
    return _on_its_way(slug, asked.id)


@desk.post("/letters/<slug>/prints/<int:print_id>/again")
@organiser("editor")
def print_again(slug: str, print_id: int) -> ResponseReturnValue:
    """Ask for a print as another one was asked for, of the letter as it stands now."""
    letter = _letter(slug, Role.EDITOR)
    model = queries.print_of(db.session, letter, print_id)
    if model.recipient is not None and model.recipient.retired:
        raise actions.NoLongerAddressed
    asked = prints.ask(
        letter,
        text=letter.edition.text_in(model.language),
        recipient=model.recipient,
        shape=model.shape,
        paper=model.paper,
        made_by=current_user,
    )
    return _on_its_way(slug, asked.id)


@desk.post("/letters/<slug>/prints/cancel")
@organiser("editor")
def cancel(slug: str) -> ResponseReturnValue:
    """Take back what was asked for and is not made yet, and go back to where that was seen."""
    form = SendForm(request.form)
    orphans: list[str] = []
    with writing() as session:
        letter = access.letter_for(session, current_user, slug=slug, needed=Role.EDITOR)
        for wanted in [queries.print_of(session, letter, number) for number in form.numbers]:
            if wanted.state is not PrintState.MADE:  # what was made meanwhile stays, and the page says so
                orphans += actions.cancel(session, wanted)
    prints.forget(orphans)
    if chosen := request.form.getlist("to"):
        return _to_preview(slug, chosen, request.form.get("shape"))
    return redirect(url_for("delivery.desk.prints_of_letter", slug=slug, changed=next(iter(form.numbers), None)), 303)


@desk.get("/letters/<slug>/prints/<int:print_id>.pdf")
@organiser("viewer")
def print_pdf(slug: str, print_id: int) -> ResponseReturnValue:
    """Give the PDF of a print."""
    made = queries.print_of(db.session, _letter(slug, Role.VIEWER), print_id)
    return _pdf(made, name=f"{slug}-{print_id}.pdf")


@desk.get("/letters/<slug>/prints/<int:print_id>/volumes/<int:number>.pdf")
@organiser("viewer")
def volume_pdf(slug: str, print_id: int, number: int) -> ResponseReturnValue:
    """Give one volume of a printed roll."""
    made = queries.print_of(db.session, _letter(slug, Role.VIEWER), print_id)
    volume = next((volume for volume in made.volumes if volume.number == number), None)
    return _pdf(volume, name=f"{slug}-{print_id}-{number}.pdf")


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
    keys = [each.key for each in chosen]
    prints.ask_all(letter, chosen, shape=form.chosen_shape, made_by=current_user)
    tasks.wake_press()
    return _to_preview(slug, keys, form.chosen_shape)


@desk.get("/letters/<slug>/send")
@organiser("editor")
def preview(slug: str) -> ResponseReturnValue:
    """Show each mail as its recipient would get it. Nothing is sent yet."""
    letter = _letter(slug, Role.EDITOR)
    form = ChooseForm(request.args, letter=letter)
    if not form.validate():
        return _recipients_page(letter, form), 422
    sheaf = previews(db.session, letter, form.recipients, shape=form.chosen_shape)
    return render_template("delivery/desk/preview.html", letter=letter, sheaf=sheaf, form=form)


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


def _on_its_way(slug: str, number: int) -> ResponseReturnValue:
    tasks.wake_press()
    return redirect(url_for("delivery.desk.prints_of_letter", slug=slug, changed=number), 303)


def _to_preview(slug: str, chosen: list[str], shape: str | None) -> ResponseReturnValue:
    return redirect(url_for("delivery.desk.preview", slug=slug, to=chosen, shape=shape), 303)


def _pdf(held: Print | Volume | None, *, name: str) -> Response:
    """Give a file of the store; raise NotMade where there is none yet."""
    if held is None or held.content is None:
        raise actions.NotMade
    response = make_response(lost.content_of(held))
    response.content_type = "application/pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


def _prints_page(letter: Letter, form: PrintForm) -> str:
    changed = request.args.get("changed", type=within)
    return render_template(
        "delivery/desk/prints_of_letter.html",
        letter=letter,
        form=form,
        page=shelf.page(db.session, letter, before=request.args.get("before", type=within)),
        changed=shelf.one(db.session, letter, changed) if changed else None,
        sizes=shelf.sizes(db.session, letter),
        unshown=unshown.warning(letter),
        edits=_edits(letter),
    )


def _recipients_page(letter: Letter, form: ChooseForm) -> str:
    received = defaultdict(list)
    dispatches = queries.dispatches_of(db.session, letter)
    new = request.args.get("sent", type=within)
    for dispatch in dispatches:
        received[dispatch.recipient_id].append(dispatch)
    return render_template(
        "delivery/desk/recipients.html",
        letter=letter,
        form=form,
        received=received,
        sizes=shelf.sizes(db.session, letter),
        edits=_edits(letter),
        published=letter.state is not LetterState.DRAFT,
        sent=None if new is None else dispatches[: max(new, 0)],
    )
