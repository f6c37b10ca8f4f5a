"""A briefing: made each morning and when asked, of what is on record, the same for all who read it."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.builders import (
    CLASS_11,
    COUNTY,
    DAY,
    MORNING,
    PRIMARY,
    RIVER,
    TOWN,
    Universe,
    sent,
    sick,
)
from tests.outbreaks.looks import Acting
from xiaoan.briefings import queries, services, tasks
from xiaoan.briefings.models import Briefing
from xiaoan.briefings.queries import telling
from xiaoan.briefings.queries.choosing import digest_of, last_day
from xiaoan.duties import services as duties
from xiaoan.duties.queries.levels import Grounds
from xiaoan.indicators import queries as indicators
from xiaoan.indicators import services as figures
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import system
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.screening import services as screening

SignedIn = Callable[[str], Client]
SYSTEM = system("briefings")
TUESDAY = MORNING + dt.timedelta(days=1)


def a_day_with_fever(universe: Universe, acting: Acting) -> None:
    """Monday: three of ten are ill; on Tuesday morning the day is over and kept."""
    marks = [sick(universe.enrolment(CLASS_11, seat), "fever") for seat in (1, 2, 3)]
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, *marks))
    enter(SYSTEM)
    figures.refresh(SYSTEM, DAY)


def made(acting: Acting, who: str = "officer", unit_no: int = COUNTY) -> Briefing:
    given = uuid7()
    for _ in range(2):
        services.make(acting(who), given, unit_no)
    return queries.seen(acting(who), given)


@pytest.mark.parametrize(("hour", "day"), [(7, 22), (11, 22), (12, 23), (18, 23)])
def test_before_midday_it_is_about_yesterday(hour: int, day: int) -> None:
    assert last_day(MORNING.replace(hour=hour)) == dt.date(2026, 11, day)


def test_nothing_on_record_says_so(acting: Acting) -> None:
    row = made(acting)
    assert (row.content["changes"], row.content["risks"], row.content["decisions"]) == ([], [], [])
    said = [part["none"] for part in telling.parts(row.content)]
    assert said == ["没有达到列入线的变化。", "按现有规则没有风险提示。", "没有等待决定的事项。"]


def test_every_figure_is_that_of_indicators(universe: Universe, acting: Acting) -> None:
    a_day_with_fever(universe, acting)
    with time_machine.travel(TUESDAY, tick=False):
        row = made(acting)
    enter(SYSTEM)
    again = indicators.of_unit(SYSTEM, COUNTY, DAY)
    told = [one["now"] for one in row.content["risks"] if one["now"]]
    assert told
    for one in told:
        assert one["day"] == DAY.isoformat()
        assert (one["num"], one["den"], one["unknown"]) == (
            again[one["key"]].num, again[one["key"]].den, again[one["key"]].unknown,
        )  # fmt: skip
    assert row.digest == digest_of(row.content)
    keys = [one["key"] for one in row.content["risks"]]
    assert keys[0] == "rollcall.fever"
    fact = json.loads(Entry.objects.get(kind="briefings.made").body)
    assert (fact["digest"], fact["risks"]) == (row.digest, len(keys))


def test_a_change_is_told_with_both_values(universe: Universe, acting: Acting) -> None:
    a_day_with_fever(universe, acting)
    with time_machine.travel(TUESDAY.replace(hour=13), tick=False):
        enter(SYSTEM)
        screening.open_day(SYSTEM, TUESDAY.date(), (COUNTY, 2 * COUNTY))
        screening.submit_roll_call(acting("teacher"), sent(CLASS_11, day=TUESDAY.date()))
        enter(SYSTEM)
        figures.refresh(SYSTEM, TUESDAY.date())
        row = made(acting)
    said = telling.parts(row.content)[0]["lines"]
    assert said[0]["text"] == (
        "发热学生:11月24日 0.0%(0/10),比前一次(11月23日,30.0%(3/10))下降 30.0 个百分点。"
    )
    assert said[0]["rule"] == "变化达到 0.2 个百分点 才列入,权重 4"
    with translation.override("en"):
        assert telling.change_words(row.content["changes"][0])


def test_the_worker_makes_each_once_a_morning(universe: Universe, acting: Acting) -> None:
    enter(SYSTEM)
    places = services.places_of_morning(SYSTEM)
    assert [one.no for one in places] == [COUNTY, TOWN, RIVER]
    assert [services.make_morning(SYSTEM, one) for one in places] == [True, True, True]
    assert [services.make_morning(SYSTEM, one) for one in places] == [False, False, False]
    with pytest.raises(Forbidden):
        services.make_morning(acting("officer"), places[0])
    assert tasks.make_morning.name == "briefings.make_morning"


def test_what_waits_is_for_who_leads(universe: Universe, acting: Acting) -> None:
    duties.ask_level(acting("leader"), COUNTY, "III", Grounds("疫情", "预案"))
    row = made(acting)
    found = [(one["address"], one["n"], one["role"]) for one in row.content["decisions"]]
    assert found == [("duties:levels", 1, "bureau_officer")]
    (line,) = telling.parts(row.content)[2]["lines"]
    assert line["text"].startswith("响应级别,等您确认:1 件,由")


def test_who_may_what(acting: Acting) -> None:
    row = made(acting)
    for who, error in (
        ("leader", Forbidden), ("liaison", NotFound), ("principal", NotFound), ("teacher", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            services.make(acting(who), uuid7(), COUNTY)
        with pytest.raises(error):
            services.comment(acting(who), uuid7(), row.pk, "好")
    assert made(acting, "liaison", TOWN).unit_no == TOWN
    with pytest.raises(NotFound):
        services.make(acting("other_liaison"), uuid7(), TOWN)
    with pytest.raises(NotFound):
        services.make(acting("officer"), uuid7(), PRIMARY)


def test_words_are_added_once_and_sealed(acting: Acting) -> None:
    row = made(acting)
    officer, given = acting("officer"), uuid7()
    for _ in range(2):
        services.comment(officer, given, row.pk, " 请分管领导关注 ")
    with pytest.raises(Conflict):
        services.comment(officer, given, row.pk, "别的")
    with pytest.raises(Invalid):
        services.comment(officer, uuid7(), row.pk, "  ")
    found = queries.comments(acting("leader"), row)
    assert [(one.text, one.by) for one in found] == [("请分管领导关注", "经办乙")]
    for table in ("briefing", "comment"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"delete from briefings_{table}")  # our words


def test_the_pages(universe: Universe, acting: Acting, signed_in: SignedIn) -> None:
    a_day_with_fever(universe, acting)
    leave()
    with time_machine.travel(TUESDAY, tick=False):
        officer, leader = signed_in("officer"), signed_in("leader")
        unit = reverse("briefings:unit", args=[COUNTY])
        assert "还没有简报" in leader.get(unit).content.decode()
        given = str(uuid7())
        for _ in range(2):
            answer = officer.post(unit, {"submission_id": given})
            assert answer["Location"] == reverse("briefings:briefing", args=[given])
        page = leader.get(answer["Location"]).content.decode()
        assert "发热学生:11月23日 30.0%(3/10),超过界线。" in page
        link = reverse("overview:board", args=[COUNTY])
        assert f"{link}?day=2026-11-23&amp;slot=morning" in page
        refused = officer.post(answer["Location"], {"submission_id": str(uuid7()), "text": " "})
        assert refused.status_code == 422
        assert 'aria-describedby="text-e"' in refused.content.decode()
        paper = reverse("briefings:paper", args=[given])
        assert leader.get(paper).status_code == 200
        names = zipfile.ZipFile(io.BytesIO(leader.get(paper, {"file": "docx"}).content)).namelist()
        assert "word/document.xml" in names
        leader.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        assert leader.get(answer["Location"]).status_code == 200
