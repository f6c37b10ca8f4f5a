"""The desk: who checks it, an answer with sources, let out by a second person, taken back; or nothing to
check."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint
from xiaoan.rumours import queries, rules
from xiaoan.rumours.models import Answer, Item, Release, Report
from xiaoan.rumours.rules import alike
from xiaoan.rumours.services.acting import (
    Said,
    answered,
    hold,
    move,
    owe,
    same_step,
    settle,
    step,
    user,
    words,
)
from xiaoan.wording import queries as wording


@dataclass(frozen=True)
class NewAnswer:
    """An answer to propose; `id` is made by the form. `title`, `text`: by language (rules.LANGUAGES), of
    which only the first has to be there. `looked`: what was asked about names beside a disease and is
    answered (wording.queries.Found.key)."""

    id: UUID
    item_id: UUID
    verdict: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    sources: Sequence[rules.Source]
    looked: Sequence[str] = ()


@dataclass(frozen=True)
class Act:
    """What is done with an item, and why; `id` is made by the form. `answer_id`: the answer that was seen;
    `looked`: as in `NewAnswer`, of whoever publishes."""

    id: UUID
    item_id: UUID
    text: str = ""
    answer_id: UUID | None = None
    looked: Sequence[str] = ()


def take(actor: Actor, said: Act) -> None:
    """This person checks it."""
    row = hold(actor, said.item_id, Permission.CHECK_RUMOURS)
    body = fingerprint("take")
    if same_step(actor, said.id, row.pk, body):
        return
    move(row, "take")
    row.owner_id = user(actor)
    step(actor, row, "take", Said(said.id, said=body))


def propose(actor: Actor, said: NewAnswer) -> UUID:
    """A verdict with what it rests on; nobody reads it before a second person lets it out. Gives its id."""
    row = hold(actor, said.item_id, Permission.CHECK_RUMOURS)
    body = fingerprint(
        "propose",
        said.verdict,
        dict(said.title),
        dict(said.text),
        [asdict(one) for one in said.sources],
    )
    if same_step(actor, said.id, row.pk, body):
        return said.id
    title, text, sources = _written(said)
    wording.refuse([*title.values(), *text.values()], queries.units_of(row), said.looked)
    move(row, "propose")
    made = Answer(
        id=said.id, unit_no=row.unit_no, item_id=row.pk, verdict=said.verdict, title=title,
        text=text, sources=sources, at=clock.now(), by_id=user(actor), said=body,
        no=Answer.objects.filter(item_id=row.pk).count() + 1,
    )  # fmt: skip
    with new_id():
        made.save(force_insert=True)
    row.proposed_id, row.owner_id = made.pk, row.owner_id or user(actor)
    step(actor, row, "propose", Said(said.id, other_id=made.pk, said=body))
    return made.pk


def _written(
    said: NewAnswer,
) -> tuple[dict[str, str], dict[str, str], list[dict[str, str]]]:
    """Claim and truth by language, and the sources; all that is wrong is said at once. Only 简体 has to be
    there: readers of another language read it in 简体 until it is translated."""
    faults = {} if said.verdict in rules.VERDICTS else {"verdict": _("请选结论。")}
    title, text = {}, {}
    for language in rules.LANGUAGES:
        claim, truth = (one.get(language, "").strip() for one in (said.title, said.text))
        if not (claim or truth) and language != rules.FIRST:
            continue
        faults |= _faults(language, claim, truth)
        title[language], text[language] = claim, truth
    sources, wrong = _sources(said)
    faults |= {"sources": wrong} if wrong else {}
    if faults:
        words = next(iter(faults.values())) if len(faults) == 1 else _("有 %(n)s 处要改。")
        raise Invalid(words % {"n": len(faults)} if len(faults) > 1 else words, faults)
    return title, text, sources


def _faults(language: str, claim: str, truth: str) -> dict[str, str]:
    found = {}
    for name, value, longest, empty in (
        ("title", claim, rules.LONGEST_TITLE, _("请写传言怎么说。")),
        ("text", truth, rules.LONGEST_ANSWER, _("请写实际怎样。")),
    ):
        if not value:
            found[f"{name}_{language}"] = empty
        elif len(value) > longest:
            found[f"{name}_{language}"] = _("写了 %(has)s 个字,最多 %(n)s 个字。请删短。") % {
                "has": len(value), "n": longest,
            }  # fmt: skip
        elif "\0" in value:
            found[f"{name}_{language}"] = _("有不能保存的字符。")
    return found


def _sources(said: NewAnswer) -> tuple[list[dict[str, str]], str]:
    """The sources as they are kept; what is wrong with them, or ""."""
    if not said.sources:
        return [], _("请至少写一个来源:名称、谁发布的、哪天的、谁看过。")
    if len(said.sources) > rules.MOST_SOURCES:
        return [], _("来源最多 %(n)s 个。") % {"n": rules.MOST_SOURCES}
    found, wrong = [], []
    for n, one in enumerate(said.sources, 1):
        try:
            found.append(_source(one))
        except Invalid as fault:
            wrong.append(_("第 %(n)s 个:%(what)s") % {"n": n, "what": str(fault)})
    return found, "".join(wrong)


def _source(one: rules.Source) -> dict[str, str]:
    title = words("sources", one.title, required=_("每个来源都要有名称。"))
    publisher = words("sources", one.publisher, required=_("每个来源都要写明谁发布的。"))
    seen_by = words("sources", one.seen_by, required=_("每个来源都要写明谁看过原件。"))
    url = words("sources", one.url, longest=500)
    if url and not alike.looks_like_link(url):
        raise Invalid(_("来源的链接要以 http:// 或 https:// 开头。"), {"sources": "unreadable"})
    if one.day and one.day > clock.today():
        raise Invalid(_("来源的日期不能在今天之后。"), {"sources": "future"})
    return {
        "title": title, "publisher": publisher, "url": url,
        "day": one.day.isoformat() if one.day else "", "seen_by": seen_by,
        "seen_on": (one.seen_on or clock.today()).isoformat(),
    }  # fmt: skip


def give_back(actor: Actor, said: Act) -> None:
    """The second person does not let it out, and says why; whoever wrote it may take it back so, too."""
    row, body = _waiting(actor, said, "return")
    if row is None:
        return
    text = words("text", said.text, required=_("请写明要改什么。"), longest=rules.LONGEST_SOURCE)
    move(row, "return")
    row.proposed_id = None
    step(actor, row, "return", Said(said.id, text, said.answer_id, said=body))


def _waiting(actor: Actor, said: Act, kind: str) -> tuple[Item | None, bytes]:
    """The item with the answer that was seen waiting; None where this form was sent before."""
    row = hold(actor, said.item_id, Permission.APPROVE_RUMOURS)
    body = fingerprint(kind, said.text.strip(), said.answer_id)
    if same_step(actor, said.id, row.pk, body):
        return None, body
    if row.proposed_id is None or row.proposed_id != said.answer_id:
        raise Conflict(_("等审核的答复已经变了。请刷新,看过现在的再办。"))
    return row, body


def publish(actor: Actor, said: Act) -> int:
    """A second person lets the answer out: from now on everybody reads it, and each reporter has it. Gives
    how many reporters had none before."""
    row, body = _waiting(actor, said, "publish")
    if row is None:
        return 0
    answer = Answer.objects.get(pk=row.proposed_id or row.pk)
    if answer.by_id == actor.user_id:
        raise Conflict(_("写答复的人不能自己审核。请另一个人看过再发布。"))
    wording.refuse(queries.words_of(answer), queries.units_of(row), said.looked)
    move(row, "publish")
    now = clock.now()
    Release.objects.create(
        unit_no=row.unit_no, item_id=row.pk, answer_id=answer.pk, writer_id=answer.by_id,
        by_id=user(actor), at=now,
    )  # fmt: skip
    row.answer_id, row.proposed_id, row.verdict = answer.pk, None, answer.verdict
    row.published_at, row.why = now, ""
    answered(row, now)
    told = reply(row)
    settle(actor, row)
    step(actor, row, "publish", Said(said.id, said.text.strip(), answer.pk, told, body))
    return told


def reply(row: Item) -> int:
    """Every reporter of it has the answer as of now; who read another one before is told anew."""
    now = clock.now()
    rows = Report.objects.filter(item_id=row.pk)
    rows.exclude(answered_at=None).update(answered_at=now, seen_at=None)
    return rows.filter(answered_at=None).update(answered_at=now)


def withdraw(actor: Actor, said: Act) -> None:
    """The answer is taken back, at once and by one person, for it was wrong; who reported it reads why."""
    row = hold(actor, said.item_id, Permission.CHECK_RUMOURS)
    body = fingerprint("withdraw", said.text.strip())
    if same_step(actor, said.id, row.pk, body):
        return
    text = words("text", said.text, required=_("请写明为什么撤回。"))
    move(row, "withdraw")
    told = Report.objects.filter(item_id=row.pk).update(answered_at=clock.now(), seen_at=None)
    old, row.answer_id, row.published_at, row.verdict = row.answer_id, None, None, ""
    row.why = text
    owe(row)
    step(actor, row, "withdraw", Said(said.id, text, old, told, body))


def dismiss(actor: Actor, said: Act) -> int:
    """Nothing that can be checked (an opinion, a complaint): each reporter is told why. Gives how many."""
    row = hold(actor, said.item_id, Permission.CHECK_RUMOURS)
    body = fingerprint("dismiss", said.text.strip())
    if same_step(actor, said.id, row.pk, body):
        return 0
    text = words("text", said.text, required=_("请写明为什么不用核查,报的人会看到这句话。"))
    move(row, "dismiss")
    row.why, row.proposed_id = text, None
    answered(row, clock.now())
    told = reply(row)
    settle(actor, row)
    step(actor, row, "dismiss", Said(said.id, text, None, told, body))
    return told


def reopen(actor: Actor, said: Act) -> None:
    """It is to be checked after all."""
    row = hold(actor, said.item_id, Permission.CHECK_RUMOURS)
    body = fingerprint("reopen", said.text.strip())
    if same_step(actor, said.id, row.pk, body):
        return
    text = words("text", said.text, required=_("请写明为什么要重新核查。"))
    move(row, "reopen")
    row.why = ""
    owe(row)
    step(actor, row, "reopen", Said(said.id, text, said=body))
