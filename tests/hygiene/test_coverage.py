"""Coverage of places and schools, blind spots, flags, use, prints: what is on record, for who may see it."""

import datetime as dt
import io
from collections import Counter
from collections.abc import Callable
from uuid import UUID

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, MORNING, PRIMARY, TOWN
from tests.hygiene.days import (
    ROOM,
    TOILET,
    due,
    laid_out,
    places,
    plan,
    recount,
    tap,
    told,
    usual,
)
from tests.hygiene.days import figures as figures_of
from xiaoan.directory import queries as directory
from xiaoan.hygiene import services
from xiaoan.hygiene.models import Due, Flag, Place
from xiaoan.hygiene.queries import coverage, dose, matrix, spots, use
from xiaoan.hygiene.rules.using import use_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
UNIT = (PRIMARY, PRIMARY + 4096)


@pytest.fixture
def kept(acting: Acting, at: Callable[[str], None]) -> dict[str, Place]:
    """A plan in force, today laid out, half past five in the afternoon; nothing done yet."""
    enter(BUILDER)
    found = places()
    plan(found, surface="1/1")
    at("17:30")
    laid_out()
    return found


def confirmed(actor: Actor, one: Due, **more: object) -> UUID:
    """Record what was told, whatever is asked back."""
    given = usual(one, told=told(**more))
    try:
        return services.record(actor, given).record_ids[0]
    except services.Doubtful as asked:
        keys = frozenset(each.key for each in asked.questions)
        again = usual(one, id=given.id, told=given.told, confirmed=keys)
        return services.record(actor, again).record_ids[0]


@pytest.mark.usefixtures("kept")
class TestFlagging:
    def test_a_record_is_judged_with_the_writing(self, acting: Acting) -> None:
        actor = acting("logistics")
        strong = confirmed(actor, due(TOILET, "surface"), strength=3000)
        found = Flag.objects.filter(record_id=strong).values_list("what", "side", "said", "bound")
        assert list(found) == [("strong", "over", 3000, 1000)]
        row = figures_of()
        assert (row["judged"], row["over"], row["under"], row["records"]) == (1, 1, 0, 1)
        assert row == recount()

    def test_what_is_as_planned_is_not_judged(self, acting: Acting) -> None:
        tap(acting("logistics"), due(TOILET, "surface"))
        row = figures_of()
        assert (row["records"], row["judged"], row["over"], row["under"]) == (1, 0, 0, 0)

    def test_who_puts_it_right_takes_its_flag_away(self, acting: Acting) -> None:
        actor = acting("logistics")
        first = confirmed(actor, due(TOILET, "surface"), strength=3000)
        services.mend(actor, services.Mended(uuid7(), first, "看错了", told(strength=500)))
        row = figures_of()
        assert (row["judged"], row["over"], row["records"]) == (1, 0, 1)
        assert row == recount()
        assert dose.flags(UNIT, DAY, DAY) == {}
        assert dose.flagged(actor, UNIT, (DAY, DAY), ("", ""), 0, 50) == []
        assert Flag.objects.count() == 1

    def test_use_is_held_against_the_plan(self, acting: Acting) -> None:
        """40 m² at 500 mg/L of a 5 % bottle: 200 mL to the square metre come to 80 mL of stock."""
        confirmed(
            acting("logistics"), due(TOILET, "surface"), item="disinfectant_84", stock_ml=100,
            stock_strength=50_000, mixed_ml=10_000,
        )  # fmt: skip
        row = figures_of()
        found = [
            row[name] for name in ("used_records", "used_m2", "used_ml", "wanted_ml", "waste_ml")
        ]
        assert found == [1, 40, 100, 80, 16]
        assert row == recount()


def test_use_of_what_is_never_done_is_all_waste() -> None:
    assert use_of(100, 40, 500, 50_000, never=True).waste_ml == 100
    assert use_of(80, 40, 500, 50_000, never=False).waste_ml == 0
    assert use_of(84, 40, 500, None, never=False).waste_ml == 0
    assert use_of(85, 40, 500, None, never=False).waste_ml == 1


class TestCells:
    def test_states_of_a_day(
        self, kept: dict[str, Place], acting: Acting, at: Callable[[str], None]
    ) -> None:
        actor = acting("logistics")
        for task in ("surface", "floor", "air"):
            one = due(TOILET, task)
            for n in range(one.wanted):
                at(f"{15 + n}:05")  # an airing takes half an hour
                tap(actor, one)
        grid = matrix.grid(actor, PRIMARY, UNIT, matrix.Wanted(), 14, DAY)
        assert {row.place.name: row.cells[DAY].day.state for row in grid.rows} == {
            TOILET: "done", "一楼走廊": "due", ROOM: "due",
        }  # fmt: skip
        at("18:30")
        grid = matrix.grid(actor, PRIMARY, UNIT, matrix.Wanted(), 14, DAY)
        assert Counter(row.cells[DAY].day.state for row in grid.rows) == {"done": 1, "missed": 2}

    def test_a_day_before_the_plan_is_not_zero(
        self, kept: dict[str, Place], acting: Acting
    ) -> None:
        grid = matrix.grid(acting("logistics"), PRIMARY, UNIT, matrix.Wanted(), 14, DAY)
        before = [cell for row in grid.rows for day, cell in row.cells.items() if day < DAY]
        assert {cell.day.state for cell in before} == {"excused"}

    def test_airing_apart(self, kept: dict[str, Place], acting: Acting) -> None:
        actor = acting("teacher")
        grid = matrix.grid(actor, PRIMARY, (CLASS_11, CLASS_11 + 1), matrix.Wanted("air"), 14, DAY)
        assert [(row.place.name, row.cells[DAY].wanted) for row in grid.rows] == [(ROOM, 2)]

    def test_too_short_an_airing_is_said(self, kept: dict[str, Place], acting: Acting) -> None:
        actor = acting("logistics")
        confirmed(actor, due(TOILET, "air"), method="ventilate", agent="none", strength=None,
                  contact=None, rinsed=None, minutes=10)  # fmt: skip
        grid = matrix.grid(actor, PRIMARY, UNIT, matrix.Wanted("air"), 14, DAY)
        (row,) = [one for one in grid.rows if one.place.name == TOILET]
        assert (row.cells[DAY].made, row.cells[DAY].wanted, row.cells[DAY].short) == (1, 2, 1)

    def test_a_class_teacher_sees_the_own_class(
        self, kept: dict[str, Place], acting: Acting
    ) -> None:
        grid = matrix.grid(acting("teacher"), PRIMARY, UNIT, matrix.Wanted(), 14, DAY)
        assert [row.place.name for row in grid.rows] == [ROOM]


class TestSchools:
    def test_sums_are_those_of_the_rows(self, kept: dict[str, Place], acting: Acting) -> None:
        tap(acting("logistics"), due(TOILET, "surface"))
        actor = acting("officer")
        assert actor.user_id
        row = figures_of()
        share = coverage.by_school((COUNTY, COUNTY * 2), "all", DAY, DAY)[PRIMARY]
        assert (share.due, share.done) == (row["dues"], 1)
        air = coverage.by_school((COUNTY, COUNTY * 2), "air", DAY, DAY)[PRIMARY]
        clean = coverage.by_school((COUNTY, COUNTY * 2), "clean", DAY, DAY)[PRIMARY]
        assert (air.due + clean.due, air.done, clean.done) == (row["dues"], 0, 1)

    def test_without_a_plan_first_and_unknown(self, kept: dict[str, Place], acting: Acting) -> None:
        acting("officer")
        days = coverage.school_days(COUNTY, DAY, 14)
        rows = coverage.schools((COUNTY, COUNTY * 2), "all", days, DAY)
        assert [one.no for one in rows if one.planned] == [PRIMARY]
        assert rows[-1].no == PRIMARY
        assert {one.share for one in rows[:-1]} == {None}


class TestSpots:
    def test_by_name_with_who_was_to_go(
        self, kept: dict[str, Place], acting: Acting, at: Callable[[str], None]
    ) -> None:
        at("18:30")
        actor = acting("officer")
        total, found = spots.spots(actor, directory.county(), DAY, clock.now(), 0, 50)
        assert total == 3
        assert {(one.place.name, one.who, one.days) for one in found} == {
            (TOILET, "后勤巳", 1), ("一楼走廊", "后勤巳", 1), (ROOM, "班主任壬", 1),
        }  # fmt: skip
        assert all(one.duty is not None for one in found)

    def test_before_the_time_nothing_is_missed(
        self, kept: dict[str, Place], acting: Acting
    ) -> None:
        actor = acting("officer")
        assert spots.spots(actor, directory.county(), DAY, clock.now(), 0, 50) == (0, [])

    def test_the_page_opens_on_the_last_day_that_is_over(
        self, kept: dict[str, Place], signed_in: SignedIn, at: Callable[[str], None]
    ) -> None:
        browser = signed_in("principal")
        early = browser.get(f"/hygiene/spots/{PRIMARY}/")
        assert early.context["day"] < DAY
        assert "今天还没有到时限的。下面是上一个上课日" in early.content.decode()
        named = browser.get(f"/hygiene/spots/{PRIMARY}/?day={DAY.isoformat()}")
        assert named.context["day"] == DAY
        at("18:30")
        late = browser.get(f"/hygiene/spots/{PRIMARY}/")
        assert (late.context["day"], late.context["total"]) == (DAY, 3)

    def test_days_on_end(self, acting: Acting, morning: time_machine.Traveller) -> None:
        enter(BUILDER)
        plan(places(), surface="1/1")
        for n in range(3):
            day = DAY + dt.timedelta(days=n)
            morning.move_to(MORNING + dt.timedelta(days=n))
            laid_out(day=day)
            enter(BUILDER)
            services.close_days(BUILDER)
        morning.move_to(MORNING.replace(hour=19) + dt.timedelta(days=2))
        actor = acting("liaison")
        last = DAY + dt.timedelta(days=2)
        _total, found = spots.spots(actor, directory.place(TOWN), last, clock.now(), 0, 50)
        assert {one.days for one in found} == {3}


PAGES = (
    f"/hygiene/coverage/{PRIMARY}/", f"/hygiene/coverage/{PRIMARY}/?span=30&what=air",
    f"/hygiene/coverage/{PRIMARY}/export/", f"/hygiene/spots/{PRIMARY}/", f"/hygiene/dose/{PRIMARY}/",
    f"/hygiene/use/{PRIMARY}/", f"/hygiene/school/{PRIMARY}/ledger/",
    f"/hygiene/school/{PRIMARY}/ledger/?file=xlsx", f"/hygiene/school/{PRIMARY}/air-sheet/",
    f"/hygiene/school/{PRIMARY}/bus-sheet/",
)  # fmt: skip
WIDE = (
    f"/hygiene/coverage/{COUNTY}/", f"/hygiene/coverage/{TOWN}/?what=clean", f"/hygiene/spots/{COUNTY}/",
    f"/hygiene/coverage/{COUNTY}/export/", f"/hygiene/dose/{COUNTY}/", f"/hygiene/use/{COUNTY}/",
)  # fmt: skip


class TestPages:
    @pytest.mark.parametrize("path", PAGES)
    def test_of_a_school(
        self, kept: dict[str, Place], signed_in: SignedIn, acting: Acting, path: str
    ) -> None:
        confirmed(acting("logistics"), due(TOILET, "surface"), strength=3000)
        assert signed_in("principal").get(path).status_code == 200
        assert signed_in("officer").get(path).status_code == 200
        assert signed_in("other_principal").get(path).status_code == 404

    @pytest.mark.parametrize("path", WIDE)
    def test_of_a_unit(self, kept: dict[str, Place], signed_in: SignedIn, path: str) -> None:
        assert signed_in("officer").get(path).status_code == 200
        expected = 200 if str(TOWN) in path else 404
        assert signed_in("liaison").get(path).status_code == expected

    def test_of_a_class(self, kept: dict[str, Place], signed_in: SignedIn) -> None:
        browser = signed_in("teacher")
        page = browser.get(f"/hygiene/coverage/{CLASS_11}/")
        assert page.status_code == 200
        said = page.content.decode()
        assert ROOM in said
        assert TOILET not in said
        assert browser.get(f"/hygiene/coverage/{PRIMARY}/").status_code == 404
        sheet = f"/hygiene/place/{kept[ROOM].pk}/sheet/"
        assert browser.get(sheet).status_code == 200
        assert browser.get(f"/hygiene/place/{kept[TOILET].pk}/sheet/").status_code == 404

    def test_nothing_yet(self, signed_in: SignedIn) -> None:
        browser = signed_in("principal")
        assert [browser.get(path).status_code for path in PAGES] == [200] * len(PAGES)

    def test_bad_days_are_no_fault_of_ours(self, signed_in: SignedIn) -> None:
        browser = signed_in("officer")
        found = [
            browser.get(f"/hygiene/coverage/{COUNTY}/?day=x").status_code,
            browser.get(f"/hygiene/dose/{COUNTY}/?from=2026-13-01").status_code,
            browser.get(f"/hygiene/coverage/{COUNTY}/?span=abc&offset=-3&what=zzz").status_code,
            browser.get(f"/hygiene/school/{PRIMARY}/ledger/?month=2026-99").status_code,
            browser.get(f"/hygiene/spots/{COUNTY}/?day=2099-01-01").status_code,
        ]
        assert found == [404, 404, 200, 200, 200]

    def test_the_flag_stands_with_its_rule(
        self, kept: dict[str, Place], signed_in: SignedIn, acting: Acting
    ) -> None:
        confirmed(acting("logistics"), due(TOILET, "surface"), strength=3000)
        said = signed_in("officer").get(f"/hygiene/dose/{COUNTY}/").content.decode()
        assert "浓度高于方案上限" in said
        assert "六个不之五:向水塘、水库投放消毒剂" in said
        assert "3,000 / 1,000" in said

    def test_flags_of_strength_are_of_what_says_a_strength(
        self, kept: dict[str, Place], signed_in: SignedIn, acting: Acting
    ) -> None:
        actor = acting("logistics")
        confirmed(actor, due(TOILET, "surface"), strength=3000)
        tap(actor, due(TOILET, "floor"))
        page = signed_in("officer").get(f"/hygiene/dose/{COUNTY}/")
        of = {one["code"]: (one["n"], one["of"]) for one in page.context["kinds"]}
        assert (of["strong"], of["outdoor_large"]) == ((1, 1), (0, 2))
        assert "条;写了浓度的 1 条,全部 2 条" in page.content.decode()

    def test_price_unknown_is_said(
        self, kept: dict[str, Place], signed_in: SignedIn, acting: Acting
    ) -> None:
        confirmed(
            acting("logistics"), due(TOILET, "surface"), item="disinfectant_84", stock_ml=100,
            stock_strength=50_000, mixed_ml=10_000,
        )  # fmt: skip
        said = signed_in("principal").get(f"/hygiene/use/{PRIMARY}/").content.decode()
        assert "单价不明" in said
        assert "2.50" in said

    def test_a_very_long_address_is_no_fault(
        self, kept: dict[str, Place], signed_in: SignedIn
    ) -> None:
        at = f"/hygiene/school/{PRIMARY}/ledger/"
        long = {"month": "2026-11", "building": "x" * 3000, "more": "y" * 3000}
        answer = signed_in("principal").get(at, long)
        assert answer.status_code == 200
        assert answer.context["link"] == f"http://testserver{at}?month=2026-11"

    def test_the_ledger_has_fifteen_columns(
        self, kept: dict[str, Place], signed_in: SignedIn, acting: Acting
    ) -> None:
        actor = acting("logistics")
        confirmed(actor, due(TOILET, "surface"), strength=3000)
        tap(actor, due(TOILET, "floor"))
        answer = signed_in("principal").get(f"/hygiene/school/{PRIMARY}/ledger/?file=xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
        head = next(n for n, row in enumerate(rows) if row[0] == "日期")
        assert len(rows[head]) == 15
        said = {(row[3], row[6], row[8], row[12]) for row in rows[head + 1 :]}
        assert said == {
            ("物体表面", "3000 mg/L", "30 分钟", "后勤巳"),
            ("地面", "按方案 500 mg/L", "按方案 30 分钟", "后勤巳"),
        }
        (pressed,) = (row[1] for row in rows[head + 1 :] if row[3] == "地面")
        assert pressed == f"按下 {clock.now():%H:%M}"

    def test_urge_from_the_blind_spots(
        self, kept: dict[str, Place], signed_in: SignedIn, at: Callable[[str], None]
    ) -> None:
        at("18:30")
        browser = signed_in("principal")
        page = browser.get(f"/hygiene/spots/{PRIMARY}/").content.decode()
        value = page.split('name="duty" value="')[1].split('"')[0]
        answer = browser.post(
            reverse("duties:act"), {"unit": PRIMARY, "what": "urge", "duty": value}
        )
        assert answer.status_code == 200
        assert "催办" in answer.content.decode()


def test_use_beside_comparable_schools_needs_five(kept: dict[str, Place], acting: Acting) -> None:
    acting("principal")
    (row,) = use.by_school(directory.place(PRIMARY), DAY, DAY)
    assert (row.compared, row.use.records) == (None, 0)
