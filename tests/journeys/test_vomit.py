"""A child is sick in the toilet: told of by a class teacher, cleared away by logistics step by step without a
network, waited for, looked at by a second person; no child is named."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.builders import BUILDER, Universe
from tests.hygiene.days import TOILET
from tests.journeys.conftest import PHONE, Served
from tests.journeys.test_hygiene_round import looked_at, prepare
from tests.supplies.stores import receipt
from xiaoan.hygiene.models import Incident, IncidentStep, Record
from xiaoan.kernel.scope import acting_as
from xiaoan.supplies import services as supplies

pytestmark = pytest.mark.journey

Serve = Callable[[str], Served]
Visit = Callable[[Served, str, dict[str, int]], Page]
# By the phone's own clock, which is wrong by years.
PHONES = dt.datetime(2031, 5, 4, 9, 0, tzinfo=dt.UTC)
STEPS = (
    ("clear", 1), ("ppe", 3), ("windows", 4), ("cover", 6), ("wipe", 37), ("surfaces", 40),
    ("finish", 71), ("bag", 74), ("hands", 76), ("air", 102),
)  # fmt: skip


def at(page: Page, minute: int) -> None:
    page.clock.set_fixed_time(PHONES + dt.timedelta(minutes=minute))


def press(page: Page, step: str, minute: int) -> None:
    at(page, minute)
    card = page.locator(f"#step-{step}")
    if card.get_attribute("open") is None:
        card.locator("summary").click()
    card.locator("button.btn-primary").click()


def test_vomit_is_cleared_away(serve: Serve, visit: Visit, universe: Universe) -> None:
    prepare()
    # Told early; the phone tells later, with the times of its own clock set right, what was done since.
    served = serve("08:30")
    with acting_as(universe.cast["logistics"]) as keeper:
        supplies.receive(
            keeper, receipt(item="disinfectant_84", quantity="2", pack="bottle", batch="L7")
        )
    teacher = visit(served, "teacher", PHONE)
    teacher.goto(f"{served.url}/hygiene/incidents/new/")
    teacher.wait_for_selector("form[data-outbox-key=tell][data-outbox=on]", state="attached")
    teacher.select_option("[name=tell-place]", label=f"教学楼 {TOILET}")
    teacher.select_option("[name=tell-mine]", "")
    looked_at(teacher, "vomit-tell-390")
    teacher.click("form[data-outbox-key=tell] button.btn-primary")
    teacher.wait_for_url("**/hygiene/incident/**")
    expect(teacher.locator("main")).to_contain_text("疏散人员")
    served = serve("10:20")
    page = visit(served, "logistics", PHONE)
    page.goto(f"{served.url}/duties/today/")
    page.click("a:has-text('呕吐物处置')")
    page.wait_for_selector("form[data-outbox-key=cover][data-outbox=on]", state="attached")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.wait_for_timeout(1500)
    looked_at(page, "vomit-steps-390")
    page.context.set_offline(True)
    at(page, 0)
    page.reload()
    page.wait_for_selector("form[data-outbox-key=cover][data-outbox=on]", state="attached")
    for n, (step, minute) in enumerate(STEPS, start=1):
        if step == "cover":
            page.locator("#step-cover summary").click()
            page.select_option("[name=cover-how]", "absorbent")
            page.fill("[name=cover-strength]", "8000")
            page.select_option("[name=cover-item]", "disinfectant_84")
            page.fill("[name=cover-quantity]", "100")
        if step == "surfaces":
            page.locator("#step-surfaces summary").click()
            page.fill("[name=surfaces-strength]", "1000")
        press(page, step, minute)
        expect(page.locator("#unsent [data-count]")).to_have_text(f"未发送 {n}")
        if step == "cover":
            # The waiting survives a reload without a network.
            at(page, 16)
            page.reload()
            page.wait_for_selector("form[data-outbox-key=wipe][data-outbox=on]", state="attached")
            page.locator("#step-wipe summary").click()
            expect(page.locator("#step-wipe .wait")).to_have_text("还要等 20:00", timeout=10_000)
            looked_at(page, "vomit-wait-390")
            at(page, 36)
            expect(page.locator("#step-wipe .wait")).to_have_text(
                "时间到了,可以做了", timeout=10_000
            )
    at(page, 105)
    page.context.set_offline(False)
    page.locator("#unsent [data-send]").click()
    expect(page.locator("#unsent")).to_be_hidden(timeout=30_000)
    with acting_as(BUILDER):
        row = Incident.objects.get()
        assert row.state == "done"
        steps = list(IncidentStep.objects.order_by("said_at"))
        assert [one.what for one in steps] == [name for name, _minute in STEPS]
        waited = {one.what: one.facts["waited"] for one in steps if "waited" in one.facts}
        assert waited == {"wipe": 31, "finish": 31, "air": 31}
        told = Record.objects.filter(incident_id=row.pk).order_by("started_at")
        assert list(told.values_list("strength", "contact", "booked")) == [
            (8000, 31, 100), (1000, 31, None),
        ]  # fmt: skip
    # Who cleared it away does not look at it; somebody else does.
    page.goto(f"{served.url}/hygiene/incident/{row.pk}/")
    expect(page.locator("main")).to_contain_text("处置的人不能自己验收")
    doctor = visit(served, "doctor", PHONE)
    doctor.goto(f"{served.url}/hygiene/incident/{row.pk}/")
    looked_at(doctor, "vomit-look-390")
    doctor.click("form[data-outbox-key=look] button.btn-primary")
    expect(doctor.locator("main")).to_contain_text("已验收")
    looked_at(doctor, "vomit-closed-390")
