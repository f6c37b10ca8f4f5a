"""What a person is told about their own positions and account, in a sentence each; until they have
read it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import positions
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.web.templatetags.web_tags import day

WORDS = {
    "appointed": _l("您担任%(post)s,从 %(since)s 起。"),
    "deputises": _l("您代理%(name)s的岗位:%(post)s,从 %(since)s 起,到 %(last)s 自动结束。"),
    "deputised": _l("%(name)s代理您的岗位:%(post)s,从 %(since)s 起,到 %(last)s 自动结束。"),
    "ended": _l("您的岗位已结束:%(post)s,从 %(since)s 起不再负责。"),
    "gave": _l("您的岗位已移交给%(name)s:%(post)s,从 %(since)s 起。"),
    "took": _l("您接任%(name)s的岗位:%(post)s,从 %(since)s 起。"),
    "lost": _l(
        "%(since)s 有人申请找回您的账号。不是您本人,请马上到“我的账号”取消,并告诉校长或教育局。"
    ),
    "recovered": _l(
        "%(name)s于 %(since)s 核对后同意找回您的账号:密码已换新,其他设备已退出,第二道验证已清除。"
        "不是您本人办的,请马上告诉校长或教育局。"
    ),
}
# How the duties that moved are told, to the one who gave and to the one who took.
MOVED = {
    "gave": _l("%(n)s 项待办已由您移交给%(name)s。"),
    "took": _l("%(n)s 项待办已由%(name)s移交给您。"),
    "ended": _l("%(n)s 项待办已不再由您负责。"),
    "appointed": _l("%(n)s 项待办现在由您负责。"),
    "deputises": _l("%(n)s 项待办已由%(name)s移交给您。"),
    "deputised": _l("%(n)s 项待办已由您移交给%(name)s。"),
}


def own_notices(actor: Actor) -> list[dict[str, Any]]:
    """The unread notices of the actor, as `web/_notices.html` shows them."""
    found = positions.notices(actor)
    places = directory.places({n for one in found for n in (one.unit_no, one.school_id)})
    return [_notice(one, places) for one in found]


def _notice(one: positions.Said, places: dict[int, directory.Place]) -> dict[str, Any]:
    at = [one.school_id, one.unit_no] if one.school_id != one.unit_no else [one.unit_no]
    where = " ".join(places[no].name for no in at if no in places)
    role = accounts.ROLE_NAMES.get(one.role, "")
    values = {
        "post": _("%(unit)s %(role)s") % {"unit": where, "role": role},
        "name": one.other_name,
        "since": day(one.since),
        "last": day(last_day(one.until)) if one.until else "",
        "n": one.duties,
    }
    return {
        "id": one.id,
        "words": str(WORDS[one.kind]) % values,
        "moved": str(MOVED[one.kind]) % values if one.duties else "",
    }


def last_day(until: dt.date | None) -> dt.date | None:
    """The last day of what runs until, not including, a day."""
    return until - dt.timedelta(days=1) if until else None
