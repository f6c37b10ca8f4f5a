"""One's own number, shown to families and colleagues only as long as one has agreed; each look is a fact."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, PRIMARY, Universe
from xiaoan.accounts.models import NumberShown, User
from xiaoan.accounts.queries import numbers as shown
from xiaoan.accounts.services import numbers
from xiaoan.careteams.models import Link
from xiaoan.careteams.services.numbers import see_number
from xiaoan.command import services as command
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
FAMILY, MINE = "/careteams/family/", "/account/number/"


@pytest.fixture
def teams(universe: Universe, db: None) -> None:
    """The teacher and the deputy look after the guardian's child; another teacher after another's."""
    enter(BUILDER)
    for who, class_no, role in (
        ("teacher", CLASS_11, "class_teacher"), ("deputy", CLASS_11, "subject_teacher"),
        ("teacher_12", CLASS_12, "class_teacher"),
    ):  # fmt: skip
        Link.objects.create(
            school_id=PRIMARY, unit_no=class_no, person_id=universe.person(class_no, 1), role=role,
            carer_kind="user", carer_id=universe.users[who].pk, since=DAY, begun_by=uuid7(),
        )  # fmt: skip


def number(universe: Universe, who: str) -> str:
    return "199" + f"{list(universe.users).index(who):08d}"


def facts(kind: str) -> list[dict[str, object]]:
    with everywhere("tests"):
        return [json.loads(one.body) for one in Entry.objects.filter(kind=kind).order_by("at", "n")]


def test_a_family_sees_the_number_of_who_agreed_and_of_no_other(
    teams: None, universe: Universe, signed_in: SignedIn
) -> None:
    guardian, teacher = signed_in("guardian"), signed_in("teacher")
    child, carer = universe.person(CLASS_11, 1), universe.users["teacher"].pk
    sent = {"person_id": str(child), "carer_id": str(carer)}
    before = guardian.get(FAMILY)
    (told,) = before.context["children"]
    assert [(one["name"], one["number"]) for one in told["carers"]] == [
        ("班主任壬", ""), ("科任癸", ""),
    ]  # fmt: skip
    assert guardian.post(FAMILY, sent).status_code == 404
    agree = {"audience": "families", "agree": "1", "submission_id": str(uuid7())}
    for _n in range(2):
        assert teacher.post(MINE, agree).status_code == 302
    page = guardian.get(FAMILY).content.decode()
    assert (number(universe, "teacher") in page, "显示班主任壬的电话" in page) == (False, True)
    seen = guardian.post(FAMILY, sent).content.decode()
    assert (number(universe, "teacher") in seen, number(universe, "deputy") in seen) == (
        True,
        False,
    )
    looks = facts("careteams.number_seen")
    assert [(one["person_id"], one["carer_id"]) for one in looks] == [(str(child), str(carer))]
    assert teacher.post(MINE, {"audience": "families"}).status_code == 302
    assert guardian.post(FAMILY, sent).status_code == 404
    told_ = [(one["audience"], one["agreed"]) for one in facts("accounts.number_agreed")]
    assert told_ == [("families", True), ("families", False)]
    with everywhere("tests"):
        assert [one.until_at is not None for one in NumberShown.objects.all()] == [True]


def test_who_agreed_for_colleagues_is_not_shown_to_families(
    teams: None, acting: Acting, universe: Universe
) -> None:
    numbers.show_number(acting("teacher"), uuid7(), shown.COLLEAGUES)
    ids = (universe.person(CLASS_11, 1), universe.users["teacher"].pk)
    with pytest.raises(NotFound):
        see_number(acting("guardian"), *ids)


def test_of_another_child_and_of_who_looks_after_it_no_more_there_is_nothing(
    teams: None, acting: Acting, universe: Universe
) -> None:
    for who in ("teacher", "teacher_12"):
        numbers.show_number(acting(who), uuid7(), shown.FAMILIES)
    own, teacher = universe.person(CLASS_11, 1), universe.users["teacher"].pk
    other, teacher_12 = universe.person(CLASS_12, 1), universe.users["teacher_12"].pk
    for ids in ((other, teacher_12), (own, teacher_12), (other, teacher)):
        with pytest.raises(NotFound):
            see_number(acting("guardian"), *ids)
    assert see_number(acting("guardian"), own, teacher) == number(universe, "teacher")
    enter(BUILDER)
    Link.objects.filter(carer_id=teacher).update(until=DAY, ended_as="carer_left")
    with pytest.raises(NotFound):
        see_number(acting("guardian"), own, teacher)


def test_a_colleague_without_the_right_sees_who_agreed_while_they_lead(
    acting: Acting, universe: Universe
) -> None:
    who = universe.users["principal"].pk
    with pytest.raises(Forbidden):
        command.show_phone(acting("logistics"), PRIMARY, who)
    numbers.show_number(acting("principal"), uuid7(), shown.COLLEAGUES)
    number_ = number(universe, "principal")
    assert command.show_phone(acting("logistics"), PRIMARY, who) == number_
    assert [one["user_id"] for one in facts("command.phone_shown")] == [str(who)]
    numbers.hide_number(acting("principal"), shown.COLLEAGUES)
    with pytest.raises(Forbidden):
        command.show_phone(acting("logistics"), PRIMARY, who)


def test_who_may_agree_and_what_is_missing(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    for who, audience in (("guardian", shown.COLLEAGUES), ("logistics", shown.FAMILIES)):
        with pytest.raises(NotFound):
            numbers.show_number(acting(who), uuid7(), audience)
    with pytest.raises(NotFound):
        numbers.show_number(acting("teacher"), uuid7(), "everybody")
    enter(BUILDER)
    User.objects.filter(login="teacher").update(phone_cipher=None)
    with pytest.raises(Invalid):
        numbers.show_number(acting("teacher"), uuid7(), shown.FAMILIES)
    sent = {"audience": "families", "agree": "1", "submission_id": str(uuid7())}
    page = signed_in("teacher").post(MINE, sent)
    assert (page.status_code, "您的账号里没有手机号" in page.content.decode()) == (422, True)


def test_the_same_id_of_another_is_refused(acting: Acting) -> None:
    form = uuid7()
    numbers.show_number(acting("teacher"), form, shown.FAMILIES)
    numbers.show_number(acting("teacher"), form, shown.FAMILIES)
    with pytest.raises(Exception, match="编号"):
        numbers.show_number(acting("teacher"), form, shown.COLLEAGUES)
