"""What a line of a proposal may not say, each fault as the sentence that stands at its field.

Lock order: the county's openings (`hold`), the proposal, the journal.
"""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.texts import is_unfit
from xiaoan.reopening import queries, rules
from xiaoan.reopening.queries.words import stage_name

# The farthest day that is no slip of the pen (our own choice: the next school year is inside).
FARTHEST = dt.timedelta(days=400)
PLACE_KINDS = ("county", "township", "school")


def hold(office_no: int) -> None:
    """One writer of a county's opening dates at a time: two decisions about one stage cannot both
    be the next."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('reopening'), %s)", [office_no])


def user(actor: Actor) -> UUID:
    """Who acts; the system decides nothing here by itself."""
    if actor.user_id is None:
        raise Forbidden
    return actor.user_id


def require(actor: Actor, permission: Permission, office_no: int) -> None:
    """Openings are the county office's. Not in sight: not there; in sight without the right: refused."""
    if any(s.lo == office_no and permission in s.permissions for s in actor.scopes):
        return
    raise Forbidden if actor.may(Permission.SEE_OPENINGS, office_no) else NotFound


def field(line: rules.Line) -> str:
    """The form's field that a line came from."""
    return f"{'day' if line.what == 'date' else 'what'}-{line.stage}"


def faults(lines: Sequence[rules.Line]) -> dict[str, str]:
    """Field → sentence, the first fault of each field; {} where all lines can be decided."""
    current = queries.latest(queries.versions({one.place_no for one in lines}))
    places = directory.places({one.place_no for one in lines})
    found: dict[str, str] = {}
    for line in lines:
        place = places.get(line.place_no)
        said = _fault(line, place, current) if place else _("没有这个单位。请刷新后重新选择。")
        if said:
            found.setdefault(field(line), said)
    return found


def _fault(
    line: rules.Line, place: directory.Place, current: dict[tuple[int, str], queries.Opening]
) -> str:
    if line.stage not in rules.STAGES:
        return _("没有这个学段。请从表里选。")
    if place.kind not in PLACE_KINDS or not place.is_open_on(clock.today()):
        return _("%(place)s不能定开学时间:只能给全县、乡镇或在办的学校定。") % {"place": place.name}
    if place.kind == "school" and line.stage not in {
        one.code for one in rules.stages_of(place.stage)
    }:
        return _("%(place)s没有%(stage)s。请不要选这所学校,或者不填这个学段。") % {
            "place": place.name, "stage": stage_name(line.stage),
        }  # fmt: skip
    held = current.get((line.place_no, line.stage))
    return _overtaken(line, place, held) or _pointless(line, place, held) or _day_fault(line, place)


def _overtaken(line: rules.Line, place: directory.Place, held: queries.Opening | None) -> str:
    if held is None or held.no == line.base:
        return ""
    now = told(held.what, held.day)
    return _("%(place)s的%(stage)s已在 %(at)s 决定为“%(now)s”。请按现在的情况重新填写。") % {
        "place": place.name, "stage": stage_name(line.stage), "now": now,
        "at": f"{held.decided_at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}",
    }  # fmt: skip


def _pointless(line: rules.Line, place: directory.Place, held: queries.Opening | None) -> str:
    if line.what == "lifted" and place.kind == "county":
        return _("全县的时间不能“随上级”。要撤下日期,请选“暂缓,日期另行通知”。")
    if line.what != "date" and held is None and (line.what == "lifted" or place.kind == "county"):
        return _("%(place)s的%(stage)s还没有定过,不用暂缓或取消。") % {
            "place": place.name, "stage": stage_name(line.stage),
        }  # fmt: skip
    if held and (held.what, held.day) == (line.what, line.day):
        return _("%(place)s的%(stage)s现在就是这样,没有改变。") % {
            "place": place.name, "stage": stage_name(line.stage),
        }  # fmt: skip
    return ""


def _day_fault(line: rules.Line, place: directory.Place) -> str:
    if line.what != "date":
        return ""
    if line.day is None:
        return _("请填写日期,例如 2026-11-30。")
    if line.day < clock.today():
        return _("%(day)s 已经过去。请填今天或以后的日期。") % {"day": line.day.isoformat()}
    if line.day > clock.today() + FARTHEST:
        return _("%(day)s 太远了。请核对年份。") % {"day": line.day.isoformat()}
    off = directory.no_school(place.no, line.day)
    if off is None:
        return ""
    if off.next_day is None:
        return _(
            "%(day)s 在%(place)s的校历上不上课(%(why)s)。请先在校历里设好学期或上课日,再定开学时间。"
        ) % {"day": line.day.isoformat(), "place": place.name, "why": off.why}
    return _(
        "%(day)s 在%(place)s的校历上不上课(%(why)s)。下一个上学日是 %(next)s;要在当天开学,请先改校历。"
    ) % {
        "day": line.day.isoformat(), "place": place.name, "why": off.why,
        "next": off.next_day.isoformat(),
    }  # fmt: skip


def told(what: str, day: dt.date | None) -> str:
    """A decision in a word or two, for sentences."""
    if what == "date" and day:
        return day.isoformat()
    return _("暂缓") if what == "held" else _("随上级")


def words(name: str, text: str, longest: int, *, required: bool = True) -> str:
    """What was written, without blanks around; Invalid names the field."""
    said = text.strip()
    fault = ""
    if required and not said:
        fault = _("请填写。")
    elif len(said) > longest:
        fault = _("写了 %(has)s 个字,最多 %(n)s 个字。请删短。") % {"has": len(said), "n": longest}
    elif is_unfit(said):
        fault = _("有不能保存的字符。")
    if fault:
        raise Invalid(fault, {name: fault})
    return said
