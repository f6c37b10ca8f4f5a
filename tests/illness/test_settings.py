"""What a county sets for illness: the exclusion profile, hours of a trace, days that are long."""

from tests.builders import CLASS_11, COUNTY, Universe
from tests.illness.ill import Acting
from tests.illness.test_pages import SignedIn
from xiaoan.illness import queries
from xiaoan.journal.models import Entry
from xiaoan.kernel.scope import enter


def test_the_county_sets_its_profile(
    universe: Universe, acting: Acting, signed_in: SignedIn
) -> None:
    officer, where = signed_in("officer"), f"/illness/settings/{COUNTY}/"
    bad = officer.post(where, {"profile": "lax", "trace_hours": "0", "long_days": "x"})
    assert bad.status_code == 422
    good = officer.post(where, {"profile": "strict", "trace_hours": "12", "long_days": "4"})
    assert good.status_code == 302
    enter(universe.cast["officer"])
    assert queries.settings().at(CLASS_11) == queries.InForce("strict", 12, 4)
    assert Entry.objects.filter(kind="illness.setting_changed").count() == 1
