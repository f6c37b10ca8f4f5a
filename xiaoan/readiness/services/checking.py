"""The school's own check of what is inspected, with evidence."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.photos.services.evidence import NOTHING, Evidence
from xiaoan.photos.services.evidence import keep as keep_evidence
from xiaoan.readiness.events import ItemSaid
from xiaoan.readiness.models import Statement
from xiaoan.readiness.queries import pack_words, packs
from xiaoan.readiness.rules.packs import Item
from xiaoan.readiness.services import acting
from xiaoan.readiness.services.refreshing import refresh


@dataclass(frozen=True)
class SelfCheck:
    """What a school says of an inspected item; `id` is made by the form. `result`: "ok" or "bad"."""

    id: UUID
    school_no: int
    item: str
    result: str
    note: str = ""
    shown: Evidence = NOTHING


def inspected_item(school: directory.Place, code: str) -> Item:
    """An item of the school that is inspected. NotFound: none such. Forbidden: it is reckoned from the
    record, and nobody's hand changes that."""
    pack = packs.in_force().pack
    asked = {one.code: one for one in pack.of(school.stage, school.boarding, clock.today())}
    item = asked.get(code)
    if item is None:
        raise NotFound
    if item.how != "inspected":
        raise Forbidden(_("这一条由系统按记录计算,不能手工勾选。请补齐记录。"))
    return item


@transaction.atomic
def self_check(actor: Actor, given: SelfCheck) -> UUID:
    """Say of an item whether it holds; with a yes goes a photo or a paper, or a text where
    words do. Gives the statement's id."""
    school = acting.school(actor, given.school_no, Permission.SELF_CHECK)
    item = inspected_item(school, given.item)
    body = (given.item, given.result, given.note.strip(), acting.sent_files(given.shown.digests()))
    acting.hold(school.no)
    if acting.begin(actor, given.id, school.no, "self", *body):
        return given.id
    if given.result not in ("ok", "bad"):
        raise Invalid(_("请选符合或不符合。"), {"result": "missing"})
    note = acting.words("note", given.note)
    if given.result == "bad" and not note:
        raise Invalid(_("请写明哪里不符合、准备怎样改。"), {"note": "missing"})
    if given.result == "ok" and not given.shown:
        refuse_unshown(item, note)
    say(actor, given.id, school.no, item.code, "self", given.result, note, given.shown)
    refresh([school.no])
    return given.id


def refuse_unshown(item: Item, note: str) -> None:
    """A yes without a photo or a paper: words do only for what can be said in words."""
    if not item.words_do:
        said = _("这一条要照片或文件作证据:%(what)s。请拍照,或附 PDF 文件。")
        raise Invalid(said % {"what": pack_words.said(item.asks)}, {"photo": "missing"})
    if not note:
        said = _("请附证据:%(what)s,或写明看到了什么。")
        raise Invalid(said % {"what": pack_words.said(item.asks)}, {"note": "missing"})


def say(
    actor: Actor, pk: UUID, school_no: int, item: str, kind: str, result: str, note: str,
    shown: Evidence = NOTHING, inspection_id: UUID | None = None,
) -> Statement:  # fmt: skip
    """One more statement, with the pictures and papers that go with it."""
    kept = keep_evidence(actor, school_no, shown)
    row = Statement(
        id=pk, school_id=school_no, unit_no=school_no, item=item, kind=kind, result=result, note=note,
        photo_ids=kept.photo_ids, paper_ids=kept.paper_ids, inspection_id=inspection_id,
        at=clock.now(), by_id=acting.user(actor),
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    record(actor, row)
    return row


def record(actor: Actor, row: Statement) -> None:
    journal.record(
        actor,
        ItemSaid(
            school_id=row.school_id, unit_no=row.unit_no, statement_id=row.pk, item=row.item,
            what=row.kind, result=row.result, photos=len(row.photo_ids), papers=len(row.paper_ids),
        ),
    )  # fmt: skip
