"""A measure goes along with its duty: to a colleague, to whoever stands in, to whoever holds the post now."""

from uuid import UUID

import pytest

from tests.builders import BUILDER, DAY, Universe
from tests.investigations.events import running
from tests.measures.orders import an_order, answer, measures, owed
from tests.measures.test_pages import SignedIn
from tests.outbreaks.looks import Acting
from xiaoan.accounts.models import Grant
from xiaoan.duties import services as duties
from xiaoan.duties.models import Duty
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.measures import queries, services
from xiaoan.measures.models import Measure


def ordered(acting: Acting, universe: Universe, owner: str = "logistics") -> Measure:
    services.order(acting("doctor"), an_order(universe, running(acting, universe), owner=owner))
    enter(BUILDER)
    return Measure.objects.get()


def duty() -> Duty:
    enter(BUILDER)
    return Duty.objects.get(kind=queries.DO)


def handed_over(acting: Acting, universe: Universe) -> UUID:
    """From logistics to the canteen, asked and accepted."""
    measure = ordered(acting, universe)
    about = duty().pk
    asked = duties.NewAsking(uuid7(), about, "handover", "去市里开会", universe.users["canteen"].pk)
    pk = duties.ask(acting("logistics"), asked)
    with pytest.raises(NotFound):
        queries.row(acting("canteen"), measure.pk)
    duties.answer(acting("canteen"), pk, "accepted")
    return measure.pk


def test_whoever_takes_it_over_opens_and_answers_it(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    pk = handed_over(acting, universe)
    assert [one.id for one in queries.mine(acting("canteen"))] == [pk]
    assert queries.mine(acting("logistics")) == []
    assert queries.row(acting("doctor"), pk).owner == "食堂午"
    client = signed_in("canteen")
    page = client.get(f"/measures/{pk}/")
    assert (page.status_code, [one["name"] for one in page.context["acts"]]) == (
        200, ["done", "declined"],
    )  # fmt: skip
    services.carry_out(acting("canteen"), answer())
    assert (measures(), owed()) == ([("disinfect", "done", False)], [("done", False)])
    assert not duty().on_behalf


def test_whoever_gave_it_away_stays_in_reach_as_the_deputy(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    pk = handed_over(acting, universe)
    enter(BUILDER)
    Duty.objects.filter(kind=queries.DO).update(deputy_id=universe.users["logistics"].pk)
    assert signed_in("logistics").get(f"/measures/{pk}/").status_code == 200
    services.carry_out(acting("logistics"), answer())
    assert duty().on_behalf


def test_a_superior_names_another(acting: Acting, universe: Universe) -> None:
    pk = ordered(acting, universe).pk
    said = duties.reassign_each(acting("officer"), [duty().pk], universe.users["canteen"].pk)
    assert list(said.values()) == ["done"]
    assert [one.id for one in queries.mine(acting("canteen"))] == [pk]
    with pytest.raises(NotFound):
        queries.row(acting("logistics"), pk)


def test_of_who_leaves_it_goes_to_whoever_answers(acting: Acting, universe: Universe) -> None:
    pk = ordered(acting, universe).pk
    enter(BUILDER)
    Grant.objects.filter(user_id=universe.users["logistics"].pk).update(until=DAY)
    assert duties.renew_owners(BUILDER) == 1
    named = duty().assignee_id
    assert named == universe.users["principal"].pk
    enter(BUILDER)
    assert Measure.objects.get(pk=pk).owner_id == named
    services.decline(acting("principal"), answer("后勤已离职"))
    assert [row[1] for row in measures()] == ["declined"]


def test_nobody_is_named_where_nobody_answers(acting: Acting, universe: Universe) -> None:
    pk = ordered(acting, universe).pk
    enter(BUILDER)
    gone = [universe.users[name].pk for name in ("logistics", "principal", "doctor")]
    Grant.objects.filter(user_id__in=gone).update(until=DAY)
    duties.renew_owners(BUILDER)
    assert duty().assignee_id is None
    assert queries.row(acting("officer"), pk).owner == "暂无承办人"


def test_a_measure_that_has_ended_keeps_its_owner(acting: Acting, universe: Universe) -> None:
    measure = ordered(acting, universe)
    about = duty().pk
    services.carry_out(acting("logistics"), answer())
    duties.reassign_each(acting("officer"), [about], universe.users["canteen"].pk)
    enter(BUILDER)
    assert Measure.objects.get(pk=measure.pk).owner_id == universe.users["logistics"].pk
