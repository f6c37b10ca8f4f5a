"""Rounds and answers of the tests, made through the services."""

import datetime as dt
from uuid import UUID

from tests.builders import COUNTY
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.surveys import rules, services
from xiaoan.surveys.models import Round, Tally


def wanted(
    who: str = "pupils", stages: tuple[str, ...] = (), every: int | None = None
) -> rules.Wanted:
    return rules.Wanted("返校前摸排", who, stages, clock.now() + dt.timedelta(hours=12), every)


def opened(actor: Actor, unit_no: int = COUNTY, given: rules.Wanted | None = None) -> Round:
    """A round that asks; the actor's scope has been entered."""
    row = services.make_round(actor, uuid7(), unit_no, given or wanted())
    return services.open_round(actor, row.pk)


def given(row: Round, person_id: UUID, *, reason: str = "", **said: object) -> services.Given:
    return services.Given(uuid7(), row.pk, person_id, rules.Said(**said), reason)  # type: ignore[arg-type]  # as the test says


def counts(row: Round, unit_no: int) -> tuple[int, int, int, int]:
    """on roll, known, unknown, contradicted of a class."""
    one = Tally.objects.get(round_id=row.pk, unit_no=unit_no)
    return one.on_roll, one.known, one.unknown, one.contradicted
