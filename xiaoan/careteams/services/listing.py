"""Who is listed for a role of a school's teams without a position in it, and how many somebody takes on."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.careteams import rules
from xiaoan.careteams.events import LimitSet, ListChanged
from xiaoan.careteams.models import Limit, Listed
from xiaoan.careteams.queries.sealed import PHONE_PLACE
from xiaoan.careteams.rules import Carer
from xiaoan.careteams.services import owing
from xiaoan.careteams.services.assigning import done_before, keep_act, school_kept
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import identity, school_of
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7

LONGEST_NAME = 40


@dataclass(frozen=True)
class NewListed:
    """Somebody to list for a role, of the school or of one of its grades or classes (`unit_no`)."""

    id: UUID
    unit_no: int
    role: str
    name: str
    post: str = ""
    phone: str = ""


def set_limit(actor: Actor, act_id: UUID, school_no: int, carer: Carer, most: int | None) -> None:
    """After how many people of the school somebody looks at most; none: no maximum. What is beyond stays
    until it is balanced."""
    school_kept(actor, school_no)
    if most is not None and not 0 <= most <= rules.MOST:
        raise Invalid(_("上限请填 0 到 %(most)s。") % {"most": rules.MOST}, {"most": "range"})
    if carer.kind not in rules.CARER_KINDS:
        raise Invalid(_("请从列表中选一项。"), {"carer": "unknown"})
    owing.lock(school_no)
    body = said.fingerprint(school_no, carer, most)
    if done_before(actor, act_id, body) is not None:
        return
    rows = Limit.objects.filter(school_id=school_no, carer_id=carer.id)
    if most is None:
        rows.delete()
    elif not rows.update(most=most):
        Limit.objects.create(
            school_id=school_no, unit_no=school_no, carer_kind=carer.kind, carer_id=carer.id,
            most=most,
        )  # fmt: skip
    keep_act(actor, act_id, school_no, "limit", body, {})
    journal.record(
        actor,
        LimitSet(
            school_id=school_no, unit_no=school_no, act_id=act_id, carer_id=carer.id, most=most
        ),
    )


def list_carer(actor: Actor, given: NewListed) -> UUID:
    """List somebody; from the next arranging on they are found for the role. Gives the row."""
    school_no = school_of(given.unit_no)
    school_kept(actor, school_no)
    place = directory.places([given.unit_no]).get(given.unit_no)
    if place is None or place.kind not in ("school", "grade", "class"):
        raise NotFound
    phone = _refuse_listed(given)
    owing.lock(school_no)
    body = said.fingerprint(given.unit_no, given.role, given.name, given.post, phone)
    known = done_before(actor, given.id, body)
    if known is not None:
        return UUID(known.outcome["listed"])
    pk = uuid7()
    enter(actor, given.id, pk, given, phone)
    keep_act(actor, given.id, school_no, "list", body, {"listed": str(pk)})
    return pk


def enter(actor: Actor, act_id: UUID, pk: UUID, given: NewListed, phone: str) -> None:
    """Put somebody on the list, under an act; `phone` in its one form. The caller holds the school."""
    school_no = school_of(given.unit_no)
    Listed.objects.create(
        id=pk, school_id=school_no, unit_no=given.unit_no, role=given.role,
        name=given.name.strip(), post=given.post.strip(), since=clock.today(),
        phone_cipher=ciphers.seal(phone, place=PHONE_PLACE, row=pk) if phone else None,
        by_id=actor.user_id,
    )  # fmt: skip
    _record(actor, act_id, school_no, pk, given.role, "list")


def _refuse_listed(given: NewListed) -> str:
    """Refuse what cannot be listed; gives the phone in its one form."""
    role = rules.ROLES.get(given.role)
    tiers = [tier for kind in rules.KINDS for tier in role.tiers(kind)] if role else []
    if not any("listed" in tier for tier in tiers):
        raise Invalid(_("这个角色不用登记名单。"), {"role": "unknown"})
    name = given.name.strip()
    if not name or max(len(name), len(given.post.strip())) > LONGEST_NAME:
        raise Invalid(_("请填姓名,姓名和职务各不超过 40 个字。"), {"name": "length"})
    if not given.phone.strip():
        return ""
    phone = identity.read_phone(given.phone)
    if not isinstance(phone, str):
        raise Invalid(_("电话号码不对,请核对。"), {"phone": "unreadable"})
    return phone


def unlist(actor: Actor, act_id: UUID, listed_id: UUID) -> None:
    """Take somebody off the list; whom they look after goes to others with the next settling, today."""
    row = Listed.objects.filter(pk=listed_id).first()
    if row is None or not actor.sees(row.unit_no):
        raise NotFound
    school_kept(actor, row.school_id)
    owing.lock(row.school_id)
    body = said.fingerprint(listed_id)
    if done_before(actor, act_id, body) is not None:
        return
    today = clock.today()
    Listed.objects.filter(pk=listed_id, until=None).update(until=max(today, row.since))
    keep_act(actor, act_id, row.school_id, "unlist", body, {})
    _record(actor, act_id, row.school_id, listed_id, row.role, "unlist")


def _record(
    actor: Actor, act_id: UUID, school_no: int, listed_id: UUID, role: str, what: str
) -> None:
    journal.record(
        actor,
        ListChanged(
            school_id=school_no, unit_no=school_no, act_id=act_id, listed_id=listed_id, role=role,
            what=what,
        ),
    )  # fmt: skip
