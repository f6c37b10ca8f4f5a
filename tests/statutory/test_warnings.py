"""Official warnings: entered, addressed, read, answered, ended by themselves."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import BUILDER, DAY, JUNIOR, KINDERGARTEN, PRIMARY, TOWN, Universe
from tests.outbreaks.looks import Acting
from tests.statutory.owed import facts
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.statutory import services as statutory
from xiaoan.statutory.models import Target
from xiaoan.statutory.queries import warnings

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"


def new(*units: int, **more: Any) -> statutory.NewWarning:
    given = statutory.NewWarning(
        id=uuid7(), kind="notice", level="yellow", issuer="县疾病预防控制局", number="青疾控〔2026〕12号",
        title="诺如病毒感染性腹泻警示", text="加强晨午检和食堂饮水管理。", area="城关镇", issued_on=DAY,
        valid_from=DAY, valid_until=DAY + dt.timedelta(days=3),
        answer_at=clock.at(DAY + dt.timedelta(days=1), dt.time(17)), units=units or (TOWN,),
    )  # fmt: skip
    return replace(given, **more)


def target(school: int = PRIMARY) -> Target:
    enter(BUILDER)
    return Target.objects.get(school_id=school)


def owed() -> list[tuple[str, int, str]]:
    enter(BUILDER)
    rows = Duty.objects.filter(kind__startswith="statutory.").order_by("unit_no", "kind")
    return [(row.kind.removeprefix("statutory."), row.unit_no, row.state) for row in rows]


def test_a_warning_is_owed_by_every_school_it_is_addressed_to(
    acting: Acting, universe: Universe
) -> None:
    given = new()
    for _twice in range(2):
        assert statutory.enter(acting("officer"), given) == given.id
    assert owed() == [
        ("answer", PRIMARY, "open"), ("read", PRIMARY, "open"),
        ("answer", KINDERGARTEN, "open"), ("read", KINDERGARTEN, "open"),
    ]  # fmt: skip
    assert target().read_due_at == clock.now() + dt.timedelta(hours=4)
    assert facts() == ["warning_entered"]
    found = warnings.warning(acting("principal"), given.id)
    assert [(one.school, one.read, one.answered) for one in found.targets] == [
        ("实验小学", "due", "due")
    ]
    assert [one.school for one in warnings.warning(acting("liaison"), given.id).targets] == [
        "实验小学", "城关幼儿园",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["other_principal", "other_liaison", "keeper", "teacher"])
def test_who_is_not_addressed_sees_nothing_of_it(
    acting: Acting, universe: Universe, who: str
) -> None:
    given = new()
    statutory.enter(acting("officer"), given)
    with pytest.raises(NotFound):
        warnings.warning(acting(who), given.id)
    with pytest.raises(NotFound):
        statutory.answer(acting(who), given.id, PRIMARY, "已做")
    assert warnings.page_of_warnings(acting(who), 0, 10) == (0, [])


def test_reading_and_answering(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    given = new()
    statutory.enter(acting("officer"), given)
    with pytest.raises(Forbidden):
        statutory.answer(acting("leader"), given.id, PRIMARY, "已做")
    with pytest.raises(Invalid):
        statutory.answer(acting("doctor"), given.id, PRIMARY, " ")
    for _twice in range(2):
        statutory.acknowledge(acting("doctor"), given.id, PRIMARY)
    at("2026-11-24T17:00:01+08:00")
    for _twice in range(2):
        statutory.answer(acting("principal"), given.id, PRIMARY, "食堂已检查")
    with pytest.raises(Conflict):
        statutory.answer(acting("doctor"), given.id, PRIMARY, "又改了")
    assert owed()[:2] == [("answer", PRIMARY, "done"), ("read", PRIMARY, "done")]
    (row,) = warnings.warning(acting("doctor"), given.id).targets
    assert (row.read, row.read_by, row.answered, row.answered_by, row.answer) == (
        "done", "校医己", "late", "校长戊", "食堂已检查",
    )  # fmt: skip
    assert facts() == ["warning_entered", "warning_read", "warning_answered"]


def test_answering_is_reading_too(acting: Acting, universe: Universe) -> None:
    given = new(KINDERGARTEN, PRIMARY)
    statutory.enter(acting("officer"), given)
    statutory.answer(acting("doctor"), given.id, PRIMARY, "已落实")
    assert owed()[:2] == [("answer", PRIMARY, "done"), ("read", PRIMARY, "done")]
    (row,) = warnings.page_of_warnings(acting("officer"), 0, 10)[1]
    assert (row.schools, row.read, row.answered) == (2, 1, 1)


def test_it_ends_by_itself_and_silence_stays_to_be_seen(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    given = new()
    statutory.enter(acting("officer"), given)
    statutory.answer(acting("doctor"), given.id, PRIMARY, "已落实")
    last = DAY + dt.timedelta(days=3)
    for day, ended in ((last, 0), (last + dt.timedelta(days=1), 1), (last, 0)):
        with acting_as(BUILDER) as system:
            assert statutory.end(system, day) == ended
    at("2026-11-27T08:00:00+08:00")
    assert owed()[2:] == [("answer", KINDERGARTEN, "excused"), ("read", KINDERGARTEN, "excused")]
    found = warnings.warning(acting("officer"), given.id)
    assert found.row.is_over
    assert [(one.school, one.answered) for one in found.targets] == [
        ("城关幼儿园", "missed"), ("实验小学", "done"),
    ]  # fmt: skip
    assert sorted(facts()) == [
        "warning_answered",
        "warning_ended",
        "warning_entered",
        "warning_read",
    ]


def test_the_paper_is_sealed_and_read_by_whom_it_concerns(
    acting: Acting, universe: Universe
) -> None:
    given = new(file_name="通报.pdf", file=PDF)
    statutory.enter(acting("officer"), given)
    assert warnings.file_of(acting("doctor"), given.id) == ("通报.pdf", PDF)
    with pytest.raises(NotFound):
        warnings.file_of(acting("other_principal"), given.id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "own"}, {"level": "purple"}, {"issuer": ""}, {"text": "长" * 5001}, {"title": "题\0"},
        {"issued_on": DAY + dt.timedelta(days=1)}, {"valid_until": DAY - dt.timedelta(days=1)},
        {"valid_from": None}, {"answer_at": None}, {"answer_at": clock.at(DAY, dt.time(1))},
        {"file": b"MZ\x90", "file_name": "通报.pdf"}, {"file": PDF, "file_name": "通报.exe"},
        {"units": ()},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(acting: Acting, universe: Universe, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        statutory.enter(acting("officer"), new(**wrong))


def test_only_officers_enter_and_only_within_their_county(
    acting: Acting, universe: Universe
) -> None:
    for who in ("principal", "leader", "liaison"):
        with pytest.raises(NotFound):
            statutory.enter(acting(who), new())
    with pytest.raises(NotFound):
        statutory.enter(acting("officer"), new(PRIMARY, 1))
    statutory.enter(acting("officer"), new(JUNIOR))
    assert target(JUNIOR).school_id == JUNIOR
