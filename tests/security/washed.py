"""A round, a record and an incident at a school's toilet, for the access table."""

from tests.builders import BUILDER, PRIMARY, Universe
from tests.hygiene.days import plan, tap
from xiaoan.hygiene import services
from xiaoan.hygiene.models import Due, Place, Round
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

NAME = "洗过的厕所"


def washed(universe: Universe) -> dict[str, str]:
    """Name in braces → id. The running scope is the system's, before and after."""
    place = Place.objects.create(
        school_id=PRIMARY, unit_no=PRIMARY, kind="toilet", name=NAME, opened=clock.today()
    )
    plan({NAME: place}, clock.today(), 90)
    services.lay_out(BUILDER, clock.today(), [PRIMARY])
    due = Due.objects.filter(place_id=place.pk, task="floor").get()
    keeper = universe.cast["logistics"]
    enter(keeper)
    kept = tap(keeper, due)
    told = services.Told(uuid7(), place.pk, "vomit", "small", clock.now())
    incident = services.tell(keeper, told)
    enter(BUILDER)
    round_id = Round.objects.get(pk=due.round_id).pk
    return {
        "washroom": str(place.pk), "going": str(round_id), "wiped": str(kept.record_ids[0]),
        "sickness": str(incident),
    }  # fmt: skip
