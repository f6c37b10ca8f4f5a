"""The shell around every page: who is signed in, where to go, which language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission

# address name, words, icon, permission
NAV = (
    ("duties:today", _("今日待办"), "todo", Permission.MY_DUTIES),
    ("screening:school_home", _("本校晨午检"), "school", Permission.SEE_DUTIES),
    ("screening:rounds", _("查寝"), "home", Permission.TAKE_ROUNDS),
    ("screening:watch", _("健康观察"), "sick", Permission.OBSERVE),
    ("overview:board", _("晨午检概览"), "board", Permission.SEE_BOARD),
    ("overview:unreported", _("未报名单"), "missing", Permission.SEE_BOARD),
    ("duties:blind_spots", _("盲点"), "late", Permission.SEE_DUTIES),
    ("keypersons:home", _("重点人员"), "flag", Permission.SEE_KEY_PERSONS),
    ("keypersons:figures_home", _("重点人员数字"), "board", Permission.SEE_BOARD),
    ("verification:ledger", _("核实台账"), "done", Permission.SEE_VERIFICATION),
    ("verification:lists", _("外部名单"), "sheet", Permission.MATCH_LISTS),
    ("illness:home", _("因病缺勤"), "sick", Permission.SEE_ILLNESS),
    ("outbreaks:signals", _("异常信号"), "signal", Permission.SEE_SIGNALS),
    ("surveys:rounds", _("摸排"), "sheet", Permission.SEE_SURVEYS),
    ("surveys:mine", _("替孩子回答摸排"), "edit", Permission.ANSWER_FOR_CHILD),
    ("screening:doubts", _("值得核对"), "unknown", Permission.ACKNOWLEDGE),
    ("screening:calendar_home", _("校历"), "calendar", Permission.SEE_BOARD),
    ("registry:vacancies", _("岗位"), "edit", Permission.SEE_POSITIONS),
    ("registry:proposals", _("任命待确认"), "edit", Permission.CONFIRM_POSITIONS),
    ("registry:imports", _("花名册导入"), "sheet", Permission.IMPORT_ROSTER),
    ("registry:units", _("学校与班级"), "home", Permission.KEEP_UNITS),
    ("registry:transfers", _("转学"), "forward", Permission.KEEP_ROLL),
    ("registry:codes_home", _("邀请码"), "sheet", Permission.INVITE_GUARDIANS),
    ("registry:recoveries", _("找回账号"), "phone", Permission.RECOVER_ACCOUNTS),
    ("overview:search", _("查人"), "search", Permission.SEARCH_PEOPLE),
    ("screening:children", _("我的孩子"), "child", Permission.SEE_CHILD),
    ("illness:own", _("孩子生病"), "sick", Permission.SEE_CHILD),
    ("registry:own_looks", _("谁看过孩子的资料"), "search", Permission.SEE_CHILD),
)
# Only for people whose role is held inside a school; those above have the board.
AT_SCHOOL = ("screening:school_home",)


def shell(request: HttpRequest) -> dict[str, Any]:
    """`nav`, `me`, `languages`, `demo` for the base templates."""
    actor: Actor | None = getattr(request, "actor", None)
    known = actor is not None and actor.user_id is not None
    return {
        "nav": _nav(request, actor) if actor and known else [],
        "me": _me(actor) if actor and known else None,
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
    }


def _in_a_school(actor: Actor) -> bool:
    return any(hi - lo <= numbering.SCHOOL for lo, hi in actor.reach(Permission.SEE_DUTIES))


def _names() -> tuple[str, ...]:
    return tuple(name for name, *_ in NAV)


def _me(actor: Actor) -> dict[str, Any]:
    roles = [str(ROLE_NAMES[scope.role]) for scope in actor.scopes if scope.role in ROLE_NAMES]
    return {"id": actor.user_id, "name": actor.name, "role": "、".join(dict.fromkeys(roles))}


def _nav(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    items = []
    here = max(
        (u for u in map(reverse, _names()) if request.path.startswith(u)), key=len, default=""
    )
    for name, words, icon, permission in NAV:
        if not actor.may_anywhere(permission) or (name in AT_SCHOOL and not _in_a_school(actor)):
            continue
        url = reverse(name)
        items.append(
            {
                "label": words,
                "url": url,
                "icon": icon,
                "current": url == here,
                # Asked for after the page is there: no page waits for it.
                "waiting_url": reverse("web:waiting") if name == "duties:today" else "",
            }
        )
    return items


def crumbs(actor: Actor, unit_no: int) -> list[dict[str, str]]:
    """The units above a unit that the actor sees, each with its board; the last without address."""
    above = [place for place in directory.path_to(unit_no) if actor.sees(place.no)]
    found = [
        {"label": place.name, "url": reverse("overview:board", args=[place.no])}
        if actor.may(Permission.SEE_BOARD, place.no)
        else {"label": place.name, "url": ""}
        for place in above
    ]
    if found:
        found[-1]["url"] = ""
    return found
