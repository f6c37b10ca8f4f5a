"""More asked for than is missing: asked back once; a reason of the system goes with its number."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.procurement.models import Requisition, RequisitionLine
from xiaoan.procurement.queries import proposals
from xiaoan.supplies.queries.words import amount, item_name

# Item, base units, pack and why; before it the place.
Line = tuple[int, str, int, str, str]


def ask_back(actor: Actor, row: Requisition) -> None:
    """Invalid, with each line that asks for more than is missing less what is coming."""
    lines = list(RequisitionLine.objects.filter(requisition_id=row.pk).order_by("at"))
    known = proposals.beside(actor, directory.place(row.unit_no), [one.item for one in lines])
    said = [
        _("%(item)s请领 %(n)s,减去可用、在办和在途只缺 %(short)s")
        % {"item": item_name(one.item), "n": amount(one.item, one.quantity),
           "short": amount(one.item, proposals.missing(known[one.item], one, asked=False))}
        for one in lines
        if one.item in known and proposals.excess(known[one.item], one, asked=False)
    ]  # fmt: skip
    if said:
        raise Invalid(
            _("%(lines)s。确实要这么多,请写明理由再提交;否则请改数量。")
            % {"lines": ";".join(said)},
            {"note": "excess"},
        )


def without_old_reasons(before: Sequence[Sequence[Any]], lines: Sequence[Line]) -> list[Line]:
    """ "As proposed" is true of the proposed number alone: gone where that was changed."""
    known = {item: (quantity, reason) for item, quantity, _pack, reason in before}
    ours = as_proposed()
    return [
        (at, item, quantity, pack, "" if reason in ours
         and known.get(item, (quantity, ""))[0] != quantity else reason)
        for at, item, quantity, pack, reason in lines
    ]  # fmt: skip


def as_proposed() -> set[str]:
    """How a proposal gives its reason, in every language."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(_("按建议数量"))
    return found
