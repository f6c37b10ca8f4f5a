"""The pages of terms and of the times of checks."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import COUNTY, JUNIOR, PRIMARY
from xiaoan.directory.models import Term
from xiaoan.journal.models import Entry
from xiaoan.screening import forms
from xiaoan.screening.models import SlotRule

SignedIn = Callable[[str], Client]
OWN = f"/screening/calendar/{PRIMARY}/"
TERMS, TIMES = f"/screening/calendar/{COUNTY}/terms/", f"/screening/calendar/{COUNTY}/times/"


def facts(kind: str) -> int:
    return Entry.objects.filter(kind=kind, actor__contains="-").count()


def test_the_officer_adds_changes_and_removes_terms(signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    spring = {"name": "2027年春季学期", "since": "2027-02-22", "until": "2027-07-09"}
    for _again in range(2):
        assert officer.post(TERMS, {**spring, "action": "add"}).status_code == 302
    assert facts("directory.term_set") == 1
    assert "2027年春季学期" in officer.get(TERMS).content.decode()
    later = {**spring, "until": "2027-07-16", "action": "end"}
    assert officer.post(TERMS, later).status_code == 302
    assert Term.objects.get(since="2027-02-22").until == dt.date(2027, 7, 16)
    for _again in range(2):
        assert officer.post(TERMS, {**later, "action": "remove"}).status_code == 302
    assert (facts("directory.term_removed"), Term.objects.count()) == (1, 1)
    gone = officer.post(TERMS, later)
    assert gone.status_code == 422
    assert "这个学期已被删除" in gone.content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"since": "2027-01-22"}, "重叠"),
        ({"since": "2026-08-25"}, "已有从这一天开始的学期"),
        ({"until": "2027-02-01"}, "早于开始日期"),
        ({"name": ""}, "请写学期名称"),
        ({"since": ""}, "请填开始日期。"),
        ({"until": "七月"}, "日期请写成"),
    ],
)
def test_a_bad_term_is_said_and_kept(
    signed_in: SignedIn, changed: dict[str, str], said: str
) -> None:
    spring = {"name": "春季", "since": "2027-02-22", "until": "2027-07-09", "action": "add"}
    page = signed_in("officer").post(TERMS, {**spring, **changed})
    assert page.status_code == 422
    assert said in page.content.decode()
    typed = {**spring, **changed}
    assert page.context["values"] == {name: typed[name] for name in ("name", "since", "until")}
    assert Term.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("06:30", dt.time(6, 30)),
        ("6:30", dt.time(6, 30)),
        ("0630", dt.time(6, 30)),
        ("630", dt.time(6, 30)),
        ("6：30", dt.time(6, 30)),
        (" ", None),
    ],
)
def test_times_as_people_type_them(text: str, time: dt.time | None) -> None:
    assert forms.read_time(text) == time


@pytest.mark.parametrize("text", ["24:00", "6:60", "half past six", "6.5", "06:30:00", "٠٦:٣٠"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        forms.read_time(text)


def test_a_principal_sets_times_and_goes_back(signed_in: SignedIn) -> None:
    principal, here = signed_in("principal"), f"{OWN}times/"
    page = principal.get(here)
    assert [(one["code"], one["own"]) for one in page.context["stages"]] == [("primary", False)]
    rows = page.context["stages"][0]["rows"]
    assert [(r["opens"], r["deadline"], r["who"]) for r in rows] == [
        ("06:00", "08:20", "all"),
        ("13:00", "14:10", "all"),
        ("17:30", "19:00", "school_days"),
        ("20:30", "22:30", "school_days"),
    ]
    own = {
        "stage": "primary", "action": "set", "morning-opens": "0630", "morning-deadline": "8:00",
        "evening-opens": "18:00", "evening-deadline": "19:30", "evening-who": "eves",
    }  # fmt: skip
    for _again in range(2):
        assert principal.post(here, own).status_code == 302
    assert facts("screening.slot_times_set") == 1
    found = SlotRule.objects.filter(unit_no=PRIMARY).order_by("opens")
    assert list(found.values_list("slot", "opens", "deadline", "boarders_only", "nights")) == [
        ("morning", dt.time(6, 30), dt.time(8, 0), False, "school_days"),
        ("evening", dt.time(18, 0), dt.time(19, 30), True, "eves"),
    ]
    wrong = principal.post(here, {**own, "evening-who": "sundays"})
    assert (wrong.status_code, "请选晚检在哪些晚上做。" in wrong.content.decode()) == (422, True)
    county = signed_in("officer").get(TIMES)
    assert [one["name"] for one in county.context["own_below"]] == ["实验小学"]
    assert principal.post(here, {"stage": "primary", "action": "clear"}).status_code == 302
    assert not SlotRule.objects.filter(unit_no=PRIMARY).exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"morning-opens": "8:70"}, "晨检:时间请写成 06:30 这样。"),
        ({"noon-opens": ""}, "午检:开始和截止都要填"),
        ({"noon-opens": "08:00"}, "午检:开始 08:00 不能早于前一次检查的截止。"),
        ({"morning-opens": "08:20"}, "晨检:开始 08:20 要早于截止 08:20。"),
        ({"stage": "university"}, "时间按县、乡镇或学校的学段定。"),
    ],
)
def test_bad_times_are_said_and_kept(
    signed_in: SignedIn, changed: dict[str, str], said: str
) -> None:
    given = {
        "stage": "primary", "action": "set", "morning-opens": "06:00", "morning-deadline": "08:20",
        "noon-opens": "13:00", "noon-deadline": "14:10",
    } | changed  # fmt: skip
    page = signed_in("officer").post(TIMES, given)
    assert page.status_code == 422
    assert said in page.content.decode()
    rows = [one["rows"] for one in page.context["stages"] if one["code"] == given["stage"]]
    for row in rows[0][:2] if rows else []:
        assert row["opens"] == given[f"{row['slot']}-opens"]
    assert SlotRule.objects.count() == 9


def test_who_may_only_look_is_refused(signed_in: SignedIn) -> None:
    given = {"stage": "primary", "action": "set", "morning-opens": "06:00"}
    for name in ("doctor", "liaison", "leader"):
        assert signed_in(name).post(f"{OWN}times/", given).status_code == 403
    assert signed_in("other_principal").post(f"{OWN}times/", given).status_code == 404
    assert signed_in("principal").get(f"/screening/calendar/{JUNIOR}/times/").status_code == 404
