"""The daily checks as JSON, and the OpenAPI document as committed (tests/data/openapi.json)."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client

from tests.builders import CLASS_11, CLASS_12, PUPILS, Universe
from xiaoan.api import api
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.screening.models import RollCall

SignedIn = Callable[[str], Client]
HERE = "/api/v1/screening/roll-calls"


def body(**more: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "unit_no": CLASS_11, "day": "2026-11-23", "slot": "morning", **more}


def post(client: Client, sent: dict[str, Any]) -> Any:
    return client.post(HERE, json.dumps(sent), content_type="application/json")


def test_the_roll_then_a_submission(
    signed_in: SignedIn, acting: Callable[[str], Actor], universe: Universe
) -> None:
    teacher = signed_in("teacher")
    roll = teacher.get(f"{HERE}/{CLASS_11}/2026-11-23/morning").json()
    assert (roll["version"], len(roll["pupils"])) == (0, PUPILS)
    mark = {"enrolment_id": roll["pupils"][0]["enrolment_id"], "kind": "absent_sick"}
    sent = body(marks=[{**mark, "symptoms": ["cough"], "onset": "2026-11-22"}])
    receipt = post(teacher, sent).json()
    assert (receipt["version"], receipt["state"], receipt["late"]) == (1, "current", False)
    assert post(teacher, sent).json() == receipt
    acting("teacher")
    assert RollCall.objects.get().absent_sick == 1


def test_refusals_say_what_to_mend(signed_in: SignedIn, universe: Universe) -> None:
    teacher = signed_in("teacher")
    mark = {"enrolment_id": str(universe.enrolment(CLASS_11, 1)), "kind": "absent_sick"}
    asked = post(teacher, body(marks=[mark]))
    assert asked.status_code == 422
    assert [doubt["code"] for doubt in asked.json()["doubts"]] == ["sick_without_symptom"]
    wrong = post(teacher, body(marks=[{**mark, "symptoms": ["plague"]}]))
    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["symptoms"])
    long = post(teacher, body(marks=[{**mark, "symptoms": ["p" * 500]}])).json()
    assert long["message"] == f"不认识的症状:{'p' * 20}"
    for bad in (body(slot="midnight"), body(day="yesterday"), body(unit_no="x"), {}):
        assert post(teacher, bad).status_code == 422


def test_nobody_gets_in_where_they_do_not_belong(signed_in: SignedIn, db: None) -> None:
    assert post(Client(), body()).status_code == 401
    assert post(signed_in("teacher"), body(unit_no=CLASS_12)).status_code == 404
    assert post(signed_in("officer"), body()).status_code == 403
    there = signed_in("teacher").get(f"{HERE}/{CLASS_12}/2026-11-23/morning")
    assert there.status_code == 404


def test_a_changing_request_needs_the_token(signed_in: SignedIn) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in("teacher").cookies
    assert post(strict, body()).status_code == 403


def test_a_form_is_not_json(signed_in: SignedIn) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in("teacher").cookies
    for client in (signed_in("teacher"), strict):
        answer = client.post(
            HERE, json.dumps(body()), content_type="multipart/form-data; boundary=x"
        )
        assert answer.status_code == 415


def test_a_remark_with_a_nul_is_refused(signed_in: SignedIn, universe: Universe) -> None:
    mark = {"enrolment_id": str(universe.enrolment(CLASS_11, 1)), "kind": "late", "note": "a\0b"}
    answer = post(signed_in("teacher"), body(marks=[mark]))
    assert (answer.status_code, answer.json()["fields"]) == (422, {"note": "unreadable"})


def test_the_document_is_as_committed(data: Path) -> None:
    """Refresh on purpose: XIAOAN_ACCEPT=1 pytest tests/screening/test_api.py"""
    made = json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=1, sort_keys=True)
    file = data / "openapi.json"
    if os.environ.get("XIAOAN_ACCEPT") == "1":
        file.write_text(made + "\n")
    assert file.read_text() == made + "\n"


def test_what_is_misshapen_is_told_by_the_senders_own_names(signed_in: SignedIn) -> None:
    mark = {"kind": "ill", "temperature": "36.55"}
    wrong = post(
        signed_in("teacher"), body(slot="midnight", day="yesterday", unit_no="x", marks=[mark])
    )
    assert (wrong.status_code, wrong.json()["message"]) == (422, "有 6 处要改,见 fields。")
    fields = wrong.json()["fields"]
    assert {name: said for name, said in fields.items() if name != "marks[0].kind"} == {
        "unit_no": "要写成整数。",
        "day": "要写成日期,如 2026-11-23。",
        "slot": "只能是:'morning', 'noon' or 'evening'。",
        "marks[0].enrolment_id": "缺少这一项。",
        "marks[0].temperature": "要写成普通数字,最多一位小数,如 37.3。",
    }
