"""Which pack of items holds: what the county published, else the one that comes along."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.readiness.models import Version
from xiaoan.readiness.queries import pack_words
from xiaoan.readiness.rules import packs


@dataclass(frozen=True)
class Held:
    """A pack that holds; `version_id` None: it comes along."""

    pack: packs.Pack
    version_id: UUID | None
    since: dt.date | None

    @property
    def name(self) -> str:
        """As it is kept."""
        return f"{self.pack.title} {self.pack.version}"

    @property
    def said(self) -> str:
        """The name in the language of who reads."""
        return f"{pack_words.said(self.pack.title)} {self.pack.version}"


def pack_of(row: Version) -> packs.Pack:
    """A version as a pack."""
    day = row.since.isoformat() if row.since else "-"
    return packs.Pack(
        row.base, row.title, day, row.source, "", tuple(packs.item_of(one) for one in row.items),
        row.groups,
    )  # fmt: skip


def in_force(on: dt.date | None = None) -> Held:
    """What holds on a day (None: today)."""
    row = (
        Version.objects.filter(state="published", since__lte=on or clock.today())
        .order_by("-since", "-published_at")
        .first()
    )
    return Held(pack_of(row), row.pk, row.since) if row else Held(packs.default(), None, None)


def versions() -> list[Version]:
    """All that the county made, the newest first; dropped drafts are left out."""
    return list(Version.objects.exclude(state="dropped").order_by("-made_at"))


def version(actor: Actor, version_id: UUID) -> Version:
    """One; a draft is seen by the county's office and whoever leads it alone."""
    row = Version.objects.filter(pk=version_id).exclude(state="dropped").first()
    office = actor.may(Permission.SEE_READINESS, numbering.COUNTY)
    if row is None or (row.state != "published" and not office):
        raise NotFound
    return row


def to_publish(actor: Actor) -> int:
    """Versions that wait for another than who asked."""
    if not actor.may(Permission.SET_READINESS, numbering.COUNTY):
        return 0
    rows = Version.objects.filter(state="asked").exclude(asked_by_id=actor.user_id)
    return rows.exclude(Q(edited_by__contains=[actor.user_id])).count()
