"""Days, terms and bells as they are typed."""

import datetime as dt
import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoan.directory.rules.bells import Bell
from xiaoan.kernel.errors import Invalid

SCHOOL_OR_NOT = gettext_lazy("请选择上学还是不上学。")
A_DATE = gettext_lazy("日期请写成 2026-11-24 这样。")
_TIME = re.compile(r"([0-9]{1,2})[:：]?([0-9]{2})")
# A name, a beginning and an end, with whatever people put between the two times.
_BELL = re.compile(r"(.*?\S)\s+(\S+?)\s*(?:-|–|—|~|～|\u81f3|\u5230)\s*(\S+)")


class StretchForm(forms.Form):
    """Perhaps several days in a row: until when."""

    until = forms.DateField(required=False, error_messages={"invalid": A_DATE})


class NamedDayForm(StretchForm):
    """What a day is to be called: school or none, why, by which document."""

    is_school_day = forms.TypedChoiceField(
        choices=[("1", ""), ("0", "")],
        coerce=lambda text: text == "1",
        error_messages={"required": SCHOOL_OR_NOT, "invalid_choice": SCHOOL_OR_NOT},
    )
    note = forms.CharField(
        error_messages={"required": gettext_lazy("请写名称或原因,例如“国庆节”“大雪停课”。")}
    )
    source = forms.CharField(required=False)


class TermForm(forms.Form):
    """A stretch of teaching."""

    name = forms.CharField(
        error_messages={"required": gettext_lazy("请写学期名称,不超过 40 个字。")}
    )
    since = forms.DateField(
        error_messages={"required": gettext_lazy("请填开始日期。"), "invalid": A_DATE}
    )
    until = forms.DateField(
        error_messages={"required": gettext_lazy("请填结束日期。"), "invalid": A_DATE}
    )


def read_time(text: str) -> dt.time | None:
    """06:30, 6:30, 6：30 or 0630 (a number pad has no colon) as a time of the day; None for nothing.

    ValueError for what is none.
    """
    if not text.strip():
        return None
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return dt.time(int(found[1]), int(found[2]))


def read_bells(text: str) -> list[Bell]:
    """A line each: a name, a beginning and an end. Invalid says which line is none, and how to write it."""
    found, faults = [], []
    lines = [line.strip() for line in text.splitlines()]
    for row, line in enumerate((line for line in lines if line), start=1):
        match = _BELL.fullmatch(line)
        try:
            starts, ends = (read_time(match[n]) for n in (2, 3)) if match else (None, None)
        except ValueError:
            starts = ends = None
        if match and starts and ends:
            found.append(Bell(match[1], starts, ends))
        else:
            words = {"row": row, "line": line[:40]}
            faults.append(_("第 %(row)s 行“%(line)s”:请写成“第一节 08:30-09:10”这样。") % words)
    if faults:
        raise Invalid("\n".join(faults))
    return found


def bell_line(bell: Bell) -> str:
    """A bell as `read_bells` reads it."""
    return f"{bell.name} {bell.starts:%H:%M}-{bell.ends:%H:%M}"
