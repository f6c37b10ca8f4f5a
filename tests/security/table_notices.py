"""The access table of notices, and what it names. Letters: see table.py."""

from tests.builders import BUILDER, CLASS_11, PRIMARY, TOWN, Universe
from tests.notices.letters import content, draft, part, release
from tests.security.rows import ALL, Row, id_row
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.notices import services
from xiaoan.notices.models import Chase

ANYBODY, WRITES, AGREES = "2" * 12, "2222222nnnnn", "22222nnnnnnn"
WRITE, KEEPS, KEEP = "uuuuuuunnnnn", "n2nnnnnnnnnn", "nunnnnnnnnnn"
# To the families and the staff of a school.
TOLD, CONFIRM = "nnn222222222", "nnn333333333"
SENT, DRAFT = "notices/sent/<uuid:notice_id>/", "notices/drafts/<uuid:notice_id>/"
AGREE, CALLS = "notices/approvals/<uuid:notice_id>/", "notices/calls/<uuid:chase_id>/"
UNIT, TEMPLATE = f"{SENT}unit/<int:unit_no>/", "notices/templates/<slug:code>/"


def _both(route: str, reads: str, writes: str, others: str) -> tuple[Row, Row]:
    """A page with its form, sent empty."""
    return (
        Row(route, "GET", f"/{route}", reads, reads, others),
        Row(route, "POST", f"/{route}", writes, writes, others.replace("2", "u")),
    )


NOTICES_ROWS = (
    Row("notices/", "GET", "/notices/", ANYBODY, ANYBODY, "sns2"),
    Row("notices/unread/", "GET", "/notices/unread/", ANYBODY, ANYBODY, "sns2"),
    id_row("notices/<uuid:notice_id>/", "/notices/{letter}/", TOLD, ALL, "sns2"),
    id_row(
        "notices/<uuid:notice_id>/confirm/", "/notices/{letter}/confirm/", CONFIRM, ALL, "sns3",
        method="POST",
    ),
    Row("notices/sent/", "GET", "/notices/sent/", WRITES, WRITES, "sns2"),
    id_row(SENT, "/notices/sent/{letter}/", WRITES, ALL, "sns2"),
    id_row(
        SENT, "/notices/sent/{letter}/", WRITE, ALL, "snsu", method="POST", body={"act": "back"}
    ),
    id_row(UNIT, f"/notices/sent/{{letter}}/unit/{CLASS_11}/", WRITES, ALL, "snsn"),
    *_both("notices/new/", WRITES, WRITE, "sns2"),
    # A draft of the class teacher: those above see that it is there, and do not write in another's name.
    id_row(DRAFT, "/notices/drafts/{memo}/", "ffffff2nnnnn", ALL, "snsn"),
    id_row(DRAFT, "/notices/drafts/{memo}/", "ffffffunnnnn", ALL, "snsn", method="POST"),
    id_row(f"{DRAFT}review/", "/notices/drafts/{memo}/review/", "ffffffunnnnn", ALL, "snsn"),
    id_row(
        f"{DRAFT}review/", "/notices/drafts/{memo}/review/", "ffffffunnnnn", ALL, "snsn", method="POST"
    ),
    Row("notices/approvals/", "GET", "/notices/approvals/", AGREES, AGREES, "snsn"),
    id_row(AGREE, "/notices/approvals/{pending}/", "222nnnnnnnnn", ALL, "snsn"),
    id_row(AGREE, "/notices/approvals/{pending}/", "uuunnnnnnnnn", ALL, "snsn", method="POST"),
    id_row(CALLS, "/notices/calls/{chased}/", "nnn2222nnnnn", ALL, "snsn"),
    id_row(CALLS, "/notices/calls/{chased}/", "nnnuuuunnnnn", ALL, "snsn", method="POST"),
    *_both("notices/templates/", KEEPS, KEEP, "snsn"),
    Row(TEMPLATE, "GET", "/notices/templates/meeting/", KEEPS, KEEPS, "snsn"),
    Row(TEMPLATE, "POST", "/notices/templates/meeting/", KEEP, KEEP, "snsn"),
    *_both("notices/lists/", WRITES, WRITE, "sns2"),
)  # fmt: skip


def noticed(universe: Universe) -> dict[str, str]:
    """Name in braces → id: a notice that was sent to a school, a draft, one that waits, a call list."""
    with acting_as(universe.cast["principal"]) as principal:
        letter = release(principal, PRIMARY, content(part(PRIMARY, who=("families", "staff"))))
    with acting_as(BUILDER):
        services.send(BUILDER, letter)
        chased = Chase.objects.create(
            id=uuid7(), school_id=PRIMARY, unit_no=CLASS_11, notice_id=letter, kind="family",
            opened_at=clock.now(),
        )  # fmt: skip
    with acting_as(universe.cast["teacher"]) as teacher:
        memo = draft(teacher, CLASS_11)
    with acting_as(universe.cast["liaison"]) as liaison:
        pending = release(liaison, TOWN, content(part(TOWN)))
    return {
        "letter": str(letter), "memo": str(memo), "pending": str(pending), "chased": str(chased.pk),
    }  # fmt: skip
