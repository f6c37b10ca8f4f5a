"""kill -9 of a real worker at random points: nothing missing; nothing twice where the provider takes a key;
where it takes none, nothing twice either, and what nobody can know is listed."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from tests import environment
from tests.builders import BUILDER, PRIMARY, Universe
from tests.delivery import killing
from tests.delivery.servers import vendor
from tests.delivery.worlds import batch, crowd, queue, switch_on
from xiaoan.kernel import clock
from xiaoan.kernel.scope import acting_as

KILLS, PEOPLE = 25, 400
pytestmark = pytest.mark.crash


@pytest.fixture(autouse=True)
def morning() -> None:
    """Real time: the workers have it too."""


def test_nothing_is_missing_and_nothing_twice(own_database: str, universe: Universe) -> None:
    campus, sms = killing.Books(), killing.Books()
    with (
        vendor(campus.campus, side_by_side=True) as there,
        vendor(sms.sms, side_by_side=True) as other,
    ):
        with acting_as(BUILDER):
            switch_on(BUILDER, "webhook", there.port, rate=20000)
            switch_on(BUILDER, "sms_aliyun", other.port, rate=20000)
            people = crowd(PEOPLE)
            for code in ("webhook", "sms_aliyun"):
                given = batch(code, expires=clock.now() + dt.timedelta(days=1), urgent=True)
                queue(BUILDER, given, people, unit_no=PRIMARY)
        connections.close_all()
        with killing.forge(own_database) as forge:
            killing.kill_many(forge, KILLS, 0.5, seed=7)
            forge.finish()
    name = str(conninfo_to_dict(own_database)["dbname"])
    keyed = killing.rows(environment.PLACE.superuser, name, "webhook")
    unkeyed = killing.rows(environment.PLACE.superuser, name, "sms_aliyun")
    found = killing.judged(campus, keyed, sms, unkeyed)
    assert found["keyed"] == Counter(accepted=PEOPLE)
    assert (found["keyed_missing"], found["keyed_twice"]) == (0, 0)
    assert sum(found["unkeyed"].values()) == PEOPLE
    assert set(found["unkeyed"]) <= {"accepted", "unknown"}
    assert (found["unkeyed_twice"], found["unkeyed_hidden"], found["unkeyed_untrue"]) == (0, 0, 0)
    assert found["unlisted"] == 0
