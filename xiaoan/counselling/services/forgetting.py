"""What was said is destroyed after its time, with a certificate that says how much of what."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.counselling import rules
from xiaoan.counselling.events import KeepingSet, WordsDestroyed
from xiaoan.counselling.models import Answer, Case, Certificate, Keeping, Note, Referral
from xiaoan.counselling.queries import keeping as queries
from xiaoan.counselling.services import acting
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission


@transaction.atomic
def set_keeping(actor: Actor, unit_no: int, days: int | None) -> None:
    """For how many days from closing on a county keeps what was said; for the next destruction."""
    acting.require(actor, Permission.SET_COUNSELLING, unit_no)
    if days is None or not rules.LEAST_KEEP <= days <= rules.MOST_KEEP:
        raise Invalid(
            _("请填 %(least)s 到 %(most)s 之间的天数。")
            % {"least": rules.LEAST_KEEP, "most": rules.MOST_KEEP},
            {"days": "range"},
        )  # fmt: skip
    if queries.days(unit_no) == days:
        return
    Keeping.objects.create(
        school_id=0, unit_no=unit_no, days=days, by_id=acting.user(actor), at=clock.now()
    )
    journal.record(actor, KeepingSet(school_id=0, unit_no=unit_no, days=days))


def destroy(actor: Actor, now: dt.datetime) -> int:
    """Destroy what is past its time, county by county; gives how many certificates were made.

    That a case was (its dates, its counsellor) stays; its notes, what led to it and old answers go.
    """
    if not actor.is_system:
        raise Forbidden
    made = 0
    for county_no, interval in queries.counties():
        days = queries.days(county_no)
        made += _destroy_in(actor, interval, days, now - dt.timedelta(days=days))
    return made


def _destroy_in(actor: Actor, inside: tuple[int, int], days: int, before: dt.datetime) -> int:
    here = {"unit_no__gte": inside[0], "unit_no__lt": inside[1]}
    cases = Case.objects.filter(**here, state="closed", closed_at__lt=before, destroyed_at=None)
    ended = Referral.objects.filter(**here, ended_at__lt=before).exclude(body_cipher=None)
    answers = Answer.objects.filter(**here, state="answered", at__lt=before)
    schools = {
        no for rows in (cases, ended, answers) for no in rows.values_list("school_id", flat=True)
    }
    for school_no in sorted(schools):
        _destroy_at(
            actor, school_no, days,
            list(cases.filter(school_id=school_no).values_list("id", flat=True)),
            list(ended.filter(school_id=school_no).values_list("id", flat=True)),
            list(answers.filter(school_id=school_no).values_list("id", flat=True)),
        )  # fmt: skip
    return len(schools)


def _destroy_at(
    actor: Actor,
    school_no: int,
    days: int,
    cases: list[UUID],
    ended: list[UUID],
    answers: list[UUID],
) -> None:
    now = clock.now()
    notes, _each = Note.objects.filter(case_id__in=cases).delete()
    Case.objects.filter(pk__in=cases).update(destroyed_at=now)
    referrals = Referral.objects.filter(pk__in=ended).update(body_cipher=None, said=b"")
    gone = Answer.objects.filter(pk__in=answers).update(
        body_cipher=None, said=b"", state="destroyed", instrument="", ended_at=now
    )
    row = Certificate.objects.create(
        id=uuid7(), school_id=school_no, unit_no=school_no, at=now, days=days, cases=len(cases),
        notes=notes, referrals=referrals, answers=gone,
    )  # fmt: skip
    journal.record(
        actor,
        WordsDestroyed(
            school_id=school_no, unit_no=school_no, certificate_id=row.pk, cases=row.cases,
            notes=row.notes, referrals=row.referrals, answers=row.answers,
        ),
    )  # fmt: skip
