"""People of a unit in a round by name; urging whoever answers for them; the sheet that is taken away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.surveys import queries, services
from xiaoan.surveys.pages import words
from xiaoan.surveys.queries import labels
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.web.sheets import Table, workbook, xlsx_response


@page(Permission.SEE_SURVEYS)
def people_page(request: Asked, round_id: UUID, unit_no: int) -> HttpResponse:
    """Who is unknown, contradicted, away, isolated… by class, with the person who answers for the class."""
    actor = request.actor
    row, place = queries.named_round(actor, round_id, unit_no)
    state = request.GET.get("state", "unknown")
    state = state if state in queries.STATES else "unknown"
    offset = whole(request.GET.get("offset", ""))
    found = queries.people(actor, row, place.interval, state, offset)
    services.list_seen(actor, found)
    context = {
        "row": row,
        "unit": place,
        "crumbs": words.trail(actor, row, place.no),
        "state": state,
        "state_label": labels.LIST_NAMES[state],
        "tabs": [
            {"label": name, "url": words.people_url(row, place.no, code), "current": code == state}
            for code, name in labels.LIST_NAMES.items()
        ],
        "total": found.total,
        "groups": _groups(actor, row, found),
        "pager": pager(request, found.total, offset, queries.LIMIT),
        "as_of": row.closed_at or clock.now(),
        "round_url": reverse("surveys:round", args=[row.pk, place.no]),
        "may_urge": actor.may(Permission.URGE, unit_no) and state == "unknown",
        "urge_url": reverse("surveys:urge", args=[row.pk, place.no]),
        "export_url": reverse("surveys:export", args=[row.pk, place.no])
        if actor.may(Permission.EXPORT, unit_no)
        else "",
    }
    return render(request, "surveys/people.html", context)


def _groups(actor: Actor, row: queries.Round, found: queries.Page) -> list[dict[str, Any]]:
    due = duty_queries.newest_about(found.tallies.values(), services.KIND)
    who = {pk for one in due.values() for pk in (one.assignee_id, one.deputy_id) if pk}
    names = accounts.names(actor, who)
    phones = accounts.phones(actor, who)
    units = {one.unit_no for one in found.rows} | {one.school_id for one in found.rows}
    places = directory.places(units)
    other = queries.others(actor, {one.contra_id for one in found.rows if one.contra_id})
    groups: dict[int, dict[str, Any]] = {}
    for one in found.rows:
        if one.unit_no not in groups:
            tally_id = found.tallies[one.unit_no]
            groups[one.unit_no] = {
                **_answers(due.get(tally_id), names, phones),
                "title": places[one.unit_no].name,
                "place": places[one.school_id].name
                if one.unit_no != one.school_id
                else _("教职工"),
                "sheet_url": words.sheet_url(tally_id),
                "rows": [],
            }
        groups[one.unit_no]["rows"].append(_person(actor, row, one, other))
    return list(groups.values())


def _answers(
    due: duty_queries.Due | None, names: dict[UUID, str], phones: dict[UUID, str]
) -> dict[str, Any]:
    """Who answers for a class; an open duty may be urged."""
    if due is None:
        return {"person": "", "phone": "", "duty_id": "", "urged": 0}
    pk = due.assignee_id or due.deputy_id
    return {
        "person": names.get(pk, "") if pk else "",
        "phone": phones.get(pk, "") if pk else "",
        "duty_id": due.id if due.state == "open" else "",
        "urged": due.urged,
    }


def _person(
    actor: Actor, row: queries.Round, one: queries.Person, other: dict[UUID, queries.Version]
) -> dict[str, Any]:
    decide = one.contra_id and actor.may(Permission.CHECK_ANSWERS, one.unit_no)
    return {
        **words.person_row(one),
        "other": _other(other.get(one.contra_id)) if one.contra_id else None,
        "url": reverse("surveys:versions", args=[row.pk, one.person_id]),
        "decide_url": reverse("surveys:decide", args=[one.answer_id]) if decide else "",
    }


def _other(said: queries.Version | None) -> dict[str, Any]:
    """The other side of a contradiction, beside the answer that stands."""
    if said is None:
        return {"source": _("外部来源")}
    return {
        "where": words.where(said.said.whereabouts, said.said.place),
        "how": str(labels.CONDITION_NAMES[said.said.condition]),
        "groups": labels.category_words(said.said.categories),
        "source": str(labels.SOURCE_NAMES[said.source]),
        "at": said.answered_at,
    }


@page(Permission.URGE, methods="POST")
def urge_page(request: Asked, round_id: UUID, unit_no: int) -> HttpResponse:
    """Urge whoever answers for the classes that were ticked; back to the list."""
    row, place = queries.round_seen(request.actor, round_id, unit_no)
    try:
        ids = [UUID(text) for text in request.POST.getlist("duty")]
    except ValueError:
        raise NotFound from None
    urged = duties.urge(request.actor, ids)
    messages.success(request, duty_queries.said_of_urging(len(set(ids)), urged))
    back = words.people_url(row, place.no, "unknown")
    if not queries.names_seen(request.actor, place.no):
        back = reverse("surveys:round", args=[row.pk, place.no])
    return HttpResponseRedirect(back)


@page(Permission.EXPORT, methods="POST")
def export_page(request: Asked, round_id: UUID, unit_no: int) -> HttpResponse:
    """A sheet of a list, with the reason for which it is taken; kept on record."""
    actor = request.actor
    row, place = queries.named_round(actor, round_id, unit_no)
    state = request.POST.get("state", "unknown")
    try:
        found = services.take_sheet(actor, row.pk, unit_no, state, request.POST.get("reason", ""))
    except Invalid as refused:
        messages.error(request, str(refused))
        back = state if state in queries.STATES else "unknown"
        return HttpResponseRedirect(words.people_url(row, place.no, back))
    mark = _("%(name)s %(at)s 导出") % {
        "name": actor.name, "at": clock.now().strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip
    table = _table(row, place, state, found)
    return xlsx_response(workbook([table], mark), f"{place.name} {row.title}.xlsx")


def _table(row: queries.Round, place: directory.Place, state: str, found: queries.Page) -> Table:
    places = directory.places({no for one in found.rows for no in (one.unit_no, one.school_id)})
    rows = [
        (
            places[one.school_id].name, places[one.unit_no].name, one.name,
            str(labels.STATE_NAMES[one.state]), words.person_row(one)["where"],
            str(labels.CONDITION_NAMES.get(one.condition, "")),
            labels.category_words(one.categories),
            one.answered_at.astimezone(clock.ZONE).strftime("%m-%d %H:%M")
            if one.answered_at else "",
            str(labels.SOURCE_NAMES.get(one.source, "")),
        )
        for one in found.rows
    ]  # fmt: skip
    return Table(
        str(labels.LIST_NAMES[state]),
        f"{place.name} {row.title}:{labels.LIST_NAMES[state]}",
        [_("只用于疫情防控,用后销毁;不得转发。")],
        [
            _("学校"), _("班级"), _("姓名"), _("状态"), _("去向"), _("身体状况"), _("重点人群"),
            _("回答时间"), _("谁答的"),
        ],
        rows,
    )  # fmt: skip
