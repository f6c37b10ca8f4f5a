"""Every sentence a person sees exists in three languages, and none is written past the catalogues."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
import pytest

from tests.architecture.scripts import strings
from tests.architecture.test_templates import COMMENT, templates
from tests.architecture.tree import local, python_files

CHINESE = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
WORDS = frozenset(strings.KEYWORDS)
TRANSLATED = re.compile(
    r"\{%\s*trans(?:late)?\b.*?%\}|\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}"
    r"|_\(\s*(?:\"[^\"]*\"|'[^']*')\s*\)",
    re.DOTALL,
)
# Chinese in the source that is not a sentence of ours.
NAMES_OF_THEIR_OWN = {
    "xiaoan/workbooks/loose.py": {
        "列",
    },
    "xiaoan/web/headings.py": {
        (
            "^[(【*]*(合计|总计|小计|平均|汇总|共计|统计|总人数"
            "|应到|实到|备注|说明|注|导出时间|制表)(人数|值|时长|出勤率|分)?([:( \\d人】].*)?$"
        ),
    },
    # Words that are read in exports, sheets and calendars of others, whatever language the reader has.
    "xiaoan/directory/rules/subjects.py": {
        "课",
    },
    "xiaoan/lessons/rules/durations.py": {
        "(\\d+(?:\\.\\d+)?)\\s*(?:分钟|分|min(?:ute)?s?|m(?!in)|')",
        "(\\d+(?:\\.\\d+)?)\\s*(?:小时|时|h(?:ours?|rs?)?)",
        '(\\d+(?:\\.\\d+)?)\\s*(?:秒钟|秒|s(?:ec(?:ond)?s?)?|\\")',
        "分",
        "小时",
        "无",
        "未参加",
        "未观看",
        "未进入",
        "秒",
    },
    "xiaoan/directory/rules/nicknames.py": {
        (
            "^(?:我是|学生|同学|小组长|组长|班长)|(?:的?(?:妈妈|爸爸|妈咪|爸|妈|母亲|父亲|家长|爷爷|奶奶|外公|外婆|姥姥|姥爷|姐姐|哥哥|姐|"
            "哥|姑姑|姑|阿姨|姨|叔叔|舅舅)|(?:同学|学生|组长|班长|本人|手机|平板|电脑|[0-9]*号))+$"
        ),
        "(?:[一二三四五六七八九十\\d]+年级)?\\(?[一二三四五六七八九十\\d]+\\)?班|[一二三四五六七八九十\\d]+年级",
    },
    "xiaoan/web/cells.py": {
        (
            "^(?:(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?[ T]*)?(?:周.|星期.)? *(上午|下午|晚上|AM|P"
            "M|am|pm)? *(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?:\\.\\d+)?$"
        ),
        "下午",
        "晚上",
        "年",
        "日",
        "月",
    },
    "xiaoan/lessons/services/importing.py": {
        "合计",
        "平均",
        "总计",
    },
    "xiaoan/lessons/services/sheets.py": {
        "^(星期|周|礼拜)",
        "一",
        "三",
        "二",
        "五",
        "六",
        "四",
        "天",
        "日",
    },
    # What stands in forms of other offices: the words of marks, and addresses of tables in a document.
    "xiaoan/returns/queries/filling.py": {
        "年",
        "日",
        "月",
    },
    "xiaoan/returns/queries/names.py": {
        "人员",
        "人员人数",
        "人数",
        "人次",
        "名数",
        "学生",
        "学生人数",
        "学生数",
        "总数",
        "情况",
        "数",
        "数量",
        "比例",
        "率",
    },
    "xiaoan/returns/rules/marks.py": {
        "比例",
        "每乡镇",
        "每校",
        "乡镇",
        "乡镇名称",
        "分子",
        "分母",
        "单位",
        "单位名称",
        "县",
        "填报人",
        "填报日期",
        "填表人",
        "填表日期",
        "学校",
        "学校名称",
        "学校数",
        "年",
        "序号",
        "截至",
        "无记录学校",
        "日",
        "日期",
        "月",
        "未知",
        "率",
        "统计日期",
    },
    "xiaoan/workbooks/blanks/values.py": {
        "每乡镇",
        "每校",
    },
    "xiaoan/workbooks/blanks/words.py": {
        "正文",
        "表",
        "表(\\d+)!(\\d+)\\.(\\d+)",
    },
    "xiaoan/settings.py": {"简体中文", "繁體中文"},  # each language under its own name
    "xiaoan/training/pages/words.py": {"未见文本"},  # in a source as data files write it
    "xiaoan/hygiene/queries/rooms.py": {  # how the names of buildings end
        "^(.*?(?:号楼|宿舍楼|公寓楼|栋|幢)).+$"
    },
    "xiaoan/materials/pages/words.py": {  # how it was seen, in a title of a source
        "[((][^()()]*(?:转载|未见|摘录)[^()()]*[))]$"
    },
    "xiaoan/web/api.py": {"Xiaoan 校安"},  # the product's name in the OpenAPI document
    "xiaoan/directory/rules/units.py": {"班", "至"},  # in the names of classes as they are stored
    "xiaoan/directory/rules/holidays.py": {
        "调休上课"
    },  # the note that is stored with a calendar day
}
# The invented county: names of people, places and schools.
INVENTED = "xiaoan/rehearsal/"

Found = dict[tuple[str | None, str], str | None]


def faults(found: Found, catalogue: Iterable[polib.POEntry]) -> Iterator[str]:
    """What a catalogue lacks, has too much, or got wrong."""
    entries = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    for key in sorted(found.keys() - entries.keys(), key=str):
        yield f"not there: {key[1]}"
    for key in sorted(entries.keys() - found.keys(), key=str):
        yield f"no longer used: {key[1]}"
    yield from (f"obsolete: {entry.msgid}" for entry in catalogue if entry.obsolete)
    for key in found.keys() & entries.keys():
        yield from _entry_faults(entries[key], found[key])


def _entry_faults(entry: polib.POEntry, plural: str | None) -> Iterator[str]:
    if entry.fuzzy:
        yield f"fuzzy: {entry.msgid}"
    texts = list(entry.msgstr_plural.values()) if plural else [entry.msgstr]
    if not texts or not all(texts):
        yield f"empty: {entry.msgid}"
    for text in texts:
        # A singular may say "one" instead of the number; nothing may be added.
        strange = set(PLACEHOLDER.findall(text)) - set(
            PLACEHOLDER.findall(entry.msgid + (plural or ""))
        )
        lost = (
            set()
            if plural
            else set(PLACEHOLDER.findall(entry.msgid)) - set(PLACEHOLDER.findall(text))
        )
        if text and (strange or lost):
            yield f"placeholders differ: {entry.msgid}"


def loose_in_python(source: str) -> Iterator[tuple[int, str]]:
    """Chinese literals that are neither docstring nor inside a call of gettext."""
    tree = ast.parse(source)
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call) and _called(n) in WORDS)
    fine = {id(inner) for call in calls for inner in ast.walk(call)}
    fine |= {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in fine:
            text = node.value if isinstance(node.value, str) else ""
            if CHINESE.search(text):
                yield node.lineno, text


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def loose_in_template(text: str) -> Iterator[str]:
    """Chinese outside comments and translate tags."""
    text = TRANSLATED.sub("", COMMENT.sub("", text))
    yield from (line.strip() for line in text.splitlines() if CHINESE.search(line))


@pytest.mark.parametrize("language", strings.LANGUAGES)
def test_the_catalogue_is_complete(language: str) -> None:
    found = strings.collect()
    assert len(found) > 150
    assert list(faults(found, polib.pofile(str(strings.catalogue(language))))) == []


def test_the_source_is_chinese() -> None:
    """An English message id would stand untranslated on a Chinese page; names need no Chinese."""
    latin = [single for (_context, single) in strings.collect() if not CHINESE.search(single)]
    assert [single for single in latin if re.search(r"[A-Za-z]{3,} [A-Za-z]{2,}", single)] == []


def test_python_writes_no_chinese_past_the_catalogue() -> None:
    found = [
        f"{local(path)}:{line} {text}"
        for path in python_files("xiaoan")
        if not local(path).startswith(INVENTED)
        for line, text in loose_in_python(path.read_text())
        if text not in NAMES_OF_THEIR_OWN.get(local(path), set())
    ]
    assert found == []


def test_templates_write_no_chinese_past_the_catalogue() -> None:
    found = [
        f"{local(p)}: {line}" for p in templates() for line in loose_in_template(p.read_text())
    ]
    assert found == []


def entry(msgid: str, msgstr: str = "", **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (entry("班级"), "empty: 班级"),
        (entry("班级", "Class", flags=["fuzzy"]), "fuzzy: 班级"),
        (entry("班级", "Class %(n)s"), "placeholders differ: 班级"),
        (entry("班级", "Class", obsolete=True), "not there: 班级"),
    ],
)
def test_the_catalogue_check_can_fail(bad: polib.POEntry, said: str) -> None:
    assert next(faults({(None, "班级"): None}, [bad])) == said
    assert list(faults({(None, "班级"): None}, [entry("班级", "Class")])) == []
    assert list(faults({}, [entry("班级", "Class")])) == ["no longer used: 班级"]


def test_the_placeholder_check_can_fail() -> None:
    found: Found = {(None, "%(n)s 人"): None}
    assert list(faults(found, [entry("%(n)s 人", "people")])) == ["placeholders differ: %(n)s 人"]
    assert list(faults(found, [entry("%(n)s 人", "%(n)s people")])) == []


def test_the_search_for_loose_words_can_fail(tmp_path: Path) -> None:
    python = 'x = "班级"\ny = _("学校")\n"""说明"""\n'
    assert list(loose_in_python(python)) == [(1, "班级")]
    template = (
        '{% translate "学校" %}\n班级\n{# 说明 #}{% blocktranslate %}人{% endblocktranslate %}'
    )
    assert list(loose_in_template(template)) == ["班级"]
