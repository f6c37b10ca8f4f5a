"""Set, handed in, told by exception, marked, returned and handed in again; the counts add up throughout."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.builders import BUILDER, CLASS_11, CLASS_12, PRIMARY, Universe
from tests.homework.setting import DUE, counts, new, set_one
from tests.photos.pictures import jpeg
from xiaoan.directory import queries as directory
from xiaoan.duties.models import Duty
from xiaoan.homework import queries, services
from xiaoan.homework.models import Day, Piece, Task, Turn
from xiaoan.homework.queries import mine, tasks
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]


def _roll(actor: Actor) -> list[directory.Pupil]:
    return directory.class_roll(actor, CLASS_11, clock.today())


def test_online_from_setting_to_handed_in_again(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    given = new(pictures=(jpeg(1),))
    (task,) = services.set_homework(teacher, given)
    assert services.set_homework(teacher, given) == [task]
    n = len(_roll(teacher))
    assert counts(task) == (n, 0, 0, 0, 0, n, 0, 0)
    child = universe.person(CLASS_11, 1)
    guardian = acting("guardian")
    assert [(one.task.pk, one.state) for one in mine.mine(guardian)] == [(task, "due")]
    sent = services.NewPiece(uuid7(), task, child, "做完了", (jpeg(2),))
    services.hand_in(guardian, sent)
    services.hand_in(guardian, sent)
    assert mine.own(guardian, task, child).state == "handed"
    teacher = acting("teacher")
    assert counts(task) == (n, 1, 0, 0, 0, n - 1, 0, 0)
    services.give_back(teacher, uuid7(), task, child, "第 3 题再算一遍")
    assert counts(task) == (n, 1, 0, 0, 0, n - 1, 0, 1)
    guardian = acting("guardian")
    assert mine.own(guardian, task, child).state == "returned"
    services.hand_in(guardian, services.NewPiece(uuid7(), task, child, "改好了"))
    teacher = acting("teacher")
    assert counts(task) == (n, 1, 0, 0, 0, n - 1, 0, 0)
    services.mark(teacher, uuid7(), task, child, "excellent", "很好")
    assert counts(task) == (n, 1, 0, 0, 0, n - 1, 0, 1)
    with pytest.raises(Conflict):
        services.hand_in(acting("guardian"), services.NewPiece(uuid7(), task, child, "再交"))
    enter(BUILDER)
    piece = Piece.objects.get(task_id=task)
    assert (piece.number, piece.mark, Turn.objects.count()) == (2, "excellent", 2)
    facts = Entry.objects.filter(kind__startswith="homework.")
    bodies = [str(one) for one in facts.values_list("body", flat=True)]
    assert len(bodies) == 5
    assert [one for one in bodies if "口算" in one or "测" in one] == []


def test_told_by_exception_and_all_seen(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    task = set_one(teacher, way="paper")
    roll = _roll(teacher)
    n, (first, second, third) = len(roll), [one.person_id for one in roll[:3]]
    act = uuid7()
    told = {first: "missing", second: "excused", third: "no_device"}
    services.tell(teacher, act, task, told)
    services.tell(teacher, act, task, told)
    assert counts(task) == (n, n - 3, 1, 1, 1, 0, 0, 0)
    assert services.mark_all(teacher, uuid7(), task) == n - 3
    assert counts(task) == (n, n - 3, 1, 1, 1, 0, 0, n - 3)
    # The one that was missing hands in after all: it is left to be marked.
    services.tell(teacher, uuid7(), task, {second: "excused", third: "no_device"})
    assert counts(task) == (n, n - 2, 0, 1, 1, 0, 0, n - 3)
    services.mark(teacher, uuid7(), task, first, "95")
    assert counts(task) == (n, n - 2, 0, 1, 1, 0, 0, n - 2)
    services.mark(teacher, uuid7(), task, roll[3].person_id, "good")
    assert counts(task) == (n, n - 2, 0, 1, 1, 0, 0, n - 2)
    enter(BUILDER)
    assert sorted(Turn.objects.values_list("pieces", flat=True)) == [1, n - 3]
    row = Day.objects.get(unit_no=CLASS_11)
    assert (row.tasks, row.minutes, row.roll, row.handed, row.marked) == (1, 20, n, n - 2, n - 2)


def test_late_after_the_time(acting: Acting, universe: Universe) -> None:
    task = set_one(acting("teacher"))
    enter(BUILDER)
    Task.objects.filter(pk=task).update(due_at=clock.now() - dt.timedelta(hours=1))
    child = universe.person(CLASS_11, 1)
    guardian = acting("guardian")
    assert mine.own(guardian, task, child).state == "late"
    services.hand_in(guardian, services.NewPiece(uuid7(), task, child, "晚了"))
    acting("teacher")
    assert counts(task)[6] == 1


def test_several_classes_and_who_may(acting: Acting, universe: Universe) -> None:
    found = services.set_homework(acting("principal"), new(CLASS_11, CLASS_12))
    assert len(found) == 2
    for who, error in (
        ("other_principal", NotFound),
        ("officer", Forbidden),
        ("guardian", NotFound),
    ):
        with pytest.raises(error):
            services.set_homework(acting(who), new())
    with pytest.raises(NotFound):
        services.hand_in(
            acting("guardian"),
            services.NewPiece(uuid7(), found[0], universe.person(CLASS_11, 2), "x"),
        )
    with pytest.raises(NotFound):
        services.set_homework(acting("principal"), new(PRIMARY))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"), ({"subject": "astrology"}, "subject"), ({"minutes": 999}, "minutes"),
        ({"minutes": -1}, "minutes"), ({"way": "owl"}, "way"),
        ({"due_at": DUE - dt.timedelta(days=9)}, "due"),
        ({"due_at": DUE + dt.timedelta(days=99)}, "due"), ({"text": "字" * 1001}, "text"),
        ({"pictures": tuple(jpeg(n) for n in range(4))}, "photo"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(
    acting: Acting, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        services.set_homework(acting("teacher"), new(**given))
    assert set(refused.value.fields) == {field}


def test_taken_back_it_counts_in_no_figure(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    task = set_one(teacher)
    services.cancel(teacher, uuid7(), task, "布置错了")
    assert Day.objects.count() == 0
    with pytest.raises(Conflict):
        services.tell(teacher, uuid7(), task, {})
    assert mine.mine(acting("guardian")) == []


def test_unmarked_is_owed_until_it_is_marked(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    task = set_one(teacher)
    services.tell(teacher, uuid7(), task, {})
    enter(system("homework"))
    assert (services.owe_marking(system("homework")), services.owe_marking(system("homework"))) == (
        1,
        0,
    )
    duty = Duty.objects.get(kind=queries.MARK)
    assert (duty.about_id, duty.assignee_id, duty.state) == (task, teacher.user_id, "open")
    services.mark_all(acting("teacher"), uuid7(), task)
    assert Duty.objects.get(kind=queries.MARK).state == "done"


def test_turnaround_counts_what_waits_still(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    task = set_one(teacher)
    services.tell(teacher, uuid7(), task, {})
    place = directory.place(CLASS_11)
    (one,) = tasks.turnaround(teacher, place, clock.today(), clock.today())
    n = len(_roll(teacher))
    assert (one.marked, one.waiting, one.median.is_more) == (0, n, True)
    services.mark_all(teacher, uuid7(), task)
    (one,) = tasks.turnaround(teacher, place, clock.today(), clock.today())
    assert (one.marked, one.waiting, one.median.is_more) == (n, 0, False)


def test_rebuilt_the_read_table_is_the_same(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    one, other = set_one(teacher), set_one(teacher, subject="english")
    set_one(teacher)
    services.tell(teacher, uuid7(), one, {universe.person(CLASS_11, 1): "missing"})
    services.mark_all(teacher, uuid7(), one)
    services.cancel(teacher, uuid7(), other, "不布置了")
    enter(BUILDER)
    columns = [field.attname for field in Day._meta.concrete_fields if field.attname != "id"]
    before = sorted(Day.objects.values_list(*columns))
    enter(system("homework"))
    assert services.rebuild(system("homework")) == len(before) == 1
    assert sorted(Day.objects.values_list(*columns)) == before
