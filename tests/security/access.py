"""The people of the access table, and a county in which each address names something."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import MULTIPART_CONTENT, ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver

from tests import builders
from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    COUNTY,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    MORNING,
    PRIMARY,
    TOWN,
    Universe,
    sent,
)
from tests.security import cleaned, events, procured, spotted, stock, washed
from tests.security.table import ROLES, Row
from tests.security.table_careteams import uploaded
from tests.security.table_command import stood
from tests.security.table_counselling import COUNSELLOR, counselled
from tests.security.table_delivery import told
from tests.security.table_desks import spoken
from tests.security.table_directives import directed
from tests.security.table_duties import asked
from tests.security.table_inspections import inspected
from tests.security.table_learning import learned
from tests.security.table_lessons import taught
from tests.security.table_materials import studied
from tests.security.table_notices import noticed
from tests.security.table_outreach import asked_about
from tests.security.table_public import announced
from tests.security.table_simulations import simulated
from tests.security.table_statutory import reported
from tests.security.table_surveys import ask_round
from tests.security.table_training import learnt
from xiaoan.accounts import services as accounts
from xiaoan.accounts.models import Factor, Grant, Invitation, Notice, Recovery, User
from xiaoan.accounts.queries import code_of
from xiaoan.accounts.services import notices, recovering
from xiaoan.accounts.services.notices import Told
from xiaoan.accounts.services.positions import Changed, Days, Post
from xiaoan.careteams import services as careteams
from xiaoan.careteams.rules import Asked
from xiaoan.directory import rules as numbering
from xiaoan.directory.rules.lives import When
from xiaoan.directory.rules.roll import RosterRow
from xiaoan.duties.models import Duty
from xiaoan.illness import services as illness
from xiaoan.illness.models import Absence
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.keypersons import services as keypersons
from xiaoan.keypersons.services import NewKeyPerson, NewTravel
from xiaoan.registry import services as registry
from xiaoan.registry.models import DoubtfulPair
from xiaoan.registry.services import exports, positions, transfers
from xiaoan.registry.services.pairs import park
from xiaoan.registry.services.recognising import Doubt, Other
from xiaoan.screening import services as screening
from xiaoan.screening.models import Device, Missing, Observation, Retest
from xiaoan.screening.models import Doubt as Pattern
from xiaoan.seals import services as seals
from xiaoan.verification.models import Disagreement, ListRow, Match, OutsideList, SpotCheck
from xiaoan.verification.queries.sealed import ROW_PLACE
from xiaoan.verification.services import lists

OTHER_COUNTY = 2 * COUNTY
SCHOOL, GRADE = numbering.SCHOOL, numbering.GRADE
OTHER_TOWN = numbering.ancestors(JUNIOR)[1]
CAST_HERE = {
    "L": "leader", "O": "officer", "T": "liaison", "P": "principal", "D": "doctor",
    "G": "grade_head", "C": "teacher", "S": "deputy", "U": "logistics", "A": "canteen",
    "F": "guardian",
}  # fmt: skip
CAST_ELSEWHERE = {"T": "other_liaison", "P": "other_principal", "C": "teacher_71", "K": "keeper"}
NEW = (
    ("K here", "dormitory_keeper", PRIMARY, PRIMARY + SCHOOL),
    ("L elsewhere", "county_leader", OTHER_COUNTY, OTHER_COUNTY + COUNTY),
    ("O elsewhere", "bureau_officer", OTHER_COUNTY, OTHER_COUNTY + COUNTY),
    ("D elsewhere", "school_doctor", JUNIOR, JUNIOR + SCHOOL),
    ("G elsewhere", "grade_head", builders.GRADE_7, builders.GRADE_7 + GRADE),
    ("S elsewhere", "subject_teacher", CLASS_71, CLASS_71 + 1),
    ("U elsewhere", "logistics", JUNIOR, JUNIOR + SCHOOL),
    ("A elsewhere", "canteen", JUNIOR, JUNIOR + SCHOOL),
    ("F elsewhere", "guardian", 0, 0),
    ("W here", "township_leader", TOWN, TOWN + numbering.TOWNSHIP),
    ("W elsewhere", "township_leader", OTHER_TOWN, OTHER_TOWN + numbering.TOWNSHIP),
    ("removed", "class_teacher", CLASS_11, CLASS_11 + 1),
    ("locked", "class_teacher", CLASS_11, CLASS_11 + 1),
    ("colleague", "class_teacher", CLASS_12, CLASS_12 + 1),
)
LETTERS = {401: "1", 200: "2", 403: "f", 404: "n", 405: "m", 409: "c", 422: "u"}


@dataclass(frozen=True)
class Answer:
    """What the tests compare of an answer. `page`: of what is refused as not there."""

    status_code: int
    headers: dict[str, str]
    page: str


# Django's test client without its copies of what each template was given: half of its time, and thirty
# thousand pages are asked for here. A fault of the product is the 500 that a user would see.
_serve = ClientHandler(enforce_csrf_checks=False)


@dataclass
class Town:
    """Sessions by person, and the ids that addresses name."""

    sessions: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    # What the last request of each person said to the database, without the values.
    statements: dict[tuple[str, bool], list[str]] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        for name, value in self.ids.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def ask(self, person: str, row: Row, *, absent: bool = False) -> HttpResponse:
        url = self.fill(row.absent if absent else row.address)
        if row.method != "POST":
            return self.send(person, row.method, url)
        given = row.absent_body if absent else row.body
        body = {name: self.fill(value) for name, value in given.items()}
        kind = "application/json" if row.json else MULTIPART_CONTENT
        asked = self._browser(person).post(url, body, content_type=kind)
        return cast("HttpResponse", _serve(asked.environ))

    def send(self, person: str, method: str, url: str) -> HttpResponse:
        return cast("HttpResponse", _serve(self._browser(person).generic(method, url).environ))

    def _browser(self, person: str) -> RequestFactory:
        browser = RequestFactory()
        if person in self.sessions:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        return browser


def letter(response: Answer) -> str:
    if response.status_code == 302:
        return "s" if response.headers["Location"].startswith("/sign-in/") else "3"
    return LETTERS.get(response.status_code, str(response.status_code))


def settle(universe: Universe) -> Town:
    """Accounts, sessions, a roll-call and a signal; the caller has chosen the database."""
    town, users = Town(), {}
    with acting_as(BUILDER):
        builders.unit(OTHER_COUNTY, COUNTY, None, "county", "邻县", 0)
        for role, login in CAST_HERE.items():
            users[f"{role} here"] = universe.users[login]
        for role, login in CAST_ELSEWHERE.items():
            users[f"{role} elsewhere"] = universe.users[login]
        for person, role, lo, hi in NEW:
            users[person] = _account(person, role, lo, hi)
        _end(users)
        other_child = universe.person(CLASS_71, 1)
        accounts.answer_for(BUILDER, users["F elsewhere"], JUNIOR, CLASS_71, other_child)
        for person, user in users.items():
            town.sessions[person] = builders.session_of(user)
        town.ids["factor"] = str(_factor(users["P here"]).pk)
        # The password was right; the second factor, which is there, has not been given.
        town.sessions["half"] = builders.session_of(users["P here"], "half")
        screening.submit_roll_call(BUILDER, sent(CLASS_11))
        recovering.ask(recovering.Named("teacher"))
    with acting_as(BUILDER):
        seals.seal_now(BUILDER)
        town.ids["recovery"] = str(Recovery.objects.get().pk)
        town.ids["principal"] = str(universe.users["principal"].pk)
        # Of class 1(1) at noon: the teacher and the deputy answer for it.
        duty = Duty.objects.get(unit_no=CLASS_11, slot="noon")
        town.ids["duty"] = str(duty.pk)
        town.ids["signal"] = str(events.signal().pk)
        town.ids["unusual"] = events.unusual()
        town.ids["illness"] = _illness(universe)
        town.ids["absence"] = _absence(universe)
        town.ids |= events.ordered(universe)
        town.ids |= events.watched(universe)
        town.ids |= stock.stocked()
        town.ids |= cleaned.planned()
        town.ids |= washed.washed(universe)
        town.ids |= procured.procured()
        town.ids |= spotted.cleaned(universe)
        town.ids["late"] = _late(town.ids["illness"])
        _positions(town, universe)
        town.ids |= _watched(universe)
    parts = (ask_round, directed, inspected, announced, spoken, asked_about, counselled, simulated)
    for part in parts:
        town.ids |= part(universe)
    with acting_as(BUILDER):
        counsellor = User.objects.get(login=COUNSELLOR)
        town.sessions[COUNSELLOR] = builders.session_of(counsellor)
    town.ids |= asked(universe, town.ids["duty"])
    town.ids |= stood(universe)
    for part in (learnt, studied, learned, noticed, taught, told):
        town.ids |= part(universe)
    with acting_as(universe.cast["principal"]) as principal:
        careteams.assign(principal, uuid7(), PRIMARY, Asked())
        town.ids["ledger"] = uploaded(principal, universe)
        town.ids["roster"] = str(registry.receive(principal, "roster.csv", b"x"))
        town.ids["export"] = str(
            exports.ask(principal, exports.Asked(uuid7(), PRIMARY, "xlsx", "masked", "核对"))
        )
        town.ids["pair"] = _pair(principal, universe, town.ids["roster"])
        town.ids["batch"] = str(uuid7())
        guest = universe.person(CLASS_11, 5)
        sheet = accounts.Sheet(UUID(town.ids["batch"]), CLASS_11, "guardian", [guest])
        accounts.make_invitations(principal, sheet)
        town.ids["invitation"] = str(Invitation.objects.get().pk)
        town.ids["code"] = code_of(sheet.batch_id, guest)
        town.ids["child"] = str(universe.person(CLASS_11, 3))
        leaving = universe.person(CLASS_11, 4)
        line = NewKeyPerson(universe.person(CLASS_11, 3), "respiratory", uuid7())
        town.ids["line"] = str(keypersons.open_key_person(principal, line).line_id)
        town.ids["travel"] = str(uuid7())
        keypersons.announce(
            principal,
            NewTravel(UUID(town.ids["travel"]), line.person_id, DAY, "外省", "train", "", "self"),
        )
        town.ids["transfer"] = str(transfers.offer(BUILDER, leaving, KINDERGARTEN, When(DAY)))
    with acting_as(BUILDER):
        _verification(town, universe)
    with acting_as(universe.cast["officer"]) as officer:
        town.ids |= reported(officer, PRIMARY, CLASS_11)
        town.ids |= events.filed(universe, officer)
    assert len(users) == 2 * (len(ROLES) + 1) + 3
    return town


def _watched(universe: Universe) -> dict[str, str]:
    """A missing boarder, a retest, what the deputy saw, a gate and a doubt, all of class 1(1)."""
    about = {"school_id": PRIMARY, "unit_no": CLASS_11, "day": DAY}
    child = {**about, "person_id": universe.person(CLASS_11, 6)}
    enrolled = {**child, "enrolment_id": universe.enrolment(CLASS_11, 6)}
    place = {"school_id": PRIMARY, "unit_no": PRIMARY}
    made = {
        "missing": Missing.objects.create(
            **child, room_no=builders.ROOM_1, at=MORNING, due_at=MORNING
        ),
        "retest": Retest.objects.create(
            **enrolled, at=MORNING, celsius=38, method="camera", due_at=MORNING
        ),
        "observation": Observation.objects.create(
            **enrolled, class_no=CLASS_11, at=MORNING, symptoms=2,
            by_id=universe.users["deputy"].pk,
        ),
        "device": Device.objects.create(
            **place, kind="gate", serial="S", place="东门", method="forehead", added_at=MORNING
        ),
        "doubt": Pattern.objects.create(
            school_id=PRIMARY, unit_no=CLASS_11, rule="same_second", first_day=DAY, last_day=DAY,
            figures={"days": 5, "of": 9, "second": 28800}, found_at=MORNING, seen_at=MORNING,
        ),
    }  # fmt: skip
    return {name: str(row.pk) for name, row in made.items()}


def _positions(town: Town, universe: Universe) -> None:
    """The teacher's position, a notice about it, and an appointment that the officer asks for."""
    grant = Grant.objects.get(user=universe.users["teacher"])
    town.ids["member"], town.ids["grant"] = str(grant.user_id), str(grant.pk)
    about = Changed(
        grant.pk,
        grant.user_id,
        grant.role,
        PRIMARY,
        grant.unit_no,
        grant.unit_end,
        grant.since,
        None,
    )
    notices.tell(BUILDER, [Told(grant.user_id, "appointed", about, grant.since)])
    town.ids["notice"] = str(Notice.objects.get(kind="appointed").pk)
    post = Post("bureau_officer", COUNTY)
    asked = positions.propose(
        universe.cast["officer"], universe.users["leader"].pk, post, Days(DAY)
    )
    town.ids["proposal"] = str(asked)


def _verification(town: Town, universe: Universe) -> None:
    """A matched list with a doubtful row, a disagreement about a pupil of class 1(1), and a spot check."""
    child = universe.person(CLASS_11, 3)
    found = OutsideList.objects.create(
        unit_no=COUNTY, round_id=uuid7(), kind="travel", category="household", source="移交人",
        basis="依据", paper="一号", file_name="list.csv", file_hash="-", received_at=MORNING,
        state="matched",
    )  # fmt: skip
    lists.keep(found, lists.ERRORS, b"x")
    key = uuid7()
    ListRow.objects.create(
        id=key, unit_no=COUNTY, list_id=found.pk, row_no=2, outcome="doubtful",
        content=ciphers.seal('{"name": "测试生"}', place=ROW_PLACE, row=key),
    )  # fmt: skip
    match = Match.objects.create(
        unit_no=COUNTY, list_id=found.pk, row_no=2, person_id=child, grade="doubtful",
        rule="name_near_birth",
    )  # fmt: skip
    row = Disagreement.objects.create(
        school_id=PRIMARY, unit_no=CLASS_11, class_then=CLASS_11, person_id=child,
        list_id=found.pk, round_id=found.round_id, category="household", rule="id",
        stands="silent", opened_at=MORNING, due_at=MORNING + dt.timedelta(hours=24),
    )  # fmt: skip
    spot = SpotCheck.objects.create(
        school_id=PRIMARY, unit_no=CLASS_11, sample_id=uuid7(), person_id=child,
        answer_id=uuid7(), due_at=MORNING + dt.timedelta(hours=24),
    )  # fmt: skip
    town.ids |= {
        "list": str(found.pk), "match": str(match.pk), "disagreement": str(row.pk),
        "spot": str(spot.pk),
    }  # fmt: skip


def _pair(actor: Actor, universe: Universe, import_id: str) -> str:
    """A row of class 1(1) that may be about a pupil of it."""
    other = Other(universe.person(CLASS_11, 4), "", PRIMARY, ("name_same",))
    row = RosterRow(
        2, "student", PRIMARY, CLASS_11, "N1", "测试生", "F", dt.date(2017, 3, 4), "resident", "-"
    )
    park(actor, UUID(import_id), [Doubt(row, (other,))])
    return str(DoubtfulPair.objects.get().pk)


def _account(person: str, role: str, lo: int, hi: int) -> User:
    school = numbering.school_of(lo) if 0 < hi - lo <= SCHOOL else 0
    home = school or lo
    user = accounts.open_account(
        BUILDER, accounts.NewAccount(login=person, name=person, school_id=school, unit_no=home)
    )
    accounts.grant_role(BUILDER, user, role, lo, hi, school, dt.date(2026, 8, 25))
    return user


def _end(users: dict[str, User]) -> None:
    Grant.objects.filter(user=users["removed"]).update(until=DAY)
    User.objects.filter(pk=users["locked"].pk).update(is_active=False)


def _factor(user: User) -> Factor:
    return Factor.objects.create(
        user=user, school_id=user.school_id, unit_no=user.unit_no, kind="passkey",
        credential_id=b"credential", public_key=b"key", created_at=MORNING, confirmed_at=MORNING,
    )  # fmt: skip


def _illness(universe: Universe) -> str:
    """A child of class 1(1) in the school's care."""
    found = illness.Found(universe.person(CLASS_11, 6), CLASS_11, is_absent=False, fever=True)
    (row,) = illness.open_many(BUILDER, [found], DAY)
    return str(row.pk)


def _late(illness_id: str) -> str:
    """A step about that child that came too late."""
    return str(illness.keep_late(BUILDER, illness.Done(uuid7(), UUID(illness_id), "well")))


def _absence(universe: Universe) -> str:
    """A child of class 1(1) of whom nobody knows why it is absent."""
    row = Absence.objects.create(
        school_id=PRIMARY, unit_no=CLASS_11, class_no=CLASS_11, since=DAY, slot="morning", seen_on=DAY,
        person_id=universe.person(CLASS_11, 7), opened_at=MORNING,
        due_at=MORNING + dt.timedelta(hours=24),
    )  # fmt: skip
    return str(row.pk)


def routes() -> Iterator[str]:
    """Every address of the URL conf, as patterns."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route
