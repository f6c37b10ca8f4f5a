"""Characters that nobody sees, impossible days, names of files: a sentence, never an error of the server."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, Universe
from tests.registry.rosters import csv_of, id_number, pupil, sheet
from tests.registry.test_imports_pages import hand_in
from tests.registry.test_transfers import SOUGHT
from xiaoan.directory.models import Guardian, Person
from xiaoan.directory.rules import identity
from xiaoan.directory.rules.lives import When
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.registry import services as registry
from xiaoan.registry.models import RosterImport, Transfer
from xiaoan.registry.services import transfers
from xiaoan.registry.services.imports import shown_name

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
STAFF = {
    "类别": "教职工",
    "工号": "T77",
    "出生日期": "1980-01-01",
    "证件号码": id_number(2, "19800101"),
}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("父亲", "父亲"), (" 外 祖父\u200b ", "外 祖父"), ("祖母\n(监护)", "祖母 (监护)"),
        ("父\x00亲", "name_control"), ("父\x1b亲", "name_control"), ("\u202e亲父", "name_direction"),
        ("?", "?"), ("长" * 30, "长" * 20),
    ],
)  # fmt: skip
def test_free_text_is_read_without_what_nobody_sees(written: str, read: str) -> None:
    found = identity.read_words(written, field="relation", longest=20)
    assert (found.code if isinstance(found, identity.Fault) else found) == read


def test_an_unseen_character_spoils_its_row_only(acting: Acting, tmp_path: Path) -> None:
    actor = acting("officer")
    path = sheet(
        tmp_path,
        pupil(1, 监护人1关系="父\u0086亲"),
        pupil(2, 监护人1关系="父\u200b亲", 姓名="令狐冲", 监护人1电话="13900000002"),
        pupil(3, **{**STAFF, "岗位": "\u202e任主", "性别": "女", "姓名": "曾老师"}),
    )
    judged = registry.judge(actor, path)
    assert {n: [(f.field, f.code) for f in found] for n, found in judged.faults.items()} == {
        2: [("relation_1", "name_control")],
        4: [("post", "name_direction")],
    }
    registry.import_now(
        actor, path, mode="good", complete=False, since=DAY, progress=lambda _n: None
    )
    enter(actor)
    child = Person.objects.get(name="令狐冲")
    assert Guardian.objects.get(person_id=child.pk).relation == "父亲"


@pytest.mark.parametrize("what", ["", "list.xlsx"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-13-01", "x"])
def test_a_day_outside_the_record_is_not_there(signed_in: SignedIn, what: str, day: str) -> None:
    address = f"/registry/classes/{CLASS_11}/{what}"
    assert signed_in("principal").get(address, {"day": day}).status_code == 404


@pytest.mark.parametrize("typed", ["补\x00记", "补\u202e记"])
def test_unseen_characters_in_forms_are_answered_with_a_sentence(
    signed_in: SignedIn, acting: Acting, universe: Universe, typed: str
) -> None:
    pk = transfers.ask_for(acting("other_principal"), CLASS_71, SOUGHT, When(DAY))
    child = universe.person(CLASS_11, 3)
    client = signed_in("principal")
    day = {"since": str(DAY), "reason": typed}
    posts = {
        f"/registry/people/{child}/act/leave/": {"because": "other", **day},
        f"/registry/people/{child}/guardians/": {
            "what": "add", "name": "王一", "relation": typed, "phone": "13800000001",
        },
        f"/registry/transfers/{pk}/": {"what": "refuse", "answer": typed},
        f"/registry/people/{child}/transfer/": {"school": "1", **day},
    }  # fmt: skip
    for address, fields in posts.items():
        said = client.post(address, fields)
        assert (address, said.status_code) == (address, 422)
        assert "请删去后重新输入" in said.content.decode()
    enter(BUILDER)
    assert Transfer.objects.get(pk=pk).state == "asked"


def test_nul_in_choices_is_no_error_of_the_server(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    pk = transfers.ask_for(acting("other_principal"), CLASS_71, SOUGHT, When(DAY))
    child = universe.person(CLASS_11, 3)
    client = signed_in("principal")
    posts = {
        f"/registry/people/{child}/act/class/": {"unit": "\x00", "since": "\x00"},
        f"/registry/people/{child}/guardians/": {"what": "end\x00", "guardian": "\x00"},
        f"/registry/transfers/{pk}/": {"what": "accept\x00", "unit": "\x00"},
        f"/registry/classes/{CLASS_11}/enrol/": {"name": "\x00", "id_number": "\x00"},
        "/registry/transfers/ask/": {"name": "\x00", "id_number": "\x00", "unit": "\x00"},
    }
    for address, fields in posts.items():
        assert (address, client.post(address, fields).status_code) == (address, 422)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("一年级.csv", "一年级.csv"),
        ("王小明 99010120170301001X.xlsx", "王小明 ***.xlsx"),
        ("王13812345678\u202evsc.csv", "王***vsc.csv"),
        ("../../etc/2026秋季\x00.csv", "2026秋季.csv"),
        ("C:\\表\\名册.csv", "名册.csv"),
        ("长" * 200 + ".csv", "长" * 116 + ".csv"),
    ],
)
def test_a_file_is_listed_without_numbers_and_unseen_characters(sent: str, kept: str) -> None:
    assert shown_name(sent) == kept


def test_an_import_keeps_the_masked_name(signed_in: SignedIn) -> None:
    hand_in(signed_in("principal"), csv_of(pupil(1)), name="王 990101201703010019.csv")
    enter(BUILDER)
    assert RosterImport.objects.get().file_name == "王 ***.csv"
