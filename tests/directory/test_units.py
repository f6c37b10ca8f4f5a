"""Units opened, renamed, measured; who may, what is refused, what is done once."""

import datetime as dt

import pytest

from tests.builders import (
    CLASS_11,
    CLASS_12,
    CLASS_21,
    DAY,
    GRADE_1,
    GRADE_2,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    RIVER,
    ROOM_1,
    TOWN,
)
from tests.directory.units import (
    Acting,
    facts,
    opened,
    said,
)
from xiaoan.directory import queries
from xiaoan.directory.models import FormerName, Person, Unit, UnitAct
from xiaoan.directory.rules import SCHOOL
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import (
    closing,
    keeping,
    opening,
    people,
)
from xiaoan.directory.services.opening import Opening
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter


def test_classes_are_numbered_and_called_after_their_grade(acting: Acting) -> None:
    actor = acting("principal")
    assert opened(actor, GRADE_1, "class", "3班", "一年级4班") == [GRADE_1 + 3, GRADE_1 + 4]
    made = Unit.objects.get(pk=GRADE_1 + 3)
    assert (made.name, made.end, made.parent_no, made.school_id) == (
        "一年级3班", GRADE_1 + 4, GRADE_1, PRIMARY,
    )  # fmt: skip
    assert (made.stage, made.opened, made.code) == ("primary", DAY, f"school-{PRIMARY}-U1283")
    assert facts("unit_opened")[-2:] != []
    people.change_class(actor, Person.objects.filter(unit_no=CLASS_11)[0].pk, made.no, When(DAY))
    assert len(queries.class_roll(actor, made.no, DAY)) == 1


def test_every_kind_has_its_place(acting: Acting) -> None:
    actor = acting("principal")
    (grade,) = opened(actor, PRIMARY, "grade", "三年级", cohort=2024)
    (building,) = opened(actor, PRIMARY, "building", "1号楼")
    rooms = opened(actor, building, "dormitory", "101", "102")
    places = [opened(actor, PRIMARY, kind, "一号")[0] for kind in ("canteen", "gate", "campus")]
    assert (grade, building) == (GRADE_2 + 64, PRIMARY + 1)
    assert rooms == [PRIMARY + 256, PRIMARY + 257]
    assert places == [PRIMARY + 2, PRIMARY + 3, PRIMARY + 4]
    assert Unit.objects.get(pk=rooms[0]).name == "1号楼101"
    assert Unit.objects.get(pk=grade).cohort == 2024


def test_a_number_is_not_given_again(acting: Acting) -> None:
    actor = acting("principal")
    (no,) = opened(actor, GRADE_1, "class", "3班")
    closing.close_unit(actor, uuid7(), no, DAY)
    assert opened(actor, GRADE_1, "class", "3班") == [no + 1]


def test_what_cannot_open_is_refused_with_a_sentence(acting: Acting) -> None:
    actor = acting("principal")
    assert said(actor, lambda: opened(actor, GRADE_1, "class", "1班")) == (
        "已有同名的:一年级1班。请换一个名称。"
    )
    for kind, above, fields in (
        ("class", PRIMARY, {"kind": "parent"}),
        ("grade", GRADE_1, {"kind": "parent"}),
        ("palace", PRIMARY, {"kind": "parent"}),
        ("grade", PRIMARY, {"cohort": "shape"}),
    ):
        with pytest.raises(Invalid) as refused:
            opened(actor, above, kind, "新")
        assert refused.value.fields == fields
    for typed, code in (((), "empty"), (("甲", "甲"), "twice"), (("长" * 41,), "too_long")):
        with pytest.raises(Invalid) as refused:
            opened(actor, PRIMARY, "gate", *typed)
        assert refused.value.fields == {"names": code}
    for day, code in ((DAY - dt.timedelta(days=1), "past"), (dt.date(2030, 1, 1), "too_far")):
        with pytest.raises(Invalid) as refused:
            opening.plan_opening(actor, Opening(PRIMARY, "gate", ("门",), day))
        assert refused.value.fields == {"since": code}
    full = ["x"] * 61
    names = [f"{n}班" for n in range(3, 3 + len(full))]
    assert opened(actor, GRADE_1, "class", *names)[-1] == GRADE_1 + 63
    assert said(actor, lambda: opened(actor, GRADE_1, "class", "99班")) == (
        "号码用完了:这里最多 63 个(关闭的也算),还能开设 0 个。"
    )


def test_who_may_open_what(acting: Acting) -> None:
    with pytest.raises(NotFound):
        opened(acting("other_principal"), GRADE_1, "class", "3班")
    with pytest.raises(Forbidden):
        opened(acting("doctor"), GRADE_1, "class", "3班")
    with pytest.raises(NotFound):
        opened(acting("principal"), TOWN, "school", "新校", code="4101", stage="primary")
    with pytest.raises(Forbidden):
        opened(acting("liaison"), TOWN, "school", "新校", code="4101", stage="primary")


def test_the_bureau_opens_a_school(acting: Acting) -> None:
    officer = acting("officer")
    (no,) = opened(officer, TOWN, "school", "新城小学", code="4101000099", stage="primary")
    assert no == KINDERGARTEN + SCHOOL
    made = Unit.objects.get(pk=no)
    assert (made.school_id, made.end, made.stage) == (no, no + SCHOOL, "primary")
    (grade,) = opened(officer, no, "grade", "一年级", cohort=2026)
    opened(officer, grade, "class", "1班")
    assert (
        said(
            officer,
            lambda: opened(officer, RIVER, "school", "别校", code="4101000099", stage="junior"),
        )
        == "学校代码 4101000099 已有学校使用。请核对。"
    )
    assert "已有同名的:新城小学" in said(
        officer, lambda: opened(officer, RIVER, "school", "新城小学", code="41", stage="junior")
    )
    for more, field in (({"code": "a-b", "stage": "junior"}, "code"), ({"code": "77"}, "stage")):
        with pytest.raises(Invalid) as refused:
            opened(officer, RIVER, "school", "别校", **more)
        assert list(refused.value.fields) == [field]


def test_the_same_act_twice_is_done_once(acting: Acting) -> None:
    actor, act_id = acting("principal"), uuid7()
    wanted = Opening(GRADE_1, "class", ("3班",), DAY)
    first = opening.open_units(actor, act_id, wanted)
    assert opening.open_units(actor, act_id, wanted) == first == {"units": [GRADE_1 + 3]}
    with pytest.raises(Invalid) as refused:
        opening.open_units(actor, act_id, Opening(GRADE_1, "class", ("4班",), DAY))
    assert refused.value.fields == {"id": "reused"}
    assert UnitAct.objects.filter(pk=act_id).count() == 1
    # What was refused has not used the id up.
    other = uuid7()
    with pytest.raises(Conflict):
        opening.open_units(actor, other, wanted)
    opening.open_units(actor, other, Opening(GRADE_1, "class", ("4班",), DAY))


def test_a_new_name_is_followed_by_what_is_called_after_it(acting: Acting) -> None:
    actor = acting("principal")
    assert keeping.rename(actor, GRADE_1, "初一年级", 2026)
    names = list(
        Unit.objects.filter(parent_no=GRADE_1).order_by("no").values_list("name", "cohort")
    )
    assert names == [("初一年级1班", 2026), ("初一年级2班", 2026)]
    kept = FormerName.objects.order_by("unit_no").values_list("unit_no", "name", "until")
    assert list(kept) == [
        (GRADE_1, "一年级", DAY), (CLASS_11, "一年级1班", DAY), (CLASS_12, "一年级2班", DAY),
    ]  # fmt: skip
    assert not keeping.rename(actor, GRADE_1, "初一年级", 2026)
    assert queries.names_on([CLASS_11, CLASS_21], DAY - dt.timedelta(days=1)) == {
        CLASS_11: "一年级1班"
    }
    assert queries.names_on([CLASS_11], DAY) == {}
    assert said(actor, lambda: keeping.rename(actor, GRADE_1, "二年级")).startswith("已有同名的")
    with pytest.raises(Invalid):
        keeping.rename(actor, GRADE_1, "初一年级", 26)
    with pytest.raises(Forbidden):
        keeping.rename(actor, PRIMARY, "我的小学")
    with pytest.raises(NotFound):
        keeping.rename(actor, JUNIOR, "别人的")
    assert keeping.rename(acting("officer"), PRIMARY, "第一实验小学")


def test_areas_of_many_places_at_once(acting: Acting) -> None:
    actor = acting("principal")
    places = opened(actor, PRIMARY, "place", "操场", "走廊")
    assert keeping.set_areas(actor, PRIMARY, {places[0]: 2400, places[1]: 80}) == 2
    assert keeping.set_areas(actor, PRIMARY, {places[0]: 2400, places[1]: None}) == 1
    assert dict(Unit.objects.filter(pk__in=places).values_list("no", "area_m2")) == {
        places[0]: 2400, places[1]: None,
    }  # fmt: skip
    assert len(facts("areas_set")) == 2
    enter(actor)
    for area in (0, -1, 1_000_001):
        with pytest.raises(Invalid) as refused:
            keeping.set_areas(actor, PRIMARY, {places[0]: area})
        assert refused.value.fields == {f"area-{places[0]}": "shape"}
    for no in (ROOM_1, GRADE_1):
        with pytest.raises(Conflict):
            keeping.set_areas(actor, PRIMARY, {no: 5})
    with pytest.raises(Forbidden):
        keeping.set_areas(acting("doctor"), PRIMARY, {places[0]: 5})
