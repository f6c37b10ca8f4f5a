"""Gates of the built demonstration: one school opened because everything holds, one that is ready, one kept
by what it lacks, one opened in spite of what is named."""

from collections.abc import Iterator

import pytest

from tests.rehearsal import building
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.readiness.models import Decision, Standing
from xiaoan.readiness.queries import gates
from xiaoan.rehearsal.demo import Built
from xiaoan.rehearsal.demo.plan import DAY


@pytest.fixture(scope="module")
def built(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Built]:
    """As few people as have schools away from the stories of the demonstration."""
    folder = tmp_path_factory.mktemp("demo")
    with building.county(3000, "demo_gate", folder, django_db_blocker) as made:
        yield made


def test_schools_stand_at_every_kind_of_gate(built: Built) -> None:
    with acting_as(system("tests")):
        signed = {row.kind: row for row in Decision.objects.filter(state="signed")}
        assert (sorted(signed), Decision.objects.count()) == (["open", "override"], 2)
        opened, excepted = signed["open"], signed["override"]
        assert (opened.accepted, opened.day, bool(excepted.accepted)) == ([], DAY, True)
        # Nobody ticked what is reckoned: as it was frozen, and as it is reckoned anew from the record.
        anew = {one.school.no: one for one in gates.reckon(gates.schools())}
        assert anew[opened.unit_no].gate.is_clear
        hard = [line for line in anew[opened.unit_no].lines if line.item.hard]
        assert {line.result.state for line in hard} <= {"pass", "none"}
        assert sum(line.item.how == "computed" for line in hard) >= 12
        stands = {row.unit_no: row.gate for row in Standing.objects.all()}
        assert stands[opened.unit_no] == stands[excepted.unit_no] == "open"
        ready = [no for no, gate in stands.items() if gate == "may_open"]
        assert len(ready) == 1
        assert "blocked" in stands.values()
        assert {no: one.gate.state for no, one in anew.items()} == stands
