"""Rows with an unknown ID number, and whom they may be about."""

from collections.abc import Callable

from tests.builders import CLASS_11, CLASS_12, CLASS_71, JUNIOR, PRIMARY, Universe
from tests.directory.test_merging import merge, row
from tests.registry.rosters import id_number
from xiaoan.directory import services as directory
from xiaoan.directory.rules.matching import Verdict
from xiaoan.directory.rules.roll import Kin
from xiaoan.kernel.actor import Actor

Acting = Callable[[str], Actor]
MOTHER = (Kin("王一", "母亲", "13800000001"), None)
OTHER_ID, ONE_ID = id_number(77), id_number(79)


def kinds(found: dict[int, list[tuple[directory.Candidate, Verdict]]]) -> dict[int, list[str]]:
    return {n: [verdict.kind for _candidate, verdict in them] for n, them in found.items()}


def test_another_number_with_name_birth_and_guardian_is_doubtful(
    acting: Acting, universe: Universe
) -> None:
    actor = acting("principal")
    merge(actor, row(CLASS_11, 0, 1, kin=MOTHER))
    again = row(CLASS_11, 0, 1, number=900, id_number=OTHER_ID, kin=MOTHER)
    found = directory.recognise(actor, [again])
    assert kinds(found) == {900: ["doubtful"]}
    ((candidate, verdict),) = found[900]
    assert (candidate.person_id, candidate.school_no, candidate.enrolled) == (
        universe.person(CLASS_11, 1), PRIMARY, True,
    )  # fmt: skip
    assert verdict.reasons == ("id_differs", "name_same", "birth_same", "guardian_same")


def test_a_passport_in_place_of_an_id_card_is_the_same_person(acting: Acting) -> None:
    actor = acting("principal")
    merge(actor, row(CLASS_11, 0, 1, kin=MOTHER))
    passport = row(
        CLASS_11, 0, 1, number=900, id_kind="passport", id_number="E12345678", kin=MOTHER
    )
    assert kinds(directory.recognise(actor, [passport])) == {900: ["same"]}


def test_strangers_are_nobody(acting: Acting) -> None:
    actor = acting("principal")
    namesake = row(CLASS_11, 0, 1, number=900, id_number=OTHER_ID)
    assert directory.recognise(actor, [namesake]) == {}


def test_two_rows_of_the_sheet_may_be_one_person(acting: Acting) -> None:
    actor = acting("officer")
    one = row(CLASS_11, 80, 1, number=900, id_number=ONE_ID, kin=MOTHER)
    two = row(CLASS_12, 80, 1, number=901, id_number=OTHER_ID, kin=MOTHER)
    found = directory.recognise(actor, [one, two])
    assert kinds(found) == {901: ["doubtful"]}
    assert found[901][0][0] == directory.Candidate(None, 900, PRIMARY, enrolled=True)


def test_a_principal_is_not_told_of_other_schools(acting: Acting) -> None:
    merge(acting("officer"), row(CLASS_71, 4, 1, kin=MOTHER), school_no=JUNIOR)
    theirs = row(
        CLASS_71, 4, 1, number=900, id_number=OTHER_ID, kin=MOTHER, school_no=PRIMARY,
        unit_no=CLASS_11,
    )  # fmt: skip
    assert directory.recognise(acting("principal"), [theirs]) == {}
    assert kinds(directory.recognise(acting("officer"), [theirs])) == {900: ["doubtful"]}
