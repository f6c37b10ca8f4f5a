"""What was brought in together is known from then on: of a unit, a pupil, a member of staff."""

import json
from collections.abc import Mapping

from django.db import connection

from tests.accountability.test_files import SignedIn
from tests.accountability.test_pages import At, text_of
from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, TOWN, Universe
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.screening.events import RollCallsRecorded
from xiaoan.screening.models import RollCall
from xiaoan.screening.services import bulk


def test_what_was_brought_in_together_later_is_said_to_be(
    universe: Universe, signed_in: SignedIn, at: At
) -> None:
    """A report of eight that an import brings at noon: at nine the record knew nothing of it."""
    at("08:00")
    claimed = clock.now()
    at("12:00")
    enter(BUILDER)
    values = {
        "id": uuid7(), "school_id": PRIMARY, "unit_no": CLASS_11, "day": DAY, "slot": "morning",
        "version": 1, "base": 0, "state": "current", "enrolled": 10, "expected": 10, "present": 10,
        "absent_sick": 0, "absent_personal": 0, "absent_unknown": 0, "absent_isolation": 0,
        "late_arrivals": 0, "sent_home": 0, "submitted_at": claimed, "submitted_by_id": None,
        "entry": "import", "late": False, "reason": "", "body_hash": b"x",
    }  # fmt: skip
    fact = RollCallsRecorded(
        school_id=PRIMARY, unit_no=PRIMARY, day=DAY, slot="morning", classes=1, late=0, zero=1,
        corrections=0, figures={},
    )  # fmt: skip
    bulk.load_roll_calls(BUILDER, [[values[name] for name in bulk.ROLL_CALL_COLUMNS]], [fact])
    entry = Entry.objects.get(kind="screening.roll_calls_recorded", school_id=PRIMARY)
    enter(BUILDER)
    Duty.objects.filter(
        unit_no=CLASS_11, day=DAY, slot="morning", kind="screening.rollcall"
    ).update(
        state="done",
        done_at=claimed,
        done_by_id=universe.users["teacher"].pk,
        recorded_at=clock.now(),
    )
    here = f"/accountability/past/{CLASS_11}/?day={DAY}&time="
    for time, is_later in (("09:00", True), ("12:30", False)):
        said = text_of(signed_in("officer"), f"{here}{time}")
        assert ("批量补记了 1 份,那一刻记录里还没有" in said) == is_later
        assert ("第 1 版" in said) == (not is_later)
        assert f"记录 {entry.school_id}-{entry.n}-" in said
    officer = signed_in("officer")
    for time, told in (("09:00", (0, 1)), ("13:30", (1, 0))):
        (morning, *_rest) = officer.get(f"{here}{time}").context["tallies"]
        assert (morning["in_time"], morning["missed"]) == told
        town = officer.get(f"/accountability/past/{TOWN}/?day={DAY}&time={time}").context["units"]
        assert town[0]["slots"][0]["in_time"] == told[0]
        pupil = universe.person(CLASS_11, 1)
        found = officer.get(f"/accountability/past/person/{pupil}/?day={DAY}&time={time}").context
        assert [one["slot"] for one in found["marks"]] == ["晨检"] * told[0]
        post = universe.users["teacher"].pk
        found = officer.get(f"/accountability/past/post/{post}/?day={DAY}&time={time}").context
        assert [one["changed_at"] is not None for one in found["duties"]].count(True) == told[1]


def test_what_was_brought_in_before_the_record_kept_when_says_so(
    universe: Universe, signed_in: SignedIn, at: At
) -> None:
    """A row of an old database: it lacks the moment when it was brought in."""
    at("08:00")
    claimed = clock.now()
    at("12:00")
    enter(BUILDER)
    RollCall.objects.create(
        school_id=PRIMARY, unit_no=CLASS_11, day=DAY, slot="morning", version=1, base=0,
        state="current", enrolled=10, expected=10, present=10, absent_sick=0, absent_personal=0,
        absent_unknown=0, absent_isolation=0, late_arrivals=0, sent_home=0, submitted_at=claimed,
        entry="import", late=False, reason="", body_hash=b"x",
    )  # fmt: skip
    officer, words = signed_in("officer"), "当时没有存下导入的时刻"
    pupil = universe.person(CLASS_11, 1)
    for time, is_told in (("07:00", False), ("09:00", True), ("12:30", True)):
        of = f"?day={DAY}&time={time}"
        for where in (f"past/{CLASS_11}/", f"past/person/{pupil}/"):
            assert (words in text_of(officer, f"/accountability/{where}{of}")) == is_told, where
        # Of a township as many as there are, whatever the moment: none of them can be told apart.
        town = officer.get(f"/accountability/past/{TOWN}/{of}")
        assert town.context["undated"] == 1
        assert words in town.content.decode()


def old_entry(kind: str, body: Mapping[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select journal_append(%s, %s, %s, %s, %s, %s)",
            [PRIMARY, PRIMARY, kind, "system:test", clock.now(), json.dumps(body)],
        )


def test_entries_of_an_old_journal_are_read_and_never_fail(
    universe: Universe, signed_in: SignedIn, at: At
) -> None:
    """Kinds that are no more, and payloads without what newer ones say."""
    at("09:00")
    with acting_as(BUILDER):
        for kind, body in (
            ("screening.no_more", {"x": 1}), ("screening.roll_calls_recorded", {"day": str(DAY)}),
            ("duties.escalated", {}),
        ):  # fmt: skip
            old_entry(kind, body)
    officer = signed_in("officer")
    page = officer.get(f"/accountability/course/{PRIMARY}/?day={DAY}")
    assert page.status_code == 200
    assert "screening.no_more" in page.content.decode()
    past = officer.get(f"/accountability/past/{CLASS_11}/?day={DAY}&time=09:00")
    assert past.status_code == 200
