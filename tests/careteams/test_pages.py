"""The pages of care teams: arranged from the preview, changed by hand, read on the phone, taken away."""

import io
import json
from collections.abc import Callable

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import CLASS_11, CLASS_12, DAY, KINDERGARTEN, PRIMARY, TOWN, Universe
from tests.careteams import states
from tests.careteams.states import assigned, guardians, team
from tests.keypersons.states import opened
from xiaoan.careteams import tasks
from xiaoan.careteams.models import Contact, Link
from xiaoan.careteams.queries import schemes
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.registry.models import Look

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def test_shown_first_then_done(universe: Universe, signed_in: SignedIn) -> None:
    principal = signed_in("principal")
    page = principal.get(f"/careteams/unit/{PRIMARY}/")
    assert (page.context["has_begun"], page.context["total"]["students"]) == (False, 0)
    here = page.context["arrange_url"]
    page = principal.get(here)
    shown = page.context
    assert (shown["begins"], shown["ends"], shown["rest"]) == (100, 0, 50)
    assert {one["name"]: (one["before"], one["after"]) for one in shown["loads"]}["校长戊"] == (
        0,
        30,
    )
    assert shown["without"][0]["why"] == "没有可安排的人:岗位空缺或没有登记名单"
    sent = {"act_id": str(shown["act_id"]), "mode": shown["mode"], "roles": [
        code for code, _name, chosen in shown["roles"] if chosen
    ]}  # fmt: skip
    done = principal.post(here, sent, follow=True)
    assert "已安排 100 个、结束 0 个;还有 50 个位置没有人。" in done.content.decode()
    assert "这次安排已经做过" in principal.post(here, sent, follow=True).content.decode()
    found = done.context
    assert (found["uncovered_total"], len(found["uncovered"])) == (30, 30)
    assert found["total"]["students"] == 30
    assert "重新安排包联" in principal.get("/duties/today/").content.decode()


def test_some_roles_only(universe: Universe, signed_in: SignedIn) -> None:
    page = signed_in("principal").get(f"/careteams/arrange/{PRIMARY}/?roles=leader&mode=anew")
    assert [one["gets"] for one in page.context["counts"] if one["gets"]] == [30]
    assert page.context["mode"] == "anew"


def test_down_the_tree_to_the_person(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    guardians(universe)
    assigned(acting("principal"))
    officer = signed_in("officer")
    page = officer.get("/careteams/", follow=True)
    town = next(one for one in page.context["lines"] if one["name"] == "城关镇")
    page = officer.get(town["url"])
    names = {one["name"]: (one["students_whole"], one["students"]) for one in page.context["lines"]}
    assert names["实验小学"] == (10, 30)
    assert [one["has_begun"] for one in page.context["lines"]] == [True, False]
    school = next(one for one in page.context["lines"] if one["name"] == "实验小学")
    page = officer.get(school["url"])
    first = page.context["uncovered"][0]
    assert (first["unit"], first["roles"]) == ("一年级2班", "任课教师、家长(监护人)")
    page = officer.get(first["url"])
    assert [seat["name"] for seat in page.context["seats"]] == [
        "校长戊", "组长辛", "班主任子", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("schools", [1, 2])
def test_the_list_of_units_asks_as_often_for_one_as_for_two(
    acting: Acting, universe: Universe, signed_in: SignedIn,
    django_assert_num_queries: DjangoAssertNumQueries, schools: int,
) -> None:  # fmt: skip
    enter(states.SYSTEM)
    for number in (PRIMARY, PRIMARY + 4096)[:schools]:
        assigned(states.SYSTEM, number)
    client = signed_in("officer")
    with django_assert_num_queries(13):
        assert client.get(f"/careteams/unit/{TOWN}/").status_code == 200


def test_a_class_by_rows(acting: Acting, universe: Universe, signed_in: SignedIn) -> None:
    guardians(universe)
    assigned(acting("principal"))
    page = signed_in("teacher").get(f"/careteams/unit/{CLASS_11}/people/")
    row = page.context["rows"][0]
    assert [seat["name"] for seat in row["seats"]] == [
        "校长戊", "组长辛", "班主任壬", "科任癸", "家长01",
    ]  # fmt: skip
    assert (page.context["whole"], page.context["people"], page.context["swap_url"]) == (10, 10, "")
    # Of a guardian the township's liaison reads the surname.
    page = signed_in("liaison").get(f"/careteams/unit/{CLASS_11}/people/")
    assert page.context["rows"][0]["seats"][4]["name"] == "家**"
    enter(states.SYSTEM)
    assert Look.objects.filter(page="care_class", unit_no=CLASS_11).count() == 2


def test_another_carer_is_chosen(acting: Acting, universe: Universe, signed_in: SignedIn) -> None:
    assigned(acting("principal"))
    one, principal = universe.person(CLASS_11, 1), signed_in("principal")
    here = f"/careteams/person/{one}/"
    seat = principal.get(here).context["seats"][0]
    doctor = next(code for code, words in seat["choices"] if words.startswith("校医己"))
    sent = {
        "act_id": str(seat["act_id"]),
        "role": "leader",
        "base": str(seat["base"]),
        "carer": doctor,
    }
    assert principal.post(here, sent).status_code == 302
    assert team(one)["leader"] == universe.users["doctor"].pk
    stale = principal.post(here, sent | {"act_id": str(uuid7())})
    assert (stale.status_code, stale.context["errors"]) == (
        409, ["这个位置刚被别人改过。请看过最新情况再决定。"],
    )  # fmt: skip
    assert principal.post(here, {"role": "x"}).status_code == 422
    assert principal.get(here).context["past"][0]["why"] == "改由别人"
    two = universe.person(CLASS_11, 2)
    swap = {"act_id": str(uuid7()), "role": "leader", "person": [str(one), str(two)]}
    principal.post(f"/careteams/swap/{CLASS_11}/", swap)
    assert team(two)["leader"] == universe.users["doctor"].pk
    page = principal.post(f"/careteams/swap/{CLASS_11}/", swap | {"person": ["x"]}, follow=True)
    assert "请正好勾选两个人。" in page.content.decode()


def test_the_workload(acting: Acting, universe: Universe, signed_in: SignedIn) -> None:
    assigned(acting("principal"))
    principal, here = signed_in("principal"), f"/careteams/workload/{PRIMARY}/"
    first = principal.get(here).context["loads"][0]
    assert first["people"] == 30
    sent = {"act_id": str(first["act_id"]), "carer": first["key"], "most": "12"}
    assert principal.post(f"{here}?act=limit", sent).status_code == 302
    assert principal.get(here).context["beyond"] == 18
    assert principal.post(f"{here}?act=limit", sent | {"most": "x"}).status_code == 422
    listed = {"act_id": str(uuid7()), "role": "leader", "unit_no": str(PRIMARY), "name": "副校长甲",
              "phone": "13800000002"}  # fmt: skip
    assert principal.post(f"{here}?act=list", listed).status_code == 302
    (row,) = principal.get(here).context["listed"]
    assert (row["name"], row["role"]) == ("副校长甲", "校领导")
    # Who may not change the list is not shown the phone.
    assert signed_in("doctor").get(here).context["listed"][0]["phone"] == ""
    gone = {"act_id": str(row["act_id"]), "listed_id": str(row["id"])}
    assert principal.post(f"{here}?act=unlist", gone).status_code == 302
    assert principal.get(here).context["listed"] == []
    assert principal.post(f"{here}?act=pray", gone).status_code == 404
    elsewhere = listed | {"act_id": str(uuid7()), "unit_no": "1"}
    assert principal.post(f"{here}?act=list", elsewhere).status_code == 422


def test_ones_own_people_on_the_phone(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    guardians(universe)
    assigned(acting("principal"))
    one = universe.person(CLASS_11, 1)
    opened(acting("doctor"), universe, 1)
    teacher = signed_in("teacher")
    page = teacher.get("/careteams/mine/")
    first = page.context["rows"][0]
    assert (page.context["total"], first["roles"], first["last_day"]) == (10, "班主任", None)
    assert [flag.words for flag in first["raised"]] == ["重点人员"]
    assert teacher.get("/careteams/mine/?name=没有").context["total"] == 0
    page = teacher.get(first["url"])
    assert ("13900000001" in page.content.decode(), page.context["phones_hidden"]) == (True, False)
    sent = {"submission_id": str(page.context["typed"]["submission_id"]), "day": DAY.isoformat(),
            "way": "visit", "state": "ill", "note": "发热,已就医"}  # fmt: skip
    assert (
        "请同时告诉班主任和校医" in teacher.post(first["url"], sent, follow=True).content.decode()
    )
    assert "没有重复记" in teacher.post(first["url"], sent, follow=True).content.decode()
    bad = teacher.post(first["url"], sent | {"day": "2026-11-99"})
    assert (bad.status_code, bad.context["errors"]) == (422, ["请把日期写成 2026-11-23 这样。"])
    assert teacher.get("/careteams/mine/").context["rows"][0]["last_day"] == DAY
    # A subject teacher sees neither the phone nor who is a key person.
    deputy = signed_in("deputy")
    page = deputy.get(f"/careteams/mine/{one}/")
    assert ("13900000001" in page.content.decode(), page.context["phones_hidden"]) == (False, True)
    assert page.context["one"]["raised"] == ()
    enter(states.SYSTEM)
    assert Contact.objects.count() == 1
    looked = Look.objects.filter(person_id=one, page__in=["care", "care_list"])
    assert set(looked.values_list("page", flat=True)) == {"care", "care_list"}


@pytest.mark.parametrize("people", [1, 3])
def test_ones_own_list_asks_as_often_for_one_as_for_three(
    acting: Acting, universe: Universe, signed_in: SignedIn,
    django_assert_num_queries: DjangoAssertNumQueries, people: int,
) -> None:  # fmt: skip
    assigned(acting("principal"))
    keep = [universe.person(CLASS_11, seat) for seat in range(1, people + 1)]
    enter(states.SYSTEM)
    Link.objects.filter(role="class_teacher").exclude(person_id__in=keep).delete()
    client = signed_in("teacher")
    with django_assert_num_queries(17):
        assert client.get("/careteams/mine/").context["total"] == people


def test_the_page_of_a_pupil_shows_the_team(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    one = universe.person(CLASS_11, 1)
    assert signed_in("teacher").get(f"/registry/people/{one}/").context["sections"] == []
    assigned(acting("principal"))
    (section,) = signed_in("teacher").get(f"/registry/people/{one}/").context["sections"]
    assert section.lines == (
        ("校领导", "校长戊"), ("年级组长", "组长辛"), ("班主任", "班主任壬"), ("任课教师", "科任癸"),
        ("家长(监护人)", "缺"),
    )  # fmt: skip


def test_the_ledger_is_taken_away(acting: Acting, universe: Universe, signed_in: SignedIn) -> None:
    guardians(universe)
    states.teacher_on_roster(universe)
    assigned(acting("principal"))
    answer = signed_in("principal").get(f"/careteams/unit/{PRIMARY}/export/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["学生", "教职工"]
    rows = [[cell.value for cell in row] for row in book["学生"].iter_rows()]
    head = ["班级", "座号", "姓名", "校领导", "年级组长", "班主任", "任课教师", "家长(监护人)"]
    assert rows[2] == head
    assert rows[3][0] == "一年级1班"
    assert rows[3][3:] == ["校长戊", "组长辛", "班主任壬", "科任癸", "家长01"]
    assert [row[0] for row in rows][-1] == "共 30 人,包联人齐全 10 人"
    assert states.facts()[-1] == "ledger_taken"
    enter(states.SYSTEM)
    assert Look.objects.filter(page="care_sheet", unit_no=PRIMARY).count() == 1
    one = signed_in("principal").get(f"/careteams/unit/{CLASS_12}/export/")
    assert openpyxl.load_workbook(io.BytesIO(one.content)).sheetnames == ["学生"]


def test_the_county_chooses_the_roles(universe: Universe, signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    page = officer.get("/careteams/scheme/")
    assert [len(one["roles"]) for one in page.context["teams"]] == [5, 3]
    sent = {"scheme": "school", "student": ["guardian", "class_teacher", "village_cadre"],
            "staff": ["leader"], "since": DAY.isoformat(), "reason": "青教字〔2026〕3 号"}  # fmt: skip
    assert officer.post("/careteams/scheme/", sent | {"reason": ""}).status_code == 422
    assert officer.post("/careteams/scheme/", sent | {"since": "2020-01-01"}).status_code == 422
    assert officer.post("/careteams/scheme/", sent).status_code == 302
    assert schemes.in_force(DAY).student == ("guardian", "class_teacher", "village_cadre")
    page = officer.get("/careteams/scheme/")
    differing = {str(one["name"]): one["difference"] for one in page.context["teams"][0]["roles"]}
    assert differing == {
        "家长(监护人)": "", "班主任": "", "村(社区)干部": "本县增加", "校领导": "本县不用",
        "年级组长": "本县不用", "任课教师": "本县不用",
    }  # fmt: skip
    assert "青教字〔2026〕3 号" in page.content.decode()


def test_the_bureau_has_many_schools_arranged(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    officer = signed_in("officer")
    page = officer.get(f"/careteams/many/{TOWN}/")
    assert [one["name"] for one in page.context["lines"]] == ["实验小学", "城关幼儿园"]
    sent = {"act_id": str(page.context["act_id"]), "school": [str(PRIMARY), str(KINDERGARTEN)]}
    for _twice in range(2):
        done = officer.post(f"/careteams/many/{TOWN}/", sent, follow=True)
        assert "已开始给 2 所学校安排" in done.content.decode()
    enter(states.SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name like 'careteams.arr%'")
        jobs = [json.loads(args) for (args,) in cursor.fetchall()]
    assert [one["school_no"] for one in jobs] == [PRIMARY, KINDERGARTEN]
    for school in ("", "1"):
        other = sent | {"act_id": str(uuid7()), "school": school}
        assert officer.post(f"/careteams/many/{TOWN}/", other).status_code == 422


def test_a_job_arranges_with_the_rights_of_who_asked(own_database: str, universe: Universe) -> None:
    act_id, officer = str(uuid7()), str(universe.users["officer"].pk)
    assert tasks.arrange_school(act_id, PRIMARY, officer) == 100
    assert tasks.arrange_school(act_id, PRIMARY, officer) == 100
    with pytest.raises(Forbidden):
        tasks.arrange_school(act_id, PRIMARY, str(universe.users["leader"].pk))
    with acting_as(states.SYSTEM):
        assert Link.objects.count() == 100
