"""What is still open about an event, in lines: its contacts, and what apps above it say of theirs (wired by
wiring). Shown to whoever is about to exclude or close it.
"""

from collections.abc import Callable
from typing import TypeAlias

from django.utils.translation import gettext as _

from xiaoan.investigations.models import Contact
from xiaoan.investigations.queries import EventHead
from xiaoan.kernel.scope import everywhere

Finder: TypeAlias = Callable[[EventHead], list[str]]
_finders: list[Finder] = []


def connect(finder: Finder) -> None:
    if finder not in _finders:
        _finders.append(finder)


def left_open(head: EventHead) -> list[str]:
    """A line for each kind of thing that is open; whoever asks sees the event already."""
    with everywhere("contacts"):
        watched = Contact.objects.filter(event_id=head.id, state="watching").count()
    own = [_("%(n)s 名接触者还在观察") % {"n": watched}] if watched else []
    return own + [line for find in _finders for line in find(head)]
