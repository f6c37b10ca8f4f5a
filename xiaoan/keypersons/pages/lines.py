"""The line list, and what is done with the people that were ticked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons import queries, services
from xiaoan.keypersons.forms import ListForm, PaperForm
from xiaoan.keypersons.pages.words import list_url, options, row, valid
from xiaoan.keypersons.queries import labels
from xiaoan.keypersons.queries import lines as listing
from xiaoan.keypersons.queries.lines import PAGE, Which, home_unit
from xiaoan.keypersons.services import looking
from xiaoan.web import sheets
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.web.picking import picked
from xiaoan.web.templatetags.web_tags import day as day_words


@page(Permission.SEE_KEY_PERSONS)
def home_page(request: Asked) -> HttpResponse:
    """To the list of the widest unit in which one reads key persons."""
    unit_no = home_unit(request.actor, Permission.SEE_KEY_PERSONS)
    return HttpResponseRedirect(list_url(unit_no))


@page(Permission.SEE_KEY_PERSONS)
def lines_page(request: Asked, unit_no: int) -> HttpResponse:
    """Who is followed under a unit; the filters stand in the address."""
    actor = request.actor
    which, asked = _which(request, actor)
    offset = asked["offset"] or 0
    found = listing.lines(actor, unit_no, which, offset)
    looking.listed(actor, ((one.person_id, one.unit_no, one.kind) for one in found.rows))
    query = {name: asked[name] for name in ("state", "category", "only", "sort")}
    narrowed = any(query[name] for name in ("state", "category", "only"))
    context = {
        "unit": found.place,
        "crumbs": _crumbs(actor, unit_no),
        "as_of": clock.now(),
        "rows": [row(line) for line in found.rows],
        "total": found.total,
        "open": sum(found.open_by_category.values()),
        "overdue": found.overdue,
        "isolated": found.isolated,
        "figures": _figures(found, unit_no),
        **query,
        "states": options(labels.STATE_NAMES),
        "categories": _categories(actor, found),
        "sorts": _sorts(),
        "pager": pager(request, found.total, offset, PAGE),
        "clear_url": list_url(unit_no) if narrowed else "",
        "is_open": which.state == "open",
        **_acts(actor, unit_no, query),
    }
    return render(request, "keypersons/lines.html", context)


def _acts(actor: Actor, unit_no: int, query: dict[str, Any]) -> dict[str, Any]:
    """What the reader may do here."""
    keeps = actor.may(Permission.KEEP_KEY_PERSONS, unit_no)
    export = list_url(unit_no, "export", **query)
    return {
        "may_release": actor.may(Permission.RELEASE, unit_no),
        "may_keep": keeps,
        "add_url": reverse("keypersons:add")
        if actor.may_anywhere(Permission.KEEP_KEY_PERSONS)
        else "",
        "export_url": export if actor.may(Permission.EXPORT, unit_no) else "",
        "figures_url": reverse("keypersons:figures", args=[unit_no])
        if actor.may(Permission.SEE_BOARD, unit_no)
        else "",
        "chosen_url": reverse("keypersons:chosen", args=[unit_no]),
    }


def _which(request: Asked, actor: Actor) -> tuple[Which, dict[str, Any]]:
    form = ListForm(request.GET)
    if not form.is_valid():
        raise Invalid(_("请检查筛选条件:从列表中选。"))
    asked = form.cleaned_data
    return Which(
        state=asked["state"] or "open",
        category=asked["category"],
        overdue=asked["only"] == "overdue",
        isolated=asked["only"] == "isolated",
        carer_id=actor.user_id if asked["only"] == "mine" else None,
        sort=asked["sort"] or "due",
    ), asked


def _crumbs(actor: Actor, unit_no: int) -> list[dict[str, str]]:
    """The way down to the unit, each step with its list."""
    found = crumbs(actor, unit_no)
    for crumb, place in zip(found, listing.path_seen(actor, unit_no), strict=True):
        crumb["url"] = list_url(place.no) if place.no != unit_no else ""
    return found


def _figures(found: listing.Lines, unit_no: int) -> list[dict[str, Any]]:
    """A figure each, a link to its rows."""
    total = sum(found.open_by_category.values())
    return [
        {"label": _("跟踪中"), "value": total, "url": list_url(unit_no), "state": ""},
        {
            "label": _("随访逾期"), "value": found.overdue, "of": total,
            "url": list_url(unit_no, only="overdue"), "state": "missed" if found.overdue else "done",
        },
        {
            "label": _("隔离中"), "value": found.isolated, "of": total,
            "url": list_url(unit_no, only="isolated"), "state": "",
        },
    ]  # fmt: skip


def _categories(actor: Actor, found: listing.Lines) -> list[tuple[str, str]]:
    """The categories in force, and those of other times that still have somebody."""
    codes = [one.code for one in queries.pack_in_force(actor, clock.today()).categories]
    codes += [code for code in labels.CATEGORY_NAMES if code in found.open_by_category]
    return [
        (code, f"{queries.category_name(code)} {found.open_by_category.get(code, 0)}")
        for code in dict.fromkeys(codes)
    ]


def _sorts() -> list[tuple[str, str]]:
    return [
        ("due", _("先逾期的")), ("unit", _("按班级")), ("since", _("最近列入的")),
        ("until", _("先到期的")), ("last", _("最久没有随访的")),
    ]  # fmt: skip


@page(Permission.KEEP_KEY_PERSONS, Permission.RELEASE, methods="POST")
def chosen_page(request: Asked, unit_no: int) -> HttpResponse:
    """Release the people that were ticked with one paper, or name one carer: first shown, then done."""
    actor, post = request.actor, request.POST
    place = listing.place_listed(actor, unit_no)
    what = post.get("what", "")
    if what not in ("release", "carer"):
        raise Invalid(_("请选择要做什么。"), {"what": "unknown"})
    ids = _ids(picked(post, "line"))
    message = ""
    if post.get("confirm"):
        try:
            _act(request, what, ids)
            return HttpResponseRedirect(list_url(unit_no))
        except (Invalid, Conflict) as refused:
            message = str(refused)
    rows = listing.chosen(actor, ids)
    if len(rows) != len(ids):
        raise NotFound
    if not rows:
        messages.error(request, _("请先勾选。"))
        return HttpResponseRedirect(list_url(unit_no))
    looking.listed(actor, ((one.person_id, one.unit_no, one.kind) for one in rows))
    context = {
        "unit": place,
        "crumbs": _crumbs(actor, unit_no),
        "what": what,
        "rows": [row(line) for line in rows],
        "wants_paper": any(line.wants_paper for line in rows),
        "message": message,
        "typed": post,
        "papers": options(labels.PAPER_NAMES),
        "people": listing.possible_carers(actor, rows) if what == "carer" else [],
        "today": clock.today(),
        "back_url": list_url(unit_no),
    }
    return render(request, "keypersons/chosen.html", context, status=422 if message else 200)


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return list(dict.fromkeys(UUID(text) for text in texts))
    except ValueError:
        raise NotFound from None


def _act(request: Asked, what: str, ids: list[UUID]) -> None:
    actor, post = request.actor, request.POST
    if what == "carer":
        try:
            carer = UUID(post.get("carer", ""))
        except ValueError:
            raise Invalid(_("请选跟踪人。"), {"carer": "missing"}) from None
        n = services.assign(actor, ids, carer)
        said = ngettext("%(n)d 人换了跟踪人。", "%(n)d 人换了跟踪人。", n)
    else:
        n = services.release(actor, read_release(post, ids))
        said = ngettext("已解除 %(n)d 人。", "已解除 %(n)d 人。", n)
    messages.success(request, said % {"n": n})


def read_release(post: Any, ids: list[UUID]) -> services.NewRelease:
    """What was typed about a release, with its paper if a kind was chosen."""
    asked = valid(PaperForm(post)).cleaned_data
    paper = None
    if asked["paper"]:
        if asked["issued_on"] is None:
            raise Invalid(_("请填证明的开具日期。"), {"issued_on": "missing"})
        paper = services.NewPaper(
            asked["paper"], asked["issuer"], asked["number"], asked["issued_on"]
        )
    return services.NewRelease(tuple(ids), paper, asked["note"])


@page(Permission.EXPORT, methods="GET POST")
def export_page(request: Asked, unit_no: int) -> HttpResponse:
    """The list as a sheet, for a reason that is kept."""
    actor = request.actor
    which, asked = _which(request, actor)
    place = listing.place_listed(actor, unit_no)
    message = ""
    if request.method == "POST":
        try:
            rows = looking.export_lines(actor, unit_no, which, request.POST.get("reason", ""))
            return _sheet(actor, place.name, [row(line) for line in rows])
        except Invalid as refused:
            message = str(refused)
    query = {name: asked[name] for name in ("state", "category", "only", "sort")}
    context = {
        "unit": place, "crumbs": _crumbs(actor, unit_no), "message": message,
        "total": listing.lines(actor, unit_no, which, 0, 0).total,
        "reason": request.POST.get("reason", ""), "back_url": list_url(unit_no, **query),
    }  # fmt: skip
    return render(request, "keypersons/export.html", context, status=422 if message else 200)


def _sheet(actor: Actor, unit: str, rows: list[dict[str, Any]]) -> HttpResponse:
    now = clock.now()
    head = [
        _("学校"), _("班级"), _("姓名"), _("类别"), _("去向"), _("开始"), _("预计结束"), _("跟踪人"),
        _("上次随访"), _("下次随访"), _("状况"),
    ]  # fmt: skip
    cells = [
        [
            one["school"], one["unit"], one["name"], one["category"], one["where"],
            *(day_words(one[name]) if one[name] else "" for name in ("since", "until")),
            one["carer"], *(day_words(one[name]) if one[name] else "" for name in ("last_day", "next_due")),
            one["state_label"],
        ]
        for one in rows
    ]  # fmt: skip
    title = _("%(unit)s 重点人员台账") % {"unit": unit}
    mark = _("%(name)s %(at)s 导出") % {"name": actor.name, "at": now.strftime("%Y-%m-%d %H:%M")}
    table = sheets.Table(_("重点人员"), title, [], head, cells)
    return sheets.xlsx_response(sheets.workbook([table], mark), f"{title} {now:%Y-%m-%d}.xlsx")
