"""Codes on paper: one opens the form of one person in one round, after a proof, until the round is over."""

import hmac
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.services import throttling
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Person
from xiaoan.directory.queries.rosters import STAFF_PHONE
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.surveys import queries, rules
from xiaoan.surveys.events import CodesMade
from xiaoan.surveys.models import Code, Round, Tally
from xiaoan.surveys.services import answering

# Whoever found a strip tries days and digits: ten in any hour, on one code.
PROOF_LIMIT = throttling.Limit(rules.PROOFS, rules.PROOFS_WITHIN)
# A round runs for weeks: so many wrong ones on one code in all, and somebody who knows them answers.
ALL_PROOFS = throttling.Limit(rules.ALL_PROOFS, rules.ALL_PROOFS_WITHIN)
_LAST = 4
_VOICE = system("survey code")


@dataclass(frozen=True)
class Opened:
    """What a code that counts opens: no name in full before the proof."""

    round_id: UUID
    person_id: UUID
    unit_no: int
    masked: str
    is_staff: bool


def make_codes(actor: Actor, tally_id: UUID) -> int:
    """Codes for everybody of a class who has none yet; the same person has the same code again on a
    sheet printed later. Gives how many are new.
    """
    tally = Tally.objects.filter(pk=tally_id).first()
    if tally is None:
        raise NotFound
    may = (Permission.ANSWER_SURVEY, Permission.ANSWER_FOR_OTHERS)
    if not any(actor.may(one, tally.unit_no) for one in may):
        raise Forbidden if actor.sees(tally.unit_no) else NotFound
    row = Round.objects.get(pk=tally.round_id)
    if row.state != "open":
        raise Conflict(_("这一轮摸排已经结束,不能再填。"))
    page = queries.people(actor, row, (tally.unit_no, tally.unit_no + 1), "all", limit=500)
    known = set(
        Code.objects.filter(round_id=row.pk, unit_no=tally.unit_no).values_list(
            "person_id", flat=True
        )
    )
    fresh = [
        Code(
            id=uuid7(), school_id=tally.school_id, unit_no=tally.unit_no, round_id=row.pk,
            person_id=one.person_id, digest=digest_of(row.pk, one.person_id),
            made_at=clock.now(), made_by_id=actor.user_id,
        )
        for one in page.rows if one.person_id not in known
    ]  # fmt: skip
    Code.objects.bulk_create(fresh, ignore_conflicts=True)
    if fresh:
        journal.record(
            actor,
            CodesMade(
                school_id=tally.school_id, unit_no=tally.unit_no, round_id=row.pk,
                codes=len(fresh),
            ),
        )  # fmt: skip
    return len(fresh)


def digest_of(round_id: UUID, person_id: UUID) -> bytes:
    return accounts.code_digest(accounts.code_of(round_id, person_id))


def opened(code: str) -> Opened | None:
    """What a typed or scanned code opens; None once the round is over, as for one that is no code."""
    read = accounts.read_code(code)
    if not read:
        return None
    with everywhere("survey code"):
        row = Code.objects.filter(digest=accounts.code_digest(read)).first()
        asking = Round.objects.filter(pk=row.round_id, state="open").first() if row else None
        person = Person.objects.filter(pk=row.person_id).first() if row and asking else None
        unit_no = queries.unit_of(asking, person) if asking and person else None
    if row is None or person is None or unit_no is None:
        return None
    return Opened(
        row.round_id, person.pk, unit_no, accounts.masked_name(person.name),
        is_staff=person.kind == "staff",
    )  # fmt: skip


def prove(code: str, typed: str) -> bool:
    """Whether the birth date or the last four digits of a phone on the roster were typed. Counted per code
    before it is looked at.
    """
    found = opened(code)
    if found is None:
        raise NotFound
    of = f"{found.round_id}{found.person_id}"
    counted = throttling.key("survey code", of, "")
    in_all = throttling.key("survey code in all", of, "")
    if throttling.is_spent(in_all, ALL_PROOFS):
        raise Invalid(_("这个码答错的次数过多,已停用。请联系班主任代填。"))
    if not throttling.take(counted, PROOF_LIMIT):
        raise Invalid(_("尝试次数过多。请一小时后再试,或请班主任代填。"))
    if not throttling.take(in_all, ALL_PROOFS):
        raise Invalid(_("这个码答错的次数过多,已停用。请联系班主任代填。"))
    said = _digits(typed)
    with everywhere("survey code") as actor:
        right = any(
            hmac.compare_digest(said, one.encode()) for one in _proofs(actor, found.person_id)
        )
    if right:
        throttling.forget(counted, in_all)
    return right


def _digits(typed: str) -> bytes:
    """What a phone's keyboard may write as wide digits is the same proof; other digits are none."""
    folded = unicodedata.normalize("NFKC", typed)
    return "".join(sign for sign in folded if sign in "0123456789").encode()


def _proofs(actor: Actor, person_id: UUID) -> list[str]:
    person = Person.objects.get(pk=person_id)
    phones = [one.phone for one in directory.contacts(actor, person_id, in_full=True)]
    if person.phone_cipher:
        phones.append(ciphers.unseal(person.phone_cipher, place=STAFF_PHONE, row=person.pk))
    return [person.birth_date.strftime("%Y%m%d"), *(phone[-_LAST:] for phone in phones if phone)]


def answer_by_code(code: str, given: answering.Given) -> answering.Receipt:
    """The answer of whoever gave the proof: the family's word, of staff one's own."""
    found = opened(code)
    if found is None or (found.round_id, found.person_id) != (given.round_id, given.person_id):
        raise NotFound
    with everywhere("survey code"):
        row = Round.objects.get(pk=found.round_id)
        work = answering.work_of(row, found.unit_no, "self" if found.is_staff else "guardian")
        return answering.store(_VOICE, work, given)


def form_by_code(found: Opened) -> tuple[Round, rules.Said | None, str]:
    """What the form shows to whoever gave the proof: the round, what the family has said, the name."""
    with everywhere("survey code"):
        return queries.form_of(found.round_id, found.person_id)


def clear_codes() -> int:
    """Codes of rounds that are over open nothing: they go. Needs the system's scope."""
    over = Round.objects.filter(state="closed").values("id")
    return Code.objects.filter(round_id__in=over).delete()[0]
