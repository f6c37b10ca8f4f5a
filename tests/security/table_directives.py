"""The rows of the access table about directives. Written by hand as the rest."""

from tests.builders import COUNTY, PRIMARY, TOWN, Universe
from tests.directives.states import PNG, a_directive, a_task, part
from tests.security.rows import ALL, DAY, Row, id_row, unit_row
from xiaoan.directives import services
from xiaoan.directives.models import Addressee, Paper
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as

# Who sees directives, who registers and issues them; who keeps the county's.
_SEE, _ISSUE, _KEEP = "22222nnnnnnn", "n22nnnnnnnnn", "22nnnnnnnnnn"
_FORM = {"submission_id": "0190b2d0-0000-7000-8000-00000000f00d"}
_ONE, _HERE = "directives/<uuid:directive_id>/", "/directives/{directive}/"
_PART, _THERE = "directives/targets/<uuid:target_id>/", "/directives/targets/{part}/"
_CIRCULAR = "directives/circulars/<uuid:circular_id>/"
_SAID = "/directives/circulars/{circular}/"

DIRECTIVES_ROWS = (
    Row("directives/", "GET", "/directives/", _SEE, _SEE, "snsn"),
    unit_row("directives/", f"/directives/?unit={TOWN}", "222nnnnnnnnn", ALL, "snsn", unit=TOWN),
    Row("directives/new/", "GET", "/directives/new/", _ISSUE, _ISSUE, "snsn"),
    Row("directives/new/", "POST", "/directives/new/", "nuunnnnnnnnn", "nuunnnnnnnnn", "snsn"),
    Row("directives/matrix/", "GET", "/directives/matrix/", _SEE, _SEE, "snsn"),
    Row("directives/targets/", "GET", "/directives/targets/", _SEE, _SEE, "snsn"),
    id_row("directives/targets/", "/directives/targets/?directive={directive}", _SEE, ALL, "snsn"),
    Row("directives/checks/", "GET", "/directives/checks/", _ISSUE, _ISSUE, "snsn"),
    Row("directives/checks/", "POST", "/directives/checks/", "nuunnnnnnnnn", "nuunnnnnnnnn", "snsn"),
    id_row(_ONE, _HERE, _SEE, ALL, "snsn"),
    id_row(_ONE, f"{_HERE}?act=change", "fufffnnnnnnn", ALL, "snsn", method="POST"),
    id_row(_PART, _THERE, _SEE, ALL, "snsn"),
    # Only the unit itself reports, only the office that issued it checks; nothing is to be checked yet.
    id_row(
        _PART, f"{_THERE}?act=report", "fffuunnnnnnn", ALL, "snsn", method="POST", body=_FORM
    ),
    id_row(
        _PART, f"{_THERE}?act=accept", "fcfffnnnnnnn", ALL, "snsn", method="POST", body=_FORM
    ),
    id_row("directives/papers/<uuid:paper_id>/", "/directives/papers/{paper}/", _SEE, ALL, "snsn"),
    Row("directives/meetings/", "GET", "/directives/meetings/", _SEE, _SEE, "snsn"),
    Row("directives/meetings/new/", "GET", "/directives/meetings/new/", _ISSUE, _ISSUE, "snsn"),
    Row(
        "directives/meetings/new/", "POST", "/directives/meetings/new/", "nuunnnnnnnnn",
        "nuunnnnnnnnn", "snsn",
    ),
    id_row(
        "directives/meetings/<uuid:meeting_id>/", "/directives/meetings/{meeting}/", _KEEP, ALL, "snsn"
    ),
    Row("directives/circulars/", "GET", "/directives/circulars/", _SEE, _SEE, "snsn"),
    Row(
        "directives/circulars/", "POST", "/directives/circulars/", "fuuffnnnnnnn", "fuuffnnnnnnn",
        "snsn",
    ),
    id_row(_CIRCULAR, _SAID, _SEE, ALL, "snsn"),
    id_row(
        _CIRCULAR, f"{_SAID}?act=reply", "fffuunnnnnnn", ALL, "snsn", method="POST",
        body={**_FORM, "unit_no": str(PRIMARY)},
    ),
    id_row(
        "directives/circulars/to/<uuid:addressee_id>/", "/directives/circulars/to/{addressee}/",
        "33333nnnnnnn", ALL, "snsn",
    ),
)  # fmt: skip


def directed(universe: Universe) -> dict[str, str]:
    """A directive of a meeting to the primary school, with a paper; a circular about it."""
    with acting_as(universe.cast["officer"]) as officer:
        meeting = services.register_meeting(
            officer,
            services.NewMeeting(
                uuid7(), COUNTY, "会", a_directive().dated_on, "室", "李", f"{DAY} 全体"
            ),
        )
        given = a_directive(files=(PNG,), source="meeting", meeting_id=meeting)
        found = services.register(officer, given)
        services.put_task(officer, a_task(universe, found, units=(PRIMARY,)))
        services.issue(officer, services.Issue(uuid7(), found, 1))
        circular = services.draft(officer, services.NewCircular(uuid7(), COUNTY, "通报", (found,)))
        services.issue_circular(
            officer, services.Edit(uuid7(), circular, 0, "通报", "请抓好。"), ()
        )
        row = part(found, PRIMARY)
        return {
            "meeting": str(meeting), "directive": str(found), "circular": str(circular),
            "part": str(row.pk), "paper": str(Paper.objects.get(about_id=found).pk),
            "addressee": str(Addressee.objects.get(circular_id=circular).pk),
        }  # fmt: skip
