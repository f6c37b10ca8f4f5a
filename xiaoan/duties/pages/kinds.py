"""The kinds of duties as data: who answers, by when, along which chain; and what a county sets for itself."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries, rules
from xiaoan.duties import services as duties
from xiaoan.duties.pages.answering import asked_rows, asks, roles
from xiaoan.duties.queries import answering, kinds, overrides
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.duties.queries.words import DUE_NAMES, VALUE_NAMES, shown
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_DUTIES)
def kinds_page(request: Asked) -> HttpResponse:
    """Every kind of duty: who answers, who stands in, due when, done by what, and to whom it goes up."""
    county = directory.county()
    level = request.GET.get("level", "")
    level = level if level in rules.LEVELS else queries.ladders().level_of(county.no)
    ladders, today = queries.ladders(), clock.today()
    rows = []
    for kind in rules.CATALOGUE.kinds.values():
        ladder = ladders.ladder_at(county.no, level, today, kind.code)
        numbers = [_number(ladders, county.no, one, level, today) for one in kind.values]
        rows.append(
            {
                "kind": kind,
                "words": kinds.words_of(kind.code),
                **_posts(ladders, county.no, kind.code, level),
                "due": DUE_NAMES[kind.due],
                "numbers": numbers,
                "evidence": _evidence(ladders, county.no, kind.code, level),
                "chain": [f"{_role(r.role)} +{r.minutes}" for r in ladder],
                "url": reverse("duties:kind", args=[county.no, kind.code]) + f"?level={level}",
            }
        )
    context = {
        "rows": rows,
        "catalogue": rules.CATALOGUE,
        "levels": list(LEVEL_NAMES.items()),
        "level": level,
        "asked": asked_rows(request.actor),
        "numbers_url": reverse("duties:numbers", args=[county.no])
        if request.actor.may(Permission.SET_ESCALATION, county.no)
        else "",
    }
    return render(request, "duties/kinds.html", context)


def _role(code: str) -> str:
    return str(accounts.ROLE_NAMES[code])


def _posts(ladders: queries.Ladders, unit_no: int, code: str, level: str) -> dict[str, str]:
    """Who answers and who stands in at a level, the default beside where it is another."""
    default = answering.default_posts(code)
    found = ladders.posts(code, unit_no, level) or default
    kind = kinds.kind(code)
    return {
        "answers": roles(found[0]), "deputies": roles(found[1]),
        "default": "" if found == default else roles(default[0]),
        "fixed": str(kind.fixed) if kind else "",
    }  # fmt: skip


def _evidence(ladders: queries.Ladders, unit_no: int, code: str, level: str) -> str:
    """What is asked besides when it is done; "" for nothing."""
    found = ladders.evidence(code, unit_no, level)
    return asks(code, found) if found else ""


def _number(
    ladders: queries.Ladders, unit_no: int, value: rules.Value, level: str, day: dt.date
) -> dict[str, Any]:
    """A number in force at a level, beside the catalogue's."""
    number = ladders.at_level(value.path, unit_no, level, day)
    default = value.at(level)
    return {
        "path": value.path,
        "name": VALUE_NAMES[value.path],
        "shown": shown(value, number),
        "default": "" if number == default else shown(value, default),
        "ours": value.is_ours,
    }


@page(Permission.SET_ESCALATION, methods="GET POST")
def numbers_page(request: Asked, unit_no: int) -> HttpResponse:
    """Every number at every level: in force, by default, and what the county has set, when and why."""
    duties.require_setting(request.actor, unit_no)
    given: dict[str, str] = {}
    error = ""
    if request.method == "POST":
        given = {n: request.POST.get(n, "") for n in ("path", "level", "value", "since", "reason")}
        try:
            changed = _set(request, unit_no, given)
            messages.success(request, _("已保存。") if changed else _("本来就是这样,没有改动。"))
            return HttpResponseRedirect(reverse("duties:numbers", args=[unit_no]))
        except Invalid as refused:
            error = str(refused)
    ladders, today = queries.ladders(), clock.today()
    context = {
        "unit": directory.place(unit_no),
        "crumbs": crumbs(request.actor, unit_no),
        "levels": list(LEVEL_NAMES.items()),
        "paths": [(path, VALUE_NAMES[path]) for path in rules.VALUES],
        "rows": [
            {
                "name": VALUE_NAMES[path],
                "value": value,
                "cells": [_number(ladders, unit_no, value, level, today) for level in rules.LEVELS],
            }
            for path, value in rules.VALUES.items()
        ],
        "set": overrides.set_at(request.actor, unit_no),
        "given": {"since": today.isoformat(), **given},
        "error": error,
        "ladder_url": reverse("duties:ladder", args=[unit_no]),
    }
    return render(request, "duties/numbers.html", context, status=422 if error else 200)


def _set(request: Asked, unit_no: int, given: dict[str, str]) -> bool:
    path = given["path"]
    if path not in rules.VALUES:
        raise Invalid(_("没有这个级别或这一项。"), {"path": "unknown"})
    try:
        number = rules.VALUES[path].number(given["value"].strip())
    except ValueError:
        value = rules.VALUES[path]
        said = (
            _("请填 %(least)s 到 %(most)s 的整数(分钟)。")
            % {"least": value.least, "most": value.most}
            if value.unit == "minutes"
            else _("这个数不对:分钟和天数填整数,时刻填 18:00 这样,要不要做填 1 或 0。")
        )
        if value.law:
            said = _("法定时限只能改短。") + said
        raise Invalid(said, {"value": "range"}) from None
    wanted = duties.SetValues({path: number}, given["reason"], given["level"], _since(given))
    return duties.set_values(request.actor, unit_no, wanted)


def _since(given: dict[str, str]) -> dt.date:
    try:
        return dt.date.fromisoformat(given.get("since", ""))
    except ValueError:
        raise Invalid(_("请填起始日期。"), {"since": "missing"}) from None


@page(Permission.SET_ESCALATION, methods="GET POST")
def ladder_page(request: Asked, unit_no: int) -> HttpResponse:
    """After how many minutes a missed duty goes up, level by level."""
    duties.require_setting(request.actor, unit_no)
    level = request.POST.get("level") or request.GET.get("level", "")
    level = level if level in rules.LEVELS else rules.NORMAL
    today, errors = clock.today(), []
    given = _in_force(unit_no, level)
    words = {"since": today.isoformat(), "reason": ""}
    if request.method == "POST":
        given = _given(request, unit_no)
        words = {name: request.POST.get(name, "") for name in words}
        try:
            wanted = duties.SetValues(_minutes(given), words["reason"], level, _since(words))
            duties.set_ladder(request.actor, unit_no, wanted)
            messages.success(request, _("升级时间已保存,从起始日期到期的事起生效。"))
            return HttpResponseRedirect(reverse("duties:blind_spots"))
        except Invalid as refused:
            errors = [str(refused)]
    context = {
        "unit": {"name": directory.place(unit_no).name, "no": unit_no},
        "crumbs": crumbs(request.actor, unit_no),
        "level": level,
        "levels": list(LEVEL_NAMES.items()),
        "words": words,
        "rungs": [
            {
                "role": role,
                "level": rules.LEVEL_OF[role],
                "label": _label(role),
                "minutes": given.get(role, ""),
                "default": rules.VALUES[f"ladder.{role}"].at(level),
            }
            for role in _roles(unit_no)
        ],
        "errors": errors,
    }
    return render(request, "duties/ladder.html", context, status=422 if errors else 200)


def _roles(unit_no: int) -> list[str]:
    """Nothing that a school owes goes up to the leader of a township."""
    in_school = queries.is_in_school(unit_no)
    return [one for one in rules.LADDER_ROLES if one != rules.OPTIONAL or not in_school]


def _label(role: str) -> str:
    name = str(accounts.ROLE_NAMES[role])
    return _("%(role)s(只用于乡镇自己的事)") % {"role": name} if role == rules.OPTIONAL else name


def _given(request: Asked, unit_no: int) -> dict[str, str]:
    """What was typed; a post that a township may do without may be left as it is."""
    given = {role: request.POST.get(role, "") for role in _roles(unit_no)}
    if not given.get(rules.OPTIONAL):
        given.pop(rules.OPTIONAL, None)
    return given


def _in_force(unit_no: int, level: str) -> dict[str, str]:
    """The minutes of each role: of the usual ladder, and of the post that only townships have."""
    ladders, today = queries.ladders(), clock.today()
    rungs = ladders.ladder_at(unit_no, level, today)
    more = ladders.ladder_at(unit_no, level, today, chain=(rules.OPTIONAL,))
    return {one.role: str(one.minutes) for one in (*rungs, *more)}


def _minutes(given: dict[str, str]) -> dict[str, int]:
    found = {
        role: int(text)
        for role, text in given.items()
        if text.isascii() and text.isdigit() and len(text) < 6
    }
    if len(found) < len(given):
        raise Invalid(_("每一级都要填分钟数(整数)。"))
    return found
