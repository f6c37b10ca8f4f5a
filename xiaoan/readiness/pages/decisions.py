"""Decisions: the list, one with everything it lists as it was, and the paper (核查结果意见表)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.readiness import services
from xiaoan.readiness.pages import papers, words
from xiaoan.readiness.queries import board, course, frozen, gates, pack_words
from xiaoan.readiness.queries import words as names
from xiaoan.web import official, reading
from xiaoan.web import papers as web_papers
from xiaoan.web.gate import Asked, page

P = Permission


@page(P.SEE_READINESS)
def decisions_page(request: Asked) -> HttpResponse:
    """What was decided and what waits to be signed; `?show=override`: opened in spite of something."""
    actor = request.actor
    show = request.GET.get("show", "")
    if show not in ("", "asked", "override"):
        raise NotFound
    found = board.decisions(
        actor,
        state="asked" if show == "asked" else "",
        kind="override" if show == "override" else "",
    )
    context = {
        "rows": [words.decided(one) for one in found], "show": show, "as_of": clock.now(),
        "tabs": words.tabs(actor, "decisions"), "to_sign": board.to_sign(actor),
    }  # fmt: skip
    return render(request, "readiness/decisions.html", context)


@page(P.SEE_READINESS, methods="GET POST")
def decision_page(request: Asked, decision_id: UUID) -> HttpResponse:
    """One decision; posted with `?act=`: signed, or refused (by whoever asked: taken back)."""
    row = course.decision(request.actor, decision_id)
    act, refused = request.GET.get("act", ""), None
    if request.method == "POST":
        said = request.POST
        if act not in ("sign", "refuse"):
            raise NotFound
        try:
            form = reading.read_id(said.get("submission_id", ""))
            if act == "sign":
                services.sign(request.actor, form, decision_id, said.get("post", ""))
                messages.success(request, _("已签。"))
            else:
                services.refuse(request.actor, form, decision_id, said.get("why", ""))
                messages.success(request, _("已退回,原因记录在案。"))
            return HttpResponseRedirect(reverse("readiness:decision", args=[decision_id]))
        except (Invalid, Conflict) as error:
            refused = error
            row = course.decision(request.actor, decision_id)
    actor = request.actor
    may = row.state == "asked" and actor.may(P.DECIDE_READINESS, row.unit_no)
    is_own = row.asked_by_id == actor.user_id
    context = {
        **_told(row), "school": directory.place(row.unit_no), "may_sign": may and not is_own,
        "may_refuse": may, "is_own": is_own, "act": act, "typed": request.POST,
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}),
        "sign_id": uuid7(), "refuse_id": uuid7(), "as_of": clock.now(),
        "back_url": reverse("readiness:school", args=[row.unit_no]),
        "print_url": reverse("readiness:print", args=[row.unit_no]) + f"?decision={row.pk}",
    }  # fmt: skip
    status = refused.status if refused else 200
    return render(request, "readiness/decision.html", context, status=status)


def _told(row: Any) -> dict[str, Any]:
    return {
        "row": row, "kind": names.KIND_NAMES[row.kind], "state": names.DECISION_NAMES[row.state],
        "shape": names.DECISION_SHAPES[row.state], "is_override": row.kind == "override",
        **_listed(row.frozen, set(row.accepted)),
    }  # fmt: skip


def _listed(told: dict[str, Any], accepted: set[str]) -> dict[str, Any]:
    """What a decision lists, for a table."""
    items = [
        {
            **one, "n": n, "text": pack_words.said(one["text"]), "group": pack_words.said(one["group"]),
            "words": frozen.words(one), "state": names.STATE_NAMES[one["result"]["state"]],
            "shape": names.STATE_SHAPES[one["result"]["state"]], "is_accepted": one["code"] in accepted,
            "evidence": [
                {**each, "kind": names.SAID_NAMES[each["kind"]],
                 "result": names.RESULT_NAMES.get(each["result"], ""),
                 "day": each["at"][:16].replace("T", " ")}
                for each in one["evidence"]
            ],
        }
        for n, one in enumerate(told["items"], start=1)
    ]  # fmt: skip
    bad = [one for one in items if one["hard"] and one["result"]["state"] in ("fail", "unknown")]
    pack = {
        **told["pack"],
        **{name: pack_words.said(told["pack"][name]) for name in ("title", "source", "note")},
    }
    told = {**told, "pack": pack}
    return {"told": told, "items": items, "bad": bad, "at": told["as_of"][:16].replace("T", " ")}


@page(P.SEE_READINESS)
def print_page(request: Asked, school_no: int) -> HttpResponse:
    """核查结果意见表 of a school: as it stands now, or as a decision (`?decision=`) lists it; `?file=docx` or
    `pdf` to take away."""
    actor = request.actor
    school = course.school(actor, school_no)
    row = None
    wanted = request.GET.get("decision", "")
    if wanted:
        pk = reading.read_optional_id(wanted)
        row = course.decision(actor, pk) if pk else None
        if row is None or row.unit_no != school.no:
            raise NotFound
    told = row.frozen if row else frozen.freeze(gates.reckon([school])[0])
    visit = next((one for one in course.inspections(school.no) if one.state == "closed"), None)
    override = next(
        (one for one in course.decisions(school.no) if one.kind == "override" and one.state == "signed"),
        None,
    )  # fmt: skip
    taken = web_papers.Taken()
    if request.GET.get("file"):
        # It goes to an office: in 简体中文 whatever the reader's language.
        with translation.override("zh-hans"):
            paper, name = _as_paper(request, _printed(school, row, visit, override, told))
        taken = web_papers.take_away(paper, name, request.GET["file"])
    if taken.response is not None:
        return taken.response
    context = {
        **_printed(school, row, visit, override, told), "pdf_fault": taken.fault, "as_of": clock.now(),
        "query": f"decision={row.pk}&" if row else "",
        "link": request.build_absolute_uri(reverse("readiness:school", args=[school.no])),
        "back_url": reverse("readiness:school", args=[school.no]),
    }  # fmt: skip
    return render(request, "readiness/print.html", context, status=taken.status)


def _printed(
    school: Any, row: Any, visit: Any, override: Any, told: dict[str, Any]
) -> dict[str, Any]:
    """What stands on the paper."""
    return {
        "school": school, "decision": row, "visit": visit, "override": override,
        "members": [
            {**one, "authority": names.AUTHORITY_NAMES[one["authority"]]}
            for one in (visit.members if visit else ())
        ],
        "kind": names.KIND_NAMES[row.kind] if row else "",
        **_listed(told, set(row.accepted) if row else set()),
    }  # fmt: skip


def _as_paper(request: Asked, printed: dict[str, Any]) -> tuple[official.Paper, str]:
    mark = _("%(name)s 打印于 %(at)s") % {
        "name": request.actor.name, "at": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}",
    }  # fmt: skip
    paper = papers.official_paper(printed, mark)
    return paper, f"{paper.title} {printed['school'].name} {clock.today().isoformat()}"
