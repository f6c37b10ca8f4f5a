"""A pupil's own page says what was verified about them, to whoever sees verification, and keeps the look."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import BUILDER, CLASS_11, Universe
from tests.verification.made import clearing, id_number, matched, pupil, round_of, said
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.registry.models import Look
from xiaoan.verification import services
from xiaoan.verification.models import Disagreement

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
TITLE = "核实情况"


def section(client: Client, person_id: object) -> tuple[tuple[str, str], ...]:
    page = client.get(f"/registry/people/{person_id}/")
    assert page.status_code == 200
    return next((one.lines for one in page.context["sections"] if str(one.title) == TITLE), ())


def test_verified_contradicted_and_unchecked(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    child, other = pupil("李明华", 1), pupil("王小丽", 2)
    row = round_of(universe.cast["officer"])
    answer = said(universe.cast["teacher"], row, child)
    principal = signed_in("principal")
    assert section(principal, other) == ()
    assert section(principal, child) == (("11月23日(周一)申报", "只有申报"),)
    call = services.Given(
        id=uuid7(), channel="phone", informant="guardian", result="confirms",
        happened_at=clock.now(),
    )  # fmt: skip
    services.check_answer(acting("principal"), answer, call)
    (line,) = section(principal, child)
    assert line[1] == "已核实;07:30 打电话(监护人):与申报一致"
    matched(universe.cast["officer"], row, {"姓名": "李明华", "证件号码": id_number(1)})
    assert section(principal, child)[1:] == (("11月23日(周一)与名单不一致", "还没有核清"),)
    services.clear(acting("principal"), clearing(Disagreement.objects.get(), "untrue"))
    told = section(principal, child)
    assert told[-1][1].endswith("核清:申报不实")
    enter(BUILDER)
    looks = Look.objects.filter(person_id=child, page="checks").count()
    assert looks == 4


@pytest.mark.parametrize(("who", "sees"), [("teacher", True), ("officer", True), ("leader", False)])
def test_who_sees_verification_sees_it_here(
    acting: Acting, universe: Universe, signed_in: SignedIn, who: str, sees: bool
) -> None:
    child = universe.person(CLASS_11, 1)
    said(universe.cast["teacher"], round_of(universe.cast["officer"]), child)
    page = signed_in(who).get(f"/registry/people/{child}/")
    assert (TITLE in page.content.decode()) == sees
