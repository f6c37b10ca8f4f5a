"""What feeds hear of corrections that were taken back."""

import datetime as dt

from tests.outbreaks.looks import Acting
from tests.rumours import desk
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.rumours import queries, services
from xiaoan.rumours.services import Act, Merge


def test_a_withdrawn_correction_that_was_merged_is_still_said_to_be_withdrawn(
    acting: Acting,
) -> None:
    first = desk.published(acting, desk.reported(acting))
    other = desk.reported(acting, text=desk.SHUT)
    officer = acting("officer")
    services.withdraw(officer, Act(uuid7(), first.pk, "写错了"))
    services.merge(officer, Merge(uuid7(), first.pk, other.pk, "同一件事"))
    gone = queries.withdrawn(clock.now() - dt.timedelta(days=1))
    assert [one.id for one in gone] == [first.pk]
