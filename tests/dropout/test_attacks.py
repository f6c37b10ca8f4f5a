"""What somebody outside, in a hurry, or with an old page in hand sends to the drop-out watch."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, JUNIOR, TOWN, Universe
from tests.dropout.test_children import LOST, lost, new, number, sheet, step
from xiaoan.dropout import services
from xiaoan.dropout.models import Child, Entry, OutsideList
from xiaoan.dropout.queries import children as queries
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def entry_of(acting: Acting, universe: Universe) -> str:
    person = universe.person(CLASS_11, 2)
    pk = services.open_entry(acting("teacher"), services.NewEntry(uuid7(), person, "几天没来"))
    leave()
    return f"/dropout/{pk}/"


@pytest.mark.parametrize("field", ["receiver", "receipt"])
@pytest.mark.parametrize("text", ["甲" * 301, "甲\0乙"])
def test_what_can_not_be_kept_is_said_and_not_cut(
    signed_in: SignedIn, acting: Acting, universe: Universe, field: str, text: str
) -> None:
    address, teacher = entry_of(acting, universe), signed_in("teacher")
    form = {
        "submission_id": str(uuid7()), "kind": "ask_close", "how": "transferred", "note": "转走",
        "receiver": "外县小学", "receipt": "A1",
    }  # fmt: skip
    assert teacher.post(address, {**form, field: text}).status_code == 422
    assert teacher.post(address, form).status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/dropout/report/99999999999999999999/", "/dropout/children/?offset=99999999999999999999",
        "/dropout/children/?state=new", "/dropout/?ledger=children",
    ],
)  # fmt: skip
def test_numbers_out_of_range_are_not_there(
    signed_in: SignedIn, universe: Universe, address: str
) -> None:
    leave()
    assert signed_in("officer").get(address).status_code in (200, 404)


def test_another_schools_address_and_a_form_of_before(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    address = entry_of(acting, universe)
    form = {"submission_id": str(uuid7()), "kind": "note", "note": "问过"}
    for name in ("other_principal", "teacher_12", "teacher_71", "guardian", "canteen"):
        assert signed_in(name).post(address, form).status_code == 404
    teacher = signed_in("teacher")
    ask = {**form, "submission_id": str(uuid7()), "kind": "ask_close", "how": "back"}
    # Pressed twice: one step; with other words under the same id: refused.
    assert [teacher.post(address, ask).status_code for _n in range(2)] == [302, 302]
    assert teacher.post(address, {**ask, "note": "别的话"}).status_code == 409
    stale = {"submission_id": str(uuid7()), "kind": "confirm", "note": "旷课"}
    assert teacher.post(address, stale).status_code == 409
    enter(BUILDER)
    assert (Entry.objects.get().state, Entry.objects.get().steps) == ("closing", 2)
    # A pupil of another school can not be put on the ledger, nor read.
    leave()
    other = universe.person(CLASS_71, 1)
    assert teacher.get(f"/dropout/open/{other}/").status_code == 404
    assert teacher.post(f"/dropout/open/{other}/?act=open", form).status_code == 404


@pytest.mark.parametrize(
    "unit", [str(JUNIOR), str(CLASS_11), "0", "-1", "99999999999999999999", "x", ""]
)
def test_a_list_for_what_is_no_township_of_mine(
    signed_in: SignedIn, universe: Universe, unit: str
) -> None:
    leave()
    form = {
        "submission_id": str(uuid7()), "unit": unit, "kind": "household", "source": "派出所",
        "paper": "8号", "as_of": DAY.isoformat(), "file": SimpleUploadedFile("a.csv", sheet(LOST)),
    }  # fmt: skip
    assert signed_in("liaison").post("/dropout/children/lists/", form).status_code in (
        403,
        404,
        422,
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04broken"), ("a.csv", b""), ("a.csv", "姓名\n".encode()),
        ("a.csv", "学号,班级\n1,2".encode()), ("a.exe", b"MZ"), ("a.csv", b"\xff\xfe\x00"),
    ],
)  # fmt: skip
def test_wrong_sheets_are_refused_with_a_sentence(
    signed_in: SignedIn, universe: Universe, name: str, content: bytes
) -> None:
    leave()
    form = {
        "submission_id": str(uuid7()), "unit": str(TOWN), "kind": "household", "source": "派出所",
        "paper": "8号", "as_of": DAY.isoformat(), "file": SimpleUploadedFile(name, content),
    }  # fmt: skip
    found = signed_in("liaison").post("/dropout/children/lists/", form)
    assert (found.status_code, 'value="派出所"' in found.content.decode()) == (422, True)
    enter(BUILDER)
    assert OutsideList.objects.count() == 0


def test_two_lists_with_the_same_child_are_one_line(acting: Acting, universe: Universe) -> None:
    liaison = acting("liaison")
    row = f"{LOST},{number()},,,,,"
    one = services.read_list(liaison, new(), "a.csv", sheet(row)).list_id
    two = services.read_list(liaison, new(kind="village"), "b.csv", sheet(row)).list_id
    assert one is not None
    assert two is not None
    assert [services.take_over(liaison, pk) for pk in (one, two)] == [1, 0]
    assert Child.objects.count() == 1


def test_what_was_refused_is_not_proposed_each_night(acting: Acting, universe: Universe) -> None:
    child = lost(acting("liaison"))
    enter(BUILDER)
    index = ciphers.blind_index("990101201703010001", kind="id")
    Child.objects.filter(pk=child.pk).update(id_index=index)
    assert services.follow(BUILDER) == 1
    services.act_child(acting("liaison"), step(child, "refuse", note="不是他"))
    enter(BUILDER)
    assert services.follow(BUILDER) == 0
    assert queries.detail(acting("liaison"), child.pk).row.child.state == "open"
