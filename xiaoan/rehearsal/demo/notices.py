"""Notices around the cast: a school's two days old with a list to call, a class's of today that some have
confirmed, one that the bureau has submitted for consent, one draft."""

import datetime as dt
from uuid import UUID

from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.notices import queries, rules, services
from xiaoan.notices.queries import calls, templates
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS

_BEFORE, _AFTERNOON = 2, 16 * 3600
# Of each list so many have been called by now.
_CALLED = ("reached", "not_reached", "reached", "wrong_number")


def tell(plan: Plan) -> int:
    """Through the ordinary services; gives how many people were addressed."""
    school = plan.history.incidents.school
    with acting_as(BUILDER):
        doctor = actor_as(plan, "school_doctor", school.no, numbering.SCHOOL)
        officer = actor_as(plan, "bureau_officer", numbering.COUNTY, numbering.COUNTY)
    class_no = school.grades[0].classes[0].no
    stand_at(second_of(plan.day - dt.timedelta(days=_BEFORE), _AFTERNOON))
    people = _send(doctor, school.no, "prevention", rules.Part((class_no,)), needs_ack=True)
    stand_at(second_of(plan.day, STEPS[-1]))
    with acting_as(BUILDER):
        services.open_chases(BUILDER)
    _call(doctor)
    people += _send(
        doctor, school.no, "meeting", rules.Part((school.grades[-1].no,)), needs_ack=True
    )
    with acting_as(officer):
        wide = rules.Part((school.township_no,), stages=(school.grades[0].stage,))
        _release(officer, numbering.COUNTY, "suspension", wide, needs_ack=True)
        services.begin_draft(officer, services.NewDraft(uuid7(), numbering.COUNTY, "staff"))
    return people


def _release(
    actor: Actor, unit_no: int, template: str, part: rules.Part, *, needs_ack: bool
) -> UUID:
    made = services.begin_draft(actor, services.NewDraft(uuid7(), unit_no, template))
    found = templates.template(actor, template)
    content = services.Content(
        found.kind,
        {code: _filled(one) for code, one in found.texts.items()},
        rules.Audience((part,)),
        needs_ack=needs_ack,
    )
    services.release(actor, services.Edit(uuid7(), made, 0, content))
    return made


def _filled(text: rules.Text) -> rules.Text:
    """The blanks of a template as a writer fills them: when, then where."""
    body = text.body.replace("____", "19:00", 1).replace("____", "A101", 1)
    return rules.Text(text.title, body)


def _send(actor: Actor, unit_no: int, template: str, part: rules.Part, *, needs_ack: bool) -> int:
    with acting_as(actor):
        made = _release(actor, unit_no, template, part, needs_ack=needs_ack)
        enter(BUILDER)
        counted: queries.Counted | None = services.send(BUILDER, made)
    return counted.people if counted else 0


def _call(actor: Actor) -> None:
    """Some of the list have been called this morning."""
    with acting_as(actor):
        for chase in calls.open_lists(actor)[:1]:
            lines = calls.listed(actor, chase).lines
            for line, outcome in zip(lines, _CALLED, strict=False):
                services.note_call(
                    actor, services.NewCall(uuid7(), chase.pk, line.about_id, outcome)
                )
