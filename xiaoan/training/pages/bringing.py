"""Papers of earlier trainings: one for a person, or a sheet of a school."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.training import forms, queries, services
from xiaoan.training.pages import words
from xiaoan.training.queries import units
from xiaoan.training.queries.words import PAPER_HEADS
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page, require


def _unit(request: Asked, unit_no: int) -> Place:
    """A school or office, for whoever may bring papers in there."""
    place = units.unit(request.actor, unit_no)
    if queries.seat_of(unit_no).unit_no != unit_no:
        raise NotFound
    require(request.actor, Permission.CERTIFY, unit_no)
    return place


def _named(name: str, roles: tuple[str, ...]) -> str:
    """With the posts: two people of a school may have one name."""
    said = [str(ROLE_NAMES[one]) for one in roles if one in ROLE_NAMES]
    return f"{name} · {_('、').join(said)}" if said else name


@page(Permission.CERTIFY, methods="GET POST")
def enter_page(request: Asked, unit_no: int) -> HttpResponse:
    """The form; posted: one paper of somebody in office there."""
    place = _unit(request, unit_no)
    posted = request.POST if request.method == "POST" else None
    people = units.in_office(request.actor, queries.seat_of(unit_no))
    form = forms.EnterForm(
        posted, people=[(str(pk), _named(name, roles)) for pk, name, roles in people],
        courses=list(queries.course_titles().items()),
        initial={"user_id": request.GET.get("who", ""), "course": request.GET.get("course", "")},
    )  # fmt: skip
    status, errors = (422, []) if posted is not None else (200, [])
    if posted is not None and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("course", "since", "until", "number")}
        known = {str(pk): pk for pk, _name, _roles in people}
        try:
            services.enter(
                request.actor,
                services.Earlier(
                    id=form.cleaned_data["act_id"], unit_no=unit_no,
                    user_id=known[form.cleaned_data["user_id"]], **given,
                ),
            )  # fmt: skip
            messages.success(request, _("证书已登记。"))
            return HttpResponseRedirect(reverse("training:unit", args=[unit_no]))
        except (Conflict, Invalid) as refused:
            fields = refused.fields if isinstance(refused, Invalid) else {}
            errors, status = forms.put(form, fields, str(refused)), refused.status
    context = {
        "title": _("登记以前的证书"), "sub": place.name, "errors": errors, "button": _("登记"),
        "note": _("以前参加培训拿到的证书,请核对原件后登记。"), "crumbs": words.crumbs(request, unit_no),
        "fields": list(forms.shown(form)), "act_id": form["act_id"].value() or uuid7(),
        "back_url": reverse("training:unit", args=[unit_no]),
    }  # fmt: skip
    return render(request, "training/form.html", context, status=status)


@page(Permission.CERTIFY, methods="GET POST")
def import_page(request: Asked, unit_no: int) -> HttpResponse:
    """The form; posted: the sheet is taken whole, or its faults are shown and nothing is stored."""
    place = _unit(request, unit_no)
    status, errors, read = 200, list[str](), services.Read[Any]()
    if request.method == "POST":
        status, form, file = 422, forms.ActForm(request.POST), request.FILES.get("file")
        try:
            if file is None or not form.is_valid():
                raise Invalid(_("请先选择文件。"))
            given = services.File(
                form.cleaned_data["act_id"], unit_no, file.name or "", file.read()
            )
            read = services.import_papers(request.actor, given)
            if not read.faults:
                messages.success(request, _("已登记 %(n)s 张证书。") % {"n": len(read.rows)})
                return HttpResponseRedirect(reverse("training:unit", args=[unit_no]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "title": _("导入以前的证书"), "unit": place, "crumbs": words.crumbs(request, unit_no),
        "errors": errors, "act_id": uuid7(), **words.read(read),
        "heads": list(services.plain(PAPER_HEADS).values()),
        "template_url": reverse("training:template"),
        "note": _("按姓名对到本单位在岗的人;同名的要填岗位。有一行错,就一行也不导入。"),
        "back_url": reverse("training:unit", args=[unit_no]),
    }  # fmt: skip
    return render(request, "training/import.html", context, status=status)


@page(Permission.CERTIFY)
def template_page(request: Asked) -> HttpResponse:
    """The sheet to fill in, with one line as an example."""
    county = directory.county().name
    with override("zh-hans"):
        title = _("以前的培训证书")
        example: list[sheets.Cell] = [
            _("张三"), _("后勤人员"), next(iter(queries.course_titles().values())), "2026-09-01",
            "2027-08-31", f"{county}-2026-001",
        ]  # fmt: skip
        table = sheets.Table(
            title, title, [], list(services.plain(PAPER_HEADS).values()), [example]
        )
        return sheets.xlsx_response(sheets.workbook([table], ""), f"{title}.xlsx")
