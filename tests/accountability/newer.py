"""Acts of hygiene, inspections, supplies, procurement and equipment in the histories of `worlds`: what they
owe is opened, renamed, put off, done and let off through the services of each."""

import datetime as dt
from typing import Any

from tests.builders import BUILDER, PRIMARY, Universe
from tests.equipment import things
from tests.hygiene import days
from tests.inspections import rounds
from tests.procurement import paths
from tests.supplies.stores import stocked
from xiaoan.equipment import services as equipment
from xiaoan.equipment.models import Kit
from xiaoan.equipment.rules import KIT_KINDS
from xiaoan.hygiene import services as hygiene
from xiaoan.hygiene.models import Due, Plan
from xiaoan.inspections import services as inspections
from xiaoan.inspections.models import Finding
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere
from xiaoan.procurement import services as procurement
from xiaoan.procurement.models import Requisition
from xiaoan.supplies import services as supplies
from xiaoan.supplies.models import RecallStore


class Newer:
    """What each act does; `Play` says who and when."""

    universe: Universe

    def cast(self, name: str) -> Actor:
        actor = self.universe.cast[name]
        enter(actor)
        return actor

    def hazard(self, at: int) -> None:
        """An inspection finds something: somebody has to mend it by a day."""
        finder = self.cast(("principal", "doctor", "officer", "principal")[at])
        row = rounds.begun(finder)
        inspections.mark(finder, rounds.bad(row, severity=("minor", "major")[at % 2]))
        rounds.closed(finder, row)

    def _hazard(self, *states: str) -> Any:
        enter(BUILDER)
        rows = Finding.objects.filter(school_id=PRIMARY, state__in=states)
        return rows.order_by("-found_at", "-id").first()

    def renamed_hazard(self, at: int) -> None:
        row = self._hazard("open")
        to = self.universe.users[("doctor", "logistics", "doctor", "logistics")[at]].pk
        if row:
            principal = self.cast("principal")
            inspections.name_owner(principal, inspections.Naming(uuid7(), row.pk, to, "轮到"))

    def more_time(self, at: int) -> None:
        row = self._hazard("open")
        if row:
            until = row.due_at + dt.timedelta(days=1 + at)
            asker = self.cast("logistics")
            inspections.ask(asker, inspections.Ask(uuid7(), row.pk, until, "等配件"))
            grant = inspections.Act(uuid7(), row.pk)
            inspections.decide(self.cast("officer"), grant, grant=True)

    def mend(self, at: int) -> None:
        row = self._hazard("open")
        if row:
            shown = (rounds.SHOWN, inspections.Evidence(papers=(rounds.REPORT,)))[at % 2]
            inspections.answer(self.cast("logistics"), rounds.an_answer(row, shown=shown))

    def look_again(self, at: int) -> None:
        row = self._hazard("answered")
        if row:
            act = (inspections.close_finding, inspections.give_back)[at % 2]
            act(self.cast("officer"), rounds.a_check(row))

    def kit(self, at: int) -> None:
        """An empty kit is owed to be filled."""
        things.kit(self.cast("logistics"), "gate", f"校门{uuid7().hex[-6:]}")

    def fill_kit(self, at: int) -> None:
        keeper = self.cast("logistics")
        row = Kit.objects.filter(unit_no=PRIMARY, closed_at=None).order_by("-made_at").first()
        if row:
            things.stocked_for(keeper, row.template)
            figures = {item: str(n) for item, n in KIT_KINDS[row.template].items.items()}
            equipment.act_on_kit(keeper, equipment.KitAct(uuid7(), row.pk, "fill", figures))

    def close_kit(self, at: int) -> None:
        keeper = self.cast("logistics")
        row = Kit.objects.filter(unit_no=PRIMARY, closed_at=None).order_by("-made_at").first()
        if row:
            equipment.act_on_kit(keeper, equipment.KitAct(uuid7(), row.pk, "close", {}, "不用了"))

    def requisition(self, at: int) -> None:
        """Handed in: the principal owes an approval."""
        paths.submitted(self.cast("logistics"))

    def approve(self, at: int) -> None:
        row = self._requisition()
        if row:
            procurement.approve(self.cast("principal"), paths.approval(row.pk))

    def take_back(self, at: int) -> None:
        row = self._requisition()
        if row:
            back = procurement.Act(uuid7(), row.pk, row.edits, "不要了")
            procurement.withdraw(self.cast("logistics"), back)

    def _requisition(self) -> Any:
        enter(BUILDER)
        return Requisition.objects.filter(unit_no=PRIMARY, state="submitted").first()

    def recall(self, at: int) -> None:
        """A lot is stopped: the store owes an answer."""
        lot = stocked(self.cast("logistics"), batch=f"R{uuid7().hex[-6:]}")
        supplies.recall(self.cast("officer"), supplies.NewRecall(uuid7(), lot, "厂家通知"))

    def answer_recall(self, at: int) -> None:
        keeper = self.cast("logistics")
        row = RecallStore.objects.filter(unit_no=PRIMARY, answered_at=None).first()
        if row:
            supplies.answer(keeper, supplies.Answer(uuid7(), row.pk, "已封存"))

    def clean_day(self, at: int) -> None:
        """The day's disinfection is laid out, under a plan that is made the first time."""
        enter(BUILDER)
        if not Plan.objects.filter(unit_no=PRIMARY).exists():
            days.plan(days.places())
        days.laid_out(day=clock.today())

    def clean(self, at: int) -> None:
        """Every place of the day that is not told yet; of odd numbers as a phone sends it that had no network
        for a quarter of an hour."""
        pressed = clock.now() - dt.timedelta(minutes=18 * (at % 2))
        with everywhere("tests"):
            rows = Due.objects.filter(school_id=PRIMARY, day=clock.today(), state="due")
            found = list(rows)
        keeper = self.cast("logistics")
        for one in found:
            hygiene.record(keeper, days.usual(one, said_at=pressed))


COURSES = (
    ("hazard", "renamed_hazard"), ("hazard", "more_time"), ("hazard", "mend"),
    ("hazard", "mend", "look_again"), ("kit",), ("kit", "fill_kit"), ("kit", "close_kit"),
    ("requisition",), ("requisition", "approve"), ("requisition", "take_back"), ("recall",),
    ("recall", "answer_recall"), ("clean_day",), ("clean_day", "clean"),
)  # fmt: skip
ACTS = tuple(dict.fromkeys(act for course in COURSES for act in course))
