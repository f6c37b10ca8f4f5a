"""Doubtful pairs: a row and a person on record side by side, for a person to decide."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.directory.rules.roll import STUDENT, RosterRow
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.registry import queries
from xiaoan.registry import services as registry
from xiaoan.registry.services import looks
from xiaoan.web.gate import Asked, page

PAGE = 20
REASONS = {
    "id_same": _l("证件号码相同"),
    "id_near": _l("证件号码只差一两位"),
    "id_differs": _l("证件号码不同"),
    "name_same": _l("姓名相同"),
    "name_sounds": _l("姓名同音"),
    "name_rare": _l("姓名差一个生僻字"),
    "name_part": _l("姓名一长一短"),
    "name_surname": _l("名相同,姓不同"),
    "name_one": _l("姓名差一个字"),
    "name_differs": _l("姓名不同"),
    "birth_same": _l("出生日期相同"),
    "birth_swapped": _l("出生日期的数字颠倒"),
    "birth_digit": _l("出生日期差一位"),
    "birth_differs": _l("出生日期不同"),
    "guardian_same": _l("监护人姓名和电话相同"),
    "guardian_phone": _l("监护人电话相同"),
    "guardian_name": _l("监护人姓名相同"),
    "guardian_differs": _l("监护人不同"),
    "sex_differs": _l("性别不同"),
}


@page(Permission.IMPORT_ROSTER)
def pairs_page(request: Asked) -> HttpResponse:
    """What waits for a decision."""
    return _pairs_page(request)


def _pairs_page(request: Asked, message: str = "") -> HttpResponse:
    text = request.GET.get("offset", "")
    offset = whole(text)
    total, pairs = queries.open_pairs(request.actor, offset, PAGE)
    looks.pairs_seen(request.actor, [pair.other for pair in pairs if pair.other])
    units = {p.row.unit_no for p in pairs} | {p.row.school_no for p in pairs}
    units |= {n for p in pairs if p.other for n in (p.other.unit_no, p.other.school_no)}
    places = directory.places(units)
    context = {
        "crumbs": [
            {"label": _("花名册导入"), "url": reverse("registry:imports")},
            {"label": _("存疑的人"), "url": ""},
        ],
        "total": total,
        "message": message,
        "pairs": [_pair(pair, places) for pair in pairs],
        "pager": {
            "first": offset + 1,
            "last": offset + len(pairs),
            "total": total,
            "prev_url": f"?offset={max(offset - PAGE, 0)}" if offset else "",
            "next_url": f"?offset={offset + PAGE}" if offset + PAGE < total else "",
        }
        if total > PAGE
        else None,
    }
    return render(request, "registry/pairs.html", context, status=422 if message else 200)


def _pair(pair: queries.Pair, places: dict[int, directory.Place]) -> dict[str, Any]:
    other = pair.other
    row = pair.row
    guardians = [(kin.name, kin.relation, directory.masked(kin.phone)) for kin in row.kin if kin]
    told = _side(row, row.school_no, directory.masked(row.id_number), guardians, places, row.code)
    beside = (
        _side(other, other.school_no, other.id_masked, other.guardians, places, other.number)
        if other
        else {}
    )
    return {
        "url": reverse("registry:decide", args=[pair.id]),
        "row_no": row.number,
        "reasons": [REASONS[reason] for reason in pair.reasons if reason in REASONS],
        "may_join": other is not None,
        "lines": [
            {
                "label": label,
                "row": value,
                "other": beside.get(label, ""),
                "differs": bool(beside) and value != beside.get(label),
            }
            for label, value in told.items()
        ],
    }


def _side(
    one: RosterRow | directory.OnRecord,
    school_no: int,
    id_masked: str,
    guardians: Sequence[tuple[str, str, str]],
    places: dict[int, directory.Place],
    number: str,
) -> dict[str, str]:
    """One side as lines of words."""
    unit = places.get(one.unit_no)
    school = places.get(school_no)
    return {
        str(_("姓名")): one.name,
        str(_("性别")): str(directory.SEX_NAMES[one.sex]),
        str(_("出生日期")): one.birth_date.isoformat(),
        str(_("证件")): f"{directory.ID_KIND_NAMES[one.id_kind]} {id_masked}",
        str(_("学号或工号")): number,
        str(_("学校")): school.name if school else "",
        str(_("班级")): unit.name if unit and one.kind == STUDENT else "",
        str(_("监护人")): ";".join(" ".join(part for part in kin if part) for kin in guardians),
    }


@page(Permission.IMPORT_ROSTER, methods="POST")
def decide_page(request: Asked, pair_id: UUID) -> HttpResponse:
    """The same person, not the same, or later."""
    try:
        registry.decide(request.actor, pair_id, request.POST.get("decision", ""))
    except (Invalid, Conflict) as refused:
        return _pairs_page(request, str(refused))
    return HttpResponseRedirect(reverse("registry:pairs"))
