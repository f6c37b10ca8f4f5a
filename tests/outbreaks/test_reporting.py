"""A person says that a rule is met: its signal and clock, who may, what is refused; the page of rules."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import translation

from tests.builders import CLASS_11, CLASS_71, COUNTY, PRIMARY, Universe
from tests.outbreaks.looks import Acting, facts, stored
from xiaoan.apps import check_rules
from xiaoan.investigations.models import Event
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.outbreaks import queries
from xiaoan.outbreaks import services as outbreaks
from xiaoan.outbreaks.models import SignalCase
from xiaoan.outbreaks.queries import beside

SignedIn = Callable[[str], Client]


def said(rule: str = "N-04", unit_no: int = PRIMARY, **more: Any) -> outbreaks.Reported:
    found_at = clock.now() - dt.timedelta(hours=2)
    told = {"id": uuid7(), "cases": 6, "detected_at": found_at, "words": "多个班头晕", **more}
    return outbreaks.Reported(rule=rule, unit_no=unit_no, **told)


def test_the_clock_runs_from_when_it_was_found(acting: Acting, universe: Universe) -> None:
    sent = said()
    assert outbreaks.report_rule(acting("doctor"), sent) == sent.id
    assert outbreaks.report_rule(acting("doctor"), sent) == sent.id  # the same once more
    (signal,) = stored()
    assert (signal.rule, signal.level, signal.unit_no, signal.cases, signal.syndrome) == (
        "N-04", "school", PRIMARY, 6, "group_unexplained_illness",
    )  # fmt: skip
    assert signal.raised_at == sent.detected_at
    assert signal.deadline_at == sent.detected_at + dt.timedelta(hours=24)
    assert (signal.source, signal.state, signal.reported_by_id) == (
        "person", "acknowledged", universe.users["doctor"].pk,
    )  # fmt: skip
    assert "头晕".encode() not in bytes(signal.words or b"")
    assert facts() == ["reported", "raised"]


def test_it_belongs_to_an_event_at_once(acting: Acting, universe: Universe) -> None:
    outbreaks.report_rule(acting("principal"), said("D-FOOD-E"))
    stored()
    (event,) = Event.objects.all()
    assert (event.school_id, event.syndrome, event.state) == (PRIMARY, "food_poisoning", "open")


def test_pupils_can_be_named(acting: Acting, universe: Universe) -> None:
    people = [universe.person(CLASS_11, seat) for seat in (1, 2)]
    sent = said(unit_no=CLASS_11, people=people, cases=2)
    outbreaks.report_rule(acting("doctor"), sent)
    stored()
    cases = SignalCase.objects.filter(signal_id=sent.id)
    assert {(case.person_id, case.class_no, case.onset_known) for case in cases} == {
        (person, CLASS_11, False) for person in people
    }
    found = outbreaks.see(acting("doctor"), sent.id)
    assert (found.words, found.row.reported_by, len(found.people)) == ("多个班头晕", "校医己", 2)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"cases": 0}, "cases"),
        ({"cases": 5001}, "cases"),
        ({"words": "字" * 501}, "words"),
        ({"detected_at": dt.datetime(2026, 11, 23, 7, 31, tzinfo=clock.ZONE)}, "detected_at"),
        ({"detected_at": dt.datetime(2026, 10, 1, tzinfo=clock.ZONE)}, "detected_at"),
        ({"people": [uuid7()]}, "people"),
    ],
)
def test_nonsense_is_refused(
    acting: Acting, universe: Universe, change: dict[str, Any], where: str
) -> None:
    with pytest.raises(Invalid) as refused:
        outbreaks.report_rule(acting("doctor"), said(**change))
    assert list(refused.value.fields) == [where]


def test_who_may_not(acting: Acting, universe: Universe) -> None:
    for who, unit_no, error in (
        ("teacher", PRIMARY, NotFound),
        ("leader", PRIMARY, Forbidden),
        ("doctor", CLASS_71, NotFound),
        ("officer", COUNTY, Invalid),
    ):
        with pytest.raises(error):
            outbreaks.report_rule(acting(who), said(unit_no=unit_no))


@pytest.mark.parametrize("rule", ["N-10", "N-09a", "C-ILI", "WST772", "N-08", "HZ-VAR", "nothing"])
def test_what_is_not_the_schools_to_report(acting: Acting, universe: Universe, rule: str) -> None:
    with pytest.raises(NotFound):
        outbreaks.report_rule(acting("doctor"), said(rule))


def test_an_id_is_used_once(acting: Acting, universe: Universe) -> None:
    sent = said()
    outbreaks.report_rule(acting("doctor"), sent)
    with pytest.raises(Conflict):
        outbreaks.report_rule(acting("doctor"), replace(sent, rule="D-FOOD-E"))


# ---- pages ----


def test_the_rules_tell_how_they_hold_here(signed_in: SignedIn, universe: Universe) -> None:
    context = signed_in("officer").get("/outbreaks/rules/?state=all").context
    assert (context["total"], len(context["rows"])) == (63, 63)
    rows = {row["rule"].id: row for row in context["rows"]}
    ili = rows["D-ILI-E"]
    assert (ili["rule"].state, ili["rule"].way, ili["rule"].window) == (
        "in_force", "diagnoses", "7 天内",
    )  # fmt: skip
    assert ili["rule"].left == ("住院 5 例及以上", "死亡 1 例及以上")
    assert [rows[each]["rule"].state for each in ("HZ-VAR", "N-08", "WST772", "LOCAL-HOURS")] == [
        "not_here", "retired", "off", "not_here",
    ]  # fmt: skip
    assert (rows["N-02"]["rule"].deadline, rows["N-01a"]["rule"].deadline) == ("立即", "24 小时内")
    assert rows["N-10"]["report_url"] == ""


def test_an_overlay_and_a_tightening_are_shown(settings: Any) -> None:
    settings.XIAOAN_RULE_OVERLAYS = ["county-hours"]
    settings.XIAOAN_JURISDICTION = "cn/zhejiang/huzhou"
    rows = {row.id: row for row in queries.rule_rows(dt.date(2026, 11, 23))}
    assert (rows["HZ-VAR"].state, rows["HZ-VAR"].confirmed) == ("in_force", False)
    ili = rows["D-ILI-S"]
    assert (ili.deadline, ili.tightened_by) == ("24 小时内", "LOCAL-HOURS")


def test_an_overlay_nobody_knows_stops_the_start(settings: Any) -> None:
    settings.XIAOAN_RULE_OVERLAYS = ["mars"]
    with pytest.raises(
        ImproperlyConfigured, match=r"no overlay mars in 2026\.11; known: beijing-2010"
    ):
        check_rules()
    settings.XIAOAN_RULE_OVERLAYS, settings.XIAOAN_JURISDICTION = [], "vn/hanoi"
    with pytest.raises(ImproperlyConfigured, match="vn/hanoi is not in cn"):
        check_rules()


def test_the_words_of_the_rules_in_the_other_writing() -> None:
    for row in queries.rule_rows(dt.date(2026, 11, 23)):
        found = queries.rule_named(row.id)
        assert found is not None
        with translation.override("zh-hant"):
            other = queries.text_of(found)
        assert [c for c in other if c.isdigit()] == [c for c in row.text if c.isdigit()]
    found = queries.rule_named("N-01a")
    assert found is not None
    with translation.override("zh-hant"):
        assert queries.text_of(found).startswith("同一班級或同一宿舍，1天內有3例及以上")


def test_a_doctor_reports_and_sees_the_signal(signed_in: SignedIn, universe: Universe) -> None:
    client = signed_in("doctor")
    where = client.get("/outbreaks/rules/N-04/report/")
    assert [place.no for place in where.context["groups"][0][1]] == [PRIMARY]
    address = f"/outbreaks/rules/N-04/report/?unit={CLASS_11}"
    form = client.get(address).context
    assert len(form["pupils"]) == 10
    sent = {
        "id": str(form["typed"]["id"]), "cases": "3", "found_on": "2026-11-23", "found_at": "07:00",
        "words": "头晕", "people": [form["pupils"][0][0]],
    }  # fmt: skip
    answer = client.post(address, sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/outbreaks/{sent['id']}/")
    page = client.get(answer["Location"])
    assert page.context["signal"]["why"] == (
        "校医己报告:一年级1班发生群体性不明原因疾病或其他突发事件,涉及 3 人。"
    )


def test_what_is_wrong_in_the_form_is_said(signed_in: SignedIn, universe: Universe) -> None:
    client = signed_in("doctor")
    address = f"/outbreaks/rules/N-04/report/?unit={PRIMARY}"
    sent = {
        "id": str(uuid7()),
        "cases": "0",
        "found_on": "23.11.2026",
        "found_at": "",
        "words": "字" * 501,
    }
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert {name for name, fault in answer.context["faults"].items() if fault} == {
        "cases", "found_on", "found_at", "words",
    }  # fmt: skip
    sent = {"id": str(uuid7()), "cases": "3", "found_on": "2026-11-23", "found_at": "07:31"}
    answer = client.post(address, sent)
    assert (answer.status_code, answer.context["errors"]) == (
        422, ["发现时间不能晚于现在,也不能早于 30 天以前。"],
    )  # fmt: skip


def test_the_form_of_a_place_that_is_none(signed_in: SignedIn, universe: Universe) -> None:
    for unit in ("x", "9" * 12, str(COUNTY), ""):
        expected = 200 if unit == "" else 404
        answer = signed_in("officer").get(f"/outbreaks/rules/N-04/report/?unit={unit}")
        assert answer.status_code == expected


def test_what_is_above_shows_where_it_is(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    sent = said()
    outbreaks.report_rule(acting("doctor"), sent)

    def event(actor: Actor, signal_id: UUID) -> beside.Link | None:
        return beside.Link("2026年第1起", "/event/") if signal_id == sent.id else None

    beside.connect(event)
    beside.connect(event)
    try:
        page = signed_in("doctor").get(f"/outbreaks/{sent.id}/")
        assert page.context["links"][-1] == beside.Link("2026年第1起", "/event/")
        assert len(page.context["links"]) == 2  # its own event, and this one once
        assert '<a href="/event/">2026年第1起</a>' in page.content.decode()
    finally:
        beside.disconnect(event)
