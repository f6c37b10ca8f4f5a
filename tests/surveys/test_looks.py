"""Who sees whom by name in a survey, and what a look leaves behind."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import CLASS_11, PRIMARY, Universe
from tests.surveys.made import given, opened
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.registry.models import Look
from xiaoan.surveys import queries, services
from xiaoan.surveys.models import Answer, Round, Tally

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]


@pytest.fixture
def row(acting: Acting) -> Round:
    return opened(acting("officer"))


def looks(acting: Acting, user: UUID) -> list[tuple[str, bool]]:
    """The pages looked at by somebody, and whether one pupil is named."""
    acting("officer")
    rows = Look.objects.filter(user_id=user).order_by("at", "page")
    return [(page, person is not None) for page, person in rows.values_list("page", "person_id")]


def test_a_leader_sees_figures_only(
    signed_in: SignedIn, acting: Acting, row: Round, universe: Universe
) -> None:
    who = universe.person(CLASS_11, 1)
    services.answer(acting("teacher"), given(row, who, condition="isolated"))
    tally = Tally.objects.get(round_id=row.pk, unit_no=CLASS_11)
    leader = signed_in("leader")
    page = leader.get(f"/surveys/{row.pk}/{PRIMARY}/").content.decode()
    assert "已知 1 + 未知" in page
    assert "/people/" not in page
    for address in (
        f"/surveys/{row.pk}/{PRIMARY}/people/?state=isolated",
        f"/surveys/versions/{row.pk}/{who}/",
        f"/surveys/sheet/{tally.pk}/",
        f"/surveys/sheet/{tally.pk}/codes/",
    ):
        assert leader.get(address).status_code == 404
    taken = leader.post(
        f"/surveys/{row.pk}/{PRIMARY}/export/", {"state": "isolated", "reason": "看看"}
    )
    assert taken.status_code == 404
    actor = acting("leader")
    assert queries.people(actor, row, (CLASS_11, CLASS_11 + 1), "all").total == 0
    with pytest.raises(NotFound):
        services.take_sheet(actor, row.pk, PRIMARY, "all", "看看")


def test_looks_at_answers_are_kept(
    signed_in: SignedIn, acting: Acting, row: Round, universe: Universe
) -> None:
    who = universe.person(CLASS_11, 1)
    services.answer(acting("teacher"), given(row, who, condition="isolated"))
    tally = Tally.objects.get(round_id=row.pk, unit_no=CLASS_11)
    doctor, user = signed_in("doctor"), universe.users["doctor"].pk
    doctor.get(f"/surveys/sheet/{tally.pk}/")
    assert looks(acting, user) == []
    doctor.get(f"/surveys/versions/{row.pk}/{who}/")
    doctor.get(f"/surveys/answer/{row.pk}/{who}/")
    assert looks(acting, user) == [("survey", True)] * 2
    doctor.get(f"/surveys/{row.pk}/{PRIMARY}/people/?state=unknown")
    assert looks(acting, user) == [("survey", True)] * 2
    doctor.get(f"/surveys/{row.pk}/{PRIMARY}/people/?state=isolated")
    assert looks(acting, user) == [("health_list", True), ("survey", True), ("survey", True)]
    take = {"state": "isolated", "reason": "电话核实"}
    assert doctor.post(f"/surveys/{row.pk}/{PRIMARY}/export/", take).status_code == 200
    assert looks(acting, user)[-1] == ("survey_list", False)


def test_a_decision_is_a_look_and_a_familys_own_form_is_none(
    signed_in: SignedIn, acting: Acting, row: Round, universe: Universe
) -> None:
    who = universe.person(CLASS_11, 1)
    guardian = signed_in("guardian")
    one = f"/surveys/answer/{row.pk}/{who}/"
    services.answer(acting("teacher"), given(row, who))
    services.answer(acting("guardian"), given(row, who, condition="isolated"))
    assert guardian.get(one).status_code == 200
    assert looks(acting, universe.users["guardian"].pk) == []
    stands = Answer.objects.get(person_id=who, state="current")
    signed_in("doctor").get(f"/surveys/decide/{stands.pk}/")
    assert looks(acting, universe.users["doctor"].pk) == [("survey", True)]


def test_a_guardian_finds_what_is_owed_on_the_first_page(
    signed_in: SignedIn, acting: Acting, row: Round, universe: Universe
) -> None:
    guardian = signed_in("guardian")
    page = guardian.get("/screening/children/").content.decode()
    assert "摸排,等您回答" in page
    assert "/surveys/mine/" in page
    actor = acting("guardian")
    for one in queries.of_children(actor):
        services.answer(actor, given(row, one.person_id))
    assert "摸排,等您回答" not in guardian.get("/screening/children/").content.decode()
