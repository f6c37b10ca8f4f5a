"""An emergency is told to the people it names at once: a count and a link, nothing of the child."""

from tests.builders import BUILDER, PRIMARY, Universe
from tests.counselling.care import MARKER, a_referral, counsellor
from tests.delivery import worlds
from tests.outbreaks.looks import Acting
from xiaoan.counselling import services
from xiaoan.counselling.services import Stepped
from xiaoan.delivery.models import Batch, Message, Sending
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter


def test_named_people_are_told_without_content(acting: Acting, universe: Universe) -> None:
    for code in ("email", "sms_aliyun", "wecom_bot"):
        worlds.switch_on(acting("officer"), code, 9)
    cared = counsellor()
    principal = universe.users["principal"]
    enter(BUILDER)
    worlds.address(principal.pk, "email", "principal@county.example")
    new = a_referral(universe, ticks=frozenset({"harm_said"}))
    receipt = services.refer(acting("teacher"), new)
    again = services.refer(acting("doctor"), a_referral(universe, urgency="now"))
    assert again.emergency_id == receipt.emergency_id
    enter(BUILDER)
    batch = Batch.objects.get(source="counselling.emergency")
    assert (batch.source_id, batch.unit_no, batch.urgent) == (receipt.emergency_id, PRIMARY, True)
    rows = list(Message.objects.filter(batch_id=batch.pk))
    assert {one.person_id for one in rows} == {principal.pk, cared.pk}
    assert {one.unit_no for one in rows} == {PRIMARY}
    assert {one.link for one in rows} == {f"/counselling/emergencies/{receipt.emergency_id}/"}
    said = batch.subject + batch.text + str([(one.link, one.variables, one.key) for one in rows])
    assert MARKER not in said
    assert str(new.person_id) not in said
    assert "心理" not in said
    told = next(one for one in rows if one.person_id == principal.pk)
    first = Sending.objects.get(message_id=told.pk, channel="email")
    assert (first.state, first.due_at <= clock.now()) == ("queued", True)
    step = Stepped(uuid7(), batch.source_id, "stay")
    services.step(acting("principal"), step)
    enter(BUILDER)
    own = Message.objects.get(batch_id=batch.pk, person_id=principal.pk)
    assert own.settled_at is not None


def test_without_a_channel_the_path_opens_all_the_same(acting: Acting, universe: Universe) -> None:
    receipt = services.refer(acting("teacher"), a_referral(universe, urgency="now"))
    assert receipt.emergency_id is not None
    enter(BUILDER)
    assert not Batch.objects.filter(source="counselling.emergency").exists()
