"""Opening dates that are announced by themselves: to whom, and what a moved date says."""

import datetime as dt
import io
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from tests.builders import BUILDER, COUNTY, PRIMARY, TOWN, Universe
from tests.notices.letters import deliver
from tests.outbreaks.looks import Acting
from tests.reopening.states import MONDAY, THURSDAY, decided, line
from xiaoan.directory.models import Unit
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.scope import enter, leave
from xiaoan.notices import rules, services, tasks
from xiaoan.notices.models import Notice
from xiaoan.notices.queries import announced, inbox
from xiaoan.reopening import queries as reopening
from xiaoan.reopening.queries import told


def _told(stage: str, place_no: int = COUNTY) -> Notice:
    """The notice of the last decision about a group at a place."""
    (*_before, last) = [one for one in reopening.versions([place_no]) if one.stage == stage]
    return Notice.objects.get(origin_id=last.id)


def _families(acting: Acting, notice_id: UUID) -> int:
    found = deliver(acting("officer"), notice_id)
    return found.families if found else 0


def test_an_opening_date_is_announced_once(acting: Acting) -> None:
    decided(acting, line("primary", MONDAY))
    made = _told("primary")
    assert made.origin_id is not None
    given = services.Announced(made.origin_id, COUNTY, "primary", MONDAY.isoformat())
    assert services.announce(acting("officer"), given) is None
    assert _families(acting, made.pk) == 30
    text = inbox.opened(acting("guardian"), made.pk, "zh-hans")
    assert MONDAY.isoformat() in str(text.paragraphs)


def test_whoever_decided_reads_its_title_before_it_is_sent(acting: Acting) -> None:
    decided(acting, line("primary", MONDAY))
    made = _told("primary")
    assert (made.state, "发布单位" in made.values) == ("sending", False)
    (found,) = announced.of_openings(acting("officer"), [made.origin_id] if made.origin_id else [])
    assert found.title == "青禾县关于开学时间的通知"


def test_held_back_is_told_by_its_own_words(acting: Acting) -> None:
    decided(acting, line("primary", MONDAY))
    first = _told("primary")
    _families(acting, first.pk)
    decided(acting, line("primary", None, base=1))
    held = _told("primary")
    assert (held.template, held.state, held.corrects_id) == ("held", "sending", first.pk)


def test_a_special_school_is_told_its_own_date_only(acting: Acting) -> None:
    """Its classes are called primary; its date is that of special education."""
    enter(BUILDER)
    Unit.objects.filter(no=PRIMARY).update(stage="special")
    decided(acting, line("primary", MONDAY), line("special", THURSDAY))
    assert Notice.objects.count() == 1
    assert _families(acting, _told("special").pk) == 30


def test_a_place_with_its_own_date_is_left_out(acting: Acting) -> None:
    """The school's own decision holds for its final year too, unless that has one at the school."""
    decided(acting, line("primary", THURSDAY, PRIMARY))
    decided(acting, line("primary", MONDAY), line("primary_final", MONDAY))
    assert not Notice.objects.filter(unit_no=COUNTY).exists()
    assert _families(acting, _told("primary", PRIMARY).pk) == 30


def test_a_moved_date_says_from_when_to_when_and_why(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    decided(acting, line("primary", MONDAY))
    first = _told("primary")
    _families(acting, first.pk)
    morning.shift(dt.timedelta(hours=1))
    decided(acting, line("primary", THURSDAY, base=1), reason="水痘聚集")
    second = _told("primary")
    assert (second.template, second.corrects_id) == ("moved", first.pk)
    assert _families(acting, second.pk) == 30
    guardian = acting("guardian")
    said = inbox.opened(guardian, second.pk, "zh-hans")
    assert "调整开学时间" in said.brief.title
    words = str(said.paragraphs)
    assert f"由 {MONDAY} 改为 {THURSDAY}。原因:水痘聚集。" in words
    before = inbox.opened(guardian, first.pk, "zh-hans")
    assert (before.corrected_by, before.brief.needs_ack) == (second.pk, False)
    with pytest.raises(Conflict):
        services.acknowledge(guardian, first.pk)
    assert inbox.unconfirmed(guardian) == 1


def test_moved_before_the_first_went_out_tells_the_second_only(
    acting: Acting, universe: Universe
) -> None:
    decided(acting, line("primary", MONDAY))
    first = _told("primary")
    decided(acting, line("primary", THURSDAY, base=1))
    second = _told("primary")
    first.refresh_from_db()
    assert (first.state, second.corrects_id) == ("dropped", None)
    assert _families(acting, first.pk) == 0


@pytest.mark.parametrize("place_no", [COUNTY, TOWN])
def test_the_audience_is_whole_parts_where_it_can_be(acting: Acting, place_no: int) -> None:
    """Not a list of schools for a county where all of them follow it."""
    decided(acting, line("primary", MONDAY, place_no))
    (one,) = rules.audience_of(_told("primary", place_no).audience).parts
    assert (one.units, one.without_grades) == ((place_no,), ())


def test_whoever_decided_sees_at_once_who_was_told(
    acting: Acting, signed_in: Callable[[str], Client]
) -> None:
    proposal = decided(acting, line("primary", MONDAY))
    made = _told("primary")
    # Put into the queue by the decision itself, for now: no clock is waited for.
    with connection.cursor() as cursor:
        cursor.execute(
            "select args->>'notice_id', scheduled_at from procrastinate_jobs"
            " where task_name = 'notices.send'"
        )
        assert cursor.fetchall() == [(str(made.pk), None)]
    (waits,) = told.of_proposal(acting("leader"), proposal)
    assert (waits.state, waits.told, waits.sheet_url) == ("正在发出", None, "")
    assert tasks.send(str(made.pk)) == 1
    (one,) = told.of_proposal(acting("leader"), proposal)
    assert (one.state, one.told, one.reached, one.confirmed) == ("已发出", 30, 1, 0)
    leave()
    leader, url = signed_in("leader"), f"/reopening/proposals/{proposal}/"
    page = leader.get(url).content.decode()
    assert ("告知了谁" in page, one.sheet_url in page) == (True, True)
    book = load_workbook(io.BytesIO(leader.get(one.sheet_url).content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    # Of one school alone: by class.
    head = next(n for n, row in enumerate(rows) if row[0] == "单位")
    assert [row[:5] for row in rows[head + 1 : head + 5]] == [
        ["一年级1班", 10, 1, 0, 9], ["一年级2班", 10, 0, 0, 10], ["二年级1班", 10, 0, 0, 10],
        ["合计", 30, 1, 0, 29],
    ]  # fmt: skip
    school = signed_in("principal").get(f"/notices/sent/{made.pk}/unit/{PRIMARY}/?file=xlsx")
    names = {row[0].value for row in load_workbook(io.BytesIO(school.content)).active.iter_rows()}
    assert {"一年级1班", "一年级2班", "二年级1班"} <= names
    other = signed_in("other_principal")
    assert other.get(one.sheet_url).status_code == 404
    assert other.get(f"/notices/sent/{made.pk}/unit/{PRIMARY}/?file=xlsx").status_code == 404
