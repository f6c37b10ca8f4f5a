"""Writing a public text: each saving is a version. Nothing of it is public before a second person
agrees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.texts import is_unfit
from xiaoan.publicity import rules
from xiaoan.publicity.events import TextWritten
from xiaoan.publicity.models import Text, Version
from xiaoan.publicity.queries.texts import county_of, said_in
from xiaoan.publicity.services.keeping import one_at_a_time, require, step
from xiaoan.wording import queries as wording


@dataclass(frozen=True)
class Draft:
    """What a form holds. `id` is made by the form: the version's. `text_id` None: a new text;
    `base`: how many versions were looked at. `words`: {language: {"title", "body"}}; `phone` of a
    hotline; `reason` of a change to what is public already. `submit`: before the second person at
    once; `looked`: what was asked about names beside a disease and is answered
    (wording.queries.Found.key)."""

    id: UUID
    office_no: int
    text_id: UUID | None
    base: int
    kind: str
    words: Mapping[str, Mapping[str, str]]
    phone: str = ""
    reason: str = ""
    submit: bool = False
    looked: Sequence[str] = ()


def write(actor: Actor, draft: Draft) -> UUID:
    """Save a version; gives the text's id. The same form once more is the same version.

    Invalid: `fields` holds the sentence of each field (title-en, body-zh-hant, phone, …).
    """
    require(actor, Permission.WRITE_PUBLIC, draft.office_no)
    if actor.user_id is None:
        raise Forbidden
    words = rules.cleaned(draft.words)
    said = fingerprint(
        draft.text_id, draft.kind, words, draft.phone.strip(), draft.reason.strip(), draft.submit
    )
    one_at_a_time("publicity", draft.id)
    row = _hold(draft)
    known = Version.objects.filter(pk=draft.id).first()
    if known:
        if known.by_id != actor.user_id or is_other(known.said, said):
            raise taken()
        return known.text_id
    if row.versions != draft.base:
        raise Conflict(_("有人刚改过这条信息。您写的没有保存,请看过最新内容再改。"))
    if row.state == "dropped":
        raise Conflict(_("这份草稿已经作废,不能再改。"))
    found = faults(draft, words, is_public=row.published_at is not None)
    if found:
        raise Invalid(_("有 %(n)s 处要改。") % {"n": len(found)}, found)
    if draft.submit:
        wording.refuse(said_in(words, draft.reason), county_of(row), draft.looked)
    keep_version(actor, row, draft.id, words, draft.phone.strip(), draft.reason.strip(), said)
    row.waits_no = row.versions if draft.submit else None
    step(actor, row, "submit" if draft.submit else "write", row.versions, draft.id)
    row.save()
    journal.record(
        actor,
        TextWritten(
            school_id=0, unit_no=row.unit_no, text_id=row.pk, text_kind=row.kind, no=row.versions,
            submitted=draft.submit,
        ),
    )  # fmt: skip
    return row.pk


def _hold(draft: Draft) -> Text:
    """The text, locked; a new one bears the id of the form that made it."""
    pk = draft.text_id or draft.id
    row = Text.objects.select_for_update().filter(pk=pk).first()
    if row is not None:
        if row.unit_no != draft.office_no or row.source:
            raise NotFound
        return row
    if draft.text_id is not None:
        raise NotFound
    if draft.kind not in rules.KINDS:
        fault = _("请从列表中选一项。")
        raise Invalid(fault, {"kind": fault})
    with new_id():
        return Text.objects.create(
            id=pk, unit_no=draft.office_no, kind=draft.kind, changed_at=clock.now()
        )


def keep_version(
    actor: Actor, row: Text, pk: UUID, words: Mapping[str, Mapping[str, str]], phone: str,
    reason: str, said: bytes,
) -> None:  # fmt: skip
    """The next version of a text; the caller saves the text."""
    row.versions += 1
    row.changed_at = clock.now()
    with new_id():
        Version.objects.create(
            id=pk, unit_no=row.unit_no, text_id=row.pk, no=row.versions, words=words, phone=phone,
            reason=reason, at=row.changed_at, by_id=actor.user_id, said=said,
        )  # fmt: skip


def faults(
    draft: Draft, words: Mapping[str, Mapping[str, str]], *, is_public: bool
) -> dict[str, str]:
    """Field → sentence."""
    found: dict[str, str] = {}
    for code in rules.PREFIXES:
        one = words.get(code)
        if one is None and code != rules.FIRST:
            continue
        found.update(_language_faults(code, one or {"title": "", "body": ""}, draft.kind))
    if draft.kind == "hotline" and not rules.is_phone(draft.phone.strip()):
        found["phone"] = _("请填电话号码,例如 12320 或 0991-1234567。")
    if is_public and not draft.reason.strip():
        found["reason"] = _("这条信息已经公布过。请写明为什么改,会和新内容一起公布。")
    elif len(draft.reason) > rules.LONGEST_WHY or is_unfit(draft.reason):
        found["reason"] = _("最多 %(n)s 个字,不能有看不见的控制字符。") % {"n": rules.LONGEST_WHY}
    if "reason" not in found and rules.has_personal_number(draft.reason):
        found["reason"] = _("里面有电话或身份证号,不能公开。请删去。")
    return found


def _language_faults(code: str, one: Mapping[str, str], kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, longest in (("title", rules.LONGEST_TITLE), ("body", rules.LONGEST_BODY)):
        text, at = one[name], f"{name}-{code}"
        if not text and (name == "title" or kind != "hotline"):
            found[at] = (
                _("请填写。") if code == rules.FIRST else _("标题和正文要么都填,要么都不填。")
            )
        elif len(text) > longest:
            found[at] = _("写了 %(has)s 个字,最多 %(n)s 个字。请删短。") % {
                "has": len(text), "n": longest,
            }  # fmt: skip
        elif is_unfit(text):
            found[at] = _("有看不见的控制字符。请删去后重新粘贴为纯文字。")
        elif rules.has_personal_number(text):
            found[at] = _("里面有电话或身份证号,不能公开。请删去。")
    return found
