"""Codes on paper: one opens the form of one person in one round, after a proof, until the round is over."""

import hmac
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.services import throttling
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Person
from xiaoan.directory.queries.rosters import STAFF_PHONE
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.surveys import queries, rules
from xiaoan.surveys.events import CodeReplaced, CodesMade
from xiaoan.surveys.models import Code, Round, Tally
from xiaoan.surveys.services import answering
from xiaoan.surveys.services.rights import open_round_of

# Whoever found a strip tries days and digits: ten in any hour, on one code.
PROOF_LIMIT = throttling.Limit(rules.PROOFS, rules.PROOFS_WITHIN)
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
    code_id: UUID


def make_codes(actor: Actor, tally_id: UUID) -> int:
    """Codes for everybody of a class who has none yet; the same person has the same code again on a
    sheet printed later. Gives how many are new.
    """
    tally = Tally.objects.filter(pk=tally_id).first()
    if tally is None:
        raise NotFound
    queries.require_codes(actor, tally.unit_no)
    row = open_round_of(tally.round_id)
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


def replace_code(actor: Actor, code_id: UUID) -> UUID:
    """Another code for the same person; the one before opens nothing from now on. Asked for once more, of
    a code that has been replaced: the one that took its place. Gives the code that counts.
    """
    old = Code.objects.select_for_update().filter(pk=code_id).first()
    if old is None:
        raise NotFound
    queries.require_codes(actor, old.unit_no)
    open_round_of(old.round_id)
    if old.replaced_at is not None:
        later = Code.objects.filter(
            school_id=old.school_id, round_id=old.round_id, person_id=old.person_id,
            replaced_at=None,
        )  # fmt: skip
        return later.values_list("id", flat=True).get()
    number = old.number + 1
    Code.objects.filter(pk=old.pk).update(replaced_at=clock.now())
    fresh = Code.objects.create(
        id=uuid7(), school_id=old.school_id, unit_no=old.unit_no, round_id=old.round_id,
        person_id=old.person_id, digest=digest_of(old.round_id, old.person_id, number),
        made_at=clock.now(), made_by_id=actor.user_id, number=number,
    )  # fmt: skip
    journal.record(
        actor,
        CodeReplaced(
            school_id=old.school_id, unit_no=old.unit_no, round_id=old.round_id,
            person_id=old.person_id, number=number,
        ),
    )  # fmt: skip
    return fresh.pk


def digest_of(round_id: UUID, person_id: UUID, number: int = 1) -> bytes:
    return accounts.code_digest(queries.code_of(round_id, person_id, number))


def why_dead(code: str) -> str:
    """Why a code of a round that runs opens nothing: "replaced", "stopped"; "" for any other reason."""
    row = _row_of(code)
    if row is None:
        return ""
    if row.replaced_at is not None:
        return "replaced"
    return "stopped" if row.wrong >= rules.ALL_PROOFS else ""


def _row_of(code: str) -> Code | None:
    read = accounts.read_code(code)
    if not read:
        return None
    with everywhere("survey code"):
        return Code.objects.filter(
            digest=accounts.code_digest(read),
            round_id__in=Round.objects.filter(state="open").values("id"),
        ).first()


def opened(code: str) -> Opened | None:
    """What a typed or scanned code opens; None once the round is over, of a code that was stopped or
    replaced, as for one that is no code.
    """
    read = accounts.read_code(code)
    if not read:
        return None
    with everywhere("survey code"):
        row = Code.objects.filter(
            digest=accounts.code_digest(read), replaced_at=None, wrong__lt=rules.ALL_PROOFS
        ).first()
        asking = Round.objects.filter(pk=row.round_id, state="open").first() if row else None
        person = Person.objects.filter(pk=row.person_id).first() if row and asking else None
        unit_no = queries.unit_of(asking, person) if asking and person else None
    if row is None or person is None or unit_no is None:
        return None
    return Opened(
        row.round_id, person.pk, unit_no, accounts.masked_name(person.name),
        is_staff=person.kind == "staff", code_id=row.pk,
    )  # fmt: skip


def prove(code: str, typed: str) -> bool:
    """Whether the birth date or the last four digits of a phone on the roster were typed. Counted per code
    before it is looked at; what is wrong in all hours is kept with the code.
    """
    found = opened(code)
    if found is None:
        raise NotFound
    counted = throttling.key("survey code", found.code_id, "")
    if not throttling.take(counted, PROOF_LIMIT):
        raise Invalid(_("尝试次数过多。请一小时后再试,或请班主任代填。"))
    said = _digits(typed)
    with everywhere("survey code") as actor:
        tried = Code.objects.filter(pk=found.code_id, wrong__lt=rules.ALL_PROOFS)
        if not tried.update(wrong=F("wrong") + 1):
            raise NotFound
        right = any(
            hmac.compare_digest(said, one.encode()) for one in _proofs(actor, found.person_id)
        )
        if right:
            Code.objects.filter(pk=found.code_id).update(wrong=0)
    if right:
        throttling.forget(counted)
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
