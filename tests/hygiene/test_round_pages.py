"""Rounds, places, records and excuses by their pages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, PRIMARY, Universe
from tests.hygiene.days import CORRIDOR, ROOM, TOILET, due, laid_out, places, plan, tap
from xiaoan.hygiene.models import Due, Incident, Line, Place, Record
from xiaoan.hygiene.queries import doors, ledger
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
At = Callable[[str], None]


@pytest.fixture(autouse=True)
def day_laid_out(db: None, at: At) -> None:
    plan(places())
    laid_out()
    at("16:00")


def test_the_round_shows_places_in_walking_order(signed_in: SignedIn) -> None:
    page = signed_in("logistics").get(reverse("hygiene:today")).content.decode()
    assert page.index(TOILET) < page.index(CORRIDOR)
    assert ROOM not in page
    assert "按方案已做" in page


def test_one_tap(signed_in: SignedIn) -> None:
    one, browser = due(TOILET, "surface"), signed_in("logistics")
    form = {"submission_id": uuid7(), "place": one.place_id, "due": one.pk, "pressed": ""}
    for _ in range(2):
        answer = browser.post(f"{reverse('hygiene:today')}?act=one", form)
        assert (answer.status_code, answer["Location"]) == (302, reverse("hygiene:today"))
    enter(BUILDER)
    assert Record.objects.count() == 1
    page = browser.get(reverse("hygiene:today")).content.decode()
    assert "已做 1 / 5 项" in page


def test_a_second_tap_by_another_is_asked_and_can_be_confirmed(
    signed_in: SignedIn, acting: Acting
) -> None:
    tap(acting("logistics"), due(TOILET, "surface"))
    one, browser = due(TOILET, "surface"), signed_in("doctor")
    where = reverse("hygiene:place", args=[one.place_id])
    form = {"submission_id": str(uuid7()), "place": str(one.place_id), "due": str(one.pk)}
    answer = browser.post(f"{where}?act=one", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "又做了一次吗?" in page
    assert form["submission_id"] in page
    answer = browser.post(f"{where}?act=one", form | {"sure": "1", "asked": "again:1:None"})
    assert answer.status_code == 302
    enter(BUILDER)
    assert Record.objects.count() == 2


def test_several_ticked_go_together(signed_in: SignedIn) -> None:
    ids = [due(TOILET, "surface").pk, due(CORRIDOR, "rails").pk]
    browser = signed_in("logistics")
    form = {"submission_id": uuid7(), "due": ids, "item": "disinfectant_84", "quantity": "80"}
    answer = browser.post(f"{reverse('hygiene:today')}?act=many", form)
    assert answer.status_code == 302
    enter(BUILDER)
    assert sorted(Record.objects.values_list("stock_ml", "unbooked")) == [(20, 20), (60, 60)]
    answer = browser.post(f"{reverse('hygiene:today')}?act=many", {"submission_id": uuid7()})
    assert answer.status_code == 422
    assert "请勾选要登记的地方" in answer.content.decode()


def test_all_of_a_floor_go_together_without_scripts(signed_in: SignedIn) -> None:
    ids = [due(TOILET, "surface").pk, due(CORRIDOR, "rails").pk]
    form = {"submission_id": uuid7(), "due": ids[:1], "due-all": ",".join(map(str, ids)) + ","}
    browser = signed_in("logistics")
    assert browser.post(f"{reverse('hygiene:today')}?act=many", form).status_code == 302
    enter(BUILDER)
    assert set(Record.objects.values_list("due_id", flat=True)) == set(ids)


def test_what_was_typed_of_the_mixture_comes_back(signed_in: SignedIn) -> None:
    form = {"submission_id": uuid7(), "due": [due(TOILET, "surface").pk], "quantity": "百"}
    answer = signed_in("logistics").post(f"{reverse('hygiene:today')}?act=many", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="百"' in page
    assert "请填整数。" in page
    assert "checked" in page


FULL = {
    "method": "wipe", "agent": "chlorine", "started": "15:00", "ended": "15:40", "strength": "500",
    "contact": "30", "rinsed": "1", "present": "0", "note": "",
}  # fmt: skip


def test_the_full_form(signed_in: SignedIn) -> None:
    one, browser = due(TOILET, "surface"), signed_in("logistics")
    where = f"{reverse('hygiene:record', args=[one.place_id])}?due={one.pk}"
    assert "方案 500 mg/L" in browser.get(where).content.decode()
    answer = browser.post(where, FULL | {"submission_id": str(uuid7()), "contact": "60"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "作用时间 60 分钟,但从开始到结束只有 40 分钟。" in page
    assert 'value="60"' in page
    answer = browser.post(where, FULL | {"submission_id": str(uuid7())})
    assert answer["Location"] == reverse("hygiene:place", args=[one.place_id])
    enter(BUILDER)
    row = Record.objects.get()
    assert (row.strength, row.contact, row.rinsed, row.present) == (500, 30, True, False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"started": "25:00"}, "时间请写成 16:05 这样。"),
        ({"ended": "14:00"}, "结束时间早于开始时间。请改时间。"),
        ({"ended": "18:00"}, "结束时间还没有到。做完了再登记。"),
        ({"quantity": "40"}, "填了用量,请选用的是哪种消毒用品。"),
        ({"item": "alcohol_75", "quantity": "40"}, "所选产品不是这种消毒剂。"),
        ({"strength": "-5"}, "最小是 1。"),
        ({"note": "长" * 201}, "写了 201 个字,最多 200 个字。请删短。"),
    ],
)  # fmt: skip
def test_faults_are_said_at_their_field(
    signed_in: SignedIn, changes: dict[str, str], words: str
) -> None:
    one = due(TOILET, "surface")
    where = f"{reverse('hygiene:record', args=[one.place_id])}?due={one.pk}"
    answer = signed_in("logistics").post(where, FULL | {"submission_id": str(uuid7())} | changes)
    assert answer.status_code == 422
    assert f'-e">{words}' in answer.content.decode()


def test_besides_the_plan_by_page(signed_in: SignedIn) -> None:
    where = reverse("hygiene:record", args=[due(TOILET, "surface").place_id])
    form = FULL | {"submission_id": str(uuid7()), "task": "taps"}
    assert signed_in("logistics").post(where, form).status_code == 302
    enter(BUILDER)
    assert Record.objects.get().due_id is None


def test_a_record_is_mended_or_taken_back_by_page(signed_in: SignedIn, acting: Acting) -> None:
    first = tap(acting("logistics"), due(TOILET, "surface")).record_ids[0]
    browser, where = signed_in("logistics"), reverse("hygiene:mend", args=[first])
    answer = browser.post(where, FULL | {"submission_id": str(uuid7()), "reason": ""})
    assert answer.status_code == 422
    answer = browser.post(where, FULL | {"submission_id": str(uuid7()), "reason": "补时间"})
    assert answer.status_code == 302
    enter(BUILDER)
    newest = Record.objects.exclude(replaces_id=None).get()
    again = reverse("hygiene:mend", args=[newest.pk]) + "?void=1"
    answer = browser.post(again, {"submission_id": str(uuid7()), "reason": "点错了"})
    assert answer.status_code == 302
    page = browser.get(reverse("hygiene:record_of", args=[first])).content.decode()
    assert page.index("更正原因:点错了") < page.index("更正原因:补时间")


def test_the_code_on_the_door_says_that_somebody_was_there(signed_in: SignedIn) -> None:
    one, browser = due(TOILET, "surface"), signed_in("logistics")
    enter(BUILDER)
    code = doors.code_of(one.place_id, 1)
    where = reverse("hygiene:place", args=[one.place_id])
    assert "已扫门上的码" in browser.get(f"{where}?code={code}").content.decode()
    form = {"submission_id": uuid7(), "place": one.place_id, "due": one.pk, "door": code}
    browser.post(f"{where}?act=one", form)
    enter(BUILDER)
    assert Record.objects.get().scanned


def test_excused_by_page(signed_in: SignedIn) -> None:
    browser, where = signed_in("principal"), reverse("hygiene:excuse", args=[PRIMARY])
    assert browser.post(f"{where}?act=excuse", {"reason": ""}).status_code == 422
    assert browser.post(f"{where}?act=excuse", {"reason": "停水"}).status_code == 302
    enter(BUILDER)
    assert Due.objects.filter(state="excused").count() == 8
    assert browser.post(f"{where}?act=again", {"reason": "来水"}).status_code == 302
    enter(BUILDER)
    assert Due.objects.filter(state="excused").count() == 0


@pytest.mark.parametrize("page", ["today", "place"])
def test_pages_are_kept_for_today(signed_in: SignedIn, universe: Universe, page: str) -> None:
    args = [due(TOILET, "surface").place_id] if page == "place" else []
    answer = signed_in("logistics").get(reverse(f"hygiene:{page}", args=args))
    assert answer["X-Keep"] == str(universe.users["logistics"].pk)
    assert answer["X-Keep-Today"] == "1"


def test_what_others_may_not_see(signed_in: SignedIn) -> None:
    one = due(TOILET, "surface")
    where = reverse("hygiene:place", args=[one.place_id])
    assert signed_in("teacher").get(where).status_code == 404
    assert signed_in("other_principal").get(where).status_code == 404
    assert signed_in("officer").get(where).status_code == 200
    form = {"submission_id": uuid7(), "place": one.place_id, "due": one.pk}
    assert signed_in("officer").post(f"{where}?act=one", form).status_code == 403
    assert signed_in("guardian").get(where).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_a_round_costs_the_same_however_long(
    signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, n: int
) -> None:
    enter(BUILDER)
    keep = [due(TOILET, "surface").pk, due(TOILET, "floor").pk, due(CORRIDOR, "rails").pk][:n]
    Due.objects.exclude(pk__in=keep).delete()
    browser = signed_in("logistics")
    browser.get(reverse("hygiene:today"))
    with django_assert_num_queries(30):
        browser.get(reverse("hygiene:today"))


def test_an_incident_by_its_pages(signed_in: SignedIn) -> None:
    teacher = signed_in("teacher")
    page = teacher.get(reverse("hygiene:incident_new")).content.decode()
    assert TOILET in page  # anywhere in the school, the own classroom first and chosen
    options = page.split('name="tell-place"')[1].split("</select>")[0].split("<option")
    assert ROOM in options[2]
    assert [ROOM in one for one in options if "selected" in one] == [True]
    course = uuid7()
    form = {
        "course": course, "tell-id": uuid7(), "tell-place": due(TOILET, "surface").place_id,
        "tell-kind": "vomit", "tell-size": "small", "tell-mine": "",
    }  # fmt: skip
    answer = teacher.post(f"{reverse('hygiene:incident_new')}?act=tell", form)
    where = reverse("hygiene:incident", args=[course])
    assert answer["Location"] == where
    assert "疏散人员" in teacher.get(where).content.decode()
    keeper = signed_in("logistics")
    keeper.post(f"{where}?act=take", {"take-id": uuid7()})
    for what in ("clear", "ppe", "windows"):
        answer = keeper.post(f"{where}?act={what}", {f"{what}-id": uuid7()})
        assert answer.status_code == 302
    cover = {"cover-id": str(uuid7()), "cover-how": "absorbent", "cover-strength": "500"}
    answer = keeper.post(f"{where}?act=cover", cover)
    assert answer.status_code == 422
    assert "浓度低于要求" in answer.content.decode()
    assert "<b>4 " in answer.content.decode()  # steps keep their numbers
    assert "<b>1 " not in answer.content.decode()
    answer = keeper.post(f"{where}?act=cover", cover | {"cover-strength": "8000"})
    assert answer.status_code == 302
    answer = keeper.post(f"{where}?act=wipe", {"wipe-id": uuid7()})
    assert answer.status_code == 422
    assert "只等了 0 分钟,要等够 30 分钟。" in answer.content.decode()
    ready = int(clock.now().timestamp()) + 30 * 60
    # The phone counts by the difference of both, whatever its own clock says.
    at = f'data-until="{ready}" data-now="{ready - 30 * 60}"'
    assert at in keeper.get(where).content.decode()
    enter(BUILDER)
    assert Incident.objects.get().state == "open"


class TestFittingFields:
    """What does not fit the way it was done is not asked for, and refused if said all the same."""

    def shown(self, page: str) -> set[str]:
        return {
            part.split('name="')[1].split('"')[0]
            for part in page.split('<label class="field"')[1:]
            if " hidden>" not in part.split(">")[0] + ">"
        }

    def test_heat_asks_for_no_chemistry(self, signed_in: SignedIn) -> None:
        one = due(TOILET, "surface")
        enter(BUILDER)
        Line.objects.filter(pk=one.line_id).update(method="heat", agent="heat", strength=None)
        where = f"{reverse('hygiene:record', args=[one.place_id])}?due={one.pk}"
        browser = signed_in("logistics")
        assert self.shown(browser.get(where).content.decode()) == {
            "method", "agent", "started", "ended", "contact", "checker", "note",
        }  # fmt: skip
        form = FULL | {"method": "heat", "agent": "heat", "submission_id": str(uuid7())}
        answer = browser.post(where, form)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert '<span class="field-error" id="f-strength-e">这种做法没有这一项。' in page
        assert 'value="500"' in page

    def test_another_way_is_chosen_without_scripts(self, signed_in: SignedIn) -> None:
        where = reverse("hygiene:record", args=[due(TOILET, "surface").place_id])
        form = {"method": "ventilate", "note": "下雨", "refit": "1", "submission_id": str(uuid7())}
        answer = signed_in("logistics").post(where, form)
        page = answer.content.decode()
        assert (answer.status_code, 'value="下雨"' in page) == (200, True)
        assert self.shown(page) == {
            "task", "method", "started", "ended", "minutes", "checker", "note",
        }  # fmt: skip

    def test_a_window_besides_the_plan(self, signed_in: SignedIn) -> None:
        where = reverse("hygiene:record", args=[due(TOILET, "surface").place_id])
        form = {
            "task": "air", "method": "ventilate", "started": "15:00", "ended": "15:40",
            "minutes": "40", "note": "", "submission_id": str(uuid7()),
        }  # fmt: skip
        assert signed_in("logistics").post(where, form).status_code == 302
        enter(BUILDER)
        assert Record.objects.values_list("method", "agent", "minutes").get() == (
            "ventilate", "none", 40,
        )  # fmt: skip

    def test_alcohol_is_counted_in_per_cent(self, signed_in: SignedIn) -> None:
        one = due(TOILET, "surface")
        where = f"{reverse('hygiene:record', args=[one.place_id])}?due={one.pk}"
        browser = signed_in("logistics")
        form = FULL | {"agent": "alcohol", "submission_id": str(uuid7())}
        page = browser.post(where, form).content.decode()
        assert '-e">酒精、过氧化氢的浓度写百分数(如酒精 75),不是 mg/L。' in page
        asked = {"ask": "1", "agent": "alcohol", "strength": "75%", "target": "500"}
        answer = browser.get(reverse("hygiene:dilute"), asked)
        assert answer.status_code == 422
        assert (
            'id="e-target">75% 酒精按百分数算,不能配成 500 mg/L。这是含氯消毒液的浓度'
            in answer.content.decode()
        )


def test_a_long_round_is_shown_by_floor(signed_in: SignedIn) -> None:
    enter(BUILDER)
    like = Place.objects.get(name=TOILET)
    found = {
        f"{floor} 楼厕所{n}": Place(
            school_id=PRIMARY, unit_no=PRIMARY, kind="toilet", name=f"{floor} 楼厕所{n}",
            building="实验楼", floor=floor, walk=10 * floor + n, opened=like.opened, area_m2=20,
        )
        for floor in (1, 2)
        for n in (1, 2)
    }  # fmt: skip
    Place.objects.bulk_create(found.values())
    every = {one.name: one for one in Place.objects.filter(school_id=PRIMARY)}
    plan(every, since=clock.today(), version=2)
    laid_out()
    browser = signed_in("logistics")
    page = browser.get(reverse("hygiene:today"))
    groups = {one["slot"]: one for one in page.context["groups"]}
    assert [(one["title"], len(one["rows"])) for one in groups["after"]["zones"]] == [
        ("教学楼", 4), ("实验楼 1 楼", 4), ("实验楼 2 楼", 4),
    ]  # fmt: skip
    said = page.content.decode()
    assert said.count(" data-all ") == 3
    assert (groups["after"]["is_many"], groups["day"]["is_many"]) == (True, False)


def test_the_ledger_goes_by_the_time_it_shows(signed_in: SignedIn, acting: Acting) -> None:
    keeper = acting("logistics")
    tap(keeper, due(TOILET, "floor"))  # pressed at 16:00
    form = FULL | {"submission_id": str(uuid7()), "started": "14:00", "ended": "16:00"}
    one = due(TOILET, "surface")
    where = f"{reverse('hygiene:record', args=[one.place_id])}?due={one.pk}"
    assert signed_in("logistics").post(where, form).status_code == 302
    acting("principal")
    month = ledger.Wanted(clock.today(), clock.today())
    assert [row.task for row in ledger.entries(keeper, PRIMARY, month)] == ["surface", "floor"]
