"""What tests about lost accounts begin with."""

from uuid import UUID

from tests.builders import (
    BUILDER,
)
from xiaoan.accounts.models import (
    Recovery,
)
from xiaoan.accounts.services import recovering
from xiaoan.accounts.services.recovering import Named, Renewal
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

NEW_PASSWORD = "马鞍桥上有绿苹果派对"
LOST, CODE, LIST = "/sign-in/lost/", "/sign-in/lost/code/", "/registry/recovery/"


def asked(login: str) -> UUID:
    """A request of one of the cast; its id."""
    recovering.ask(Named(login))
    enter(BUILDER)
    return Recovery.objects.filter(user__login=login, state="asked").latest("asked_at").pk


def approved(login: str, by: Actor) -> str:
    pk = asked(login)
    enter(by)
    return recovering.approve(by, pk, uuid7())


def renewed(login: str, code: str, password: str = NEW_PASSWORD) -> bool:
    return recovering.renew(Renewal(Named(login), code, password)) is not None


def rows() -> list[str]:
    enter(BUILDER)
    return list(Recovery.objects.order_by("asked_at", "id").values_list("state", flat=True))


def facts() -> list[str]:
    enter(BUILDER)
    kinds = Entry.objects.filter(kind__startswith="accounts.recovery_").order_by("at", "n")
    return [
        kind.removeprefix("accounts.recovery_") for kind in kinds.values_list("kind", flat=True)
    ]
