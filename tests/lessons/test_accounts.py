"""Accounts of platforms in exports: said once whose one is, then as good as a pupil number."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from tests.builders import CLASS_11, Universe
from tests.lessons.teaching import lesson, sheet
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.lessons import services
from xiaoan.lessons.models import Lesson, Mark, Parked

Acting = Callable[[str], Actor]
At = Callable[[str], None]


def applied(
    actor: Actor,
    row: Lesson,
    folder: Path,
    rows: list[tuple[str, str, str]],
    *,
    replaces: bool = False,
) -> services.Applied:
    path = sheet(folder, [["昵称", "账号", "观看时长"], *[list(one) for one in rows]])
    sent = services.Sent(CLASS_11, "dingtalk", row.pk)
    found = services.read(actor, sent, path)
    return services.apply(
        actor, services.keep_preview(actor, sent, str(uuid7()), found), replaces=replaces
    )


def watched(row: Lesson, who: UUID) -> bool:
    return not Mark.objects.filter(lesson_id=row.pk, person_id=who).exists()


def test_an_account_is_said_once(
    acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    at("09:00")
    who = universe.pupils[CLASS_11][0].person_id
    done = applied(
        teacher, row, tmp_path, [("小苹果", "zhang33", "40分钟"), ("云", "zhang44", "40分钟")]
    )
    assert done.parked == 2
    assert sorted(Parked.objects.values_list("name", flat=True)) == ["云@zhang44", "小苹果@zhang33"]
    assert services.settle_name(teacher, uuid7(), CLASS_11, "小苹果@zhang33", who) == 1
    services.settle_name(teacher, uuid7(), CLASS_11, "云@zhang44", None)
    assert watched(row, who)
    # Another nickname of the same account, and what is nobody's.
    done = applied(
        teacher, row, tmp_path, [("大橘子", "zhang33", "39分钟"), ("雨", "zhang44", "40分钟")]
    )
    assert (done.parked, watched(row, who)) == (0, True)


def test_an_account_of_one_beside_the_name_of_another_is_doubt(
    acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    at("09:00")
    first, second = universe.pupils[CLASS_11][:2]
    applied(teacher, row, tmp_path, [("小苹果", "zhang33", "40分钟")])
    services.settle_name(teacher, uuid7(), CLASS_11, "小苹果@zhang33", first.person_id)
    # Alone, not beside the one before, by which the first had watched.
    done = applied(teacher, row, tmp_path, [(second.name, "zhang33", "40分钟")], replaces=True)
    assert done.parked == 1
    assert Parked.objects.get(settled_at=None).name == f"{second.name}@zhang33"
    assert (watched(row, first.person_id), watched(row, second.person_id)) == (False, False)


def test_two_with_one_nickname_and_accounts_of_their_own_are_two(
    acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    at("09:00")
    done = applied(teacher, row, tmp_path, [("妈妈", "a1", "40分钟"), ("妈妈", "b2", "20分钟")])
    assert done.parked == 2
