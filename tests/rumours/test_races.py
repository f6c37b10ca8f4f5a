"""The same rumour reported by a hundred at once is one item (cofacts/rumors-line-bot#41 was that race)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Semaphore

from django.db import connections

from tests.builders import BUILDER, Universe
from tests.rumours.desk import GARLIC
from xiaoan.duties.models import Duty
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.rumours import services
from xiaoan.rumours.models import Item, Print, Report

AT_ONCE = 100
WHO = ("guardian", "teacher", "doctor", "keeper", "officer", "canteen", "deputy", "teacher_71")
FORWARDS = (
    GARLIC,
    f"紧急扩散!{GARLIC} 看到请转发",
    "我们小区的娃娃都在吃,一个都没得病,专家说每天早晚吃生大蒜可以防止诺如病毒",
    "专家说每天早晚吃生大蒜可以预防诺如病毒,比打针还管用…",
)


def at_once(work: Callable[[int], None]) -> None:
    """A hundred threads that begin together, each with a connection of its own; sixty are in the database at
    a time, for PostgreSQL has not a hundred places."""
    barrier, places = Barrier(AT_ONCE), Semaphore(60)

    def begin(n: int) -> None:
        barrier.wait(60)
        with places:
            try:
                work(n)
            finally:
                connections["default"].close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(begin, n) for n in range(AT_ONCE)]:
            done.result()


def test_a_hundred_at_once_are_one_item(own_database: str, universe: Universe) -> None:
    def report(n: int) -> None:
        with acting_as(universe.cast[WHO[n % len(WHO)]]) as actor:
            services.report(actor, services.NewReport(uuid7(), FORWARDS[n % len(FORWARDS)]))

    at_once(report)
    with acting_as(BUILDER):
        row = Item.objects.get()
        assert (row.no, row.reports, Report.objects.count()) == (1, AT_ONCE, AT_ONCE)
        assert Report.objects.filter(how="new").count() == 1
        assert Print.objects.count() <= len(FORWARDS)
        assert Duty.objects.filter(about_id=row.pk).count() == 1


def test_a_hundred_links_at_once_are_one_item(own_database: str, universe: Universe) -> None:
    def report(n: int) -> None:
        with acting_as(universe.cast[WHO[n % len(WHO)]]) as actor:
            link = f"https://news.example.cn/a/91?id=3&utm_source=wx{n}"
            services.report(actor, services.NewReport(uuid7(), "", link))

    at_once(report)
    with acting_as(BUILDER):
        assert Item.objects.get().reports == AT_ONCE
