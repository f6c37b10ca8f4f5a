"""Two at once: both answers are kept, every class adds up, and nobody waits for nobody (no deadlock)."""

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, Universe
from tests.registry.test_membership_races import race
from tests.surveys.made import counts, given, opened
from xiaoan.accounts.rules import ROLES
from xiaoan.directory import queries as directory
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.journal import queries as journal
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.surveys import services
from xiaoan.surveys.models import Answer, Round

SCOPE = Scope("guardian", 0, 0, ROLES["guardian"].permissions)


def guardian_of(universe: Universe, seat: int) -> Actor:
    return Actor(uuid7(), "家长", (SCOPE,), people=(universe.person(CLASS_11, seat),))


def test_both_sides_the_rest_and_a_change_of_class_at_once(
    own_database: str, universe: Universe
) -> None:
    with acting_as(universe.cast["officer"]) as officer:
        row = opened(officer)
    for seat in range(1, 5):
        meet(universe, row, seat)
    with acting_as(BUILDER) as actor:
        facts = journal.facts(actor, kinds=("surveys.answer_given", "surveys.answers_given"))
        told = sum(len(fact.payload.get("person_ids", [1])) for fact in facts)
        assert told == Answer.objects.filter(round_id=row.pk).count()
        for unit in (CLASS_11, CLASS_12):
            on_roll, known, unknown, contradicted = counts(row, unit)
            assert on_roll == len(directory.class_roll(actor, unit, DAY))
            assert on_roll == known + unknown + contradicted
            services.follow_roll(actor, unit // 4096 * 4096)
            assert counts(row, unit) == (on_roll, known, unknown, contradicted)


def meet(universe: Universe, row: Round, seat: int) -> None:
    """The family, the teacher and the rest of the class, while another pupil goes to the class next door."""
    who, mover = universe.person(CLASS_11, seat), universe.person(CLASS_11, 11 - seat)
    said, teacher = given(row, who, condition="symptoms"), universe.cast["teacher"]
    done = race(
        (guardian_of(universe, seat), lambda actor: services.answer(actor, said)),
        (teacher, lambda actor: services.answer(actor, given(row, who))),
        (teacher, lambda actor: services.answer_rest(actor, row.pk, CLASS_11, [who, mover])),
        (BUILDER, lambda actor: people.change_class(actor, mover, CLASS_12, When(DAY))),
    )
    assert done[0]
    assert done[2]
    assert done[3]
    with acting_as(BUILDER):
        standing = Answer.objects.filter(person_id=who, state__in=("current", "contradicting"))
        assert standing.count() == 2
