"""Importing a roster in pages: handing in, looking, confirming, watching, stopping."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, PUPILS, Universe
from tests.registry.rosters import csv_of, pupil
from xiaoan.directory import queries as directory
from xiaoan.kernel.scope import enter
from xiaoan.registry import tasks
from xiaoan.registry.models import ImportedSchool, RosterImport

SignedIn = Callable[[str], Client]


def hand_in(client: Client, content: bytes, name: str = "名册.csv") -> str:
    """Upload a sheet; gives the address of its page."""
    file = SimpleUploadedFile(name, content)
    response = client.post("/registry/imports/", {"file": file})
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def work() -> list[str]:
    """Run the jobs that wait, as the worker does; gives their names."""
    done = []
    for job in ProcrastinateJob.objects.filter(status="todo", task_name__startswith="registry."):
        getattr(tasks, job.task_name.split(".")[1])(**job.args)
        done.append(job.task_name)
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs where id = %s", [job.pk])
    return done


def test_from_the_file_to_the_roll(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    address = hand_in(client, csv_of(pupil(1), pupil(2), pupil(3, 证件号码="123")))
    assert 'id="progress"' in client.get(address).content.decode()
    assert work() == ["registry.check_roster"]
    page = client.get(address).content.decode()
    assert "文件共 3 行" in page
    assert "导入 2 行改动" in page
    assert 'id="progress"' not in page
    assert "第 4 行" not in page
    confirm = f"{address}confirm/"
    assert client.post(confirm, {"mode": "all", "since": str(DAY)}).status_code == 422
    assert client.post(confirm, {"mode": "good", "since": str(DAY)}).status_code == 302
    assert client.post(confirm, {"mode": "good", "since": str(DAY)}).status_code == 302
    assert "停止导入" in client.get(address).content.decode()
    assert work() == ["registry.import_roster"]
    page = client.get(address).content.decode()
    assert "已导入 1 所学校" in page
    assert "没有声明名册完整" in page
    enter(BUILDER)
    assert len(directory.class_roll(BUILDER, CLASS_11, DAY)) == PUPILS + 2
    (school,) = ImportedSchool.objects.all()
    assert (school.school_id, school.counts["new"]) == (PRIMARY, 2)


def counts(address: str) -> dict[str, int]:
    enter(BUILDER)
    found = RosterImport.objects.get(pk=address.split("/")[-2]).counts
    return {name: count for name, count in found.items() if count}


def test_the_same_file_again_changes_nothing(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    content = csv_of(pupil(1))
    first = hand_in(client, content)
    assert hand_in(client, content) == first
    work()
    client.post(f"{first}confirm/", {"mode": "all", "since": str(DAY)})
    work()
    again = hand_in(client, content)
    assert again != first
    work()
    assert "没有改动" in client.get(again).content.decode()
    assert (counts(first), counts(again)) == ({"new": 1}, {"identical": 1})


def test_a_principal_imports_the_own_school_only(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    theirs = pupil(5, 学校="河口初中", 年级="七年级", 班级="1班")
    address = hand_in(client, csv_of(pupil(1), theirs))
    work()
    assert counts(address) == {"new": 1, "refused": 1}
    page = client.get(address).content.decode()
    assert "“河口初中”不是您负责的学校" in page
    other = signed_in("other_principal").get(address)
    assert other.status_code == 404
    assert signed_in("officer").get(address).status_code == 200
    assert signed_in("doctor").get("/registry/imports/").status_code == 404


def test_a_principal_does_not_declare_a_sheet_complete(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    address = hand_in(client, csv_of(pupil(1)))
    work()
    said = {"mode": "good", "since": str(DAY), "complete": "1"}
    refused = client.post(f"{address}confirm/", said)
    assert refused.status_code == 422
    assert "只有教育局经办人" in refused.content.decode()


def test_who_is_missing_leaves_only_when_declared(signed_in: SignedIn) -> None:
    client = signed_in("officer")
    address = hand_in(client, csv_of(pupil(1)))
    work()
    # In 实验小学 are three classes; the sheet names nobody of them.
    assert counts(address) == {"new": 1, "left": 3 * PUPILS}
    client.post(f"{address}confirm/", {"mode": "good", "since": str(DAY), "complete": "1"})
    work()
    assert counts(address) == {"new": 1, "left": 3 * PUPILS}
    enter(BUILDER)
    assert len(directory.class_roll(BUILDER, CLASS_11, DAY)) == 1


def test_stopped_between_schools_and_continued(signed_in: SignedIn) -> None:
    client = signed_in("officer")
    other = pupil(
        5, 学校="河口初中", 年级="七年级", 班级="1班", 姓名="司马昭", 监护人1姓名="司马父"
    )
    address = hand_in(client, csv_of(pupil(1), other))
    work()
    said = {"mode": "good", "since": str(DAY)}
    assert client.post(f"{address}stop/").status_code == 422
    client.post(f"{address}confirm/", said)
    assert client.post(f"{address}stop/").status_code == 302
    work()
    page = client.get(address).content.decode()
    assert "已导入的 0 所学校" in page
    assert counts(address) == {"waiting": 2}
    client.post(f"{address}confirm/", said)
    work()
    assert counts(address) == {"new": 2}
    assert "已导入 2 所学校" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("名册.doc", b"x", "只收 .xlsx 或 .csv"),
        ("名册.csv", b"", "空的"),
    ],
)
def test_what_is_no_sheet_is_said_at_once(
    signed_in: SignedIn, name: str, content: bytes, said: str
) -> None:
    client = signed_in("principal")
    response = client.post("/registry/imports/", {"file": SimpleUploadedFile(name, content)})
    assert (response.status_code, said in response.content.decode()) == (422, True)
    assert client.post("/registry/imports/").status_code == 422


def test_a_sheet_without_needed_heads_is_refused_with_their_names(signed_in: SignedIn) -> None:
    client = signed_in("principal")
    address = hand_in(client, csv_of({"姓名": "欧阳明", "学校": "实验小学"}))
    work()
    page = client.get(address).content.decode()
    assert "表头缺少:班级、性别、出生日期、证件号码" in page


def test_a_photograph_is_refused_at_upload(signed_in: SignedIn, universe: Universe) -> None:
    photo = SimpleUploadedFile("花名册.xlsx", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8)
    answer = signed_in("principal").post("/registry/imports/", {"file": photo})
    assert (answer.status_code, "JPEG" in answer.context["message"]) == (422, True)
    assert answer.context["rows"] == []
