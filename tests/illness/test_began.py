"""Two days that are easily taken for one: when an illness began, and when somebody noticed it."""

import datetime as dt

from tests.builders import BUILDER, CLASS_11, DAY, Universe
from tests.illness.ill import Acting, absent, report, the_illness
from tests.illness.test_pages import SignedIn
from xiaoan.illness.models import Illness
from xiaoan.kernel.scope import enter


def test_the_day_it_began_is_told_from_the_day_it_was_noticed(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 3))
    row = the_illness()
    doctor, said = signed_in("doctor"), "11月23日(周一) 发现"
    enter(BUILDER)
    Illness.objects.filter(pk=row.pk).update(onset=None)
    assert doctor.get(f"/illness/{row.pk}/").context["child"]["began"] == said
    enter(BUILDER)
    onset = DAY - dt.timedelta(days=3)
    Illness.objects.update(onset=onset, diagnosis="mumps", certainty="confirmed")
    began = f"11月20日(周五) 发病、{said}"
    assert doctor.get(f"/illness/{row.pk}/").context["child"]["began"] == began
    table = doctor.get(f"/illness/forms/f/{CLASS_11}/{DAY}/").context["table"]
    assert (table.rows[0][4], "不是学校发现的日期" in table.below[0]) == ("2026-11-20", True)
