"""Taking what people report: looked up first, so that one rumour is one item, however many report it."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import F, Max
from django.utils.translation import gettext as _

from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere
from xiaoan.photos import queries as photo_queries
from xiaoan.photos import services as photos
from xiaoan.rumours import queries, rules
from xiaoan.rumours.events import RumourReported
from xiaoan.rumours.models import Gram, Item, Mark, Nearby, Print, Report
from xiaoan.rumours.queries import matching
from xiaoan.rumours.rules import alike
from xiaoan.rumours.services import telling
from xiaoan.rumours.services.acting import one_at_a_time, owe, user, words


@dataclass(frozen=True)
class NewReport:
    """What somebody reports; `id` is made by the form. `known_id`: they recognised this answer; `sure`: they
    saw the answers that were offered and say it is another."""

    id: UUID
    text: str
    link: str = ""
    photos: Sequence[bytes] = ()
    known_id: UUID | None = None
    sure: bool = False


@dataclass(frozen=True)
class Receipt:
    """What became of it: its item, how it came there, whether the answer is there already."""

    id: UUID
    item_id: UUID
    how: str
    answered: bool


class Checked(Conflict):
    """Nothing was stored: there are answers that should be read first (item ids, most alike first)."""

    def __init__(self, item_ids: Sequence[UUID]) -> None:
        super().__init__(_("这条可能已经核查过。请先看下面的答复。"))
        self.item_ids = tuple(item_ids)


@dataclass
class _Seen:
    """A report, looked through."""

    sent: NewReport
    text: str
    links: list[str]
    digests: list[bytes]
    looked: matching.Looked | None
    photo_ids: list[UUID] = field(default_factory=list)


def report(actor: Actor, sent: NewReport) -> Receipt:
    """Keep a report with the item that it is of, or with a new one.

    Raises Checked before anything is stored where it has been answered, Invalid at its field.
    """
    county = queries.county_of(actor)
    if not county or not actor.may_anywhere(Permission.REPORT_RUMOURS):
        raise Forbidden
    said = fingerprint(
        sent.text.strip(), sent.link.strip(), [hashlib.sha256(one).hexdigest() for one in sent.photos],
        sent.known_id,
    )  # fmt: skip
    with everywhere("rumours"):
        seen = _looked_through(county, sent)
        one_at_a_time(county)
        before = _before(actor, sent.id, said)
        if before:
            return before
        _refuse_many(actor)
        found = _find(county, seen)
        _say_what_is_known(found, seen)
        return _keep(actor, county, seen, found, said)


def _looked_through(county: int, sent: NewReport) -> _Seen:
    text = words("text", sent.text, longest=rules.LONGEST)
    link = words("link", sent.link, longest=500)
    found = alike.links(text)
    if link:
        if not alike.looks_like_link(link):
            raise Invalid(
                _("链接看不懂。请从“复制链接”粘贴,以 http:// 或 https:// 开头。"),
                {"link": "unreadable"},
            )
        found = [one for one in [alike.folded_link(link)] if one] + found
    if not (text or link or sent.photos):
        raise Invalid(_("请写下您看到的说法,或者附一张截图、一个链接。"), {"text": "missing"})
    photos.refuse_many(len(sent.photos), queries.MOST_PHOTOS)
    digests = [hashlib.sha256(one).digest() for one in sent.photos]
    looked = matching.looked(text, matching.places_of(county)) if text else None
    whole = text if not link or link in text else f"{text}\n{link}".strip()
    return _Seen(sent, whole, list(dict.fromkeys(found)), digests, looked)


def _before(actor: Actor, report_id: UUID, said: bytes) -> Receipt | None:
    known = Report.objects.filter(pk=report_id).first()
    if known is None:
        return None
    if known.by_id != actor.user_id or is_other(known.said, said):
        raise taken()
    return Receipt(known.pk, known.item_id, known.how, known.answered_at is not None)


def _refuse_many(actor: Actor) -> None:
    """One person does not fill the desk."""
    since = clock.now() - dt.timedelta(days=1)
    if Report.objects.filter(by_id=user(actor), at__gte=since).count() >= rules.MOST_A_DAY:
        raise Invalid(
            _("一天最多报 %(n)s 条。更多的请明天再报,或打教育局电话。") % {"n": rules.MOST_A_DAY},
            {"text": "many"},
        )


def _find(county: int, seen: _Seen) -> matching.Found:
    """The same text before the same link before the same picture before a like text."""
    if (
        seen.sent.known_id
        and Item.objects.filter(pk=seen.sent.known_id, unit_no=county, state="published").exists()
    ):
        return matching.Found(seen.sent.known_id, "known")
    found = matching.by_text(county, seen.looked)
    if found.how == "same":
        return found
    links = [matching.link_mark(one) for one in seen.links]
    for kind, values in (("link", links), ("photo", seen.digests)):
        item_id = matching.by_mark(county, kind, values) if values else None
        if item_id:
            return replace(found, item_id=item_id, how=kind)
    return found


def _say_what_is_known(found: matching.Found, seen: _Seen) -> None:
    """What has been answered is shown before it is taken once more."""
    if seen.sent.sure or found.how == "known":
        return
    ids = ([found.item_id] if found.item_id else []) + [pk for pk, _percent in found.near]
    there = set(
        Item.objects.filter(pk__in=ids, state="published").values_list("id", flat=True)
    )  # fmt: skip
    shown = [pk for pk in ids if pk in there][: rules.MOST_NEAR]
    if shown:
        raise Checked(shown)


def _keep(actor: Actor, county: int, seen: _Seen, found: matching.Found, said: bytes) -> Receipt:
    now = clock.now()
    seen.photo_ids = _pictures(actor, county, seen)
    found = _like_picture(seen, found)
    row = Item.objects.filter(pk=found.item_id).first() if found.item_id else None
    if found.how == "near" and seen.sent.sure and row and row.state == "published":
        # The answer was read and it is said to be something else: the desk decides.
        found = replace(found, item_id=None, how="other", near=[(row.pk, 100), *found.near])
    row = _item(county, found, now)
    print_id = found.print_id or _print(row, seen, now)
    _mark(row, seen)
    _beside(row, found.near)
    is_answered = row.state in ("published", "dismissed")
    made = Report(
        id=seen.sent.id, unit_no=county, item_id=row.pk, at=now, by_id=user(actor),
        role=_role(actor), from_no=_from(actor), links=seen.links, photo_ids=seen.photo_ids,
        text_cipher=ciphers.seal(seen.text, place=queries.TEXT_PLACE, row=seen.sent.id)
        if seen.text else None,
        print_id=print_id, how=found.how, answered_at=now if is_answered else None,
        seen_at=now if found.how == "known" else None, said=said,
    )  # fmt: skip
    with new_id():
        made.save(force_insert=True)
    Item.objects.filter(pk=row.pk).update(reports=F("reports") + 1, last_at=now)
    if found.how in ("new", "other"):
        owe(row)
    journal.record(
        actor,
        RumourReported(
            school_id=0, unit_no=county, report_id=made.pk, item_id=row.pk, how=found.how,
            reports=row.reports + 1, photos=len(seen.photo_ids),
        ),
    )  # fmt: skip
    return Receipt(made.pk, row.pk, found.how, is_answered)


def _role(actor: Actor) -> str:
    """As what somebody reports: a post before a child."""
    roles = [scope.role for scope in actor.scopes]
    return next((role for role in roles if role != "guardian"), roles[0] if roles else "")


def _from(actor: Actor) -> int:
    """The school somebody reports from, or the office."""
    known = [s.lo for s in actor.scopes if s.lo] + [no for no in actor.classes if no]
    no = known[0] if known else 0
    return no if numbering.is_office(no) else numbering.school_of(no)


def _pictures(actor: Actor, county: int, seen: _Seen) -> list[UUID]:
    """Kept as the desk's, in the sender's name: the desk looks at them, nobody at the sender's school."""
    at_desk = Scope("rumours", county, county + 1, frozenset())
    sender = replace(actor, scopes=(*actor.scopes, at_desk))
    return [photos.keep(sender, county, one).id for one in seen.sent.photos]


def _like_picture(seen: _Seen, found: matching.Found) -> matching.Found:
    """A like picture alone is the same; beside words of its own it is only shown to the desk (screenshots of
    chats are all a little alike)."""
    if found.how not in ("new", "near") or not seen.photo_ids:
        return found
    earlier = {one.photo_id for pk in seen.photo_ids for one in photo_queries.seen_before(pk)}
    rows = Report.objects.filter(photo_ids__overlap=list(earlier)).values_list("item_id", flat=True)
    item_id = matching.by_pictures([list(rows)])
    if item_id is None or item_id == found.item_id:
        return found
    if found.item_id is None and seen.looked is None:
        return replace(found, item_id=item_id, how="like_photo")
    return replace(found, near=[*found.near, (item_id, 50)])


def _item(county: int, found: matching.Found, now: dt.datetime) -> Item:
    if found.item_id:
        return Item.objects.select_for_update().get(pk=found.item_id)
    last = Item.objects.filter(unit_no=county).aggregate(no=Max("no"))["no"] or 0
    return Item.objects.create(unit_no=county, no=last + 1, opened_at=now, last_at=now)


def _print(row: Item, seen: _Seen, now: dt.datetime) -> UUID | None:
    """The text as it is compared, once; what it names belongs to the item. A text that was recognised by its
    reporter is no word of the item's own."""
    one = seen.looked
    if one is None or Print.objects.filter(unit_no=row.unit_no, digest=one.digest).exists():
        return None
    named = matching.tell_named(one.made.anchors)
    made = Print.objects.create(
        id=uuid7(), unit_no=row.unit_no, item_id=row.pk, digest=one.digest, named=named, at=now,
        pieces=sorted(one.made.pieces),
    )  # fmt: skip
    Gram.objects.bulk_create(
        Gram(unit_no=row.unit_no, print_id=made.pk, value=value) for value in sorted(one.made.grams)
    )
    row.named = matching.tell_named(
        alike.together([matching.read_named(row.named), one.made.anchors])
    )
    row.save(update_fields=["named"])
    return made.pk


def _mark(row: Item, seen: _Seen) -> None:
    links = [("link", matching.link_mark(one)) for one in seen.links]
    values = links + [("photo", digest) for digest in seen.digests]
    Mark.objects.bulk_create(
        [
            Mark(unit_no=row.unit_no, item_id=row.pk, kind=kind, value=value)
            for kind, value in values
        ],
        ignore_conflicts=True,
    )


def _beside(row: Item, near: Sequence[tuple[UUID, int]]) -> None:
    """A person is asked whether these are the same; once for each two."""
    Nearby.objects.bulk_create(
        [
            Nearby(
                unit_no=row.unit_no, item_id=min(row.pk, other), other_id=max(row.pk, other),
                percent=percent,
            )
            for other, percent in near
            if other != row.pk
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def mark_seen(actor: Actor, report_id: UUID) -> None:
    """The reporter has read the answer; no fact of its own, for nothing is decided by it."""
    with everywhere("rumours"):
        rows = Report.objects.filter(
            pk=report_id, by_id=user(actor), seen_at=None, answered_at__isnull=False
        )
        items = list(rows.values_list("item_id", flat=True))
        rows.update(seen_at=clock.now())
    for item_id in items:
        telling.seen(user(actor), item_id)
