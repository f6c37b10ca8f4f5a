"""The services on the database beside a plain model of membership: how both act, what must be so."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import time_machine
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
)

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    CLASS_71,
    CLASS_72,
    DAY,
    JUNIOR,
    MORNING,
    PRIMARY,
    Universe,
    session_of,
)  # fmt: skip
from tests.registry.membership import Model, Request, Stretch, Who
from xiaoan.accounts import queries as accounts
from xiaoan.accounts.models import Session
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Guardian
from xiaoan.directory.rules import school_of
from xiaoan.directory.rules.roll import STUDENT, RosterRow
from xiaoan.journal import queries as journal
from xiaoan.kernel import clock, scope
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound, Refusal
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter
from xiaoan.registry.models import Transfer
from xiaoan.registry.queries import lives

TERM = dt.date(2026, 8, 25)
# Three children: two of class 1(1), of whom the first has a guardian with an account; one of class 7(1).
CHILDREN = ((CLASS_11, 1, "0001"), (CLASS_11, 2, "0002"), (CLASS_71, 9, "0409"))
CLASSES = {PRIMARY: (CLASS_11, CLASS_12, CLASS_21), JUNIOR: (CLASS_71, CLASS_72)}
KEEPERS = {PRIMARY: "principal", JUNIOR: "other_principal"}
# Who looks, and at which class the page is.
LOOKERS = {
    "principal": CLASS_11, "teacher": CLASS_11, "teacher_12": CLASS_12, "other_principal": CLASS_72,
    "teacher_71": CLASS_71,
}  # fmt: skip
NAMES = ("王一", "王二", "王三")


class Beside(RuleBasedStateMachine):
    """The services on the database beside the model."""

    universe: Universe

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(MORNING, tick=False)
        self.traveller = self.clock.start()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        with connection.cursor() as cursor:
            # For pages: here the model works in between.
            cursor.execute("set local idle_in_transaction_session_timeout = '10min'")
        enter(BUILDER)
        self.model = Model(DAY)
        self.turn = 0
        self.person: dict[Who, UUID] = {}
        self.request: dict[int, UUID] = {}
        for human, (unit, seat, _tail) in enumerate(CHILDREN):
            who = (human, school_of(unit))
            self.person[who] = self.universe.person(unit, seat)
            self.model.lives[who] = [Stretch(unit, TERM)]
            self.model.unit[who] = unit
            self.model.guardians[who] = []
        self.model.wards = {(0, PRIMARY)}
        self.granted = dict.fromkeys((*LOOKERS, "guardian"), True)
        self.active = dict.fromkeys((*LOOKERS, "guardian"), True)
        self.browsers = {login: self.browser(login) for login in self.granted}

    def teardown(self) -> None:
        try:
            self.look()
            enter(BUILDER)
            _count, breaks = journal.verify()
            assert breaks == []
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            self.clock.stop()

    # --- What must be so ------------------------------------------------------------------------

    @invariant()
    def classes_are_those_of_the_model_on_any_day(self) -> None:
        enter(BUILDER)
        ids = {pk: who for who, pk in self.person.items()}
        for unit in (unit for some in CLASSES.values() for unit in some):
            for ahead in (-30, -1, 0, 1, 4):
                day = self.model.today + dt.timedelta(days=ahead)
                found = directory.class_roll(BUILDER, unit, day)
                mine = [ids[one.person_id] for one in found if one.person_id in ids]
                assert sorted(mine) == sorted(self.model.on(unit, day)), (unit, day)

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        for ahead in range(-3, 6):
            day = self.model.today + dt.timedelta(days=ahead)
            there = [
                who[0]
                for some in CLASSES.values()
                for unit in some
                for who in self.model.on(unit, day)
            ]
            assert len(there) == len(set(there)), day

    @invariant()
    def each_sees_whom_the_model_says(self) -> None:
        for login in LOOKERS:
            actor = self._actor(login)
            reach = self.universe.cast[login].intervals
            # By name, as in the page of the search; all children of the tests are called so.
            where = scope.inside(actor.reach(Permission.SEARCH_PEOPLE))
            found = {one["id"] for one in directory.people_named(actor, where, "测试生", 1000)}
            seen = {who for who, pk in self.person.items() if pk in found}
            inside = {
                who
                for who in self.person
                if any(lo <= self.model.unit[who] < hi for lo, hi in reach)
            }
            assert seen == (inside if self._holds(login) else set()), login
            # One of them by the address of the page, in turn.
            who = sorted(self.person)[self.turn % len(self.person)]
            assert self._sees_life(actor, who) == (who in seen), (login, who)
        self.turn += 1
        actor = self._actor("guardian")
        wards = {self.person[who] for who in self.model.wards} if self._holds("guardian") else set()
        assert set(actor.people) == wards

    def _sees_life(self, actor: Actor, who: Who) -> bool:
        try:
            lives.life(actor, self.person[who])
        except NotFound:
            return False
        return True

    def look(self) -> None:
        """A session shows what its person may see now, from its next request on. None ends by time here."""
        enter(BUILDER)
        Session.objects.update(started_at=clock.now(), seen_at=clock.now())
        for login, browser in self.browsers.items():
            address = f"/registry/classes/{LOOKERS.get(login)}/"
            status = browser.get(
                address if login in LOOKERS else "/screening/children/"
            ).status_code
            known = 302 if not self.active[login] else 404 if not self.granted[login] else 200
            assert (login, status) == (login, known)

    @invariant()
    def requests_and_guardians_are_those_of_the_model(self) -> None:
        enter(BUILDER)
        for number, one in enumerate(self.model.requests):
            assert Transfer.objects.get(pk=self.request[number]).state == one.state
        for who, mine in self.model.guardians.items():
            rows = Guardian.objects.filter(person_id=self.person[who], until=None).order_by("rank")
            assert list(rows.values_list("name", "may_see")) == mine

    # --- How ------------------------------------------------------------------------------------

    def both(
        self,
        school: int,
        act: Callable[[Actor], object],
        can: Callable[[], bool],
        *,
        follows: bool = False,
    ) -> None:
        """The service by the head of the school, and the model: both do it, or neither."""
        login = KEEPERS[school]
        actor = self._actor(login)
        before = Enrolment.objects.count()
        done = True
        try:
            with transaction.atomic():
                act(actor)
        except Refusal:
            done = False
            enter(actor)
            assert Enrolment.objects.count() == before
        expected = self._holds(login) and can()
        assert done == expected
        if follows and done:
            self.model.follow()

    def _holds(self, login: str) -> bool:
        return self.granted[login] and self.active[login]

    def _actor(self, login: str) -> Actor:
        return accounts.actor_of_job(self.universe.cast[login].user_id or UUID(int=0))

    def day(self, wait: int) -> dt.date:
        return self.model.today + dt.timedelta(days=wait)

    def note(self, found: list[UUID]) -> None:
        if found:
            self.request[len(self.model.requests) - 1] = found[0]

    def one(self, data: st.DataObject) -> tuple[int, Request]:
        number = data.draw(st.integers(0, len(self.model.requests) - 1))
        return number, self.model.requests[number]

    def browser(self, login: str) -> Client:
        actor = self.universe.cast[login]
        enter(actor)
        browser = Client()
        key = session_of(self.universe.users[login])
        browser.cookies[django_settings.SESSION_COOKIE_NAME] = key
        return browser


def row(number: int, school: int, human: int, unit: int) -> RosterRow:
    _unit, seat, tail = CHILDREN[human]
    return RosterRow(
        number=number, kind=STUDENT, school_no=school, unit_no=unit, code=f"2026{tail}",
        name=f"测试生{tail}", sex="MF"[seat % 2], birth_date=dt.date(2017, 3, seat),
        id_kind="resident", id_number=f"99010120170301{tail}",
    )  # fmt: skip
