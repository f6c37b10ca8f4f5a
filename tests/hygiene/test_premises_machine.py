"""Whatever is entered, closed, excused, planned, approved: an open place is in the plan in force, excused by
name, or said to be in none, and the school owes a plan exactly while one is missing."""

import datetime as dt
import os
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import BUILDER, DAY, PRIMARY, Universe
from tests.hygiene.premises import entered
from xiaoan.duties import queries as duty_queries
from xiaoan.hygiene.models import Line, Owing, Place, Plan
from xiaoan.hygiene.queries import places, plans
from xiaoan.hygiene.rules.proposing import NewPlace
from xiaoan.hygiene.services import drafting, handing, placing
from xiaoan.hygiene.services.handing import Decision
from xiaoan.hygiene.services.placing import ManyAct
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["add", "add", "close", "reopen", "excuse", "include", "draft", "draft", "leave_out", "hand_in",
             "hand_in", "approve", "approve", "send_back", "take_back"]
        ),
        st.integers(0, 7),
    ),
    min_size=5,
    max_size=25,
)  # fmt: skip


@dataclass
class Play:
    doctor: Actor
    principal: Actor

    def run(self, name: str, n: int) -> None:
        enter(BUILDER)
        try:
            with transaction.atomic():
                getattr(self, name)(n)
        except Refusal:
            return

    def add(self, n: int) -> None:
        placing.add(self.doctor, uuid7(), PRIMARY, [NewPlace("toilet", f"厕所{n}")])

    def _act(self, what: str, n: int) -> None:
        ids = list(Place.objects.order_by("id").values_list("id", flat=True))
        day = DAY + dt.timedelta(days=n % 2)
        one = (ids[n % len(ids)],)
        placing.act(self.doctor, ManyAct(uuid7(), PRIMARY, what, one, "理由", day))

    def close(self, n: int) -> None:
        self._act("close", n)

    def reopen(self, n: int) -> None:
        self._act("reopen", n)

    def excuse(self, n: int) -> None:
        self._act("excuse", n)

    def include(self, n: int) -> None:
        self._act("include", n)

    def draft(self, _n: int) -> None:
        drafting.draft(self.doctor, uuid7(), PRIMARY)

    def leave_out(self, n: int) -> None:
        """A place is left out of what is being written, as a person might by many acts."""
        rows = Line.objects.filter(plan_id__in=Plan.objects.filter(state="draft").values("id"))
        found = list(rows.order_by("place_id").values_list("place_id", flat=True).distinct())
        if found:
            rows.filter(place_id=found[n % len(found)]).update(left_out=True, reason="停用")

    def _open(self) -> plans.PlanOf:
        found = [one for one in plans.versions(self.doctor, PRIMARY) if one.is_open]
        if not found:
            raise Refusal
        return found[0]

    def hand_in(self, _n: int) -> None:
        one = self._open()
        handing.hand_in(self.doctor, uuid7(), one.id, one.edit)

    def take_back(self, _n: int) -> None:
        handing.take_back(self.doctor, uuid7(), self._open().id)

    def approve(self, n: int) -> None:
        one, since = self._open(), DAY + dt.timedelta(days=n % 3 // 2)
        handing.decide(self.principal, Decision(uuid7(), one.id, True, "", since, one.edit))
        # What comes into force is whole on that day.
        assert self.lacking(one.id, since) == []

    def lacking(self, plan_id: UUID, day: dt.date) -> list[str]:
        """Referee, by the rows alone."""
        named = set(
            Line.objects.filter(plan_id=plan_id, left_out=False).values_list("place_id", flat=True)
        )
        return [
            row.name for row in Place.objects.all()
            if row.opened <= day and (row.closed is None or row.closed > day)
            and not (row.excused_until and row.excused_until > day) and row.pk not in named
        ]  # fmt: skip

    def send_back(self, _n: int) -> None:
        one = self._open()
        handing.decide(self.principal, Decision(uuid7(), one.id, False, "再看", None, one.edit))

    def check(self) -> None:
        """The stands of places against the rows, the counts against the list, what is owed against both."""
        in_force = [
            row for row in Plan.objects.exclude(since=None)
            if row.since and row.since <= DAY and (row.until is None or row.until > DAY)
        ]  # fmt: skip
        assert len(in_force) <= 1
        found = places.places_of([PRIMARY])
        stands = {stand: sum(one.stand == stand for one in found) for stand in places.STANDS}
        share = places.shares((PRIMARY, PRIMARY + 4096)).get(PRIMARY, places.Share())
        assert [share.planned, share.excused, share.unplanned] == list(stands.values())
        lacking = self.lacking(in_force[0].pk, DAY) if in_force else [one.name for one in found]
        unplanned = [one.name for one in found if one.stand == places.UNPLANNED]
        if in_force:
            assert sorted(unplanned) == sorted(lacking)
        about = list(Owing.objects.filter(pk=PRIMARY).values_list("about_id", flat=True))
        owed = duty_queries.open_about(BUILDER, about)
        assert bool(owed) == (not in_force or bool(unplanned))
        lines = plans.lines_in_force([PRIMARY], DAY)
        assert {one.place_id for one in lines if not one.excused} == {
            one.id for one in found if one.stand == places.PLANNED
        }


@settings(
    max_examples=int(os.environ.get("XIAOAN_EXAMPLES", "15")),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ACTS)
def test_every_open_place_is_planned_excused_or_owed(
    db: None, universe: Universe, acts: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        enter(BUILDER)
        play = Play(universe.cast["doctor"], universe.cast["principal"])
        entered(play.doctor)
        for name, n in acts:
            play.run(name, n)
            enter(BUILDER)
            play.check()
        transaction.set_rollback(True)
