"""What the tests of positions read and set up."""

import datetime as dt
from uuid import UUID

from tests.builders import BUILDER, COUNTY, DAY, Universe
from xiaoan.accounts.models import Grant, Notice
from xiaoan.directory.models import Person
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening

TUESDAY, FRIDAY = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=4)
WHY = "调往外校"


def user(universe: Universe, login: str) -> UUID:
    return universe.users[login].pk


def grant_of(universe: Universe, login: str) -> UUID:
    enter(BUILDER)
    return Grant.objects.get(user=universe.users[login], until=None).pk


def named(unit_no: int, day: dt.date = DAY) -> list[tuple[str, UUID | None, UUID | None]]:
    enter(BUILDER)
    rows = Duty.objects.filter(unit_no=unit_no, day=day).order_by("due_at")
    return list(rows.values_list("slot", "assignee_id", "deputy_id"))


def told(universe: Universe, login: str) -> list[tuple[str, str, str, int]]:
    enter(BUILDER)
    rows = Notice.objects.filter(user=universe.users[login]).order_by("at", "id")
    return list(rows.values_list("kind", "role", "other_name", "duties"))


def facts(*kinds: str) -> list[str]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind__in=kinds, actor__contains="-").order_by("school_id", "n")
    return list(rows.values_list("kind", flat=True))


def open_days(day: dt.date) -> None:
    enter(BUILDER)
    screening.open_day(BUILDER, day, (COUNTY, 2 * COUNTY))


def member_of(unit_no: int, name: str = "新来的", number: str = "T1") -> UUID:
    """Somebody on the roster of a school's staff, without an account."""
    enter(BUILDER)
    person = Person(
        school_id=unit_no, unit_no=unit_no, kind="staff", number=number, name=name, pinyin="",
        sex="F", birth_date=dt.date(1990, 1, 1), id_cipher=b"", id_index=number.encode(),
    )  # fmt: skip
    person.save(force_insert=True)
    return person.pk
