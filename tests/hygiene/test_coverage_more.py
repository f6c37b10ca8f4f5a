"""Coverage beyond the plain case: what flags are of, days before the plan, new places, any size."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY, TOWN
from tests.hygiene.days import ROOM, TOILET, due, laid_out, places, plan, recount, tap, told
from tests.hygiene.days import figures as figures_of
from tests.hygiene.test_coverage import UNIT, confirmed, kept
from xiaoan.hygiene import rules, services
from xiaoan.hygiene.models import Due, Place
from xiaoan.hygiene.queries import matrix
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

__all__ = ["kept"]
Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


class TestDenominators:
    """A flag is counted of the records in which it could have been found."""

    def test_of_what_says_it_and_is_asked(
        self, kept: dict[str, Place], signed_in: SignedIn, acting: Acting
    ) -> None:
        actor = acting("logistics")
        confirmed(actor, due(TOILET, "surface"), rinsed=None, present=None, contact=10)
        confirmed(actor, due(TOILET, "floor"), rinsed=True, present=True, contact=None)
        confirmed(actor, due(TOILET, "air"), method="ventilate", agent="none", strength=None,
                  contact=None, rinsed=None, present=None, minutes=30)  # fmt: skip
        tap(actor, due("一楼走廊", "floor"))
        row = figures_of()
        of = {name: row[f"of_{name}"] for name in rules.OF}
        assert of == {
            "short": 2, "not_rinsed": 0, "present": 1, "uv_present": 0, "air_present": 0,
        }  # fmt: skip
        assert row == recount()
        kinds = signed_in("officer").get(f"/hygiene/dose/{COUNTY}/").context["kinds"]
        found = {one["code"]: (one["n"], one["of"]) for one in kinds}
        assert (found["short"], found["present"], found["people"]) == ((1, 2), (1, 1), (0, 4))

    def test_rinsing_where_it_is_asked(self, kept: dict[str, Place], acting: Acting) -> None:
        actor = acting("logistics")
        first = confirmed(actor, due(TOILET, "surface"), rinsed=False)
        assert (figures_of()["of_not_rinsed"], figures_of()["under"]) == (1, 1)
        services.mend(actor, services.Mended(uuid7(), first, "看错了", told(rinsed=None)))
        assert figures_of()["of_not_rinsed"] == 0
        assert figures_of() == recount()


class TestBeforeThePlan:
    def test_days_before_it_have_no_plan_yet(
        self, acting: Acting, at: Callable[[str], None], signed_in: SignedIn
    ) -> None:
        enter(BUILDER)
        plan(places(), since=DAY)
        laid_out()
        page = signed_in("officer").get(f"/hygiene/coverage/{TOWN}/")
        (row,) = [one for one in page.context["rows"] if one["planned"]]
        said = [str(one["words"]) for one in row["cells"] if not one["due"]]
        assert set(said) == {"还没有方案"}
        assert [one["due"] > 0 for one in row["cells"]][-1]
        before = [one for one in page.context["by_day"] if not one["due"]]
        assert {str(one["words"]) for one in before} == {"还没有方案"}

    def test_a_place_that_is_new_says_so(
        self, kept: dict[str, Place], acting: Acting, signed_in: SignedIn
    ) -> None:
        enter(BUILDER)
        Place.objects.filter(name=TOILET).update(opened=DAY)
        Place.objects.filter(name=ROOM).update(closed=DAY)
        page = signed_in("principal").get(f"/hygiene/coverage/{PRIMARY}/")
        rows = {one["name"]: one["cells"] for one in page.context["rows"]}
        assert {(one["shape"], one["words"]) for one in rows[TOILET][:-1]} == {
            ("absent", "还没有这处")
        }
        assert (rows[ROOM][-1]["shape"], rows[ROOM][-1]["words"]) == ("absent", "已停用")


class TestPageByPage:
    """A school of any size: a page of its places at a time, worst first; the counts are of all."""

    def test_worst_first_as_the_cells_say(
        self, kept: dict[str, Place], acting: Acting, at: Callable[[str], None]
    ) -> None:
        actor = acting("logistics")
        at("18:30")
        enter(BUILDER)
        for name in (TOILET, ROOM):
            Due.objects.filter(place_id=kept[name].pk).update(state="done", made=9, late=False)
        actor = acting("logistics")
        for what in ("all", "clean", "air"):
            wanted = matrix.Wanted(what)
            found = matrix.frame(actor, PRIMARY, UNIT, wanted, 14, DAY)
            whole = matrix.grid(actor, PRIMARY, UNIT, wanted, 14, DAY)
            expected = sorted(whole.rows, key=lambda one: (-one.missed, one.place.walk))
            assert matrix.worst_first(found) == [one.place for one in expected]
            few = matrix.rows(found, found.places[:1])
            assert few == [one for one in whole.rows if one.place == found.places[0]]
            (today,) = [matrix.rows(found, found.places, DAY)]
            assert matrix.count(today, DAY) == matrix.count(whole.rows, DAY)

    def test_the_second_page(
        self, kept: dict[str, Place], signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("xiaoan.hygiene.pages.watching.PAGE", 2)
        browser = signed_in("principal")
        first = browser.get(f"/hygiene/coverage/{PRIMARY}/")
        second = browser.get(f"/hygiene/coverage/{PRIMARY}/?offset=2")
        names = [one["name"] for page in (first, second) for one in page.context["rows"]]
        assert (sorted(names), len(second.context["rows"])) == (sorted(kept), 1)
        assert first.context["counts"] == second.context["counts"]
        assert "offset=2" in first.content.decode()
