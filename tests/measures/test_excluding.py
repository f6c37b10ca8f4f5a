"""An event that is none leaves nobody owing and nothing proposed; classes that rest are the bureau's to bring
back first."""

import pytest
from django.db import transaction

from tests.builders import BUILDER, DAY, Universe
from tests.investigations.events import decision as judged
from tests.investigations.events import event, running
from tests.measures.orders import (
    LAST,
    PAPER,
    a_proposal,
    an_order,
    answer,
    decision,
    facts,
    measures,
    owed,
    suspension,
)
from tests.measures.test_pages import SignedIn
from tests.outbreaks.looks import Acting
from xiaoan.investigations import services as investigations
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.scope import enter
from xiaoan.measures import services, tasks
from xiaoan.measures.models import Measure, SuspensionStep


def test_what_is_owed_and_proposed_is_withdrawn_with_the_reason(
    acting: Acting, universe: Universe
) -> None:
    event_id = running(acting, universe)
    services.order(acting("doctor"), an_order(universe, event_id, "disinfect", "notice"))
    services.carry_out(acting("logistics"), answer())
    proposed = services.propose(acting("principal"), a_proposal(event_id))
    investigations.exclude(acting("doctor"), judged(event_id, "体检后都无恙"))
    assert tasks.withdraw_all(str(event_id)) == 2
    assert tasks.withdraw_all(str(event_id)) == 0
    assert sorted(row[1] for row in measures()) == ["done", "withdrawn"]
    assert sorted(owed()) == [("done", False), ("excused", False)]
    assert suspension(proposed).state == "withdrawn"
    enter(BUILDER)
    told = "疫情已排除:体检后都无恙"
    assert Measure.objects.get(state="withdrawn").told == told
    assert SuspensionStep.objects.get(kind="withdraw").reason == told
    assert facts() == [
        "measures_ordered", "measure_ended", "suspension_proposed", "measure_ended",
        "suspension_changed",
    ]  # fmt: skip


def test_what_runs_again_meanwhile_is_left_alone(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    services.order(acting("doctor"), an_order(universe, event_id))
    investigations.exclude(acting("doctor"), judged(event_id, "体检后都无恙"))
    investigations.reopen(acting("doctor"), judged(event_id, "又有人吐"))
    assert tasks.withdraw_all(str(event_id)) == 0
    assert owed() == [("open", False)]


def test_an_event_whose_classes_rest_is_not_excluded(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    found = services.propose(acting("principal"), a_proposal(event_id))
    services.decide(acting("officer"), decision(found), PAPER, DAY, LAST)
    said = "还在停课,请教育局先复课,再排除:一年级1班(2026-11-23 至 2026-11-26)。"
    with pytest.raises(Conflict) as refused, transaction.atomic():
        investigations.exclude(acting("doctor"), judged(event_id, "体检后都无恙"))
    assert str(refused.value) == said
    services.reopen(acting("officer"), decision(found), DAY)
    investigations.exclude(acting("doctor"), judged(event_id, "体检后都无恙"))
    assert event(event_id).state == "excluded"


def test_whoever_excludes_reads_what_is_open(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    event_id = running(acting, universe)
    services.order(acting("doctor"), an_order(universe, event_id, "disinfect", "notice"))
    services.propose(acting("principal"), a_proposal(event_id))
    page = signed_in("doctor").get(f"/investigations/{event_id}/")
    acts = {one["act"]: one["left"] for one in page.context["others"]}
    assert acts["exclude"] == [
        "未办的措施 2 项:消毒、告知家长", "待决定的停课建议:一年级1班(2026-11-23 至 2026-11-26)",
    ]  # fmt: skip
