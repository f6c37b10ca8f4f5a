"""Circulars: drafted from facts with denominators, edited, issued once as they stand, read and answered."""

import datetime as dt

import pytest

from tests.builders import BUILDER, COUNTY, JUNIOR, KINDERGARTEN, MORNING, PRIMARY, Universe
from tests.directives.states import PNG, a_check, a_directive, done, facts, issued, owed, part
from tests.outbreaks.looks import Acting
from xiaoan.directives import services
from xiaoan.directives.models import (
    Circular,
    Directive,
    Number,
    Paper,
    Reply,
    Target,
    Task,
    Version,
)
from xiaoan.directives.queries import circulars
from xiaoan.directives.queries.facts import facts_of
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

DAY = dt.timedelta(days=1)


def drafted(acting: Acting, universe: Universe, monkeypatch: pytest.MonkeyPatch) -> Circular:
    """Of three schools one did well, one acknowledged late, one does nothing; eight days later."""
    found = issued(acting, universe)
    done(acting, found, PRIMARY)
    services.accept(acting("officer"), a_check(found, PRIMARY))
    monkeypatch.setattr(clock, "now", lambda: MORNING + 2 * DAY)
    services.acknowledge(acting("other_principal"), part(found, JUNIOR).pk)
    monkeypatch.setattr(clock, "now", lambda: MORNING + 8 * DAY)
    given = services.NewCircular(uuid7(), COUNTY, "督办情况通报", (found,))
    officer = acting("officer")
    assert services.draft(officer, given) == services.draft(officer, given)
    return Circular.objects.get()


def an_edit(row: Circular, title: str = "通报", text: str = "正文") -> services.Edit:
    enter(BUILDER)
    edits = Circular.objects.get(pk=row.pk).edits
    return services.Edit(uuid7(), row.pk, edits, title, text)


def test_drafted_from_facts(
    acting: Acting, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = drafted(acting, universe, monkeypatch)
    told = {
        name: [one["name"] for one in row.facts[name]["units"]]
        for name in ("well", "ack_late", "not_acked", "overdue", "done_late")
    }
    assert told == {
        "well": ["实验小学"], "ack_late": ["河口初中"], "not_acked": ["城关幼儿园"],
        "overdue": ["城关幼儿园", "河口初中"], "done_late": [],
    }  # fmt: skip
    only = row.facts["directives"][0]
    assert (row.facts["units"], only["asked"], only["acked_in_time"], only["overdue"]) == (
        3,
        3,
        1,
        2,
    )
    assert "逾期未完成 2/3" in row.text
    assert "按时签收、按时完成并一次核验通过:1/3 个单位:实验小学(1/1 份)。" in row.text
    assert "完成超过期限:0/3 个单位。" in row.text


def test_edited_issued_and_kept(
    acting: Acting, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = drafted(acting, universe, monkeypatch)
    stale = an_edit(row)
    services.edit(acting("officer"), an_edit(row, "关于督办的通报", "第一稿"))
    with pytest.raises(Conflict):
        services.edit(acting("officer"), stale)
    given = an_edit(row, "关于督办的通报", "第一稿")
    assert [services.issue_circular(acting("officer"), given, ()) for _n in range(2)] == [3, 3]
    with pytest.raises(Conflict):
        services.edit(acting("officer"), an_edit(row))
    done(acting, row.directive_ids[0], JUNIOR, "other_principal")
    enter(BUILDER)
    kept = Circular.objects.get()
    assert (kept.text, kept.no, kept.facts) == (
        "第一稿", 1, row.facts,
    )  # fmt: skip
    assert [line[:2] for line in owed() if line[0] == "read"] == [
        ("read", PRIMARY), ("read", KINDERGARTEN), ("read", JUNIOR),
    ]  # fmt: skip
    assert [one for one in facts() if one.startswith("circular")] == [
        "circular_drafted", "circular_drafted", "circular_issued",
    ]  # fmt: skip


def test_facts_are_not_older_than_a_day(
    acting: Acting, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = drafted(acting, universe, monkeypatch)
    monkeypatch.setattr(clock, "now", lambda: MORNING + 10 * DAY)
    with pytest.raises(Conflict, match="24 小时"):
        services.issue_circular(acting("officer"), an_edit(row), ())
    services.edit(acting("officer"), an_edit(row, "通报", "人写的话"))
    services.recount(acting("officer"), an_edit(row, "通报", "人写的话"), redraft=False)
    enter(BUILDER)
    assert Circular.objects.get().text == "人写的话"
    services.recount(acting("officer"), an_edit(row), redraft=True)
    enter(BUILDER)
    assert Circular.objects.get().text != "人写的话"
    assert services.issue_circular(acting("officer"), an_edit(row), (PRIMARY,)) == 1


def test_read_and_answered_beside(
    acting: Acting, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = drafted(acting, universe, monkeypatch)
    services.issue_circular(acting("officer"), an_edit(row), ())
    form = uuid7()
    for _again in range(2):
        services.reply_to_circular(acting("other_principal"), form, row.pk, JUNIOR, "当天停电")
    services.read(acting("principal"), row.pk, PRIMARY)
    with pytest.raises(Conflict):
        services.reply_to_circular(acting("other_principal"), form, row.pk, JUNIOR, "别的话")
    for who, units in (("officer", 3), ("principal", 1), ("liaison", 2), ("leader", 3)):
        found = circulars.circular(acting(who), row.pk)
        assert [(one.place, one.text, one.by) for one in found.replies] == [
            ("河口初中", "当天停电", "校长庚")
        ]
        assert len(found.units) == units
    states = [line[1:3] for line in owed() if line[0] == "read"]
    assert states == [(PRIMARY, "done"), (KINDERGARTEN, "open"), (JUNIOR, "done")]
    enter(BUILDER)
    assert Reply.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "refused"),
    [("leader", NotFound), ("liaison", NotFound), ("principal", NotFound), ("teacher", NotFound)],
)
def test_a_draft_is_seen_by_its_office_only(
    acting: Acting,
    universe: Universe,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    refused: type[Refusal],
) -> None:
    row = drafted(acting, universe, monkeypatch)
    with pytest.raises(refused):
        circulars.circular(acting(who), row.pk)


def test_nobody_reads_in_the_name_of_a_unit(
    acting: Acting, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = drafted(acting, universe, monkeypatch)
    services.issue_circular(acting("officer"), an_edit(row), ())
    for who, refused in (
        ("liaison", Forbidden),
        ("officer", Forbidden),
        ("other_principal", NotFound),
    ):
        with pytest.raises(refused):
            services.read(acting(who), row.pk, PRIMARY)


def test_about_what_was_issued_only(acting: Acting, universe: Universe) -> None:
    for ids in ((), (uuid7(),)):
        with pytest.raises(Invalid) as refused:
            services.draft(acting("officer"), services.NewCircular(uuid7(), COUNTY, "通报", ids))
        assert refused.value.fields == {"directive_ids": "unknown"}


def test_the_database_shows_a_school_what_concerns_it(
    acting: Acting, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row security, without any filter of a query."""
    found = issued(acting, universe, 1, units=(PRIMARY,))
    services.register(acting("officer"), a_directive(files=(PNG,)))
    row = drafted(acting, universe, monkeypatch)
    tables = (Directive, Version, Task, Target, Paper, Circular, Number)
    seen = {}
    for who in ("principal", "other_principal", "teacher", "officer"):
        acting(who)
        seen[who] = [table.objects.count() for table in tables]
    assert seen == {
        "principal": [2, 2, 2, 2, 0, 0, 0], "other_principal": [1, 1, 1, 1, 0, 0, 0],
        "teacher": [0] * 7, "officer": [3, 2, 2, 4, 1, 1, 1],
    }  # fmt: skip
    services.issue_circular(acting("officer"), an_edit(row), (JUNIOR,))
    shown = [
        bool(acting(who)) and Circular.objects.count() for who in ("principal", "other_principal")
    ]
    assert (shown, found in row.directive_ids) == ([0, 1], False)


def test_no_denominator_counts_who_was_let_off(acting: Acting, universe: Universe) -> None:
    found = issued(acting, universe)
    services.let_off(acting("officer"), a_check(found, KINDERGARTEN, "停办"))
    enter(BUILDER)
    only = facts_of([found], clock.now())["directives"][0]
    assert (only["parts"], only["let_off"], only["asked"]) == (3, 1, 2)
