"""Courses of the county: a draft begins from what is in force, is edited piece by piece and published as a
version of its own; a question can be retired at once, whatever version it is of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.scope import everywhere
from xiaoan.training import queries, rules
from xiaoan.training.events import QuestionRetired, VersionChanged
from xiaoan.training.models import Retired, Version
from xiaoan.training.queries.words import fault_sentence, field_sentence
from xiaoan.training.rules.courses import limits_of
from xiaoan.training.services import acting, counting

# So many sections and questions a course has at the most (own choice).
_MOST = {"sections": 40, "questions": 500}
_LONGEST_TITLE = 60
_NUMBERS = ("minutes", "questions", "pass_mark", "tries", "months", "practical_within")


@dataclass(frozen=True)
class Head:
    """What a course is called and by which numbers it is tested. `points`: what a second person looks at,
    one a line; none: there is no practical part."""

    title: str
    source: str
    points: str
    numbers: dict[str, int]


@dataclass(frozen=True)
class Edit:
    """One change of a draft. `base`: how many edits the form knew of."""

    id: UUID
    version_id: UUID
    base: int


@transaction.atomic
def draft(actor: Actor, act_id: UUID, course_code: str = "", title: str = "") -> UUID:
    """Begin a version from what is in force, without what was retired; or a course of the county's own by its
    title. One draft of a course at a time."""
    county = acting.county_for(actor)
    now = queries.in_force(course_code).course if course_code else _new(act_id, title)
    acting.hold(f"course {now.code}")
    if acting.begin(actor, act_id, county, "draft", course_code, title):
        return act_id
    if Version.objects.filter(course=now.code, state="draft").exists():
        raise Conflict(_("这门课已有一份草稿。请先发布或撤回那一份。"))
    if not course_code and now.title in queries.course_titles().values():
        raise Invalid(_("已有叫这个名字的课。请改名,或从那门课起草。"), {"title": "twice"})
    alive = set(queries.live(now))
    begun = replace(
        now, version="", questions=tuple(one for one in now.questions if one.key in alive)
    )
    row = Version.objects.create(
        id=act_id, unit_no=county.unit_no, course=now.code, content=rules.said_of(begun),
        made_at=clock.now(), made_by_id=actor.user_id, writers=_with(actor, []),
    )  # fmt: skip
    _record(actor, row, begun)
    return row.pk


def _new(act_id: UUID, title: str) -> rules.Course:
    words = acting.words_of(title, "title", required=_("请写课程名称。"), longest=_LONGEST_TITLE)
    return rules.Course(
        code=f"own-{act_id.hex[-12:]}", title=words, version="", source="", confidence="L",
        numbers=rules.Numbers(), roles=(), sections=(), questions=(),
    )  # fmt: skip


def edit_head(actor: Actor, given: Edit, head: Head) -> int:
    """Change the title, the source, the numbers and the practical part; gives how many edits there were."""

    def changed(course: rules.Course) -> rules.Course:
        title = acting.words_of(
            head.title, "title", required=_("请写课程名称。"), longest=_LONGEST_TITLE
        )
        for name in _NUMBERS:
            least, most = limits_of(name)
            if not least <= head.numbers.get(name, -1) <= most:
                words = _("请写 %(least)s 到 %(most)s 的整数。") % {"least": least, "most": most}
                raise Invalid(words, {name: "range"})
        points = tuple(
            acting.words_of(line, "points") for line in head.points.splitlines() if line.strip()
        )
        wanted = {name: head.numbers[name] for name in _NUMBERS}
        numbers = replace(course.numbers, **wanted, practical=bool(points))
        return replace(
            course, title=title, source=acting.words_of(head.source, "source"),
            confidence="M" if head.source.strip() not in ("", "own choice") else "L",
            numbers=numbers, practical=points,
        )  # fmt: skip

    return _edit(actor, given, ("head", head.__dict__), changed)


def edit_section(
    actor: Actor, given: Edit, at: int | None, section: rules.Section | None
) -> int:  # fmt: skip
    """Put a section in at the end, or in the place of one (`at`); None: it is taken out."""

    def changed(course: rules.Course) -> rules.Course:
        found = list(course.sections)
        if at is not None and not 0 <= at < len(found):
            raise NotFound
        new = [] if section is None else [_section(section)]
        found[len(found) if at is None else at : len(found) if at is None else at + 1] = new
        _refuse_many("sections", len(found))
        return replace(course, sections=tuple(found))

    return _edit(actor, given, ("section", at, section.__dict__ if section else None), changed)


def _section(one: rules.Section) -> rules.Section:
    source = acting.words_of(one.source, "source")
    return rules.Section(
        acting.words_of(one.title, "title", required=_("请写小标题。"), longest=_LONGEST_TITLE),
        acting.words_of(
            one.text.replace("\r\n", "\n"), "text", required=_("请写正文。"),
            longest=rules.LONGEST_TEXT,
        ),
        source, "M" if source else "L",
    )  # fmt: skip


def edit_question(
    actor: Actor, given: Edit, key: str, question: rules.Question | None
) -> int:  # fmt: skip
    """Put a question in (its key is new), in the place of one, or take one out. A changed question has a new
    key: whoever was asked it in its old words was asked another."""

    def changed(course: rules.Course) -> rules.Course:
        found = list(course.questions)
        at = next((n for n, one in enumerate(found) if one.key == key), None)
        if key and at is None:
            raise NotFound
        new = [] if question is None else [_question(question, f"q{given.id.hex[-12:]}")]
        if question is not None and any(one.text == new[0].text for one in found if one.key != key):
            raise Invalid(_("题库里已有一样的题目。"), {"text": "twice"})
        found[len(found) if at is None else at : len(found) if at is None else at + 1] = new
        _refuse_many("questions", len(found))
        return replace(course, questions=tuple(found))

    return _edit(actor, given, ("question", key, question.__dict__ if question else None), changed)


def _question(one: rules.Question, key: str) -> rules.Question:
    if field := rules.question_fault(one):
        raise Invalid(field_sentence(field, one.kind), {field: "invalid"})
    return replace(one, key=key, confidence="M" if one.source else "L")


def _refuse_many(what: str, number: int) -> None:
    if number > _MOST[what]:
        raise Invalid(_("太多了,最多 %(most)s。") % {"most": _MOST[what]}, {what: "many"})


def add_questions(actor: Actor, given: Edit, new: tuple[rules.Question, ...], digest: str) -> int:
    """Many at once, read from a sheet (services.banks)."""

    def changed(course: rules.Course) -> rules.Course:
        keyed = (replace(one, key=f"q{given.id.hex[-12:]}-{n}") for n, one in enumerate(new))
        found = (*course.questions, *keyed)
        _refuse_many("questions", len(found))
        return replace(course, questions=found)

    return _edit(actor, given, ("sheet", digest), changed)


def _edit(
    actor: Actor,
    given: Edit,
    body: tuple[object, ...],
    changed: Callable[[rules.Course], rules.Course],
) -> int:
    with transaction.atomic():
        county = acting.county_for(actor)
        row = _held(given.version_id)
        if acting.begin(actor, given.id, county, "edit", given.version_id, *body):
            return row.edits
        _refuse_state(row, given.base)
        course = changed(rules.course_of(row.content))
        row.content, row.edits = rules.said_of(course), row.edits + 1
        row.writers, row.submitted_at = _with(actor, row.writers), None
        row.save(update_fields=["content", "edits", "writers", "submitted_at"])
        _record(actor, row, course)
        return row.edits


def _with(actor: Actor, writers: list[UUID]) -> list[UUID]:
    """The writers of a draft, this one among them."""
    known = {*writers, *([actor.user_id] if actor.user_id else [])}
    return sorted(known, key=str)


def _held(version_id: UUID) -> Version:
    row = Version.objects.select_for_update().filter(pk=version_id, origin="own").first()
    if row is None:
        raise NotFound
    return row


def _refuse_state(row: Version, base: int) -> None:
    if row.state != "draft":
        raise Conflict(_("这一版已经发布或撤回,不能再改。请起草新的一版。"))
    if row.edits != base:
        raise Conflict(_("草稿刚刚被改过。请刷新后再改。"))


def _refuse_faults(course: rules.Course, sentence: str) -> None:
    if faults := list(rules.faults_of(course)):
        words = "".join(fault_sentence(field, what, course) for field, what in faults[:5])
        raise Invalid(sentence % {"faults": words}, {"draft": "faults"})


@transaction.atomic
def submit(actor: Actor, act_id: UUID, version_id: UUID, base: int) -> None:
    """The draft waits for somebody who wrote nothing of it. Edited again, it does not wait any more.

    Invalid: what is not right in it yet, all in one sentence.
    """
    county = acting.county_for(actor)
    row = _held(version_id)
    if acting.begin(actor, act_id, county, "submit", version_id, base):
        return
    _refuse_state(row, base)
    course = rules.course_of(row.content)
    _refuse_faults(course, _("还不能送审:%(faults)s"))
    row.submitted_at, row.returned = clock.now(), ""
    row.writers = _with(actor, row.writers)
    row.save(update_fields=["submitted_at", "returned", "writers"])
    _record(actor, row, course)


@transaction.atomic
def give_back(actor: Actor, act_id: UUID, version_id: UUID, reason: str) -> None:
    """What was handed over is not right yet: it waits for its writers again, with the reason.

    Forbidden for who wrote in it. Conflict: it does not wait (any more).
    """
    county = acting.county_for(actor)
    row = _held(version_id)
    words = acting.words_of(reason, "reason", required=_("请写明为什么退回、要改哪里。"))
    if acting.begin(actor, act_id, county, "return", version_id, words):
        return
    _refuse_state(row, row.edits)
    _refuse_writer(actor, row)
    if row.submitted_at is None:
        raise Conflict(_("这份草稿没有在等人审核。请刷新看看。"))
    row.submitted_at, row.returned = None, words
    row.save(update_fields=["submitted_at", "returned"])
    _record(actor, row, rules.course_of(row.content))


def _refuse_writer(actor: Actor, row: Version) -> None:
    if actor.user_id in row.writers:
        raise Forbidden(_("这份草稿是您写的或改过的。请局里另一位管课程的人核对后发布。"))


@transaction.atomic
def publish(actor: Actor, act_id: UUID, version_id: UUID, base: int) -> None:
    """The draft is in force from now on; a test that was begun goes on by what it was begun with.

    By somebody who wrote nothing of it: Forbidden, else. Invalid: what is not right in it yet, all in one
    sentence.
    """
    county = acting.county_for(actor)
    row = _held(version_id)
    acting.hold(f"course {row.course}")
    if acting.begin(actor, act_id, county, "publish", version_id, base):
        return
    _refuse_state(row, base)
    _refuse_writer(actor, row)
    course = rules.course_of(row.content)
    _refuse_faults(course, _("还不能发布:%(faults)s"))
    rows = Version.objects.filter(course=row.course, state="published", origin="own")
    row.number = 1 + max(rows.values_list("number", flat=True), default=0)
    course = replace(course, version=str(row.number))
    row.content, row.state = rules.said_of(course), "published"
    row.submitted_at, row.returned = None, ""
    row.published_at, row.published_by_id = clock.now(), actor.user_id
    row.save()
    _record(actor, row, course)
    with everywhere("training") as system:
        counting.recount(system)


@transaction.atomic
def withdraw(actor: Actor, act_id: UUID, version_id: UUID) -> None:
    """A draft is given up."""
    county = acting.county_for(actor)
    row = _held(version_id)
    if acting.begin(actor, act_id, county, "withdraw", version_id):
        return
    _refuse_state(row, row.edits)
    row.state, row.submitted_at = "withdrawn", None
    row.save(update_fields=["state", "submitted_at"])
    _record(actor, row, rules.course_of(row.content))


@transaction.atomic
def retire(actor: Actor, act_id: UUID, course_code: str, key: str, reason: str) -> None:
    """A question is drawn no more, at once. Tests that were handed in keep it, and their score."""
    county = acting.county_for(actor)
    course = queries.in_force(course_code).course
    if course.question(key) is None:
        raise NotFound
    words = acting.words_of(reason, "reason", required=_("请写明为什么停用。"))
    acting.hold(f"course {course_code}")
    if acting.begin(actor, act_id, county, "retire", course_code, key, words):
        return
    left = set(queries.live(course)) - {key}
    if len(left) < course.numbers.questions:
        raise Invalid(
            _("停用后只剩 %(left)s 题,每次测验要 %(n)s 题。请先加题,再停用。")
            % {"left": len(left), "n": course.numbers.questions},
            {"reason": "few"},
        )
    if Retired.objects.filter(course=course_code, question=key).exists():
        raise Conflict(_("这道题已经停用。"))
    Retired.objects.create(
        id=act_id, unit_no=county.unit_no, course=course_code, question=key, reason=words,
        at=clock.now(), by_id=actor.user_id,
    )  # fmt: skip
    fact = QuestionRetired(
        school_id=0, unit_no=county.unit_no, course=course_code, retired_id=act_id
    )
    journal.record(actor, fact)


def _record(actor: Actor, row: Version, course: rules.Course) -> None:
    journal.record(
        actor,
        VersionChanged(
            school_id=0, unit_no=row.unit_no, version_id=row.pk, course=row.course,
            state="submitted" if row.submitted_at else row.state,
            sections=len(course.sections), questions=len(course.questions),
        ),
    )  # fmt: skip
