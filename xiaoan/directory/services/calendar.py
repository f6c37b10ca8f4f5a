"""Terms, holidays, make-up days, and the exceptions of single schools.

What is past stays: people may change today and the days to come. Only the system enters the past.
"""

import datetime as dt

from django.utils.translation import gettext as _

from xiaoan.directory import rules
from xiaoan.directory.events import CalendarDayCleared, CalendarDaySet, TermRemoved, TermSet
from xiaoan.directory.models import CalendarDay, Term, Unit
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission

LONGEST_NAME = 40
LONGEST_NOTE = 100


def set_term(actor: Actor, unit_no: int, name: str, since: dt.date, until: dt.date) -> bool:
    """A stretch of teaching, both days included. The same first day again changes that term.

    False if it stood so already. Terms of one unit do not overlap; one that is over stays as it was.
    """
    unit = lock_calendar(actor, unit_no)
    name = name.strip()
    _refuse_term(name, since, until)
    old = Term.objects.filter(unit_no=unit_no, since=since).first()
    if not actor.is_system:
        _refuse_to_people(unit, old, since, until)
    if old and (old.name, old.until) == (name, until):
        return False
    others = Term.objects.filter(unit_no=unit_no).exclude(since=since)
    _refuse_overlap(since, until, {(row.since, row.until): row.name for row in others})
    Term.objects.update_or_create(
        unit_no=unit_no, since=since, defaults={"name": name, "until": until}
    )
    journal.record(actor, TermSet(school_id=0, unit_no=unit_no, since=since, until=until))
    return True


def _refuse_term(name: str, since: dt.date, until: dt.date) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("请写学期名称,不超过 40 个字。"), {"name": "missing"})
    if until < since:
        raise Invalid(
            _("结束日期 %(until)s 早于开始日期 %(since)s,请核对。")
            % {"since": since.isoformat(), "until": until.isoformat()},
            {"until": "before_since"},
        )


def _refuse_to_people(unit: Unit, old: Term | None, since: dt.date, until: dt.date) -> None:
    if unit.kind != "county":
        raise Invalid(
            _("学期由县里定。学校不同的日子,请在校历上按天另定。"), {"unit": "not_county"}
        )
    if until - since > rules.LONGEST_TERM:
        raise Invalid(_("一个学期不会超过一年,请核对年份。"), {"until": "too_long"})
    if old and old.until < clock.today():
        raise Invalid(_("“%(name)s”已经结束,不能再改。") % {"name": old.name}, {"until": "over"})
    if until < clock.today():
        raise Invalid(_("结束日期不能早于今天:过去的日子已按原来的校历报过。"), {"until": "past"})


def _refuse_overlap(
    since: dt.date, until: dt.date, others: dict[tuple[dt.date, dt.date], str]
) -> None:
    other = rules.overlapping(since, until, others)
    if other:
        raise Invalid(
            _("与“%(name)s”(%(since)s 到 %(until)s)重叠。请改日期,或先改那个学期。")
            % {
                "name": others[other],
                "since": other[0].isoformat(),
                "until": other[1].isoformat(),
            },
            {"since": "overlap"},
        )


def remove_term(actor: Actor, unit_no: int, since: dt.date) -> bool:
    """Take back a term that has not begun. False if there is none (any more)."""
    lock_calendar(actor, unit_no)
    row = Term.objects.filter(unit_no=unit_no, since=since).first()
    if row is None:
        return False
    if row.since <= clock.today():
        raise Invalid(
            _("“%(name)s”已经开始,不能删除;可以改结束日期。") % {"name": row.name},
            {"since": "begun"},
        )
    row.delete()
    journal.record(actor, TermRemoved(school_id=0, unit_no=unit_no, since=since))
    return True


def set_calendar_day(
    actor: Actor, unit_no: int, day: dt.date, is_school_day: bool, note: str, source: str = ""
) -> bool:
    """Name a day at a unit: a holiday, a make-up school day, an exception. False if it stood so."""
    unit = lock_calendar(actor, unit_no)
    note, source = note.strip(), source.strip()
    if not actor.is_system:
        _refuse_day(unit, day, note, source)
    told = {"is_school_day": is_school_day, "note": note, "source": source}
    if CalendarDay.objects.filter(unit_no=unit_no, day=day, **told).exists():
        return False
    CalendarDay.objects.update_or_create(unit_no=unit_no, day=day, defaults=told)
    journal.record(
        actor, CalendarDaySet(school_id=0, unit_no=unit_no, day=day, is_school_day=is_school_day)
    )
    return True


def set_calendar_days(
    actor: Actor,
    unit_no: int,
    since: dt.date,
    until: dt.date,
    is_school_day: bool,
    note: str,
    source: str = "",
) -> int:
    """Name several days in a row alike, each a fact of its own; gives how many changed."""
    refuse_days(actor, unit_no, since, until, note, source)
    return sum(
        set_calendar_day(actor, unit_no, day, is_school_day, note, source)
        for day in clock.days(since, until)
    )


def refuse_days(
    actor: Actor, unit_no: int, since: dt.date, until: dt.date, note: str, source: str = ""
) -> None:
    """Say beforehand what `set_calendar_days` would refuse; nothing is changed."""
    _may_set(actor, unit_no)
    unit = Unit.objects.filter(pk=unit_no).first()
    if unit is None:
        raise NotFound
    _refuse_stretch(since, until)
    if not actor.is_system:
        _refuse_day(unit, since, note.strip(), source.strip())


def _refuse_stretch(since: dt.date, until: dt.date) -> None:
    if until < since:
        raise Invalid(_("最后一天早于第一天,请核对。"), {"until": "before_since"})
    if (until - since).days >= rules.MOST_DAYS:
        raise Invalid(_("一次最多定 31 天。更长的假期请改学期的日期。"), {"until": "too_long"})


def clear_calendar_day(actor: Actor, unit_no: int, day: dt.date) -> bool:
    """Name a day no longer: the unit above, or the weekday, decides again. False if it was not named."""
    lock_calendar(actor, unit_no)
    if not actor.is_system:
        _refuse_past(day)
    gone, _rows = CalendarDay.objects.filter(unit_no=unit_no, day=day).delete()
    if gone:
        journal.record(actor, CalendarDayCleared(school_id=0, unit_no=unit_no, day=day))
    return bool(gone)


def clear_calendar_days(actor: Actor, unit_no: int, since: dt.date, until: dt.date) -> int:
    """Name several days in a row no longer, each a fact of its own; gives how many were named."""
    refuse_clearing(actor, unit_no, since, until)
    return sum(clear_calendar_day(actor, unit_no, day) for day in clock.days(since, until))


def refuse_clearing(actor: Actor, unit_no: int, since: dt.date, until: dt.date) -> None:
    """Say beforehand what `clear_calendar_days` would refuse; nothing is changed."""
    _may_set(actor, unit_no)
    _refuse_stretch(since, until)
    if not actor.is_system:
        _refuse_past(since)


def _refuse_day(unit: Unit, day: dt.date, note: str, source: str) -> None:
    if unit.kind not in rules.CALENDAR_UNITS:
        raise Invalid(_("校历按县、乡镇或学校定。一个班不上课,请登记为不需报。"), {"unit": "kind"})
    _refuse_past(day)
    if not note:
        raise Invalid(_("请写名称或原因,例如“国庆节”“大雪停课”。"), {"note": "missing"})
    if max(len(note), len(source)) > LONGEST_NOTE:
        raise Invalid(_("名称和依据都不超过 100 个字。"), {"note": "too_long"})


def _refuse_past(day: dt.date) -> None:
    if day < clock.today():
        raise Invalid(
            _("过去的日子不能改:晨午检和统计已按当天的校历记下。个别班可以登记为不需报。"),
            {"day": "past"},
        )


def lock_calendar(actor: Actor, unit_no: int) -> Unit:
    """The unit, its calendar changed by one at a time; who may not is refused."""
    _may_set(actor, unit_no)
    unit = Unit.objects.select_for_update().filter(pk=unit_no).first()
    if unit is None:
        raise NotFound
    return unit


def _may_set(actor: Actor, unit_no: int) -> None:
    if not actor.may(Permission.SET_CALENDAR, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
