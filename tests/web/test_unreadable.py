"""Text that no database keeps, and names that a browser would read otherwise: a sentence, never a 500."""

import json
from collections.abc import Callable
from contextlib import nullcontext

import pytest
from django.test import Client

from tests.builders import DAY, JUNIOR, PRIMARY
from xiaoan.dropout.models import Report
from xiaoan.dropout.services import reporting
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.registry.services import exports
from xiaoan.web.sheets import download

SignedIn = Callable[[str], Client]


def ask(client: Client) -> tuple[int, str]:
    said = {"id": str(uuid7()), "unit": str(PRIMARY), "form": "csv", "numbers": "masked"}
    answer = client.post("/registry/exports/", {**said, "reason": "a\0b"})
    return answer.status_code, answer.content.decode()


def test_an_export_with_a_nul_in_its_reason_is_refused(signed_in: SignedIn) -> None:
    status, page = ask(signed_in("principal"))
    assert (status, "请写明用途" in page) == (422, True)


def test_what_no_service_looked_at_is_a_sentence_too(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one place for every text: the database refuses it, and the page says why."""
    monkeypatch.setattr(exports, "_refuse", lambda *_given: None)
    status, page = ask(signed_in("principal"))
    assert (status, "填写的内容里有不能保存的字符" in page) == (422, True)


def test_a_number_of_a_row_that_nobody_here_sees_is_a_sentence(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said by the service, and, where a service does not, by the one place for all."""
    with acting_as(system("tests")):
        of_other = Report.objects.create(
            school_id=JUNIOR, unit_no=JUNIOR, month=DAY.replace(day=1), on_roll=1, suspected=0, dropped=0,
            opened=0, closed=0, note="", signed_at=clock.now(), signed_by_id=uuid7(),
        )  # fmt: skip
    form = {"submission_id": str(of_other.pk), "month": "2026-11-01", "note": ""}
    for _twice in range(2):
        answer = signed_in("principal").post(f"/dropout/report/{PRIMARY}/", form)
        said = "这个编号已用于另一条记录" in answer.content.decode()
        assert (answer.status_code, said) == (409, True)
        monkeypatch.setattr(reporting, "new_id", nullcontext)


def test_a_field_named_twice_is_refused(signed_in: SignedIn) -> None:
    body = json.dumps({"sent_at": "2026-11-23T07:30:00+08:00", "readings": []})
    twice = body[:-1] + ', "readings": []}'
    answers = [
        signed_in("teacher").post(
            "/api/v1/screening/roll-calls", one, content_type="application/json"
        )
        for one in (body, twice)
    ]
    assert [one.status_code for one in answers] == [422, 400]


def test_a_slash_in_a_file_s_name_is_no_folder() -> None:
    head = download(b"", "一/二.csv")["Content-Disposition"]
    assert head == "attachment; filename*=UTF-8''%E4%B8%80%2F%E4%BA%8C.csv"
