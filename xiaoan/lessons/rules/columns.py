"""Which column of an export is which: guessed from its heading, learned by the headings as a whole."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from xiaoan.lessons.rules import COLUMNS

CODES = tuple(COLUMNS)
# Between the two parts of a heading over two rows, as workbooks joins them.
JOINT = "/"


def bare(heading: str) -> str:
    """A heading without spaces and what stands in brackets: "观看时长(分钟)" → "观看时长"."""
    said = unicodedata.normalize("NFKC", heading)
    return "".join(re.sub(r"\(.*?\)|\[.*?\]", "", said).split()).strip("*").lower()


_PLACE = {bare(name): (code, n) for code, names in COLUMNS.items() for n, name in enumerate(names)}
HEADS = tuple(name for names in COLUMNS.values() for name in names)
_TOTAL = re.compile(
    r"^[(【*]*(合计|总计|小计|平均|汇总|共计|统计|总人数|应到|实到|备注|说明|注|导出时间|制表)"
    r"(人数|值|时长|出勤率|分)?([:( \d人】].*)?$"
)


def is_total(text: str) -> bool:
    """Whether a row that begins so is a sum or a remark, and nobody's."""
    return bool(_TOTAL.match(unicodedata.normalize("NFKC", text).strip()))


def is_heading(text: str) -> bool:
    """Whether a cell says what a column is called."""
    return bare(text) in _PLACE


def fingerprint(platform: str, headings: Sequence[str]) -> str:
    """The headings of an export, whatever their order of capitals and spaces."""
    said = "|".join([platform, *(bare(one) for one in headings)])
    return hashlib.sha256(said.encode()).hexdigest()


def guess(headings: Sequence[str]) -> dict[str, str]:
    """Heading → code; each code once, the likeliest heading for it. Of one over two rows ("直播/时长") the
    whole is looked at first, then its lower part."""
    best: dict[str, tuple[int, int, str]] = {}
    for heading in headings:
        parts = (bare(heading.replace(JOINT, "")), bare(heading.rpartition(JOINT)[2]))
        known = next(((n, _PLACE[one]) for n, one in enumerate(parts) if one in _PLACE), None)
        if known is None:
            continue
        depth, (code, place) = known
        if code not in best or (depth, place) < best[code][:2]:
            best[code] = (depth, place, heading)
    return {heading: code for code, (_depth, _place, heading) in best.items()}
