"""A question bank read from a sheet into a draft: all of its rows, or none."""

import hashlib
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.kernel.actor import Actor
from xiaoan.training import queries, rules
from xiaoan.training.queries.words import BANK_HEADS, KIND_NAMES, TRUTH_NAMES, field_sentence
from xiaoan.training.services import acting, sheets, writing

_NEEDED = ("kind", "text", "right", "why")
_LETTERS = "abcdef"
# At which column a fault of a question is told.
_AT = {
    "kind": "kind",
    "text": "text",
    "options": "a",
    "right": "right",
    "why": "why",
    "source": "source",
}


def import_bank(
    actor: Actor, given: writing.Edit, name: str, content: bytes
) -> sheets.Read[rules.Question]:
    """Read a sheet; where every row is right, its questions are added to the draft. The same file under the
    same id once more adds nothing."""
    acting.county_for(actor)
    held = queries.version(given.version_id)
    known = {one.text for one in held.course.questions} if held.edits == given.base else set()
    reader = _Reader(known)
    found = sheets.read(name, content, BANK_HEADS, _NEEDED, reader.question)
    if not found.faults:
        digest = hashlib.sha256(content).hexdigest()
        writing.add_questions(actor, given, tuple(one for _row, one in found.rows), digest)
    return found


class _Reader:
    """Reads questions; what the draft has already, or the sheet above, is told as such."""

    def __init__(self, known: set[str]) -> None:
        self.seen = known
        with override("zh-hans"):
            self.kinds = {str(words): code for code, words in KIND_NAMES.items()}
            self.truth = tuple(str(words) for words in TRUTH_NAMES)

    def question(self, texts: Mapping[str, str]) -> rules.Question:
        typed = texts.get("kind", "")
        kind = next((code for words, code in self.kinds.items() if typed.startswith(words)), "")
        if not kind:
            raise sheets.Bad("kind", field_sentence("kind", ""))
        options = tuple(text for one in _LETTERS if (text := texts.get(one, "")))
        if kind == "truth" and not options:
            options = self.truth
        right = _right(kind, texts.get("right", ""), options)
        one = rules.Question(
            "q", kind, texts.get("text", ""), options, right, texts.get("why", ""),
            texts.get("source", ""), "M" if texts.get("source") else "L",
        )  # fmt: skip
        if field := rules.question_fault(one):
            raise sheets.Bad(_AT[field], field_sentence(field, kind))
        if one.text in self.seen:
            raise sheets.Bad("text", _("题库或表里已有一样的题目。"))
        self.seen.add(one.text)
        return one


def _right(kind: str, text: str, options: tuple[str, ...]) -> tuple[int, ...]:
    """ "AC", "A、C" or, of a true-false question, 对 or 错."""
    if kind == "truth" and text in options:
        return (options.index(text),)
    letters = [one for one in text.lower() if not (one.isspace() or one in ",,、;;")]
    if not letters or any(one not in _LETTERS[: len(options)] for one in letters):
        raise sheets.Bad("right", _("答案请写选项的字母,如 A 或 AC;判断题写“对”或“错”。"))
    return tuple(sorted({_LETTERS.index(one) for one in letters}))
