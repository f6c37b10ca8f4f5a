"""A case file taken away: words, documents and the journal's excerpt in one archive, with a signed manifest.

`scripts/verify_case.py` checks it without Xiaoan and without its database.
"""

import datetime as dt
import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from xiaoan.accountability import rules
from xiaoan.accountability.events import FileTaken
from xiaoan.accountability.queries import files, words
from xiaoan.journal import services as journal
from xiaoan.journal.models import Entry
from xiaoan.journal.rules import Receipt
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere
from xiaoan.seals.queries import excerpts
from xiaoan.seals.services.signing import sign_file
from xiaoan.web.documents import Document, Section, docx
from xiaoan.web.templatetags.web_tags import moment

_VERIFIERS = ("verify_case.py", "verify_journal.py")


def take_file(actor: Actor, file_id: UUID) -> tuple[str, bytes]:
    """The archive and its name. That it was taken, and the hash of its manifest, is a fact."""
    detail = files.one(actor, file_id)
    row = detail.row
    receipts, covered = _recorded(detail)
    wanted = {(one.school_id, one.n) for one in receipts.values()}
    wanted |= {(one["school_id"], one["n"]) for one in _picked(detail)}
    with everywhere("accountability") as system:
        copied = excerpts.excerpt(system, wanted)
    parts = {
        "case.json": _json(_told(detail, receipts, covered)),
        "case.docx": docx(_document(actor, detail, receipts)),
        "journal.jsonl": _lines(copied.entries),
        "seals.jsonl": _lines(copied.seals),
        "laws.json": _json([one.__dict__ for one in rules.catalogue().laws.values()]),
        **_verifiers(),
    }
    manifest = _json(
        {
            "case": row.title,
            "made_at": clock.now().isoformat(),
            "uncovered": copied.uncovered,
            "steps": {"count": len(detail.steps), "last": detail.steps[-1].digest},
            "files": {name: sha256(content).hexdigest() for name, content in parts.items()},
        }
    )
    key, signature = sign_file(manifest)
    parts |= {
        "manifest.json": manifest,
        "signature.json": _json({"key": key, "signature": signature.hex()}),
    }
    journal.record(
        actor,
        FileTaken(
            school_id=row.school_id, unit_no=row.unit_no, file_id=row.id,
            file_hash=sha256(manifest).hexdigest(), steps=len(detail.steps),
            last=detail.steps[-1].digest,
        ),
    )  # fmt: skip
    return _("倒查案卷-%(number)s.zip") % {"number": row.title}, _zipped(parts)


def _recorded(detail: files.Detail) -> tuple[dict[UUID, Receipt], dict[UUID, str]]:
    """The journal's entry of each step; and the digest of the step before, where the step's own covers it."""
    rows = Entry.objects.filter(
        school_id=detail.row.school_id, kind="accountability.file_step_taken",
        at__gte=detail.row.opened_at, body__contains=f'"{detail.row.id}"',
    )  # fmt: skip
    found, covered = {}, {}
    for n, own, body in rows.values_list("n", "hash", "body"):
        told = json.loads(body)
        step = UUID(told["step_id"])
        found[step] = Receipt(detail.row.school_id, n, bytes(own))
        if "before" in told:
            covered[step] = told["before"]
    return found, covered


def _picked(detail: files.Detail) -> list[dict[str, Any]]:
    return [one for step in detail.steps for one in step.facts.get("entries", ())]


def _told(
    detail: files.Detail, receipts: dict[UUID, Receipt], covered: dict[UUID, str]
) -> dict[str, Any]:
    row = detail.row
    return {
        "id": str(row.id), "case": row.title, "unit": row.place, "state": row.state,
        "names": {str(one): name for one, name in detail.names.items()},
        "steps": [
            {
                "id": str(one.id), "no": one.no, "kind": one.kind, "at": one.at.isoformat(),
                "by": one.by, "by_id": str(one.by_id or ""), "text": one.text,
                "facts": one.facts, "digest": one.digest,
                "receipt": str(receipts[one.id]) if one.id in receipts else "",
                **({"before": covered[one.id]} if one.id in covered else {}),
            }
            for one in detail.steps
        ],
    }  # fmt: skip


def _document(actor: Actor, detail: files.Detail, receipts: dict[UUID, Receipt]) -> Document:
    row, laws = detail.row, rules.catalogue().laws
    sections = [
        Section(
            f"{one.no}. {words.STEP_NAMES[one.kind]}",
            [
                f"{moment(one.at)} {one.by}",
                one.text,
                *said_facts(one.facts, detail.names),
                *([_("回执:%(slip)s") % {"slip": receipts[one.id]}] if one.id in receipts else []),
            ],
        )
        for one in detail.steps
    ]
    basis = Section(
        _("引用的法律和规定"),
        head=(_("名称"), _("条款"), _("内容"), _("生效"), _("是否核对过原文")),
        rows=[
            (
                one.title,
                one.article,
                one.says,
                one.since,
                _("已核对") if one.confirmed else _("未见文本,待核"),
            )
            for one in laws.values()
            if any(one.code in step.facts.get("laws", ()) for step in detail.steps)
        ],
    )
    mark = _("%(who)s 于 %(at)s 导出。附件可用 verify_case.py 核验。") % {
        "who": actor.name, "at": moment(clock.now())
    }  # fmt: skip
    title = _("倒查案卷 %(number)s · %(unit)s") % {"number": row.title, "unit": row.place}
    return Document(title, [*sections, basis, _rests_on(detail)], mark)


def _rests_on(detail: files.Detail) -> Section:
    """What holds the words of this paper, and what does not."""
    count = _("共 %(count)d 步,最后一步的内容校验值 %(digest)s。每一步的校验值都含上一步的。") % {
        "count": len(detail.steps), "digest": detail.steps[-1].digest
    }  # fmt: skip
    return Section(
        _("本案卷靠什么证明"),
        [
            count,
            _(
                "各步的文字、办理人和时间由 case.json 对日志条目,条目由封存证明;verify_case.py 逐条核对。"
            ),
            _("本文件和其中的姓名只由导出时的签名担保;与 case.json 不同的,以 case.json 为准。"),
            _("只证明到导出时。后面还有没有步骤,请拿步数和校验值与系统日志或各人手里的回执核对。"),
        ],
    )


def said_facts(facts: dict[str, Any], names: dict[UUID, str]) -> list[str]:
    """What a step says besides its words."""
    found = []
    catalogue = rules.catalogue()
    for one in facts.get("entries", ()):
        at = dt.datetime.fromisoformat(one["at"])
        slip = f"{one['school_id']}-{one['n']}-{one['hash'][:10]}"
        found.append(f"{moment(at)} {words.of_kind(one['kind'])} {slip}")
    if "user_id" in facts:
        role = _("当事人") if facts["concerned"] else _("证人")
        found.append(f"{role}:{names.get(UUID(facts['user_id']), '?')}")
    if "verdict" in facts:
        found.append(str(words.VERDICT_NAMES[facts["verdict"]]))
        found += [str(words.WORD_NAMES[one]) for one in facts["about"]]
        found += [
            f"{catalogue.laws[one].title} {catalogue.laws[one].article}" for one in facts["laws"]
        ]
    if "measure" in facts:
        found.append(catalogue.sanctions[facts["measure"]].name)
    if "outcome" in facts:
        found.append(str(words.OUTCOME_NAMES[facts["outcome"]]))
    return found


def _verifiers() -> dict[str, bytes]:
    folder = Path(settings.BASE_DIR) / "scripts"
    return {name: (folder / name).read_bytes() for name in _VERIFIERS if (folder / name).is_file()}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _lines(rows: list[str]) -> bytes:
    return "".join(f"{one}\n" for one in rows).encode()


def _zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()
