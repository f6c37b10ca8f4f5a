"""What the product knows already is not talked over: neither by one act for the rest, nor by a sheet or a
number that is sent again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.builders import CLASS_11, COUNTY, JUNIOR, PRIMARY, Universe, sent, sick
from tests.surveys.made import counts, given, opened, wanted
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.ids import uuid7
from xiaoan.keypersons import services as keypersons
from xiaoan.screening import services as screening
from xiaoan.surveys import services
from xiaoan.surveys.models import Answer, Round, Tally

Acting = Callable[[str], Actor]


@pytest.fixture
def row(acting: Acting) -> Round:
    return opened(acting("officer"))


def test_the_rest_leaves_out_whom_the_product_knows_as_ill_or_followed(
    acting: Acting, row: Round, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    ill, followed = universe.person(CLASS_11, 1), universe.person(CLASS_11, 2)
    mark = sick(universe.enrolment(CLASS_11, 1), "vomiting")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, mark))
    keypersons.open_key_person(
        acting("doctor"), keypersons.NewKeyPerson(followed, "respiratory", uuid7())
    )
    client = signed_in("teacher")
    acting("teacher")
    tally = Tally.objects.get(round_id=row.pk, unit_no=CLASS_11)
    page = client.get(f"/surveys/sheet/{tally.pk}/").content.decode()
    assert "请逐个填:测试生0001、测试生0002" in page
    assert "其余 8 人均无异常" in page
    everybody = [universe.person(CLASS_11, seat) for seat in range(1, 11)]
    assert services.answer_rest(acting("teacher"), row.pk, CLASS_11, everybody) == (8, 2)
    assert not Answer.objects.filter(person_id__in=[ill, followed]).exists()


def test_a_number_of_a_round_is_used_once(acting: Acting) -> None:
    actor, pk, asked = acting("principal"), uuid7(), wanted()
    first = services.make_round(actor, pk, PRIMARY, asked)
    assert services.make_round(actor, pk, PRIMARY, asked).pk == first.pk
    with pytest.raises(Conflict):
        services.make_round(actor, pk, PRIMARY, wanted("staff"))
    with pytest.raises(Conflict):
        services.make_round(acting("officer"), pk, COUNTY, asked)
    with pytest.raises(Conflict):
        services.make_round(acting("other_principal"), pk, JUNIOR, asked)


def weighed(acting: Acting, row: Round, universe: Universe) -> Answer:
    """The family says isolated, the school well; the doctor decided for the family."""
    who = universe.person(CLASS_11, 1)
    services.answer(acting("guardian"), given(row, who, condition="isolated"))
    services.answer(acting("teacher"), given(row, who))
    stands = Answer.objects.get(person_id=who, state="current")
    services.settle(acting("doctor"), stands.pk, stands.source == "guardian", "电话核实")
    return Answer.objects.get(person_id=who, state="current")


def sheet(tmp_path: Path, condition: str) -> Path:
    path = tmp_path / "摸排.csv"
    head = "学号或工号,姓名,去向,地点,身体状况,重点人群"
    path.write_text(f"{head}\n20260001,测试生0001,在本县,,{condition},\n", encoding="utf-8-sig")
    return path


def test_a_sheet_opens_no_decision_anew_without_something_new(
    acting: Acting, row: Round, universe: Universe, tmp_path: Path
) -> None:
    assert weighed(acting, row, universe).source == "guardian"
    again = services.import_answers(
        acting("teacher"), row.pk, CLASS_11, sheet(tmp_path, "健康"), "all"
    )
    assert (again.taken, again.decided, again.contradicted) == (0, 1, {})
    assert counts(row, CLASS_11) == (10, 1, 9, 0)
    fresh = services.import_answers(
        acting("teacher"), row.pk, CLASS_11, sheet(tmp_path, "有症状"), "all"
    )
    assert (fresh.taken, fresh.decided, list(fresh.contradicted.values())) == (1, 0, ["测试生0001"])
    assert counts(row, CLASS_11) == (10, 0, 9, 1)


def test_both_sides_stand_in_the_list(
    acting: Acting, row: Round, universe: Universe, signed_in: Callable[[str], Client]
) -> None:
    who = universe.person(CLASS_11, 1)
    services.answer(acting("guardian"), given(row, who, whereabouts="away", place="武汉"))
    services.answer(acting("teacher"), given(row, who, condition="symptoms"))
    client = signed_in("doctor")
    page = client.get(f"/surveys/{row.pk}/{PRIMARY}/people/?state=contradicted").content.decode()
    for words in ("在外地:武汉", "在本县", "有症状", "健康", "家长", "班主任"):
        assert words in page.split("<tbody>")[1]
