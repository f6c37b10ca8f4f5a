"""What comes back to the phone of a sheet that was filled in without a network: a sentence, and a way on."""

import datetime as dt
import re
from typing import Any

from tests.builders import BUILDER, DAY, Universe
from tests.illness.ill import Acting, absent, report, step, the_illness
from tests.illness.test_pages import SignedIn, post, stage
from xiaoan.illness.models import Illness, Step
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

NEXT = DAY + dt.timedelta(days=1)


def test_an_early_exception_that_was_filled_in_at_once_is_kept_and_asked_about(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    """Without a network nobody sees the refusal first: the sheet is the refusal, however often it is sent."""
    report(absent(universe, 2))
    row = the_illness()
    step(acting("doctor"), row, "diagnose", diagnosis="varicella", certainty="confirmed")
    leave()
    doctor, sheet = signed_in("doctor"), str(uuid7())
    given: dict[str, Any] = {
        "step_id": sheet, "issuer": "县医院", "doctor": "张医生", "issued_on": str(DAY),
        "back_on": str(NEXT), "onset": "2026-11-15", "signs": ["crusted"], "reason": "疾控书面同意",
    }  # fmt: skip
    for _time in range(2):
        assert post(doctor, row, "certificate", **given).status_code == 302
        assert stage() == "at_home"
        assert Step.objects.filter(kind="refuse").count() == 1
        leave()
    (act,) = doctor.get(f"/illness/{row.pk}/").context["next"]
    filled = {field["name"].removeprefix("certificate-"): field["value"] for field in act["fields"]}
    assert filled["reason"] == "疾控书面同意"
    given["step_id"] = str(uuid7())
    assert post(doctor, row, "certificate", **given).status_code == 302
    assert stage() == "cleared"


def test_why_a_sheet_comes_back_is_said_in_the_list_of_what_is_unsent(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    """`data-said` is what the phone shows of a refusal: the sentence, and nobody's name."""
    report(absent(universe, 2), absent(universe, 3))
    enter(BUILDER)
    row, other = Illness.objects.order_by("id")
    step(acting("doctor"), row, "diagnose", diagnosis="varicella", certainty="confirmed")
    leave()
    doctor, sheet = signed_in("doctor"), str(uuid7())
    late = post(doctor, row, "withdraw", reason="记错了")
    assert (late.status_code, said(late)) == (
        409, "已登记传染病诊断,不能按误登撤销。请先由校医把诊断改为“已排除”。",
    )  # fmt: skip
    trace = {"step_id": sheet, "diagnosis": "hfmd", "certainty": "suspected", "isolates": "no"}
    assert post(doctor, other, "trace", **trace).status_code == 302
    reused = post(doctor, row, "trace", **trace)
    assert (reused.status_code, said(reused)) == (
        409, "这个编号已用于另一条记录。请刷新后重新提交。",
    )  # fmt: skip


def said(page: Any) -> str:
    (found,) = re.findall(r"<ul data-said><li>(.*?)</li></ul>", page.content.decode())
    return str(found)
