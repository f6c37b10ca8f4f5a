"""Changes of membership at random, held against a plain model: who is where on each day, who guards
whom, who holds a grant, who may see whom; and a session that lost its right gets nothing any more.

Few examples each time; `XIAOAN_EXAMPLES=500` for many.
"""

import datetime as dt
import os
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.builders import (
    BUILDER,
    JUNIOR,
    PRIMARY,
    Universe,
)  # fmt: skip
from tests.registry.beside import CHILDREN, CLASSES, LOOKERS, NAMES, Beside, row
from xiaoan.accounts.models import Grant, User
from xiaoan.directory import services as roll
from xiaoan.directory.models import Guardian, Person
from xiaoan.directory.rules import school_of
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import guardians, people
from xiaoan.directory.services.guardians import NewGuardian, Rights
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.registry import tasks
from xiaoan.registry.services import transfers
from xiaoan.registry.services.transfers import Sought

humans = st.sampled_from(range(len(CHILDREN)))
schools = st.sampled_from(sorted(CLASSES))
units = st.sampled_from([unit for some in CLASSES.values() for unit in some])
days = st.sampled_from((0, 0, 1, 3))
logins = st.sampled_from([*LOOKERS, "guardian"])


class Membership(Beside):
    """What happens, in any order."""

    # --- What happens ---------------------------------------------------------------------------

    @rule(human=humans, unit=units, wait=days)
    def change_class(self, human: int, unit: int, wait: int) -> None:
        who = (human, school_of(unit))
        if who in self.person:
            on = self.day(wait)
            self.both(
                who[1],
                lambda a: people.change_class(a, self.person[who], unit, When(on)),
                lambda: self.model.change_class(who, unit, on),
                follows=True,
            )

    @rule(human=humans, school=schools, wait=days, because=st.sampled_from(("moved_away", "x")))
    def leave(self, human: int, school: int, wait: int, because: str) -> None:
        who = (human, school)
        if who in self.person:
            on = self.day(wait)
            self.both(
                school,
                lambda a: people.leave_school(a, self.person[who], because, When(on)),
                lambda: self.model.leave(who, because, on),
            )

    @rule(human=humans, unit=units, wait=days)
    def come_back(self, human: int, unit: int, wait: int) -> None:
        who = (human, school_of(unit))
        if who in self.person:
            on = self.day(wait)
            self.both(
                who[1],
                lambda a: people.return_to_school(a, self.person[who], unit, When(on)),
                lambda: self.model.come_back(who, unit, on),
                follows=True,
            )

    @rule(human=humans, school=schools)
    def withdraw_plan(self, human: int, school: int) -> None:
        who = (human, school)
        if who in self.person:
            self.both(
                school,
                lambda a: people.withdraw_plan(a, self.person[who]),
                lambda: self.model.withdraw_plan(who),
            )

    @rule(human=humans, unit=units, wait=days)
    def ask(self, human: int, unit: int, wait: int) -> None:
        to, on = school_of(unit), self.day(wait)
        tail = CHILDREN[human][2]
        sought = Sought(f"测试生{tail}", f"99010120170301{tail}")
        found: list[UUID] = []
        # The newest record of the child that is on a roll on the day or after.
        running = [
            who
            for who in self.person
            if who[0] == human
            and any(one.until is None or one.until > on for one in self.model.lives[who])
        ]
        who = max(running, key=lambda w: self.person[w], default=(human, to))

        def can() -> bool:
            if not running or who[1] == to:
                return False
            return self.model.request(who, unit, to, to, on)

        self.both(to, lambda a: found.append(transfers.ask_for(a, unit, sought, When(on))), can)
        self.note(found)

    @rule(human=humans, school=schools, wait=days)
    def offer(self, human: int, school: int, wait: int) -> None:
        who, on = (human, school), self.day(wait)
        to = JUNIOR if school == PRIMARY else PRIMARY
        found: list[UUID] = []
        if who in self.person:
            self.both(
                school,
                lambda a: found.append(transfers.offer(a, self.person[who], to, When(on))),
                lambda: (
                    self.model.may_change(who, on) and self.model.request(who, None, to, school, on)
                ),
            )
            self.note(found)

    @precondition(lambda self: self.model.requests)
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        number, one = self.one(data)
        unit = data.draw(st.sampled_from(CLASSES[one.to_school]))
        answering = one.who[1] if one.asked_by == one.to_school else one.to_school
        chosen = one.to_unit if one.asked_by == one.to_school and one.to_unit else unit
        there = (one.who[0], one.to_school)
        found: list[UUID] = []
        self.both(
            answering,
            lambda a: found.append(transfers.accept(a, self.request[number], unit)),
            lambda: self.model.accept(one, chosen),
            follows=True,
        )
        if found:
            assert self.person.setdefault(there, found[0]) == found[0]

    @precondition(lambda self: self.model.requests)
    @rule(data=st.data())
    def refuse(self, data: st.DataObject) -> None:
        number, one = self.one(data)
        answering = one.who[1] if one.asked_by == one.to_school else one.to_school

        def can() -> bool:
            fits = one.state == "asked" and one.lapses > self.model.today
            one.state = "refused" if fits else one.state
            return fits

        self.both(answering, lambda a: transfers.refuse(a, self.request[number], "满员"), can)

    @precondition(lambda self: self.model.requests)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        number, one = self.one(data)
        self.both(
            one.asked_by,
            lambda a: transfers.withdraw(a, self.request[number]),
            lambda: self.model.withdraw(one),
        )
        self.person = {who: pk for who, pk in self.person.items() if who in self.model.lives}

    @rule(school=schools, wait=days, transfers=st.booleans(), data=st.data())
    def merge(self, school: int, wait: int, transfers: bool, data: st.DataObject) -> None:
        """A roster of a school, handed in by the county's officer."""
        on = self.day(wait)
        known = [h for h in range(len(CHILDREN)) if any(w[0] == h for w in self.person)]
        said = data.draw(
            st.dictionaries(st.sampled_from(known), st.sampled_from(CLASSES[school]), min_size=1)
        )
        actor = self.universe.cast["officer"]
        enter(actor)
        rows = [row(n, school, human, unit) for n, (human, unit) in enumerate(said.items(), 2)]
        roll.merge_roster(
            actor, roll.Merge(school_no=school, since=on, rows=rows, transfers=transfers)
        )
        self.model.merge(school, said, on, transfers=transfers)
        self.model.follow()
        enter(BUILDER)
        for human in said:
            found = Person.objects.filter(
                school_id=school, id_index=roll.id_index(f"99010120170301{CHILDREN[human][2]}")
            ).first()
            if found:
                self.person.setdefault((human, school), found.pk)

    @rule(human=humans, school=schools, name=st.sampled_from(NAMES))
    def add_guardian(self, human: int, school: int, name: str) -> None:
        who = (human, school)
        if who in self.person:
            mine = self.model.guardians[who]
            new = NewGuardian(name, "亲属", f"1380000000{NAMES.index(name)}")

            def can() -> bool:
                fits = name not in [one for one, _ in mine]
                mine.extend([(name, True)] if fits else [])
                return fits

            self.both(school, lambda a: guardians.add_guardian(a, self.person[who], new), can)

    @rule(human=humans, school=schools, place=st.integers(0, 2), away=st.booleans())
    def change_guardian(self, human: int, school: int, place: int, away: bool) -> None:
        """Removed, or no longer (or once more) shown the child."""
        who = (human, school)
        mine = self.model.guardians.get(who, [])
        if place >= len(mine):
            return
        enter(BUILDER)
        row = Guardian.objects.get(person_id=self.person[who], rank=place + 1)
        sees = not mine[place][1]

        def can() -> bool:
            if away and len(mine) == 1:
                return False
            mine[place : place + 1] = [] if away else [(mine[place][0], sees)]
            return True

        def act(actor: Actor) -> None:
            if away:
                guardians.end_guardian(actor, self.person[who], row.pk)
            else:
                guardians.set_rights(actor, self.person[who], row.pk, Rights(may_see=sees))

        self.both(school, act, can)

    @rule(login=logins)
    def revoke_or_invite(self, login: str) -> None:
        """The grant ends today, or is given anew from today."""
        enter(BUILDER)
        user = self.universe.users[login]
        if self.granted[login]:
            running = Grant.objects.filter(user=user, until=None)
            running.filter(since=self.model.today).delete()
            running.update(until=self.model.today)
        else:
            scope = self.universe.cast[login].scopes[0]
            Grant.objects.create(
                user=user, role=scope.role, unit_no=scope.lo, unit_end=scope.hi,
                school_id=school_of(scope.lo) if scope.lo else 0, since=self.model.today,
            )  # fmt: skip
        self.granted[login] = not self.granted[login]
        self.look()

    @rule(login=logins)
    def lock_or_unlock(self, login: str) -> None:
        enter(BUILDER)
        self.active[login] = not self.active[login]
        User.objects.filter(pk=self.universe.users[login].pk).update(is_active=self.active[login])
        self.look()

    @rule(ahead=st.sampled_from((1, 1, 3, 15)))
    def days_go_by(self, ahead: int) -> None:
        """Each begins with the job of the night."""
        for _ in range(ahead):
            self.model.today += dt.timedelta(days=1)
            self.traveller.shift(dt.timedelta(days=1))
            tasks.begin_day(0)
            self.model.follow()
            for one in self.model.requests:
                if one.state == "asked" and one.lapses <= self.model.today:
                    one.state = "lapsed"
        # Everybody signs in anew: sessions are short.
        self.browsers = {login: self.browser(login) for login in self.granted}


def test_membership_is_what_the_model_says(db: Any, universe: Universe) -> None:
    Membership.universe = universe
    examples = int(os.environ.get("XIAOAN_EXAMPLES", "4"))
    run_state_machine_as_test(
        Membership,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            # What is found is told as it was found: making it smaller takes minutes.
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
