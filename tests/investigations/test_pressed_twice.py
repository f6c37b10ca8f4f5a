"""Two presses in one moment, with real threads and real commits: one event, one judgement."""

from tests.builders import BUILDER, CLASS_11, PRIMARY, Universe
from tests.registry.real import browser
from tests.screening.test_pressed_twice import twice
from xiaoan.duties.models import Duty
from xiaoan.investigations import queries
from xiaoan.investigations.models import Event, Step
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as


def test_one_event_and_one_judgement(universe: Universe, own_database: str) -> None:
    doctor = universe.cast["doctor"]
    body = {
        "step_id": str(uuid7()), "school": str(PRIMARY), "class": str(CLASS_11), "syndrome": "RASH",
        "reason": "家长来电", "person": str(universe.person(CLASS_11, 2)),
    }  # fmt: skip
    answers = twice(doctor, "/investigations/new/", body)
    assert [answer.status_code for answer in answers] == [302, 302]
    with acting_as(BUILDER):
        event = Event.objects.get()
        assert Duty.objects.filter(kind=queries.JUDGE).count() == 1
    form = {"confirm-step_id": str(uuid7()), "confirm-base": "1", "confirm-reason": "皮疹相同"}
    answers = twice(doctor, f"/investigations/{event.pk}/?act=confirm", form)
    assert [answer.status_code for answer in answers] == [302, 302]
    late = {"exclude-step_id": str(uuid7()), "exclude-base": "1", "exclude-reason": "不是"}
    refused = browser(universe.cast["principal"]).post(
        f"/investigations/{event.pk}/?act=exclude", late
    )
    assert refused.status_code == 409
    with acting_as(BUILDER):
        assert Event.objects.get().state == "confirmed"
        assert list(Step.objects.order_by("no").values_list("kind", flat=True)) == [
            "open",
            "confirm",
        ]
