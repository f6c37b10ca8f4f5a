"""Answering: a class's sheet on a phone, one person's form, a guardian's children, earlier versions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.surveys import forms, queries, rules, services
from xiaoan.surveys.pages import words
from xiaoan.surveys.queries import labels
from xiaoan.web.gate import Asked, page

WRONG = 422
ANSWERS = (Permission.ANSWER_SURVEY, Permission.ANSWER_FOR_OTHERS)
MOST = 500


@page(*ANSWERS, Permission.SEE_SURVEYS, methods="GET POST")
def sheet_page(request: Asked, tally_id: UUID) -> HttpResponse:
    """A class in a round: everybody unknown until answered for; the rest in one act, exceptions by name."""
    actor = request.actor
    tally, row = queries.tally_seen(actor, tally_id)
    if request.method == "POST":
        return _rest(request, tally_id, row, tally.unit_no)
    place = directory.place(tally.unit_no)
    found = queries.people(actor, row, (tally.unit_no, tally.unit_no + 1), "all", limit=MOST)
    missing = [one.person_id for one in found.rows if one.state == "unknown"]
    may = any(actor.may(one, tally.unit_no) for one in ANSWERS) and row.state == "open"
    apart = queries.by_name_only(tally.unit_no, missing) if may else frozenset()
    well = {one.person_id for one in found.rows if one.condition == rules.WELL}
    sick = queries.absent_sick(tally.unit_no, well) if may else frozenset()
    context = {
        "row": row,
        "unit": place,
        "school": directory.place(place.school_id).name,
        "back_url": reverse("web:home"),
        "people": [_line(actor, row, one, sick) for one in found.rows],
        "sums": tally,
        "missing": [pk for pk in missing if pk not in apart],
        "apart": [one.name for one in found.rows if one.person_id in apart],
        "may_answer": may,
        "late_now": words.is_late_now(row),
        "codes_url": reverse("surveys:codes", args=[tally_id]) if may else "",
        "import_url": reverse("surveys:import", args=[row.pk, tally.unit_no]) if may else "",
    }
    return render(request, "surveys/sheet.html", context)


def _line(
    actor: Actor, row: queries.Round, one: queries.Person, sick: frozenset[UUID]
) -> dict[str, Any]:
    decide = one.contra_id and actor.may(Permission.CHECK_ANSWERS, one.unit_no)
    url = reverse("surveys:answer", args=[row.pk, one.person_id])
    return {
        **words.person_row(one),
        "sick_today": one.person_id in sick,
        "url": reverse("surveys:decide", args=[one.answer_id]) if decide else url,
    }


def _rest(request: Asked, tally_id: UUID, row: queries.Round, unit_no: int) -> HttpResponse:
    """Everybody who was shown as unknown and still is: no abnormality."""
    try:
        shown = [UUID(text) for text in request.POST.getlist("person")]
    except ValueError:
        raise NotFound from None
    try:
        answered, unknown = services.answer_rest(request.actor, row.pk, unit_no, shown)
    except Conflict as refused:
        messages.error(request, str(refused))
    else:
        said = {"n": answered, "k": unknown}
        messages.success(request, _("已记下 %(n)d 人无异常,还有 %(k)d 人未知。") % said)
    return HttpResponseRedirect(words.sheet_url(tally_id))


@page(*ANSWERS, Permission.ANSWER_FOR_CHILD, methods="GET POST")
def answer_page(request: Asked, round_id: UUID, person_id: UUID) -> HttpResponse:
    """One person's form: where, how, which key group. What is sent again comes from the same page."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        sent = _send(request, round_id, person_id)
        if isinstance(sent, HttpResponse):
            return sent
        errors = sent
    actor = request.actor
    found = queries.asked_about(actor, round_id, person_id)
    services.form_seen(actor, person_id, found)
    sees = actor.may(Permission.SEE_SURVEYS, found.unit_no) and found.standing
    context = {
        **answer_context(found.row, found.standing, request, errors),
        "name": found.name,
        "place": found.place,
        "back_url": _back(found.as_guardian, found.tally_id),
        "versions_url": reverse("surveys:versions", args=[round_id, person_id]) if sees else "",
    }
    return render(request, "surveys/answer.html", context, status=WRONG if errors else 200)


def _send(request: Asked, round_id: UUID, person_id: UUID) -> HttpResponse | dict[str, str]:
    """On to where one came from, or what is wrong. Nothing is read that a right answer does not need: of
    these there are a hundred a second."""
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        return fault_words(form.errors)
    said = form.said(request.POST.getlist("categories"))
    given = services.Given(
        form.cleaned_data["id"], round_id, person_id, said, form.cleaned_data["reason"],
        form.cleaned_data["sure"],
    )  # fmt: skip
    try:
        receipt = services.answer(request.actor, given)
    except services.Doubtful as asked:
        return doubt_of(asked)
    except Invalid as refused:
        return fault_words(refused.fields)
    messages.success(request, said_of(receipt))
    return HttpResponseRedirect(_back(receipt.source == "guardian", receipt.tally_id))


def _back(as_guardian: bool, tally_id: UUID | None) -> str:
    if as_guardian or tally_id is None:
        return reverse("surveys:mine")
    return words.sheet_url(tally_id)


def fault_words(fields: Any) -> dict[str, str]:
    return {name: str(labels.FAULT_NAMES.get(name, labels.FAULT_NAMES["id"])) for name in fields}


def doubt_of(asked: services.Doubtful) -> dict[str, str]:
    """What is asked, and what an unchanged answer is sent with the second time."""
    return {"doubt": str(asked), "sure": asked.sure}


def said_of(receipt: services.Receipt) -> str:
    if receipt.contradicts:
        return _("已记下。和另一方的说法不同,两份都保留,等核实后定。")
    return _("已记下(迟报)。") if receipt.late else _("已记下。")


def answer_context(
    row: queries.Round, standing: rules.Said | None, request: Asked, errors: dict[str, str]
) -> dict[str, Any]:
    """What the form shows: as typed, as it stands, or empty."""
    typed: Any = request.POST
    chosen = request.POST.getlist("categories")
    if request.method != "POST":
        said = standing or rules.Said("", "")
        since = said.since.isoformat() if said.since else ""
        typed = {
            "whereabouts": said.whereabouts, "condition": said.condition, "place": said.place,
            "since": since, "remark": said.remark,
        }  # fmt: skip
        chosen = list(said.categories)
    return {
        "row": row,
        "id": request.POST.get("id") or uuid7(),
        "typed": typed,
        "chosen": chosen,
        "errors": {name: said for name, said in errors.items() if name not in ("doubt", "sure")},
        "doubt": errors.get("doubt", ""),
        "sure": errors.get("sure", ""),
        "whereabouts": list(labels.WHEREABOUTS_NAMES.items()),
        "conditions": list(labels.CONDITION_NAMES.items()),
        "categories": queries.categories(row),
        "corrects": standing is not None,
        "today": clock.today(),
        "late_now": words.is_late_now(row),
    }


@page(Permission.ANSWER_FOR_CHILD)
def mine_page(request: Asked) -> HttpResponse:
    """A guardian's children and the rounds that ask about them."""
    rows = [
        {
            "name": one.name,
            "title": one.row.title,
            "due_at": one.row.due_at,
            "answered_at": one.answered_at,
            "url": reverse("surveys:answer", args=[one.row.pk, one.person_id]),
        }
        for one in queries.of_children(request.actor)
    ]
    return render(request, "surveys/mine.html", {"rows": rows})


@page(Permission.SEE_SURVEYS)
def versions_page(request: Asked, round_id: UUID, person_id: UUID) -> HttpResponse:
    """Everything that was said about a person in a round, the newest first; nothing is lost."""
    actor = request.actor
    found = services.see_versions(actor, round_id, person_id)
    names = accounts.names(
        actor, {pk for one in found for pk in (one.by_id, one.decided_by_id) if pk}
    )
    first = found[0]
    context = {
        "name": first.name,
        "row": first.row,
        "versions": [_version(one, names) for one in found],
        "answer_url": reverse("surveys:answer", args=[round_id, person_id])
        if any(actor.may(one, first.unit_no) for one in ANSWERS) and first.row.state == "open"
        else "",
        "back_url": words.people_url(first.row, first.unit_no, "all"),
    }
    return render(request, "surveys/versions.html", context)


def _version(one: queries.Version, names: dict[UUID, str]) -> dict[str, Any]:
    where = str(labels.WHEREABOUTS_NAMES.get(one.said.whereabouts, labels.CLEARED))
    return {
        "n": one.version,
        "state_label": labels.VERSION_NAMES[one.state],
        "where": f"{where}:{one.said.place}" if one.said.place else where,
        "since": one.said.since,
        "how": labels.CONDITION_NAMES.get(one.said.condition, labels.CLEARED),
        "groups": labels.category_words(one.said.categories),
        "remark": one.said.remark,
        "source": labels.SOURCE_NAMES[one.source],
        "by": names.get(one.by_id, "") if one.by_id else "",
        "at": one.answered_at,
        "late": one.late,
        "in_bulk": one.in_bulk,
        "reason": one.reason,
        "decided": one.decided_reason,
        "decided_by": names.get(one.decided_by_id, "") if one.decided_by_id else "",
        "decided_at": one.decided_at,
    }


@page(*ANSWERS, Permission.CHECK_ANSWERS)
def unsettled_page(request: Asked, unsettled_id: UUID) -> HttpResponse:
    """Where a duty about what is not settled leads: to the decision, to the form, or to what was said."""
    one = queries.unsettled(request.actor, unsettled_id)
    where = reverse("surveys:versions", args=[one.round_id, one.person_id])
    if one.may and one.what == rules.SETTLE:
        where = reverse("surveys:decide", args=[one.answer_id])
    elif one.may:
        where = reverse("surveys:answer", args=[one.round_id, one.person_id])
    return HttpResponseRedirect(where)


@page(Permission.CHECK_ANSWERS, methods="GET POST")
def decide_page(request: Asked, answer_id: UUID) -> HttpResponse:
    """Two answers side by side, and which of them stands."""
    actor = request.actor
    pair = queries.contradiction(actor, answer_id)
    form = forms.DecisionForm(request.POST or None)
    message = ""
    if request.method == "POST":
        message = str(labels.DECISION_MISSING)
        if form.is_valid():
            keep = form.cleaned_data["keep"] == "1"
            services.settle(actor, answer_id, keep, form.cleaned_data["reason"])
            messages.success(request, _("已定,两份说法和依据都保留着。"))
            return HttpResponseRedirect(_list_of(pair[0]))
    services.seen(actor, pair[0])
    names = accounts.names(actor, {one.by_id for one in pair if one.by_id})
    context = {
        "name": pair[0].name,
        "row": pair[0].row,
        "stands": _version(pair[0], names),
        "other": _version(pair[1], names) if len(pair) > 1 else None,
        "message": message,
        "own_word": labels.OWN_WORD if queries.is_side(actor, pair) else "",
        "typed": request.POST,
        "back_url": _list_of(pair[0]),
    }
    return render(request, "surveys/decide.html", context, status=WRONG if message else 200)


def _list_of(one: queries.Version) -> str:
    return words.people_url(one.row, one.unit_no, "contradicted")
