"""Contacts under two hands at once: nobody twice, one answer counts, the slower one is told."""

from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, Universe
from tests.investigations.contacts import say, settle, wanted
from tests.registry.test_membership_races import race
from xiaoan.investigations import services
from xiaoan.investigations.models import Case, Contact, ContactCheck, ContactSheet
from xiaoan.investigations.services import contact_moves, contact_sheets, contacts
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as


def test_drawn_sent_and_released_at_once(own_database: str, universe: Universe) -> None:
    ill = universe.person(CLASS_11, 1)
    with acting_as(universe.cast["doctor"]) as doctor:
        new = services.NewEvent(uuid7(), (CLASS_11,), "GI", "家长反映", frozenset({ill}), DAY)
        event_id = services.open_event(doctor, new)
    drawing = wanted(event_id)
    assert race(
        (universe.cast["doctor"], lambda actor: contacts.draw(actor, drawing)),
        (universe.cast["principal"], lambda actor: contacts.draw(actor, drawing)),
    ) == (True, True)
    vomiting = {universe.person(CLASS_11, 2): contact_sheets.Unwell(symptoms=("vomiting",))}
    mine, other = say(exceptions=vomiting), say()
    mine_done, again, other_done, _look = race(
        (universe.cast["teacher"], lambda actor: contact_sheets.submit(actor, mine)),
        (universe.cast["teacher"], lambda actor: contact_sheets.submit(actor, mine)),
        (universe.cast["grade_head"], lambda actor: contact_sheets.submit(actor, other)),
        (BUILDER, lambda actor: contact_moves.seen_ill(actor, DAY)),
    )
    assert (mine_done, again) == (not other_done, not other_done)
    settle(event_id)
    with acting_as(BUILDER):
        assert ContactSheet.objects.filter(unit_no=CLASS_11).count() == 1
        kept = ContactSheet.objects.get()
        assert ContactCheck.objects.filter(current=True).count() == 9
        cases = 2 if kept.pk == mine.id else 1
        assert Case.objects.filter(event_id=event_id).count() == cases
        states = Contact.objects.filter(school_id=PRIMARY).order_by("state")
        assert [row.state for row in states].count("case") == cases - 1
        assert states.count() == 9
