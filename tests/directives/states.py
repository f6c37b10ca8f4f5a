"""Directives in the states that tests begin from."""

import datetime as dt
import io
import zipfile
from dataclasses import replace
from typing import Any
from uuid import UUID

from tests.builders import BUILDER, COUNTY, DAY, MORNING, Universe
from tests.outbreaks.looks import Acting
from xiaoan.directives import services
from xiaoan.directives.models import Target
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry as Fact
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

DUE = MORNING + dt.timedelta(days=7)
PNG = services.NewFile("照片.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)


def a_directive(unit_no: int = COUNTY, **other: Any) -> services.NewDirective:
    made = services.NewDirective(
        id=uuid7(), unit_no=unit_no, source="county_government", issuer="县政府办公室",
        paper_no="青政办〔2026〕31号", dated_on=DAY, title="冬季传染病防控", text="一、开展自查。",
        secrecy="internal", not_secret=True,
    )  # fmt: skip
    return replace(made, **other)


def a_task(
    universe: Universe, directive_id: UUID, checker: str = "officer", **other: Any
) -> services.NewTask:
    made = services.NewTask(
        id=uuid7(), directive_id=directive_id, text="开展通风消毒自查", evidence="自查表", due_at=DUE,
        checker_id=universe.users[checker].pk, level="school", units=(COUNTY,),
    )  # fmt: skip
    return replace(made, **other)


def issued(acting: Acting, universe: Universe, parts: int = 3, **other: Any) -> UUID:
    """A directive of the bureau with one task, to all three schools unless said otherwise."""
    officer = acting("officer")
    found = services.register(officer, a_directive())
    services.put_task(officer, a_task(universe, found, **other))
    services.issue(officer, services.Issue(uuid7(), found, parts))
    return found


def part(directive_id: UUID, unit_no: int) -> Target:
    enter(BUILDER)
    return Target.objects.filter(directive_id=directive_id, unit_no=unit_no).latest("id")


def a_report(
    target: Target, stage: str = "done", text: str = "已自查", *files: services.NewFile
) -> services.Report:
    return services.Report(uuid7(), target.pk, stage, text, files)


def a_check(directive_id: UUID, unit_no: int, text: str = "", **other: Any) -> services.Check:
    row = part(directive_id, unit_no)
    made = services.Check(uuid7(), row.pk, row.steps, text)
    return replace(made, **other)


def done(acting: Acting, directive_id: UUID, unit_no: int, who: str = "principal") -> Target:
    row = part(directive_id, unit_no)
    services.report(acting(who), a_report(row))
    return part(directive_id, unit_no)


def owed(about_id: UUID | None = None) -> list[tuple[str, int, str, bool]]:
    enter(BUILDER)
    rows = Duty.objects.filter(kind__startswith="directives.")
    if about_id:
        rows = rows.filter(about_id=about_id)
    found = rows.order_by("kind", "unit_no", "slot").values_list("kind", "unit_no", "state", "late")
    return [(row[0].removeprefix("directives."), *row[1:]) for row in found]


def facts() -> list[str]:
    """What was recorded, in the order of the chains."""
    enter(BUILDER)
    rows = Fact.objects.filter(kind__startswith="directives.").order_by("school_id", "n")
    return [kind.removeprefix("directives.") for kind in rows.values_list("kind", flat=True)]


def docx(*more: str, body: str = "<w:document/>", **told: str) -> bytes:
    """A small package, with more parts in it; `told`: the relationships of `document` or `settings`, the
    content `types`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", told.pop("types", "<Types/>"))
        package.writestr("word/document.xml", body)
        for name in more:
            package.writestr(name, "x")
        for name, xml in told.items():
            package.writestr(f"word/_rels/{name}.xml.rels", xml)
    return file.getvalue()
