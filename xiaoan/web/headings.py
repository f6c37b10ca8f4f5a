"""Which column of an export of another program is which: guessed from its heading, learned by the headings
as a whole. What columns there can be is data of the app that reads."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xiaoan.kernel.errors import Invalid
from xiaoan.workbooks import JOINT, bare

_TOTAL = re.compile(
    r"^[(【*]*(合计|总计|小计|平均|汇总|共计|统计|总人数|应到|实到|备注|说明|注|导出时间|制表)"
    r"(人数|值|时长|出勤率|分)?([:( \d人】].*)?$"
)


class Headings:
    """Code of a column → what it may be called, the likeliest first."""

    def __init__(self, columns: Mapping[str, Sequence[str]]) -> None:
        self.codes = tuple(columns)
        self.heads = tuple(name for names in columns.values() for name in names)
        self._place = {
            bare(name): (code, n) for code, names in columns.items() for n, name in enumerate(names)
        }

    def is_heading(self, text: str) -> bool:
        """Whether a cell says what a column is called."""
        return bare(text) in self._place

    def guess(self, headings: Sequence[str]) -> dict[str, str]:
        """Heading → code; each code once, the likeliest heading for it. Of one over two rows ("直播/时长")
        the whole is looked at first, then its lower part."""
        best: dict[str, tuple[int, int, str]] = {}
        for heading in headings:
            parts = (bare(heading.replace(JOINT, "")), bare(heading.rpartition(JOINT)[2]))
            known = ((n, self._place[one]) for n, one in enumerate(parts) if one in self._place)
            found = next(known, None)
            if found is None:
                continue
            depth, (code, place) = found
            if code not in best or (depth, place) < best[code][:2]:
                best[code] = (depth, place, heading)
        return {heading: code for code, (_depth, _place, heading) in best.items()}


class Unclear(Invalid):
    """What is needed stands in no column that is known; `headings` there are, `mapping` was guessed."""

    def __init__(
        self, sentence: str, code: str, headings: Sequence[str], mapping: Mapping[str, str]
    ) -> None:
        super().__init__(sentence, {"file": code})
        self.headings, self.mapping = headings, mapping


def is_total(text: str) -> bool:
    """Whether a row that begins so is a sum or a remark, and nobody's."""
    return bool(_TOTAL.match(unicodedata.normalize("NFKC", text).strip()))


def fingerprint(platform: str, headings: Sequence[str]) -> str:
    """The headings of an export, whatever their order of capitals and spaces."""
    said = "|".join([platform, *(bare(one) for one in headings)])
    return hashlib.sha256(said.encode()).hexdigest()


def shown(
    headings: Iterable[str], mapping: Mapping[str, str], names: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Rows for web/_columns.html: each heading, what it is read as and could be (code → words)."""
    choices = list(names.items())
    return [{"heading": one, "code": mapping.get(one, ""), "choices": choices} for one in headings]


def typed(posted: Any, names: Mapping[str, Any]) -> dict[str, str]:
    """Heading → code as somebody has chosen in web/_columns.html; what is no column of `names` is none."""
    pairs = zip(posted.getlist("heading"), posted.getlist("code"), strict=False)
    return {heading: code for heading, code in pairs if code in names}
