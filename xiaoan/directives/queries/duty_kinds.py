"""What the duties of directives are called, and where they are done. What a township owes goes up another way
than what a school owes, so each has its own kind."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directives.models import Addressee, Circular, Directive, Target
from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside

ACK, DO, READ = "directives.acknowledge", "directives.carry_out", "directives.read"
_OF_TOWNSHIPS = {
    ACK: "directives.township_acknowledge", DO: "directives.township_carry_out",
    READ: "directives.township_read",
}  # fmt: skip
# What may be asked besides when a part is reported done.
FILE = kinds.PAPER
ACK_KINDS = (ACK, _OF_TOWNSHIPS[ACK])
DO_KINDS = (DO, _OF_TOWNSHIPS[DO])
READ_KINDS = (READ, _OF_TOWNSHIPS[READ])


def at_level(kind: str, level: str) -> str:
    """The kind of a duty at a township or a school."""
    return _OF_TOWNSHIPS[kind] if level == "township" else kind


def _part(due: duties.Due) -> str:
    return reverse("directives:target", args=[due.about_id])


def _addressed(due: duties.Due) -> str:
    return reverse("directives:addressee", args=[due.about_id])


def _titles(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = Target.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    of = dict(rows.values_list("id", "directive_id"))
    named = Directive.objects.filter(pk__in=set(of.values())).values_list("id", "title")
    titles = dict(named)
    return {pk: Whom(titles[found]) for pk, found in of.items() if found in titles}


def _circulars(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = Addressee.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    of = dict(rows.values_list("id", "circular_id"))
    titles = dict(Circular.objects.filter(pk__in=set(of.values())).values_list("id", "title"))
    return {pk: Whom(titles[found]) for pk, found in of.items() if found in titles}


def file_asked(unit_no: int) -> bool:
    """Whether the county asks for a paper with every part that is reported done, whatever the task says."""
    code = DO_KINDS[0] if duties.is_in_school(unit_no) else DO_KINDS[1]
    return FILE in duties.ladders().evidence(code, unit_no)


def _who(code: str) -> dict[str, Any]:
    """In a school the principal or the doctor answers; in a township its liaison, else whoever leads it."""
    if code in _OF_TOWNSHIPS.values():
        return {"fixed": _l("乡镇由联络员签收和答复;联络员空缺或不在时由乡镇分管领导办。")}
    return {"posts": ("principal", "school_doctor")}


KINDS = (
    *(
        kinds.Kind(
            code, _l("督办签收"), _part, lasts=True, about=_titles, said=verbs.SIGN, **_who(code)
        )
        for code in ACK_KINDS
    ),
    *(
        kinds.Kind(
            code, _l("督办办理"), _part, lasts=True, about=_titles, said=verbs.REPLY,
            asks={FILE: _l("报完成时要附佐证材料")}, **_who(code),
        )
        for code in DO_KINDS
    ),
    *(
        kinds.Kind(
            code, _l("阅通报"), _addressed, lasts=True, about=_circulars, said=verbs.READ, **_who(code)
        )
        for code in READ_KINDS
    ),
)  # fmt: skip
