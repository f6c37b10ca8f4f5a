"""What stands around every page of an event, those of the rooms above too: its line, its title, its tabs."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.illness.queries.words import DIAGNOSIS_NAMES
from xiaoan.investigations import queries
from xiaoan.investigations.queries import EventHead, number_of
from xiaoan.investigations.queries.words import STATE_NAMES, STATE_SHAPES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.outbreaks.queries import SYNDROME_NAMES
from xiaoan.outbreaks.queries.beside import Link


def head(one: EventHead, place: str) -> dict[str, Any]:
    """An event in a line."""
    return {
        "id": one.id,
        "number": number_of(one.year, one.number),
        "title": title(one, place),
        "syndrome": SYNDROME_NAMES.get(one.syndrome, one.syndrome),
        "disease": DIAGNOSIS_NAMES.get(one.disease, ""),
        "state": one.state,
        "shape": STATE_SHAPES[one.state],
        "state_words": STATE_NAMES[one.state],
        "cases": one.cases,
        "detected_at": one.detected_at,
        "first_onset": one.first_onset,
        "last_onset": one.last_onset,
        "since": since(one),
    }


def title(one: EventHead, place: str) -> str:
    what = str(DIAGNOSIS_NAMES.get(one.disease) or SYNDROME_NAMES[one.syndrome])
    told = {"number": number_of(one.year, one.number), "place": place, "what": what}
    return _("%(number)s %(place)s %(what)s") % told


def since(one: EventHead) -> str:
    """How long ago the event was detected; of a closed one, how long it ran."""
    until = one.closed_at or clock.now()
    hours = int((until - one.detected_at).total_seconds() // 3600)
    if hours < 48:
        return _("%(n)s 小时") % {"n": max(hours, 0)}
    return _("%(n)s 天") % {"n": hours // 24}


def tabs(event_id: Any, here: str) -> list[dict[str, Any]]:
    """The pages of an event."""
    pages = (
        ("event", _("概况")), ("cases", _("病例一览表")), ("picture", _("图和罹患率")),
        ("exposures", _("暴露因素")), ("contacts", _("接触者")),
        ("measures:event", _("防控措施")), ("statutory:summary", _("总结")),
    )  # fmt: skip
    return [
        {
            "label": label,
            # What lies above an event is linked to, not known.
            "url": reverse(name if ":" in name else f"investigations:{name}", args=[event_id]),
            "here": name == here,
        }
        for name, label in pages
    ]


def beside(actor: Actor, signal_id: UUID) -> Link | None:
    """Where the event of a signal is; None where it is of none, or the actor sees no events there."""
    event_id = queries.event_of_signal(actor, signal_id)
    if event_id is None:
        return None
    found = queries.event(actor, event_id)
    told = title(found, directory.place(found.unit_no).name)
    return Link(told, reverse("investigations:event", args=[event_id]))
