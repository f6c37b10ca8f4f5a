"""The doors for apps above: opening from a source, and who is followed."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.builders import CLASS_11, DAY, Universe
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.keypersons import queries
from xiaoan.keypersons import services as keypersons
from xiaoan.keypersons.services import NewKeyPerson

Acting = Callable[[str], Actor]


def new(universe: Universe, seat: int = 1, **more: object) -> NewKeyPerson:
    given = {"category": "respiratory", "source_id": uuid7(), "source": "survey", **more}
    return NewKeyPerson(universe.person(CLASS_11, seat), **given)  # type: ignore[arg-type]  # a test names fields


def test_an_answer_opens_a_line_once(acting: Acting, universe: Universe) -> None:
    teacher, wanted = acting("teacher"), new(universe)
    first = keypersons.open_key_person(teacher, wanted)
    assert keypersons.open_key_person(teacher, wanted) == keypersons.Opened(first.line_id, False)
    found = queries.open_of(teacher, [wanted.person_id, universe.person(CLASS_11, 2)])
    assert found == {
        wanted.person_id: [
            queries.OpenLine(
                line_id=first.line_id, person_id=wanted.person_id, category="respiratory",
                pack="post-2023", since=DAY, until=DAY + dt.timedelta(days=14), whereabouts="home",
                isolated=False, carer_id=teacher.user_id, last_day=None, next_due=DAY,
            )
        ]
    }  # fmt: skip
    kinds = Entry.objects.filter(kind__startswith="keypersons.").values_list("kind", flat=True)
    assert list(kinds) == ["keypersons.opened"]


def test_another_source_joins_the_open_line_and_extends_it(
    acting: Acting, universe: Universe
) -> None:
    teacher = acting("teacher")
    first = keypersons.open_key_person(teacher, new(universe, since=DAY - dt.timedelta(days=3)))
    assert keypersons.open_key_person(teacher, new(universe)) == keypersons.Opened(
        first.line_id, is_new=False
    )
    (line,) = queries.open_of(teacher, [universe.person(CLASS_11, 1)])[universe.person(CLASS_11, 1)]
    assert (line.since, line.until) == (DAY - dt.timedelta(days=3), DAY + dt.timedelta(days=14))


def test_two_reasons_are_two_lines(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    keypersons.open_key_person(teacher, new(universe))
    keypersons.open_key_person(teacher, new(universe, category="household"))
    (lines,) = queries.open_of(teacher, [universe.person(CLASS_11, 1)]).values()
    assert {line.category for line in lines} == {"respiratory", "household"}


@pytest.mark.parametrize(
    ("name", "refused"),
    [("deputy", Forbidden), ("grade_head", Forbidden), ("liaison", Forbidden), ("leader", Forbidden),
     ("other_principal", NotFound), ("guardian", NotFound)],
)  # fmt: skip
def test_who_may_open(
    acting: Acting, universe: Universe, name: str, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        keypersons.open_key_person(acting(name), new(universe))


def test_what_a_guardian_says_is_opened_by_the_system(acting: Acting, universe: Universe) -> None:
    acting("guardian")
    with everywhere("surveys") as actor:
        assert keypersons.open_key_person(actor, new(universe)).is_new
    found = queries.open_of(acting("teacher"), [universe.person(CLASS_11, 1)])
    assert len(found) == 1


def test_a_category_of_another_time_is_refused(acting: Acting, universe: Universe) -> None:
    with pytest.raises(Invalid) as refused:
        keypersons.open_key_person(acting("teacher"), new(universe, category="epidemic_area"))
    assert refused.value.fields == {"category": "unknown"}
    assert queries.pack_in_force(acting("teacher"), DAY).code == "post-2023"


def test_each_pack_has_its_five_categories_with_words() -> None:
    assert {pack.code: [one.name for one in pack.categories] for pack in queries.packs()} == {
        "covid-2020-02": ["发热", "涉疫区旅居", "隔离中", "有接触史", "即将返回"],
        "post-2023": ["呼吸道症状", "胃肠炎", "皮疹", "法定传染病诊断", "同住者患病"],
    }
