"""Rows of hygiene for the access table: a record that is worth a look, its draw, a check of it, a product."""

import datetime as dt

from tests.builders import BUILDER, DAY, MORNING, PRIMARY, Universe
from tests.photos.pictures import jpeg
from xiaoan.hygiene import services
from xiaoan.hygiene.models import Check, Draw, Place, Record, Statement
from xiaoan.hygiene.queries.truth import STATEMENT
from xiaoan.kernel import ciphers
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.photos import services as photos

AT = MORNING - dt.timedelta(days=3)


def cleaned(universe: Universe) -> dict[str, str]:
    """Name in braces → id. The keeper of the school told it, the doctor has looked."""
    keeper, doctor = universe.users["logistics"], universe.users["doctor"]
    place = Place.objects.create(
        school_id=PRIMARY, unit_no=PRIMARY, kind="toilet", name="核查用的厕所", opened=DAY
    )
    pk = uuid7()
    row = Record.objects.create(
        id=pk, root_id=pk, first_at=AT, school_id=PRIMARY, unit_no=PRIMARY, day=AT.date(),
        place_id=place.pk, body_hash=b"", task="surface", method="wipe", agent="chlorine",
        started_at=AT, ended_at=AT, said_at=AT, received_at=AT, usual=True, by_id=keeper.pk,
    )  # fmt: skip
    drawn = Draw.objects.create(
        school_id=PRIMARY, unit_no=PRIMARY, day=AT.date(), place_id=place.pk, record_id=pk, why="lot",
        chance=100, seed="s", drawn_at=AT,
    )  # fmt: skip
    look = Check.objects.create(
        school_id=PRIMARY, unit_no=PRIMARY, day=AT.date(), place_id=place.pk, record_id=pk, root_id=pk,
        body_hash=b"", result="untrue", how="site", note="地面是干的", at=AT, by_id=doctor.pk,
    )  # fmt: skip
    with acting_as(universe.cast["logistics"]) as logistics:
        proof = photos.keep(logistics, PRIMARY, jpeg(2)).id
    enter(BUILDER)
    said = uuid7()
    Statement.objects.create(
        id=said, school_id=PRIMARY, unit_no=PRIMARY, check_id=look.pk, body_hash=b"", at=AT,
        words=ciphers.seal("拖过了", place=STATEMENT, row=said), by_id=keeper.pk, photo_ids=[proof],
    )  # fmt: skip
    label = services.NewProduct(uuid7(), PRIMARY, "测试 84", "chlorine", "5%")
    bottle = services.add_product(BUILDER, label)
    return {
        "spot_place": str(place.pk), "told": str(row.pk), "lot": str(drawn.pk), "looked": str(look.pk),
        "bottle": str(bottle.pk), "proof_said": str(proof),
    }  # fmt: skip
