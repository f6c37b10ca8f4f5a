"""Rare and dangerous names from the sheet to the roll to the search: stored and found, or refused."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.utils.html import escape

from tests.builders import BUILDER, DAY
from tests.registry.rosters import pupil
from tests.registry.test_imports_pages import hand_in, work
from tests.workbooks.books import parts, table, zipped
from xiaoan.accounts import queries as accounts
from xiaoan.directory.models import Person
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.overview.queries.people import found_people
from xiaoan.registry import services as registry
from xiaoan.registry.models import RosterImport
from xiaoan.registry.queries import sentence

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
HEADS = tuple(pupil(1))

# As it stands in the sheet → as it is stored, and what else it is found by.
STORED = {
    "王\U00020000": ("王\U00020000", "\U00020000"),
    "𠮷田": ("𠮷田", "𠮷"),
    "李\U0002a700": ("李\U0002a700", "李\U0002a700"),
    "李\U0002b740": ("李\U0002b740", "\U0002b740"),
    "李\U0002b820": ("李\U0002b820", "\U0002b820"),
    "李\U0002ceb0": ("李\U0002ceb0", "\U0002ceb0"),
    "李\U00030000": ("李\U00030000", "\U00030000"),
    "李\U00031350": ("李\U00031350", "\U00031350"),
    "单䶮": ("单䶮", "shanyan"),
    "〇一": ("〇一", "〇"),
    "阿依古丽·买买提": ("阿依古丽·买买提", "阿依古丽买买提"),
    "阿依努尔•买买提": ("阿依努尔·买买提", "阿依努尔•买"),
    "阿依努拉．买买提": ("阿依努拉·买买提", "阿依努拉"),
    "郑\u200b小\u200d明\ufeff": ("郑小明", "郑小明"),
    "葛\U000e0100城": ("葛城", "gecheng"),
    " 冯\u3000小 雨 ": ("冯小雨", "冯小雨"),
    "Ｊｏｈｎ": ("John", "john"),
    "Nguye\u0302\u0303n Thi\u0323": ("Nguyễn Thị", "nguyen thi"),
    "Jose\u0301": ("José", "jose"),
    "⽅⽂": ("方文", "fangwen"),
    "龔俊傑": ("龔俊傑", "龚俊杰"),
}  # fmt: skip
# As it stands in the XML of the sheet → why not.
REFUSED = {
    "王_x0000_明": "name_control",
    "王\x01明": "name_control",
    "王_x0007_明": "name_control",
    "王_xD800_明": "name_character",
    "王_xD842__xDFB7_": "name_character",
    "\u202e明王": "name_direction",
    "王\u200f明": "name_direction",
    "王\u2066明\u2069": "name_direction",
    "王\ue000": "name_private_use",
    "王\U000f0000": "name_private_use",
    "王\ufffd": "name_lost",
    "王?": "name_lost",
    "王\U0010ffff": "name_control",
    "王\U0003ffff": "name_control",
    "王👧": "name_character",
    "王１": "name_digit",
    "王\u0301明": "name_mixed",
    "محمد": "name_character",
    "Иван": "name_character",
    "\u200b\u200d": "name_empty",
    "·": "name_empty",
    "王" * 51: "name_length",
    "<script>": "name_character",
}  # fmt: skip


@pytest.fixture(autouse=True)
def patience(db: None) -> None:
    """A busy machine reads a sheet while the test's transaction waits."""
    with connection.cursor() as cursor:
        cursor.execute("set local idle_in_transaction_session_timeout = '10min'")


def made(names: list[str]) -> bytes:
    rows = [tuple(pupil(n, 姓名=name).values()) for n, name in enumerate(names, 1)]
    return zipped(parts(table(HEADS, *rows)))


def test_stored_and_found_again(signed_in: SignedIn, acting: Acting) -> None:
    client = signed_in("principal")
    address = hand_in(client, made(list(STORED)), "名册.xlsx")
    work()
    assert client.post(f"{address}confirm/", {"mode": "all", "since": str(DAY)}).status_code == 302
    work()
    principal = acting("principal")
    stored = Person.objects.filter(number__startswith="N").order_by("id_index")
    names = {row.number: row.name for row in stored}
    assert [names.get(f"N{n}") for n in range(1, len(STORED) + 1)] == [
        n for n, _ in STORED.values()
    ]
    for number, (typed, (name, asked)) in enumerate(STORED.items(), 1):
        for text in (name, typed, asked):
            found = {one.number: one.name for one in found_people(principal, text)}
            assert (text, found.get(f"N{number}")) == (text, name)
    page = client.post("/overview/search/", {"q": "𠮷"}).content.decode()
    assert "𠮷田" in page


def test_refused_with_a_reason(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    address = hand_in(client, made(list(REFUSED)), "名册.xlsx")
    work()
    enter(BUILDER)
    found = RosterImport.objects.get(pk=address.split("/")[-2])
    counts = {name: count for name, count in found.counts.items() if count}
    assert (found.state, counts) == ("checked", {"refused": len(REFUSED)})
    principal = accounts.actor_of_job(found.by_id or UUID(int=0))
    told = dict(registry.findings_of(principal, found.pk)["faults"])
    assert {
        text: [(field, code) for field, code, _values in told[number]]
        for number, text in enumerate(REFUSED, 2)
    } == {text: [("name", code)] for text, code in REFUSED.items()}
    page = client.get(address).content.decode()
    for cells in told.values():
        for _field, code, values in cells:
            assert escape(sentence(code, values)) in page


def test_looking_for_what_is_no_name(acting: Acting, signed_in: SignedIn) -> None:
    principal = acting("principal")
    for text in (
        "\x00",
        "\u202e",
        "\u200b",
        "\ud800",
        "%",
        "|",
        "_",
        "'",
        "\\",
        "\U0010ffff",
        "王\x00",
    ):
        assert [one.name for one in found_people(principal, text)] == []
    client = signed_in("principal")
    for text in ("\x00", "\u202e", "𠮷\x00", "\U0010ffff", "王\ufffd"):
        assert client.post("/overview/search/", {"q": text}).status_code in (200, 422)
    # Bytes that are no UTF-8, and half a pair.
    for sent in (b"q=%ED%A0%80", b"q=%FF", b"q=%F0%A0%AE"):
        response = client.post(
            "/overview/search/", sent, content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code in (200, 422)
