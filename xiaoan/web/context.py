"""The shell around every page: who is signed in, where to go, which language."""

from functools import cache, lru_cache
from typing import Any, TypeAlias

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.web import receipts

Entry: TypeAlias = tuple[str, Any, str, Permission]
# Group → (address name, words, icon, permission); the first group has no heading.
GROUPS: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            ("duties:today", _("今日待办"), "todo", Permission.MY_DUTIES),
            ("screening:children", _("我的孩子"), "child", Permission.SEE_CHILD),
            ("illness:own", _("孩子生病"), "thermometer", Permission.SEE_CHILD),
            ("notices:inbox", _("收到的通知"), "letter", Permission.SEE_CHILD),
            ("careteams:family", _("包联孩子的人"), "phone", Permission.SEE_CHILD),
            ("materials:home", _("防疫知识"), "book", Permission.READ_MATERIALS),
            ("stories:home", _("好人好事"), "deed", Permission.READ_STORIES),
            ("surveys:mine", _("替孩子回答摸排"), "answer", Permission.ANSWER_FOR_CHILD),
            ("registry:own_looks", _("谁看过孩子的资料"), "looks", Permission.SEE_CHILD),
            ("enquiries:mine", _("问学校"), "ask", Permission.ASK),
            ("counselling:family", _("心理关心"), "calm", Permission.ANSWER_SCREENING),
            ("rumours:home", _("谣言核查"), "rumour", Permission.REPORT_RUMOURS),
            ("screening:school_home", _("本校晨午检"), "school", Permission.SEE_DUTIES),
            ("overview:board", _("晨午检概览"), "board", Permission.SEE_BOARD),
            ("overview:unreported", _("未报名单"), "missing", Permission.SEE_BOARD),
            ("duties:blind_spots", _("盲点"), "spots", Permission.SEE_DUTIES),
            ("notices:home", _("通知"), "notice", Permission.WRITE_NOTICES),
            ("directives:register", _("督办"), "directive", Permission.SEE_DIRECTIVES),
            ("inspections:home", _("检查整改"), "magnifier", Permission.SEE_INSPECTIONS),
            ("reopening:home", _("开学时间"), "opening", Permission.SEE_OPENINGS),
            ("publicity:office", _("公开信息"), "public", Permission.APPROVE_PUBLIC),
            ("enquiries:desk", _("家长提问"), "mailbox", Permission.ANSWER_ENQUIRIES),
            ("enquiries:figures", _("提问答复情况"), "timely", Permission.SEE_ENQUIRIES),
            ("rumours:desk", _("谣言核查台"), "verdict", Permission.APPROVE_RUMOURS),
            ("duties:levels", _("响应级别"), "level", Permission.SEE_DUTIES),
            ("duties:kinds", _("事项与时限"), "terms", Permission.SET_ESCALATION),
            ("command:home", _("现在谁负责"), "command", Permission.SEE_COMMAND),
            ("command:mine", _("我的值班"), "watchman", Permission.STAND_DUTY),
            ("overview:search", _("查人"), "search", Permission.SEARCH_PEOPLE),
        ),
    ),
    (
        _("指挥"),
        (
            ("situation:home", _("今日态势"), "gauge", Permission.SEE_BOARD),
            ("dailyreports:home", _("日报"), "dailyreport", Permission.SEE_DAILY),
            ("briefings:home", _("晨会简报"), "briefing", Permission.SEE_BRIEFINGS),
            ("returns:home", _("报表"), "returns", Permission.SEE_RETURNS),
            ("analysis:home", _("问数据"), "askdata", Permission.ANALYSE),
        ),
    ),
    (
        _("健康"),
        (
            ("outbreaks:signals", _("异常信号"), "signal", Permission.SEE_SIGNALS),
            ("outbreaks:watch", _("监测名单"), "watch", Permission.SEE_SIGNALS),
            ("investigations:events", _("疫情事件"), "outbreak", Permission.SEE_EVENTS),
            ("statutory:reports", _("法定报告"), "report", Permission.SEE_REPORTS),
            ("measures:measures", _("防控措施"), "shield", Permission.SEE_MEASURES),
            ("measures:mine", _("我承办的措施"), "hand", Permission.CARRY_OUT),
            ("illness:home", _("因病缺勤"), "sick", Permission.SEE_ILLNESS),
            ("keypersons:returns_home", _("返校"), "return", Permission.SEE_ILLNESS),
            ("careteams:mine", _("我包联的人"), "heart", Permission.CARE_FOR_OWN),
            ("careteams:home", _("包联"), "team", Permission.SEE_CARE),
            ("screening:watch", _("健康观察"), "eye", Permission.OBSERVE),
            ("training:home", _("培训情况"), "trained", Permission.SEE_TRAINING),
            ("counselling:desk", _("心理辅导"), "counsel", Permission.COUNSEL),
            ("counselling:home", _("心理转介"), "support", Permission.SEE_IN_CARE),
            ("counselling:figures", _("心理工作数字"), "in-care", Permission.SEE_COUNSELLING),
            ("screening:rounds", _("查寝"), "bed", Permission.TAKE_ROUNDS),
            ("keypersons:home", _("重点人员"), "flag", Permission.SEE_KEY_PERSONS),
            ("keypersons:figures_home", _("重点人员数字"), "figures", Permission.SEE_BOARD),
        ),
    ),
    (
        _("物资"),
        (
            ("supplies:home", _("物资库存"), "box", Permission.SEE_SUPPLIES),
            ("demand:home", _("还能用几天"), "hourglass", Permission.SEE_SUPPLIES),
            ("procurement:home", _("请领和采购"), "cart", Permission.SEE_SUPPLIES),
            ("procurement:suppliers", _("供货单位"), "van", Permission.SEE_SUPPLIES),
            ("allocation:plans", _("统筹调配"), "share", Permission.DECIDE_ALLOCATION),
            ("equipment:home", _("设备与防护套装"), "kit", Permission.SEE_SUPPLIES),
            ("supplies:recalls", _("物资召回"), "recall", Permission.SEE_SUPPLIES),
            ("supplies:standards", _("配备标准"), "scale", Permission.SEE_SUPPLIES),
            ("demand:scenarios", _("返校设想"), "forecast", Permission.SET_STANDARD),
        ),
    ),
    (
        _("学习"),
        (
            ("lessons:home", _("网课"), "lesson", Permission.SEE_LESSONS),
            ("lessons:mine", _("孩子的网课"), "screen", Permission.ATTEND),
            ("homework:home", _("作业"), "pencil", Permission.SEE_HOMEWORK),
            ("homework:home", _("孩子的作业"), "notebook", Permission.HAND_IN),
            ("learning:home", _("学习三率"), "threebars", Permission.SEE_LEARNING),
            ("platforms:home", _("学习平台"), "plug", Permission.SET_PLATFORMS),
            ("outreach:home", _("联系家庭"), "callback", Permission.SEE_OUTREACH),
            ("dropout:home", _("控辍保学"), "stay", Permission.SEE_DROPOUT),
        ),
    ),
    (
        _("开学"),
        (
            ("readiness:home", _("开学条件"), "threshold", Permission.SEE_READINESS),
            ("schoolplans:home", _("开学方案"), "schoolplan", Permission.SEE_SCHOOL_PLANS),
            ("clearances:home", _("返校审核"), "clearance", Permission.SEE_CLEARANCES),
            ("clearances:own", _("孩子能否到校"), "maycome", Permission.SEE_CHILD),
            ("arrivals:home", _("错峰返校"), "gateway", Permission.SEE_ARRIVALS),
            ("arrivals:mine", _("孩子到校安排"), "pass", Permission.SEE_CHILD),
            ("campus:home", _("校内管理"), "table", Permission.SEE_CAMPUS),
            ("drills:home", _("应急演练"), "drill", Permission.SEE_DRILLS),
            ("simulations:home", _("开学推演"), "dice", Permission.SEE_SIMULATIONS),
        ),
    ),
    (
        _("清洁消毒"),
        (("hygiene:home", _("清洁消毒"), "spray", Permission.SEE_HYGIENE),),
    ),
    (
        _("摸排与核实"),
        (
            ("surveys:rounds", _("摸排"), "survey", Permission.SEE_SURVEYS),
            ("verification:ledger", _("核实台账"), "checked", Permission.SEE_VERIFICATION),
            ("verification:lists", _("外部名单"), "match", Permission.MATCH_LISTS),
            ("screening:doubts", _("值得核对"), "question", Permission.ACKNOWLEDGE),
        ),
    ),
    (
        _("倒查与记录"),
        (
            ("accountability:home", _("倒查"), "rewind", Permission.SEE_RECORD),
            ("accountability:files", _("倒查案卷"), "folder", Permission.KEEP_FILES),
            ("accountability:records", _("单位记录"), "ledger", Permission.SEE_RECORD),
            ("accountability:own_record", _("我的记录"), "statement", Permission.MY_DUTIES),
        ),
    ),
    (
        _("人员与学校"),
        (
            ("registry:units", _("学校与班级"), "units", Permission.KEEP_UNITS),
            ("screening:calendar_home", _("校历"), "calendar", Permission.SEE_BOARD),
            ("registry:imports", _("花名册导入"), "sheet", Permission.IMPORT_ROSTER),
            ("registry:transfers", _("转学"), "transfer", Permission.KEEP_ROLL),
            ("registry:vacancies", _("岗位"), "post", Permission.SEE_POSITIONS),
            ("registry:proposals", _("任命待确认"), "appoint", Permission.CONFIRM_POSITIONS),
            ("registry:codes_home", _("邀请码"), "key", Permission.INVITE_GUARDIANS),
            ("registry:recoveries", _("找回账号"), "lock", Permission.RECOVER_ACCOUNTS),
            ("delivery:batches", _("发送记录"), "sent", Permission.SEE_DELIVERIES),
            ("delivery:home", _("发送渠道"), "channel", Permission.KEEP_CHANNELS),
            ("seals:home", _("封存与核验"), "seal", Permission.VERIFY),
        ),
    ),
)
# Only for people whose role is held inside a school; those above have the board.
AT_SCHOOL = ("screening:school_home",)
# Not for whoever has a class alone: it comes to them as a duty, and their pages stay light.
WIDE = (
    "hygiene:home", "materials:home", "stories:home", "enquiries:desk", "rumours:home", "notices:home",
    "delivery:batches", "outreach:home", "dropout:home", "counselling:home",
    "lessons:home", "homework:home", "learning:home",
    "arrivals:home",
    "clearances:home", "campus:home",
    "readiness:home",
)  # fmt: skip
# Whose entry shows a count: asked for after the page is there, no page waits for it.
COUNTS = {"duties:today": "web:waiting", "notices:inbox": "notices:unread"}


def shell(request: HttpRequest) -> dict[str, Any]:
    """`nav` (drawn), `me`, `languages`, `demo`, `standing_url`, `receipts` for the base templates."""
    actor: Actor | None = getattr(request, "actor", None)
    known = actor is not None and actor.user_id is not None
    return {
        "nav": _nav(request, actor) if actor and known else "",
        "me": _me(actor) if actor and known else None,
        **_standing(actor if known else None),
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
        "receipts": lambda: receipts.shown(request),
    }


def _standing(actor: Actor | None) -> dict[str, str]:
    """Where the head of a page asks for the response level, and where more is said of it."""
    if actor is None or not actor.may_anywhere(Permission.MY_DUTIES):
        return {"standing_url": "", "levels_url": ""}
    more = "duties:levels" if actor.may_anywhere(Permission.SEE_DUTIES) else "duties:today"
    return {"standing_url": reverse("duties:standing"), "levels_url": reverse(more)}


def _in_a_school(actor: Actor) -> bool:
    return any(hi - lo <= numbering.SCHOOL for lo, hi in actor.reach(Permission.SEE_DUTIES))


def _me(actor: Actor) -> dict[str, Any]:
    roles = [str(ROLE_NAMES[scope.role]) for scope in actor.scopes if scope.role in ROLE_NAMES]
    return {
        "id": actor.user_id,
        "name": actor.name,
        "role": gettext("、").join(dict.fromkeys(roles)),
    }


def _nav(request: HttpRequest, actor: Actor) -> SafeString:
    """The groups in which the actor has something, each with its entries."""
    found = addresses()
    here = max((one for one in found.values() if request.path.startswith(one)), key=len, default="")
    # By icon, which each entry has to itself; two may lead to the same page, under the words of who opens it.
    icons = tuple(one[2] for _words, entries in GROUPS for one in entries if _open(actor, one))
    return _drawn(icons, here, get_language() or "")


@cache
def addresses() -> dict[str, str]:
    """Name → where it lies; the same while the product runs."""
    return {name: reverse(name) for _words, entries in GROUPS for name, *_ in entries}


@lru_cache(maxsize=2000)
def _drawn(icons: tuple[str, ...], here: str, _language: str) -> SafeString:
    """Kept: it stands on every page, twice on those of a desk, and says nothing of anybody."""
    groups = [
        {"title": title, "entries": [_entry(one, here) for one in entries if one[2] in icons]}
        for title, entries in GROUPS
    ]
    shown = [group for group in groups if group["entries"]]
    return render_to_string("web/_nav.html", {"nav": shown}) if shown else SafeString("")


def _open(actor: Actor, entry: Entry) -> bool:
    name, _words, _icon, permission = entry
    if name in WIDE and all(hi - lo == 1 for lo, hi in actor.reach(permission)):
        return False
    return actor.may_anywhere(permission) and (name not in AT_SCHOOL or _in_a_school(actor))


def _entry(entry: Entry, here: str) -> dict[str, Any]:
    name, words, icon, _permission = entry
    url = addresses()[name]
    return {
        "label": words,
        "url": url,
        "icon": icon,
        "current": url == here,
        "waiting_url": reverse(COUNTS[name]) if name in COUNTS else "",
        "is_unread": name == "notices:inbox",
    }


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
