"""What follows when a list was right: the answer that was not so is asked for anew, and whoever is of a key
group is followed as a key person."""

import datetime as dt

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.keypersons import queries as key_queries
from xiaoan.keypersons import services as keypersons
from xiaoan.surveys import services as surveys
from xiaoan.verification.models import Disagreement
from xiaoan.verification.queries.sealed import stays_of
from xiaoan.verification.rules import claims
from xiaoan.verification.services import declarations
from xiaoan.verification.services.declarations import Declaration

SOURCE = "list"


def denies(actor: Actor, row: Disagreement) -> Declaration | None:
    """The answer that stands by now and still says otherwise than the list; locked for `found_untrue`."""
    places = [(row.person_id, row.school_id, row.unit_no)]
    said = declarations.declared(actor, row.category, places).get(row.person_id)
    if said is None or said.says:
        return None
    surveys.hold_answer(actor, said.answer_id)
    return said


def discard(actor: Actor, row: Disagreement, found: Declaration, reason: str) -> None:
    """Have the untrue answer go, and the other side's too where it denies the same."""
    said: Declaration | None = found
    while said and said.round_id == found.round_id:
        if not surveys.found_untrue(actor, said.answer_id, reason):
            return
        said = denies(actor, row)


def follow(actor: Actor, row: Disagreement, outcome: str) -> None:
    """Follow whoever is of a key group after all. The label counts from the last day that the list tells of;
    one whose days are over already is not begun. Before the facts: a person's locks come before the journal.
    """
    if outcome not in claims.FOUND_OUT:
        return
    if actor.may(Permission.KEEP_KEY_PERSONS, row.unit_no):
        _follow(actor, row)
    else:
        with everywhere("verification") as system:
            _follow(system, row)


def _follow(who: Actor, row: Disagreement) -> None:
    today = clock.today()
    category = key_queries.pack_in_force(who, today).category(row.category)
    if category is None:
        return
    matched = row.opened_at.astimezone(clock.ZONE).date()
    since = claims.last_day(stays_of(row), matched, today)
    if not category.paper and since + dt.timedelta(days=category.days) <= today:
        return
    keypersons.open_key_person(
        who,
        keypersons.NewKeyPerson(
            person_id=row.person_id, category=row.category, source_id=row.pk, source=SOURCE,
            since=since,
        ),
    )  # fmt: skip
