"""Whoever told a record that was found untrue says what they have to say to it, once; it stands beside."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.hygiene.events import CheckAnswered
from xiaoan.hygiene.models import Check, Record, Statement
from xiaoan.hygiene.queries import truth
from xiaoan.hygiene.services.acting import hold_days, words_of
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere, inside
from xiaoan.photos.services import evidence as photos
from xiaoan.photos.services.evidence import NOTHING, Evidence


@transaction.atomic
def state(
    actor: Actor, statement_id: UUID, check_id: UUID, text: str, files: Evidence = NOTHING
) -> None:
    """Keep the words beside the check, sealed, and what is shown with them. Forbidden for whoever did not
    tell the record; Conflict if something was said already."""
    seen = Check.objects.filter(inside(actor.intervals), pk=check_id).first()
    if seen is None or not (
        actor.may(Permission.DISINFECT, seen.unit_no)
        or actor.may(Permission.SEE_HYGIENE, seen.unit_no)
    ):
        raise NotFound
    words = words_of(text, "words", required=_("请写下您的说明。"))
    body = fingerprint(check_id, words, *([files.digests()] if files else []))
    with everywhere("hygiene"):
        hold_days([seen.school_id])
        known = Statement.objects.filter(pk=statement_id).first()
        if known is not None:
            if known.by_id != actor.user_id:
                raise taken()
            if is_other(known.body_hash, body):
                raise altered()
            return
        told = Record.objects.filter(root_id__in=[seen.root_id], by_id=actor.user_id)
        if not told.exists():
            raise Forbidden
        if Statement.objects.filter(check_id=check_id).exists():
            raise Conflict(_("您已经说明过,不能再改。"))
        kept = photos.keep(actor, seen.unit_no, files)
        with new_id():
            Statement.objects.create(
                id=statement_id, school_id=seen.school_id, unit_no=seen.unit_no, check_id=check_id,
                body_hash=body, by_id=actor.user_id, at=clock.now(),
                words=ciphers.seal(words, place=truth.STATEMENT, row=statement_id),
                photo_ids=kept.photo_ids, paper_ids=kept.paper_ids,
            )  # fmt: skip
        journal.record(
            actor,
            CheckAnswered(school_id=seen.school_id, unit_no=seen.unit_no, check_id=check_id),
        )
