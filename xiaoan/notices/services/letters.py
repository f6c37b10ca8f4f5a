"""A notice whose words another app has, sent by whoever decided there: begun and released like any other,
so that a
second person is asked where one is."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from xiaoan.kernel.actor import Actor
from xiaoan.notices import queries, rules
from xiaoan.notices.services.deciding import release
from xiaoan.notices.services.drafting import Content, Edit, NewDraft, begin_draft


@dataclass(frozen=True)
class Letter:
    """To the families of some grades (by name; none: all) of a unit. `texts`: language → (title, body);
    both ids
    are made by the caller, and the same letter under them is sent once."""

    id: UUID
    edit_id: UUID
    unit_no: int
    kind: str
    texts: Mapping[str, tuple[str, str]]
    grades: tuple[str, ...] = ()


def may_write(actor: Actor, unit_no: int) -> bool:
    """Whether the actor writes in the name of this very unit."""
    return any(one.no == unit_no for one in queries.offices(actor))


@transaction.atomic
def write(actor: Actor, given: Letter) -> str:
    """Gives the state: sending, or asked where a second person has to agree. Invalid as of any notice."""
    begin_draft(actor, NewDraft(given.id, given.unit_no))
    part = rules.Part((given.unit_no,), grades=given.grades)
    content = Content(
        given.kind, {code: rules.Text(*text) for code, text in given.texts.items()},
        rules.Audience((part,)),
    )  # fmt: skip
    return release(actor, Edit(given.edit_id, given.id, 0, content))
