"""A day as it stands in an address, and a day without school in a sentence."""

import datetime as dt

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.web.templatetags.web_tags import day as day_words


def read_day(text: str) -> dt.date:
    """The day of an address; NotFound for what is none, or none of the county's record."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    if not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        raise NotFound
    return day


def said_of_day(day: dt.date, off: directory.NoSchool) -> str:
    """That there is no school, why, and when there is again."""
    words = {"day": day_words(day), "why": off.why}
    if day == clock.today():
        said = _("今天,%(day)s,不上课:%(why)s。") % words
    else:
        said = _("%(day)s 不上课:%(why)s。") % words
    if off.next_day is None:
        return said + _("校历还没有排到下一个上课日。")
    return said + _("下一个上课日是 %(day)s。") % {"day": day_words(off.next_day)}
