"""Hostile and broken sheets the whole way: handed in by a page, checked by a job, told on a page.

A sheet of each refusal, and a third of those that can be read and so get past the reader; all of the
catalogue with `XIAOAN_ALL_SHEETS=1`. Every code has a sentence, and none is answered by 500.
"""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from tests.builders import BUILDER, DAY
from tests.registry.rosters import csv_of, pupil
from tests.registry.test_imports_pages import work
from tests.workbooks import hostile
from tests.workbooks.books import No
from tests.workbooks.hostile import Case
from tests.workbooks.mutants import mutant
from xiaoan.kernel.scope import enter
from xiaoan.registry import queries
from xiaoan.registry.models import RosterImport
from xiaoan.registry.queries.words import SHEETS
from xiaoan.workbooks import kinds
from xiaoan.workbooks.refusals import CODES, Refused

SignedIn = Callable[[str], Client]
HERE = {"heads_missing", "heads_twice", "file_gone", "broken", "not_all_right"}
MUTANTS = int(os.environ.get("XIAOAN_MUTANTS", "12"))
CATALOGUE = hostile.catalogue()


def chosen() -> list[Case]:
    """One of each refusal, and what can be read; all when asked for."""
    if os.environ.get("XIAOAN_ALL_SHEETS"):
        return list(CATALOGUE.values())
    refused: dict[str, Case] = {}
    readable: dict[object, Case] = {}
    for case in CATALOGUE.values():
        if isinstance(case.read, No):
            refused.setdefault(case.read.code, case)
        else:
            readable.setdefault(case.read, case)
    return [*refused.values(), *list(readable.values())[::3]]


class Told(NamedTuple):
    """What came of an import: its state, the code of its fault, its page, its id."""

    state: str
    code: str
    page: str
    pk: str


def told(client: Client, content: bytes, name: str) -> Told:
    """Hand a sheet in and have it checked."""
    given = client.post("/registry/imports/", {"file": SimpleUploadedFile(name, content)})
    if given.status_code == 422:
        return Told("422", "", given.content.decode(), "")
    assert given.status_code == 302, (name, given.status_code)
    address = given.headers["Location"]
    work()
    enter(BUILDER)
    found = RosterImport.objects.get(pk=address.split("/")[-2])
    page = client.get(address)
    assert page.status_code == 200
    return Told(found.state, found.fault.get("code", ""), page.content.decode(), str(found.pk))


def _is_told_at_once(content: bytes) -> bool:
    """What is no sheet by its first bytes is refused at upload: nothing is kept of it."""
    try:
        kinds.kind_of(io.BytesIO(content))
    except Refused:
        return True
    return False


def expected(case: Case) -> tuple[str, str]:
    if not case.content or not case.name.lower().endswith((".xlsx", ".csv")):
        return "422", ""
    if _is_told_at_once(case.content):
        return "422", ""
    if isinstance(case.read, No) and case.read.code != "too_many_rows":
        return "failed", case.read.code
    if isinstance(case.read, No):
        # Rows are counted after the headings were looked at, and these are not a roster's.
        return "failed", "heads_missing"
    heads = [re.sub(r"[\s*＊\u200b]", "", head) for head in case.read.columns]
    if not set(hostile.HEADS) <= set(heads):
        return "failed", "heads_missing"
    return "checked", ""


def _says(page: str, code: str) -> bool:
    return str(SHEETS[code])[-12:] in page or "只收 .xlsx" in page or "这个文件是空的" in page


def test_hostile_sheets_by_the_page_and_the_worker(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    wrong, states = [], set()
    for case in chosen():
        state, code, page, _pk = told(client, case.content, case.name)
        states.add(state)
        if (state, code) != expected(case):
            wrong.append((case.title, state, code))
        if state == "422" and isinstance(case.read, No) and not _says(page, case.read.code):
            wrong.append((case.title, "no sentence", case.read.code))
        if state == "failed" and str(SHEETS[code])[-12:] not in page:
            wrong.append((case.title, "no sentence", code))
    assert wrong == []
    assert states == {"422", "failed", "checked"}
    # The worker is none the worse for it.
    assert told(client, csv_of(pupil(1)), "名册.csv")[:2] == ("checked", "")


def test_mutants_by_the_page_and_the_worker(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    faults = {}
    for number in range(MUTANTS):
        one = mutant(number)
        state, code, _page, _pk = told(client, one.content, one.name)
        if state not in ("422", "failed", "checked") or code in ("broken", "reader_failed"):
            faults[number] = (one.way, state, code)
    assert faults == {}
    assert told(client, csv_of(pupil(1)), "名册.csv")[:2] == ("checked", "")


def test_every_refusal_has_a_sentence_in_three_languages() -> None:
    assert SHEETS.keys() == CODES.keys() | HERE
    for code, sentence in SHEETS.items():
        said = set()
        for language in ("zh-hans", "zh-hant", "en"):
            with translation.override(language):
                said.add(str(sentence))
        places = {frozenset(re.findall(r"%\((\w+)\)s", one)) for one in said}
        assert (code, len(said), len(places)) == (code, 3, 1)
        known = CODES.get(code, "")
        if known:
            assert next(iter(places)) <= set(re.findall(r"{(\w+)}", known)), code


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("a cell at XFD1048576", "单元格 XFD1048576 有内容,只读前 200 列。请删去表格右边的内容。"),
        ("a bomb in sheet", "请只把有内容的行按值粘贴到新的工作簿。"),
        ("laughs in sheet", "文件里有不安全的定义。请在 Excel 或 WPS 里另存为新的 .xlsx。"),
        ("a part ../evil.xml", "文件里有名字不安全的部分。请在 Excel 或 WPS 里另存为新的 .xlsx。"),
        ("locked xlsx", "文件加了密码。请取消密码、保存后再上传。"),
        ("xls of 97", "这是旧的 .xls 格式。请在 Excel 或 WPS 里另存为 .xlsx。"),
        ("ods", "这不是表格文件(ODF)。请上传 .xlsx 或 .csv。"),
        ("a heading with NUL twice", "表头“a\ufffdb”在 A, B 列重复。请改名或只留一列。"),
        ("a turned heading twice", "表头“a\ufffdb”在 A, B 列重复。请改名或只留一列。"),
        ("a needed heading missing", "表头缺少:姓名。请用模板,或把列名改成这些。"),
        ("utf-16-le without mark", "从第 1 行起认不出文字编码。请另存为“CSV UTF-8”或 .xlsx。"),
    ],
)
def test_the_command_line_says_the_same(
    own_database: str, tmp_path: Path, title: str, said: str
) -> None:
    case = CATALOGUE[title]
    path = tmp_path / case.name
    path.write_bytes(case.content)
    with pytest.raises(CommandError) as refused:
        call_command("roster", "check", str(path), "--json")
    assert str(refused.value).endswith(said)


def test_names_of_files(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    kept = []
    for number, name in enumerate(("a" * 200 + ".csv", "名" * 119 + ".csv", "a." + "名" * 130 + ".csv",
                                   "..\\..\\x.csv", "\u202efdp.csv", "a\x07b.CSV", "%s.csv")):  # fmt: skip
        found = told(client, csv_of(pupil(number + 1)), name)
        assert (name, found.state) == (name, "checked")
        kept.append(RosterImport.objects.get(pk=found.pk).file_name)
        assert kept[-1] in found.page
    assert kept == [
        "a" * 116 + ".csv", "名" * 116 + ".csv", "a." + "名" * 114 + ".csv", "x.csv", "fdp.csv", "ab.CSV",
        "%s.csv",
    ]  # fmt: skip


def test_what_is_free_text_is_stored_whole_or_refused(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    rows = [
        pupil(1, 监护人1关系="父\x00亲"), pupil(2, 监护人1关系="父\u202e亲"),
        pupil(3, 监护人1关系="父" * 21), pupil(4, 监护人1关系=" 父\u200b亲 "),
        pupil(5, 监护人1关系="\ufffd"), pupil(6, 监护人1关系="父" * 201),
        pupil(7, 类别="教职工", 岗位="门\x01卫"),
    ]  # fmt: skip
    content = csv_of(*[{**dict.fromkeys(rows[-1], ""), **row} for row in rows])
    # A control character makes a text file a binary one; a NUL alone does not.
    assert told(client, content, "名册.csv")[:2] == ("422", "")
    content = content.replace(b"\x01", b"\x00")
    one = told(client, content, "名册.csv")
    assert (one.state, one.code) == ("checked", "")
    enter(BUILDER)
    found = RosterImport.objects.get(pk=one.pk)
    assert {n: c for n, c in found.counts.items() if c} == {"new": 1, "refused": 6}
    page = client.get(f"/registry/imports/{found.pk}/").content.decode()
    assert re.findall(r"第 2 个位置有[^(]*\(U\+\w+\)", page) == [
        "第 2 个位置有看不见的控制字符(U+0000)", "第 2 个位置有改变书写方向的字符(U+202E)",
        "第 2 个位置有看不见的控制字符(U+0000)",
    ]  # fmt: skip
    assert re.findall(r"有 \d+ 个字,最多 \d+ 个", page) == [
        "有 21 个字,最多 20 个",
        "有 201 个字,最多 200 个",
    ]
    client.post(f"/registry/imports/{found.pk}/confirm/", {"mode": "good", "since": str(DAY)})
    work()
    enter(BUILDER)
    assert RosterImport.objects.get(pk=found.pk).state == "done"


def test_a_wrong_column_does_not_keep_the_worker_busy(signed_in: SignedIn) -> None:
    """Each row has a school of its own that nobody knows: close names are looked for a few times."""
    client = signed_in("officer")
    rows = [pupil(n % 1000, 学校=f"实验小{n}学") for n in range(2000)]
    state, _code, page, _pk = told(client, csv_of(*rows), "名册.csv")
    assert (state, page.count("相近的有:实验小学")) == ("checked", 50)
    found = queries.imports(client_actor := BUILDER)
    assert (client_actor.is_system, found[0].counts["refused"]) == (True, 2000)
