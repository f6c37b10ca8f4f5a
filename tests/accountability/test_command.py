"""`xiaoan journal asof`: the page of tracing back as JSON; the same instant gives the same state later."""

import datetime as dt
import io
import json
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.builders import CLASS_11, COUNTY, MORNING, PRIMARY, TOWN, Universe, sent, sick
from tests.outbreaks.looks import Acting
from xiaoan.accountability.queries import as_of
from xiaoan.directory import queries as directory
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.scope import everywhere, leave
from xiaoan.screening import services as screening

pytestmark = pytest.mark.django_db

AT = "2026-11-23T07:31"


def run(unit_no: int, at: str = AT) -> dict[str, Any]:
    out = io.StringIO()
    code = directory.place(unit_no).code
    call_command("journal", "asof", "--unit", code, "--at", at, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_a_school_as_its_page_showed_it(acting: Acting, universe: Universe) -> None:
    ill = sick(universe.enrolment(CLASS_11, 1), "fever")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, ill))
    leave()
    with time_machine.travel(MORNING + dt.timedelta(minutes=2), tick=False):
        found = run(PRIMARY)
        with everywhere("tests") as actor:
            then = as_of.as_of(actor, directory.place(PRIMARY), clock.read(AT) or MORNING)
    assert found["unit"]["name"] == "实验小学"
    assert found["at"] == "2026-11-23T07:31:00+08:00"
    assert found["tallies"] == [one.__dict__ for one in then.tallies if one.due or one.excused]
    assert found["marks"] == [{"slot": "morning", "kind": "absent_sick", "count": 1}]
    (told,) = [one for one in found["checks"] if one["versions"]]
    assert (told["unit_no"], told["versions"][0]["figures"]["absent_sick"]) == (CLASS_11, 1)
    assert told["versions"][0]["entry_of_journal"].startswith(f"{PRIMARY}-")
    assert "测试生" not in json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize("unit_no", [COUNTY, TOWN, PRIMARY, CLASS_11])
def test_what_comes_later_changes_nothing(acting: Acting, universe: Universe, unit_no: int) -> None:
    leave()
    with time_machine.travel(MORNING + dt.timedelta(minutes=2), tick=False):
        before = run(unit_no)
    with time_machine.travel(MORNING + dt.timedelta(minutes=30), tick=False):
        screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
        leave()
        assert run(unit_no) == before
        assert run(unit_no, "2026-11-23T08:00:00+08:00") != {**before, "at": ""}


def test_the_look_is_on_record(universe: Universe) -> None:
    with time_machine.travel(MORNING + dt.timedelta(minutes=2), tick=False):
        run(PRIMARY)
    with everywhere("tests"):
        fact = Entry.objects.filter(kind="accountability.past_seen").latest("at")
    assert json.loads(fact.body)["then"].startswith("2026-11-2")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--unit", "nirgends", "--at", AT], 1, "has the code nirgends"),
        (["--unit", "OWN", "--at", "gestern"], 1, "write an instant as"),
        (["--unit", "OWN", "--at", "2026-11-23"], 1, "write an instant as"),
        (["--unit", "OWN", "--at", "2031-01-01T08:00"], 1, "将来的时刻"),
        (["--unit", "OWN", "--at", "1999-01-01T08:00"], 1, "was not open"),
        (["--unit", "OWN"], 2, "needs --at"),
        (["--at", AT], 2, "needs --unit"),
    ],
)
def test_what_is_wrong_is_said(universe: Universe, words: list[str], code: int, said: str) -> None:
    own = directory.place(PRIMARY).code
    given = [own if one == "OWN" else one for one in words]
    with pytest.raises(CommandError, match=said) as refused:
        call_command("journal", "asof", *given)
    assert refused.value.returncode == code
