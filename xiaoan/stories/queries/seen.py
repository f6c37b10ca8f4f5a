"""Stories as those see them who write, approve, agree, or read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import standing as posts
from xiaoan.accounts.queries import wards
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import people
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside
from xiaoan.photos import queries as photos
from xiaoan.stories import rules
from xiaoan.stories.models import Shown, Story, Word


@dataclass(frozen=True)
class Consent:
    """How it stands with somebody shown: given, refused, withdrawn or missing; `has_lapsed`: something was
    said by who answers for the child no more. `name` as far as the actor sees it."""

    shown_id: UUID
    person_id: UUID | None
    user_id: UUID | None
    name: str
    state: str
    at: dt.datetime | None
    has_lapsed: bool = False


@dataclass(frozen=True)
class Told:
    """A story with what the actor may see of it. `consents`: only for whoever writes or approves there."""

    id: UUID
    unit_no: int
    title: str
    text: str
    photos: tuple[UUID, ...]
    edition: int
    state: str
    at: dt.datetime
    by_id: UUID
    published_at: dt.datetime | None
    reason: str
    consents: tuple[Consent, ...]
    is_inside: bool
    may_change: bool
    may_decide: bool
    may_withdraw: bool

    @property
    def may_publish(self) -> bool:
        return rules.may_publish([one.state for one in self.consents])


@dataclass(frozen=True)
class Asking:
    """A consent asked of the actor, for a child or for themselves (`name` "")."""

    shown_id: UUID
    story_id: UUID
    title: str
    state: str
    name: str
    said: str
    is_child: bool


def _writes(actor: Actor, unit_no: int) -> bool:
    return actor.may(Permission.SUBMIT_STORIES, unit_no)


def _decides(actor: Actor, unit_no: int) -> bool:
    return actor.may(Permission.APPROVE_STORIES, unit_no)


def story(actor: Actor, story_id: UUID) -> Told:
    """A published story for everybody; any other for whoever writes or approves there, or wrote it."""
    row = Story.objects.filter(pk=story_id).first()
    if row is None:
        raise NotFound
    within = (
        _writes(actor, row.unit_no) or _decides(actor, row.unit_no) or row.by_id == actor.user_id
    )
    if not within and (row.state != "published" or lapsed([row])):
        raise NotFound
    return told(actor, row, within=within)


def told(actor: Actor, row: Story, *, within: bool) -> Told:
    is_open = row.state in ("submitted", "returned")
    is_own = row.by_id == actor.user_id
    decides = _decides(actor, row.unit_no)
    return Told(
        row.pk, row.unit_no, row.title, row.text, tuple(UUID(one) for one in row.photos),
        row.edition, row.state, row.at, row.by_id, row.published_at, row.reason if within else "",
        consents(actor, row) if within else (), within, may_change=is_own and is_open,
        may_decide=decides and not is_own and row.state == "submitted",
        may_withdraw=(is_own or decides) and row.state != "withdrawn",
    )  # fmt: skip


def consents(actor: Actor, row: Story) -> tuple[Consent, ...]:
    """Everybody shown in the edition of now, and what was said. The words are read wherever they lie: the
    caller has made sure that the actor sees the story's own matters."""
    with everywhere("stories"):
        shown = list(Shown.objects.filter(story_id=row.pk, edition=row.edition).order_by("id"))
        words = _words([one.pk for one in shown])
        said = _standing(shown, words)
    children = people.person_names(actor, [one.person_id for one in shown if one.person_id])
    staff = accounts.names(actor, [one.user_id for one in shown if one.user_id])
    return tuple(
        Consent(
            one.pk, one.person_id, one.user_id,
            children.get(one.person_id, "") if one.person_id else staff.get(one.user_id or one.pk, ""),
            rules.consent([(who, word) for who, word, _at in said[one.pk]]),
            said[one.pk][-1][2] if said[one.pk] else None,
            has_lapsed=len(words[one.pk]) > len(said[one.pk]),
        )
        for one in shown
    )  # fmt: skip


def _words(shown_ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, str, dt.datetime]]]:
    found: dict[UUID, list[tuple[UUID, str, dt.datetime]]] = defaultdict(list)
    rows = Word.objects.filter(shown_id__in=shown_ids).order_by("shown_id", "number")
    for pk, who, said, at in rows.values_list("shown_id", "by_id", "said", "at"):
        found[pk].append((who, said, at))
    return found


def _standing(
    shown: Sequence[Shown], words: dict[UUID, list[tuple[UUID, str, dt.datetime]]]
) -> dict[UUID, list[tuple[UUID, str, dt.datetime]]]:
    """What counts now of what was said about each: of a child, only the words of who answers for it today.
    To be asked where the running scope reaches everywhere."""
    children = {one.pk: one.person_id for one in shown if one.person_id}
    force = wards.in_force(children.values())
    return {
        one.pk: [
            each
            for each in words[one.pk]
            if one.pk not in children or (each[0], children[one.pk]) in force
        ]
        for one in shown
    }


def lapsed(rows: Sequence[Story]) -> set[UUID]:
    """Which of some stories not everybody shown agrees to any more: a guardian who agreed may have ceased to
    be one, by a date on the roster too, which no fact announces."""
    editions = {row.pk: row.edition for row in rows}
    if not editions:
        return set()
    with everywhere("stories"):
        found = Shown.objects.filter(story_id__in=list(editions))
        shown = [one for one in found if one.edition == editions[one.story_id]]
        said = _standing(shown, _words([one.pk for one in shown]))
    return {
        one.story_id for one in shown
        if rules.consent([(who, word) for who, word, _at in said[one.pk]]) != "given"
    }  # fmt: skip


def _concerning(actor: Actor) -> Q:
    return Q(person_id__in=actor.people) | Q(user_id=accounts.user_id(actor))


def asked_of(actor: Actor) -> list[Asking]:
    """The consents asked of the actor for stories that are submitted or published, the unanswered first."""
    shown = list(Shown.objects.filter(_concerning(actor)))
    if not shown:
        return []
    stories = {
        row.pk: row
        for row in Story.objects.filter(
            pk__in={one.story_id for one in shown}, state__in=["submitted", "published"]
        )
    }
    editions = {pk: row.edition for pk, row in stories.items()}
    current = [one for one in shown if editions.get(one.story_id) == one.edition]
    said = _words([one.pk for one in current])
    names = directory.enrolments(actor, actor.people, clock.today()) if actor.people else {}
    found = [_asking(actor, one, stories[one.story_id], said[one.pk], names) for one in current]
    return sorted(found, key=lambda one: (bool(one.said), str(one.shown_id)))


def _asking(
    actor: Actor, one: Shown, row: Story, said: Sequence[tuple[UUID, str, dt.datetime]],
    names: dict[UUID, directory.Pupil],
) -> Asking:  # fmt: skip
    own = [word for who, word, _at in said if who == actor.user_id]
    child = names.get(one.person_id) if one.person_id else None
    return Asking(
        one.pk, row.pk, row.title, row.state, child.name if child else "", own[-1] if own else "",
        one.person_id is not None,
    )  # fmt: skip


def asking(actor: Actor, shown_id: UUID) -> tuple[Asking, Told]:
    """One of them with the story; NotFound: it is not asked of the actor (any more)."""
    found = next((one for one in asked_of(actor) if one.shown_id == shown_id), None)
    row = Story.objects.filter(pk=found.story_id).first() if found else None
    if found is None or row is None:
        raise NotFound
    return found, told(actor, row, within=False)


def unanswered(actor: Actor) -> int:
    """How many consents are asked of the actor themselves and not answered yet."""
    return sum(not one.said and not one.is_child for one in asked_of(actor))


def _inside(actor: Actor) -> QuerySet[Story]:
    reach = (*actor.reach(Permission.SUBMIT_STORIES), *actor.reach(Permission.APPROVE_STORIES))
    return Story.objects.filter(inside(tuple(set(reach))))


def at_unit(actor: Actor, place: directory.Place, most: int = 200) -> list[Told]:
    """The stories of a unit where the actor writes or approves, the newest first, without the consents."""
    if not (_writes(actor, place.no) or _decides(actor, place.no)):
        raise NotFound
    lo, hi = place.interval
    rows = _inside(actor).filter(unit_no__gte=lo, unit_no__lt=hi).order_by("-at", "-id")
    return [told(actor, row, within=False) for row in rows[:most]]


def deciding(actor: Actor) -> list[Told]:
    """The submitted stories of others, agreed to by everybody shown, that the actor may decide; the longest
    waiting first, without the consents."""
    rows = Story.objects.filter(
        inside(actor.reach(Permission.APPROVE_STORIES)), state="submitted"
    ).exclude(by_id=accounts.user_id(actor))
    waits = list(rows.order_by("at", "id"))
    if not waits:
        return []
    lacking = lapsed(waits)
    return [told(actor, row, within=False) for row in waits if row.pk not in lacking]


def to_decide(actor: Actor) -> int:
    return len(deciding(actor))


def choices(
    actor: Actor, place: directory.Place
) -> tuple[list[tuple[UUID, str]], list[tuple[UUID, str]]]:
    """Whom a story of a class or school may show: the pupils of the class; who is in office there, as far as
    the actor sees them, themselves first."""
    today = clock.today()
    pupils = [(one.person_id, one.name) for one in directory.class_roll(actor, place.no, today)]
    staff = {accounts.user_id(actor): actor.name}
    staff |= {one.user_id: one.name for one in posts.inside(place.interval, today)}
    return (pupils if place.kind == "class" else []), list(staff.items())


def place_for(unit_no: int) -> directory.Place:
    """A class or school, of which stories are told."""
    place = directory.place(unit_no)
    if place.kind not in ("school", "class"):
        raise NotFound
    return place


def picture(actor: Actor, story_id: UUID, photo_id: UUID) -> bytes:
    """A picture of a story that the actor sees, or about which they are asked."""
    asked = {one.story_id for one in asked_of(actor)}
    within = Q(by_id=actor.user_id) | Q(pk__in=_inside(actor).values("pk"))
    seen = Q(state="published") | Q(pk__in=asked) | within
    row = Story.objects.filter(seen, pk=story_id).first()
    if row is None or str(photo_id) not in row.photos:
        raise NotFound
    with everywhere("stories"):
        return photos.picture(photo_id)


def school_name(unit_no: int) -> str:
    return directory.place(numbering.school_of(unit_no)).name
