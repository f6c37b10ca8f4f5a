"""One lesson in several exports: parts add up, the same again is nothing, a corrected one replaces."""

from collections.abc import Callable
from pathlib import Path

from tests.builders import CLASS_11, Universe
from tests.lessons.teaching import lesson, sheet
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.lessons import services
from xiaoan.lessons.models import Lesson, Mark, Parked
from xiaoan.lessons.rules import Stay

Acting = Callable[[str], Actor]
At = Callable[[str], None]
HEADS = ["姓名", "进入时间", "离开时间"]


class Sending:
    """Sends files of one lesson as its teacher does."""

    def __init__(self, teacher: Actor, row: Lesson, folder: Path) -> None:
        self.teacher, self.row, self.folder = teacher, row, folder

    def send(
        self, rows: list[list[str]], heads: list[str] = HEADS, *, replaces: bool = False
    ) -> services.Applied:
        sent = services.Sent(CLASS_11, "dingtalk", self.row.pk)
        found = services.read(self.teacher, sent, sheet(self.folder, [heads, *rows]))
        kept = services.keep_preview(self.teacher, sent, str(len(rows)), found)
        return services.apply(self.teacher, kept, replaces=replaces)

    def watched(self) -> int:
        return Lesson.objects.get(pk=self.row.pk).watched


def test_two_parts_of_a_lesson_add_up_in_either_order_and_again_change_nothing(
    acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    sending = Sending(teacher, lesson(teacher), tmp_path)
    at("09:00")
    names = [one.name for one in universe.pupils[CLASS_11]]
    first = [[name, "08:00", "08:39"] for name in names[:5]] + [[names[5], "08:00", "08:20"]]
    second = [[names[5], "08:15", "08:38"]] + [[name, "08:00", "08:39"] for name in names[6:9]]
    assert sending.send(first).changed == 1
    assert sending.watched() == 5
    assert [m.stay for m in Mark.objects.exclude(stay=[])] == [[0, 28_800, 30_000]]
    assert sending.send(second).changed == 1
    assert sending.watched() == 9
    assert [sending.send(one).changed for one in (first, second, second, first)] == [0, 0, 0, 0]


def test_a_corrected_export_replaces_if_somebody_says_so(
    acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    sending = Sending(teacher, row, tmp_path)
    at("09:00")
    names = [one.name for one in universe.pupils[CLASS_11]]
    whole = [[name, "08:00", "08:39"] for name in names]
    sending.send(whole)
    corrected = [*whole[1:], [names[0], "08:00", "08:05"]]
    assert services.earlier(teacher, CLASS_11, "x", [row.pk]) == services.Earlier(1, None)
    assert (sending.send(corrected).changed, sending.watched()) == (0, 10)
    assert (sending.send(corrected, replaces=True).changed, sending.watched()) == (1, 9)


def test_what_was_sent_while_the_lesson_ran_does_not_count_beside_what_comes_after(
    acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    sending = Sending(teacher, row, tmp_path)
    names = [one.name for one in universe.pupils[CLASS_11]]
    at("08:15")
    sending.send([[name, "08:00", "08:14"] for name in names])
    assert sending.watched() == 10
    at("09:00")
    assert services.earlier(teacher, CLASS_11, "x", [row.pk]) == services.Earlier(0, None)
    sending.send([[name, "08:00", "08:14"] for name in names[:2]] + [[names[2], "08:00", "08:40"]])
    assert sending.watched() == 1


def test_durations_without_times_are_never_counted_twice(
    acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    sending = Sending(teacher, lesson(teacher), tmp_path)
    at("09:00")
    who = universe.pupils[CLASS_11][0]
    heads = ["姓名", "观看时长"]
    sending.send([[who.name, "20分钟"], ["小花妈妈", "15分钟"]], heads)
    sending.send([[who.name, "18分钟"]], heads)
    assert Mark.objects.get(person_id=who.person_id).minutes == 20
    # Another part leaves the names of the first waiting; one pupil under two names has watched both.
    assert [one.stay for one in Parked.objects.filter(settled_at=None)] == [[900]]
    assert services.settle_name(teacher, uuid7(), CLASS_11, "小花妈妈", who.person_id) == 1
    assert sending.watched() == 1


def test_the_same_is_the_same() -> None:
    one = Stay(60, ((10, 20), (15, 30)))
    assert one.with_(one) == Stay(60, ((10, 30),))
    assert one.plus(one).bare == 120
    assert Stay.of(one.flat()) == one
    assert (Stay.of([]), one.seconds) == (Stay(), 80)
