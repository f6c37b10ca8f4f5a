"""Many senders at once: each statement once, each launch once, nothing lost, nobody refused for another."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from tests.builders import CLASS_11, Universe
from tests.lessons.teaching import lesson
from tests.platforms.sending import JOIN, WORKER, Sender, go_on, numbers, statement
from tests.platforms.signing import Lms, answer, sign
from xiaoan.kernel.scope import acting_as
from xiaoan.lessons.models import Lesson
from xiaoan.platforms.models import Account, Activity, Statement, Tally

HANDS = 6


def at_once(acts: Sequence[Callable[[], int]]) -> list[int]:
    """Each act in a thread with a connection of its own, all begun together."""
    start = Barrier(len(acts))

    def run(act: Callable[[], int]) -> int:
        try:
            start.wait(20)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_the_same_batch_from_many_is_kept_once(own_database: str, universe: Universe) -> None:
    sender = Sender(universe.cast["principal"])
    sent = [statement(number, JOIN, "07:25") for _pk, number in numbers(universe)]
    done = at_once([lambda: sender.post(sent).status_code] * HANDS)
    assert done == [200] * HANDS
    with acting_as(WORKER):
        assert (Statement.objects.count(), Account.objects.count(), Activity.objects.count()) == (
            10,
            10,
            1,
        )
        tally = Tally.objects.get()
        assert (tally.taken, tally.same, tally.refused) == (10, 10 * (HANDS - 1), 0)


def test_overlapping_batches_in_other_orders_do_not_end_each_other(
    own_database: str, universe: Universe
) -> None:
    sender = Sender(universe.cast["principal"])
    sent = [statement(f"a{n}", JOIN, "07:25") for n in range(40)]
    acts = [
        lambda part=part: sender.post(part).status_code
        for part in (sent[:30], sent[10:], sent[::-1], sent[5:35][::-1], sent, sent[20:])
    ]
    assert at_once(acts) == [200] * HANDS
    with acting_as(WORKER):
        assert (Statement.objects.count(), Account.objects.count()) == (40, 40)
        assert Tally.objects.get().taken == 40


def test_other_content_at_once_gets_through_once(own_database: str, universe: Universe) -> None:
    sender = Sender(universe.cast["principal"])
    first = statement("a", JOIN, "07:25")
    acts = [
        lambda n=n: sender.post({**first, "result": {"score": {"raw": n}}}).status_code
        for n in range(HANDS)
    ]
    assert sorted(at_once(acts)) == [200, *[409] * (HANDS - 1)]
    with acting_as(WORKER):
        assert Statement.objects.count() == 1


def test_one_answer_of_a_sign_in_gets_through(own_database: str, universe: Universe) -> None:
    lms = Lms(universe.cast["principal"])
    asked = lms.asked()
    token = sign(lms.claims(asked["nonce"]))
    done = at_once([lambda: answer(asked["state"], token).status_code] * HANDS)
    assert sorted(done) == [200, *[422] * (HANDS - 1)]
    with acting_as(WORKER):
        assert (Statement.objects.count(), Tally.objects.get().launches) == (1, 1)


def test_what_comes_while_it_is_counted_is_counted_next(
    own_database: str, universe: Universe
) -> None:
    with acting_as(universe.cast["teacher"]) as teacher:
        row = lesson(teacher, starts="06:40", ends="07:20")
    sender = Sender(universe.cast["principal"])
    pupils = numbers(universe)
    named = {"context": {"extensions": {"urn:xiaoan:lesson": str(row.pk)}}}

    def sending(number: str) -> Callable[[], int]:
        return lambda: int(sender.post(statement(number, JOIN, "06:40", **named)).status_code)

    acts = [sending(number) for _pk, number in pupils]
    at_once([*acts[:8], go_on, go_on])
    at_once([*acts[8:], go_on, go_on])
    go_on()
    with acting_as(WORKER):
        found = Lesson.objects.get(pk=row.pk)
        assert (found.source, found.watched, found.unit_no) == ("api", 10, CLASS_11)
