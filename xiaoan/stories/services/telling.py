"""A story is submitted and revised by who tells it, given back or published by a second person once everybody
shown agrees, and withdrawn by either."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.photos import services as photos
from xiaoan.stories import rules
from xiaoan.stories.models import Shown, Story, Word
from xiaoan.stories.queries import doubts, seen
from xiaoan.stories.services import acting
from xiaoan.wording.queries import Unanswered

_REASON = 200


@dataclass(frozen=True)
class NewStory:
    """What is told. `pupils`, `staff`: everybody who can be recognised in text or pictures; `nobody`: it was
    said that nobody can be; `looked`: what was asked about names and health and is answered (keys of
    wording.queries.Found); `keeps`: ids of pictures of the edition before that stay."""

    id: UUID
    unit_no: int
    title: str
    text: str
    pupils: tuple[UUID, ...] = ()
    staff: tuple[UUID, ...] = ()
    nobody: bool = False
    looked: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()
    keeps: tuple[UUID, ...] = ()


def _body(new: NewStory) -> tuple[object, ...]:
    """Of what was said; `looked` and `nobody` only answer a question."""
    digests = [hashlib.sha256(one).hexdigest() for one in new.pictures]
    people = sorted(map(str, (*new.pupils, *new.staff)))
    return (new.unit_no, new.title, new.text, people, digests, sorted(map(str, new.keeps)))


@transaction.atomic
def submit(actor: Actor, new: NewStory) -> UUID:
    """Tell a story; gives its id. Invalid at the field: what may not stand in it, who is missing;
    Unanswered where somebody of the school is named who is not shown, or a word may be about health."""
    place = _place(actor, new.unit_no)
    if acting.begin(actor, new.id, place.no, "submit", *_body(new)):
        return new.id
    title, text = _checked(actor, new, place)
    if actor.user_id is None:
        raise Forbidden
    row = Story(
        id=new.id, school_id=numbering.chain_of(place.no), unit_no=place.no, title=title, text=text,
        at=clock.now(), by_id=actor.user_id,
    )  # fmt: skip
    row.photos = _keep(actor, row, new)
    row.save(force_insert=True)
    _show(actor, row, new)
    acting.record(actor, row, "submit")
    return row.pk


def _place(actor: Actor, unit_no: int) -> directory.Place:
    place = seen.place_for(unit_no)
    if not actor.may(Permission.SUBMIT_STORIES, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    return place


def _checked(actor: Actor, new: NewStory, place: directory.Place) -> tuple[str, str]:
    """Title and text, if nothing is wrong with the story."""
    title = acting.words_of(new.title, "title", _("请写标题。"), rules.LONGEST_TITLE)
    text = acting.words_of(new.text, "text", _("请写做了什么。"), rules.LONGEST_TEXT)
    pupils, staff = (dict(each) for each in seen.choices(actor, place))
    _refuse_people(new, pupils.keys(), staff.keys())
    for field, said in (("title", title), ("text", text)):
        if rules.has_number(said):
            raise Invalid(_("里面有电话或身份证号,不能公开。请删去。"), {field: "number"})
    shown = {pupils[one] for one in new.pupils}, {staff[one] for one in new.staff}
    named = doubts.named(place.no, title, text)
    for field, found in named.items():
        if full := [one for one in found.pupils if one in shown[0]]:
            words = _("有孩子的全名“%(name)s”,公开后谁都看得到。请改成“%(short)s同学”这样。")
            raise Invalid(words % {"name": full[0], "short": full[0][:1]}, {field: "name"})
    doubts.refuse(title, text, named, *shown, new.looked)
    return title, text


def _refuse_people(new: NewStory, pupils: Collection[UUID], staff: Collection[UUID]) -> None:
    if not {*new.pupils} <= set(pupils) or not {*new.staff} <= set(staff):
        raise Invalid(_("选的人不在这个班或学校。请重新选。"), {"people": "missing"})
    if len(new.pupils) + len(new.staff) > rules.MOST_SHOWN:
        raise Invalid(
            _("最多写 %(most)s 个人。请分成几篇。") % {"most": rules.MOST_SHOWN}, {"people": "many"}
        )
    if not new.pupils and not new.staff and not new.nobody:
        raise Invalid(
            _("请选文字和照片里能认出来的每一个人;一个也没有的,请勾选下面一项。"),
            {"people": "empty"},
        )
    photos.refuse_many(len(new.pictures) + len(new.keeps), rules.MOST_PHOTOS)


def _keep(actor: Actor, row: Story, new: NewStory) -> list[str]:
    old = [one for one in row.photos if one in {str(pk) for pk in new.keeps}]
    return old + [str(photos.keep(actor, row.unit_no, one).id) for one in new.pictures]


def _show(actor: Actor, row: Story, new: NewStory) -> None:
    """Everybody shown is asked; who tells of themselves has said yes by it."""
    place = {"school_id": row.school_id, "unit_no": row.unit_no, "story_id": row.pk}
    shown = [Shown(**place, edition=row.edition, person_id=one) for one in sorted(set(new.pupils))]
    shown += [Shown(**place, edition=row.edition, user_id=one) for one in sorted(set(new.staff))]
    Shown.objects.bulk_create(shown)
    for one in shown:
        if one.user_id is not None and one.user_id == actor.user_id:
            Word.objects.create(
                **place, id=uuid7(), shown_id=one.pk, number=1, said="given", at=clock.now(),
                by_id=one.user_id,
            )  # fmt: skip


@transaction.atomic
def revise(actor: Actor, story_id: UUID, new: NewStory) -> None:
    """Tell it otherwise: a new edition, and everybody shown is asked anew. `new.id`: of the act."""
    known = seen.story(actor, story_id)
    if known.by_id != actor.user_id:
        raise Forbidden
    place = _place(actor, known.unit_no)
    if acting.begin(actor, new.id, place.no, "revise", story_id, *_body(new)):
        return
    row = acting.held(story_id)
    if row.state not in ("submitted", "returned"):
        raise Conflict(_("这一篇已经发布或撤下,不能再改。请另写一篇。"))
    row.title, row.text = _checked(actor, new, place)
    row.photos = _keep(actor, row, new)
    row.edition, row.state, row.reason = row.edition + 1, "submitted", ""
    row.save()
    _show(actor, row, new)
    acting.record(actor, row, "revise")


def _to_decide(actor: Actor, story_id: UUID) -> seen.Told:
    known = seen.story(actor, story_id)
    if not actor.may(Permission.APPROVE_STORIES, known.unit_no):
        raise Forbidden
    if known.by_id == actor.user_id:
        raise Forbidden(_("您写的这一篇要由另一个人审核。"))
    return known


@transaction.atomic
def publish(
    actor: Actor, act_id: UUID, story_id: UUID, edition: int, looked: tuple[str, ...] = ()
) -> None:
    """Put a story out, by another than who tells it. Conflict: whose consent is missing (only that of who
    answers for a child now counts); it was changed since the page was opened (`edition`). Unanswered: names
    and words of health that this person has not looked at (`looked`)."""
    known = _to_decide(actor, story_id)
    if acting.begin(actor, act_id, known.unit_no, "publish", story_id, edition):
        return
    row = acting.held(story_id)
    if row.state != "submitted":
        raise Conflict(_("这一篇已经审过,或已撤下。请刷新看看。"))
    if row.edition != edition:
        raise Conflict(_("这一篇刚刚改过。请刷新,看过再发布。"))
    consents = seen.consents(actor, row)
    if lacking := [one.name for one in consents if one.state != "given"]:
        names = _("、").join(name or _("(姓名不可见)") for name in lacking)
        raise Conflict(_("还不能发布:缺 %(names)s 的同意。") % {"names": names})
    found = doubts.in_story(row.unit_no, row.title, row.text, consents)
    if not found.is_answered(looked):
        raise Unanswered(doubts.sentence(found, decides=True), found)
    row.state, row.published_at, row.published_by_id = "published", clock.now(), actor.user_id
    row.decided_at, row.decided_by_id = row.published_at, actor.user_id
    row.save()
    acting.record(actor, row, "publish")


@transaction.atomic
def give_back(actor: Actor, act_id: UUID, story_id: UUID, reason: str) -> None:
    """Not as it is: to who tells it, with the reason."""
    known = _to_decide(actor, story_id)
    words = acting.words_of(reason, "reason", _("请写明为什么退回、要改哪里。"), _REASON)
    if acting.begin(actor, act_id, known.unit_no, "return", story_id, words):
        return
    row = acting.held(story_id)
    if row.state != "submitted":
        raise Conflict(_("这一篇已经审过,或已撤下。请刷新看看。"))
    row.state, row.reason = "returned", words
    row.decided_at, row.decided_by_id = clock.now(), actor.user_id
    row.save()
    acting.record(actor, row, "return")


@transaction.atomic
def withdraw(actor: Actor, act_id: UUID, story_id: UUID, reason: str) -> None:
    """Take a story down, or give it up; by who tells it or who may approve there."""
    known = seen.story(actor, story_id)
    is_own = known.by_id == actor.user_id
    if not is_own and not actor.may(Permission.APPROVE_STORIES, known.unit_no):
        raise Forbidden
    words = acting.words_of(reason, "reason", _("请写明为什么撤下。"), _REASON)
    if acting.begin(actor, act_id, known.unit_no, "withdraw", story_id, words):
        return
    row = acting.held(story_id)
    if row.state == "withdrawn":
        raise Conflict(_("这一篇已经撤下。"))
    row.state, row.reason = "withdrawn", words
    row.decided_at, row.decided_by_id = clock.now(), actor.user_id
    row.save()
    acting.record(actor, row, "withdraw")
