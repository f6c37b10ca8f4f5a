"""What a bar code stands for is said once, by whoever keeps a store, and known everywhere from then on."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.supplies import queries, rules
from xiaoan.supplies.events import CodeLearnt
from xiaoan.supplies.models import Code
from xiaoan.supplies.queries import words
from xiaoan.supplies.services import acting


@transaction.atomic
def learn(actor: Actor, act_id: UUID, store_no: int, typed: str, item: str, pack: str) -> str:
    """Put down what a scanned code stands for; gives the code. What is known already is not changed."""
    store = acting.store_kept(actor, store_no)
    known_item = acting.item_of(item)
    if not known_item.size(pack):
        raise Invalid(words.fault_sentence(rules.Fault("unit"), item), {"pack": "unit"})
    try:
        code = rules.read_scan(typed).code
    except rules.Fault as fault:
        raise Invalid(words.fault_sentence(fault, item), {"code": fault.code}) from None
    if acting.begin(actor, act_id, store, "learn_code", code, item, pack):
        return code
    keep(actor, store, code, item, pack)
    return code


def keep(actor: Actor, store: directory.Place, code: str, item: str, pack: str) -> None:
    """The same for a receipt on its way; one that stands for something else is a slip."""
    known = queries.of_code(code)
    if known is not None:
        if known[0] != item:
            raise Invalid(
                _("这个条码是“%(item)s”的。请核对物资,或不填条码。")
                % {"item": words.item_name(known[0])},
                {"code": "other"},
            )
        return
    Code.objects.bulk_create(
        [
            Code(
                code=code, unit_no=directory.county().no, item=item, pack=pack, by_id=actor.user_id
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    journal.record(
        actor, CodeLearnt(school_id=store.school_id, unit_no=store.no, item=item, pack=pack)
    )
