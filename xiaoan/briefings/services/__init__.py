"""Making briefings, by the system each morning or by a person, and adding to them."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.briefings import queries, rules
from xiaoan.briefings.events import BriefingCommented, BriefingMade
from xiaoan.briefings.models import Briefing, Comment
from xiaoan.briefings.queries.choosing import choose, digest_of
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import chain_of
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import everywhere


def make_morning(actor: Actor, place: directory.Place) -> bool:
    """Of the system: the briefing of today of a unit; False where it is made already."""
    if not actor.is_system:
        raise Forbidden
    if Briefing.objects.filter(unit_no=place.no, day=clock.today(), by_id=None).exists():
        return False
    _freeze(actor, uuid7(), place)
    return True


def places_of_morning(actor: Actor) -> list[directory.Place]:
    """The county and its townships that are open."""
    try:
        county = directory.county()
    except NotFound:  # before the county is set up
        return []
    today = clock.today()
    below = directory.places_inside(county.interval, "township", day=today)
    return [county, *(one for one in below if one.is_open_on(today))]


def make(actor: Actor, briefing_id: UUID, unit_no: int) -> None:
    """As of now, by whoever writes briefings there. The same id once more changes nothing."""
    place = queries.place_seen(actor, unit_no)
    if not actor.may(Permission.WRITE_BRIEFINGS, unit_no):
        raise Forbidden
    known = Briefing.objects.filter(pk=briefing_id).first()
    if known is not None:
        if (known.by_id, known.unit_no) != (actor.user_id, unit_no):
            raise taken()
        return
    _freeze(actor, briefing_id, place)


def _freeze(actor: Actor, briefing_id: UUID, place: directory.Place) -> None:
    with everywhere("briefings") as system:
        content = choose(system, place)
    digest, now = digest_of(content), clock.now()
    with new_id():
        Briefing.objects.create(
            id=briefing_id, school_id=chain_of(place.no), unit_no=place.no, day=clock.today(),
            made_at=now, content=content, digest=digest, by_id=actor.user_id,
        )  # fmt: skip
    journal.record(
        actor,
        BriefingMade(
            school_id=chain_of(place.no), unit_no=place.no, briefing_id=briefing_id,
            day=clock.today(), changes=len(content["changes"]), risks=len(content["risks"]),
            decisions=len(content["decisions"]), digest=digest,
        ),
    )  # fmt: skip


def comment(actor: Actor, comment_id: UUID, briefing_id: UUID, text: str) -> None:
    """Add to a briefing; what the rules chose stays as it is."""
    row = queries.seen(actor, briefing_id)
    if not actor.may(Permission.WRITE_BRIEFINGS, row.unit_no):
        raise Forbidden
    said = fingerprint("comment", text.strip())
    known = Comment.objects.filter(pk=comment_id).first()
    elsewhere = known is not None and known.briefing_id != row.pk
    if acts.is_same(actor, known, said, elsewhere=elsewhere):
        return
    words = acts.words("text", text, longest=rules.LONGEST, required=_("请写补充的内容。"))
    with new_id():
        Comment.objects.create(
            id=comment_id, school_id=row.school_id, unit_no=row.unit_no, briefing_id=row.pk,
            text=ciphers.seal(words, place=queries.COMMENT, row=comment_id), at=clock.now(),
            by_id=acts.user(actor), said=said,
        )  # fmt: skip
    journal.record(
        actor,
        BriefingCommented(
            school_id=row.school_id, unit_no=row.unit_no, briefing_id=row.pk, comment_id=comment_id
        ),
    )
