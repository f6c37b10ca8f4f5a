"""Materials of the county: a draft begins from what is in force, is edited piece by piece, submitted, and
approved by somebody who did not write in it; from then on it is in force."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.materials import queries, rules
from xiaoan.materials.events import VersionChanged
from xiaoan.materials.models import Version
from xiaoan.materials.queries.words import fault_sentence, question_sentence, section_sentence
from xiaoan.materials.services import acting, reviewing


@dataclass(frozen=True)
class Head:
    """What a material is called and about, in up to three languages."""

    title: dict[str, str]
    summary: dict[str, str]
    subject: str
    review_months: int
    is_public: bool


@dataclass(frozen=True)
class Edit:
    """One change of a draft. `base`: how many edits the form knew of."""

    id: UUID
    version_id: UUID
    base: int


@transaction.atomic
def draft(actor: Actor, act_id: UUID, code: str = "", title: str = "") -> UUID:
    """Begin a version from the newest; or a material of the county's own by its title. One draft of each at a
    time."""
    county = acting.county_for(actor)
    now = queries.newest_of(code).material if code else _new(act_id, title)
    acting.hold(f"material {now.code}")
    if acting.begin(actor, act_id, county, "draft", code, title):
        return act_id
    if Version.objects.filter(code=now.code, state__in=["draft", "submitted"]).exists():
        raise Conflict(_("这份材料已有一份草稿。请先送审、审完或撤回那一份。"))
    begun = replace(now, version="", as_of=clock.today())
    row = Version.objects.create(
        id=act_id, unit_no=county, code=now.code, content=rules.said_of(begun),
        editors=_editors([], actor), made_at=clock.now(), made_by_id=actor.user_id,
    )  # fmt: skip
    _record(actor, row)
    return row.pk


def _editors(known: list[str], actor: Actor) -> list[str]:
    return sorted({*known, *([str(actor.user_id)] if actor.user_id else [])})


def _new(act_id: UUID, title: str) -> rules.Material:
    words = acting.words_of(
        title, "title", required=_("请写标题。"), longest=rules.LONGEST["title"]
    )
    known = {one.material.title.get("zh") for one in queries.newest().values()}
    if words in known:
        raise Invalid(_("已有叫这个名字的材料。请改名,或从那份材料起草。"), {"title": "twice"})
    return rules.Material(
        code=f"own-{act_id.hex[-12:]}", subject="other", title={"zh": words}, summary={"zh": ""},
        version="", as_of=clock.today(), review_months=12, is_public=False, sections=(), questions=(),
    )  # fmt: skip


def edit_head(actor: Actor, given: Edit, head: Head) -> int:
    """Change title, summary, subject, when it is looked at again and whether it is public; gives how many
    edits there were."""

    def changed(material: rules.Material) -> rules.Material:
        new = replace(material, **head.__dict__)
        for field, _what in rules.faults_of(new):
            if field in head.__dict__:
                raise Invalid(fault_sentence(field, ""), {field: "invalid"})
        return new

    return _edit(actor, given, ("head", head.__dict__), changed)


def edit_section(actor: Actor, given: Edit, at: int | None, section: rules.Section | None) -> int:
    """Put a section in at the end, or in the place of one (`at`); None: it is taken out."""

    def changed(material: rules.Material) -> rules.Material:
        found = list(material.sections)
        if at is not None and not 0 <= at < len(found):
            raise NotFound
        if section is not None and (field := rules.section_fault(section)):
            raise Invalid(section_sentence(field), {field: "invalid"})
        new = [] if section is None else [_sourced(section)]
        found[len(found) if at is None else at : len(found) if at is None else at + 1] = new
        _refuse_many("sections", len(found))
        return replace(material, sections=tuple(found))

    return _edit(actor, given, ("section", at, _said(section)), changed)


def edit_question(
    actor: Actor, given: Edit, key: str, question: rules.Question | None
) -> int:  # fmt: skip
    """Put a question in (its key is new), in the place of one, or take one out. A changed question has a new
    key: whoever was asked it in its old words was asked another."""

    def changed(material: rules.Material) -> rules.Material:
        found = list(material.questions)
        at = next((n for n, one in enumerate(found) if one.key == key), None)
        if key and at is None:
            raise NotFound
        if question is not None and (field := rules.question_fault(question)):
            raise Invalid(question_sentence(field, question.kind), {field: "invalid"})
        new = [] if question is None else [_keyed(question, given)]
        if new and any(one.text == new[0].text for one in found if one.key != key):
            raise Invalid(_("已有一样的题目。"), {"text": "twice"})
        found[len(found) if at is None else at : len(found) if at is None else at + 1] = new
        _refuse_many("questions", len(found))
        return replace(material, questions=tuple(found))

    return _edit(actor, given, ("question", key, _said(question)), changed)


def _said(one: rules.Section | rules.Question | None) -> dict[str, object] | None:
    return dict(one.__dict__) if one else None


def _sourced(one: rules.Section) -> rules.Section:
    return replace(one, confidence="M" if one.source else "L")


def _keyed(one: rules.Question, given: Edit) -> rules.Question:
    return replace(one, key=f"q{given.id.hex[-12:]}", confidence="M" if one.source else "L")


def _refuse_many(what: str, number: int) -> None:
    if number > rules.MOST[what]:
        raise Invalid(_("太多了,最多 %(most)s。") % {"most": rules.MOST[what]}, {what: "many"})


def _edit(
    actor: Actor, given: Edit, body: tuple[object, ...],
    changed: Callable[[rules.Material], rules.Material],
) -> int:  # fmt: skip
    with transaction.atomic():
        county = acting.county_for(actor)
        row = _held(given.version_id)
        if acting.begin(actor, given.id, county, "edit", given.version_id, *body):
            return row.edits
        _refuse_state(row, given.base)
        row.content = rules.said_of(changed(rules.material_of(row.content)))
        row.edits, row.editors = row.edits + 1, _editors(row.editors, actor)
        row.save(update_fields=["content", "edits", "editors"])
        _record(actor, row)
        return row.edits


def _held(version_id: UUID) -> Version:
    row = Version.objects.select_for_update().filter(pk=version_id, origin="own").first()
    if row is None:
        raise NotFound
    return row


def _refuse_state(row: Version, base: int) -> None:
    if row.state != "draft":
        raise Conflict(_("这一版不是草稿了,不能再改。请刷新看看;要改,请起草新的一版。"))
    if row.edits != base:
        raise Conflict(_("草稿刚刚被改过。请刷新后再改。"))


@transaction.atomic
def submit(actor: Actor, act_id: UUID, version_id: UUID, base: int) -> None:
    """Hand a draft to a second person. Invalid: what is not right in it yet, all in one sentence."""
    county = acting.county_for(actor)
    row = _held(version_id)
    if acting.begin(actor, act_id, county, "submit", version_id, base):
        return
    _refuse_state(row, base)
    if faults := list(rules.faults_of(rules.material_of(row.content))):
        words = "".join(fault_sentence(field, what) for field, what in faults[:5])
        raise Invalid(_("还不能送审:%(faults)s") % {"faults": words}, {"draft": "faults"})
    row.state, row.submitted_at, row.returned = "submitted", clock.now(), ""
    row.editors = _editors(row.editors, actor)
    row.save(update_fields=["state", "submitted_at", "returned", "editors"])
    _record(actor, row)


def _to_decide(actor: Actor, version_id: UUID) -> Version:
    """A submitted version, for somebody who did not write in it."""
    row = _held(version_id)
    if str(actor.user_id) in row.editors:
        raise Forbidden(_("您写过这一版,要由另一个人审核。"))
    return row


@transaction.atomic
def approve(actor: Actor, act_id: UUID, version_id: UUID) -> None:
    """It is in force from now on, and what was owed of the version before is done. What was assigned before
    stays the version that was assigned."""
    county = acting.county_for(actor, Permission.APPROVE_MATERIALS)
    row = _to_decide(actor, version_id)
    acting.hold(f"material {row.code}")
    if acting.begin(actor, act_id, county, "approve", version_id):
        return
    _refuse_undecidable(row)
    before = reviewing.before(row.code)
    rows = Version.objects.filter(code=row.code, state="approved", origin="own")
    row.number = 1 + max(rows.values_list("number", flat=True), default=0)
    material = replace(rules.material_of(row.content), version=str(row.number), as_of=clock.today())
    row.content, row.state = rules.said_of(material), "approved"
    row.approved_at, row.approved_by_id = clock.now(), actor.user_id
    row.save()
    if before:
        reviewing.discharge(actor, before)
    _record(actor, row)


@transaction.atomic
def give_back(actor: Actor, act_id: UUID, version_id: UUID, reason: str) -> None:
    """Not yet right: it is a draft again, with the reason."""
    county = acting.county_for(actor, Permission.APPROVE_MATERIALS)
    row = _to_decide(actor, version_id)
    words = acting.words_of(reason, "reason", required=_("请写明为什么退回、要改哪里。"))
    if acting.begin(actor, act_id, county, "return", version_id, words):
        return
    _refuse_undecidable(row)
    row.state, row.returned = "draft", words
    row.save(update_fields=["state", "returned"])
    _record(actor, row)


def _refuse_undecidable(row: Version) -> None:
    if row.state != "submitted":
        raise Conflict(_("这一版已经审过,或已被撤回。请刷新看看。"))


@transaction.atomic
def withdraw(actor: Actor, act_id: UUID, version_id: UUID) -> None:
    """A draft, or what was submitted, is given up."""
    county = acting.county_for(actor)
    row = _held(version_id)
    if acting.begin(actor, act_id, county, "withdraw", version_id):
        return
    if row.state not in ("draft", "submitted"):
        raise Conflict(_("这一版已经审过,或已被撤回。请刷新看看。"))
    row.state = "withdrawn"
    row.save(update_fields=["state"])
    _record(actor, row)


def _record(actor: Actor, row: Version) -> None:
    journal.record(
        actor,
        VersionChanged(
            school_id=0, unit_no=row.unit_no, version_id=row.pk, material=row.code, state=row.state,
            sections=len(row.content["sections"]), questions=len(row.content["questions"]),
        ),
    )  # fmt: skip
