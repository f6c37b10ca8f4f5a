"""Rolls as names of exports are held against, and what people have decided about names."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from xiaoan.directory.models import Nickname
from xiaoan.directory.queries.roll import class_rolls, contacts_of
from xiaoan.directory.rules.names import search_text
from xiaoan.directory.rules.nicknames import OnRoll
from xiaoan.kernel.actor import Actor


def rolls(actor: Actor, unit_nos: Collection[int], day: dt.date) -> dict[int, list[OnRoll]]:
    """The rolls of classes on a day without guardians: enough for most names. One statement."""
    return {
        no: [OnRoll(one.person_id, one.name, one.seat) for one in pupils]
        for no, pupils in class_rolls(actor, unit_nos, day).items()
    }


def with_kin(actor: Actor, roll: Collection[OnRoll]) -> list[OnRoll]:
    """The same pupils with their guardians' names and pinyin."""
    ids = [one.person_id for one in roll]
    kin = contacts_of(actor, ids, in_full=False)
    return [
        OnRoll(
            one.person_id, one.name, one.seat, search_text(one.name),
            tuple(who.name for who in kin.get(one.person_id, [])),
        )
        for one in roll
    ]  # fmt: skip


def known_names(unit_nos: Collection[int]) -> dict[int, dict[str, UUID | None]]:
    """Class → plain name → the pupil, or None where a person has said that it is nobody of the class."""
    found: dict[int, dict[str, UUID | None]] = defaultdict(dict)
    rows = Nickname.objects.filter(Q(unit_no__in=list(unit_nos)))
    for no, name, who in rows.values_list("unit_no", "name", "person_id"):
        found[no][name] = who
    return found
