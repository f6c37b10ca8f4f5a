"""What is entered about positions."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts.queries.positions import LONGEST_REASON
from xiaoan.kernel import clock
from xiaoan.registry.forms.fields import Choices, day, one_of, text

TOO_FAR = _l("日期太远,请核对年份。")


class DaysForm(forms.Form):
    """From a day to a last day; the days of a position are kept as until, not including."""

    since = day(_l("从哪天起"))
    last = day(_l("最后一天(不填为一直担任)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("since", clock.today())
        super().__init__(*args, **kwargs)

    def clean_since(self) -> dt.date:
        return self._known("since")

    def clean_last(self) -> dt.date | None:
        return self._known("last") if self.cleaned_data["last"] else None

    def _known(self, name: str) -> dt.date:
        found: dt.date = self.cleaned_data[name]
        if not clock.FIRST_DAY <= found <= clock.LAST_DAY:
            raise forms.ValidationError(TOO_FAR)
        return found

    @property
    def until(self) -> dt.date | None:
        last: dt.date | None = self.cleaned_data.get("last")
        return last + dt.timedelta(days=1) if last else None


class AppointForm(DaysForm):
    """Who takes a position."""

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"] = one_of(_l("谁来担任"), people)
        self.order_fields(["who"])


class DeputiseForm(DaysForm):
    """Who stands in, and to which day."""

    last = day(_l("代理到哪天(最后一天)"))

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"] = one_of(_l("谁来代理"), people)
        self.order_fields(["who"])


class EndForm(forms.Form):
    """From which day on somebody no longer holds a position, and why."""

    since = day(_l("从哪天起不再担任"))
    reason = text(_l("原因"), LONGEST_REASON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("since", clock.today())
        super().__init__(*args, **kwargs)


class HandOverForm(EndForm):
    """To whom a position goes, from which day on, and why."""

    since = day(_l("从哪天起由接任的人负责"))
    reason = text(_l("移交的原因"), LONGEST_REASON)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"] = one_of(_l("移交给谁"), people)
        self.order_fields(["who"])
