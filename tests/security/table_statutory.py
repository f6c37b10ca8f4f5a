"""The rows of the access table about reports and official warnings. Written by hand as the rest."""

import datetime as dt

from tests.builders import PRIMARY
from tests.security.rows import ALL, Row, id_row, unit_row
from xiaoan.investigations.models import Event
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.statutory import services as statutory
from xiaoan.statutory.models import Report, Target

# Here: leader, officer, liaison, principal, doctor see reports; of the school, and the officer, send.
SEES = "22222nnnnnnn"
ACTS = "fufuunnnnnnn"
STATUTORY_ROWS = (
    Row("statutory/", "GET", "/statutory/", SEES, SEES, "snsn"),
    unit_row("statutory/", f"/statutory/?unit={PRIMARY}", SEES, ALL, "snsn", unit=PRIMARY),
    Row("statutory/delays/", "GET", "/statutory/delays/", SEES, SEES, "snsn"),
    unit_row(
        "statutory/delays/", f"/statutory/delays/?unit={PRIMARY}", SEES, ALL, "snsn", unit=PRIMARY
    ),
    id_row("statutory/<uuid:report_id>/", "/statutory/{report}/", SEES, ALL, "snsn"),
    # What is missing is said to whoever may act.
    id_row(
        "statutory/<uuid:report_id>/", "/statutory/{report}/", ACTS, ALL, "snsn", method="POST",
        body={"act": "send"},
    ),
    id_row(
        "statutory/<uuid:report_id>/paper/<int:number>/", "/statutory/{report}/paper/0/", SEES, ALL, "snsn"
    ),
    id_row(
        "statutory/events/<uuid:event_id>/", "/statutory/events/{event}/", "222222nnnnnn", ALL, "snsn"
    ),
    Row("statutory/warnings/", "GET", "/statutory/warnings/", SEES, SEES, "snsn"),
    Row(
        "statutory/warnings/new/", "GET", "/statutory/warnings/new/", "n2nnnnnnnnnn", "n2nnnnnnnnnn", "snsn"
    ),
    Row(
        "statutory/warnings/new/", "POST", "/statutory/warnings/new/", "nunnnnnnnnnn", "nunnnnnnnnnn", "snsn"
    ),
    id_row("statutory/warnings/<uuid:warning_id>/", "/statutory/warnings/{warning}/", SEES, ALL, "snsn"),
    id_row(
        "statutory/warnings/<uuid:warning_id>/file/", "/statutory/warnings/{warning}/file/", SEES, ALL, "snsn"
    ),
    id_row("statutory/answers/<uuid:target_id>/", "/statutory/answers/{target}/", SEES, ALL, "snsn"),
    id_row(
        "statutory/answers/<uuid:target_id>/", "/statutory/answers/{target}/", ACTS, ALL, "snsn",
        method="POST", body={"act": "answer"},
    ),
)  # fmt: skip


def reported(officer: Actor, school_id: int, unit_no: int) -> dict[str, str]:
    """A report owed of an event of a class, and a warning with a paper that the school has to answer."""
    now = clock.now()
    event = Event.objects.create(
        school_id=school_id, unit_no=unit_no, year=now.year, number=90, syndrome="GI", detected_at=now,
        opened_at=now,
    )  # fmt: skip
    report = Report.objects.create(
        school_id=school_id, unit_no=school_id, event_id=event.pk, year=now.year, number=90,
        syndrome="GI", recipient="county_cdc", kind="first", rule="N-01a", rule_version="2026.11",
        basis="65号", rule_status="confirmed", detected_at=now, began_at=now,
        due_at=now + dt.timedelta(hours=24),
    )  # fmt: skip
    given = statutory.NewWarning(
        id=uuid7(), kind="risk", level="", issuer="县疾控中心", number="", title="提示", text="洗手",
        area="全县", issued_on=now.date(), valid_from=now.date(), valid_until=now.date(),
        answer_at=now + dt.timedelta(hours=4), units=(school_id,), file_name="a.pdf", file=b"%PDF-1",
    )  # fmt: skip
    warning = statutory.enter(officer, given)
    target = Target.objects.get(warning_id=warning).pk
    return {"report": str(report.pk), "warning": str(warning), "target": str(target)}
