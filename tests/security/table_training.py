"""The access table of training, and what it names. Letters: see table.py."""

from tests.builders import BUILDER, DAY, PRIMARY, Universe
from tests.security.rows import ALL, Row, id_row, unit_row
from tests.training.lessons import take
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.training import services
from xiaoan.training.rules import add_months

LEARN, CERTIFIES, KEEPS = "22222222222n", "n2n22nnnnnnn", "n2nnnnnnnnnn"
CERTIFY, KEEP = "nunuunnnnnnn", "nunnnnnnnnnn"
SEE = "22222nnnnnnn"
UNIT, HERE = "training/unit/<int:unit_no>/", f"/training/unit/{PRIMARY}/"
COURSE, TEST = "training/course/<slug:code>/", "training/test/<uuid:attempt_id>/"
PAPER, WAITS = "training/certificate/<uuid:certificate_id>/", "training/waiting/<uuid:attempt_id>/"
BANK, BASICS = "training/courses/<slug:code>/", "/training/courses/protection/"
VERSION, DRAFT = "training/versions/<uuid:version_id>/", "/training/versions/{syllabus}/"


def _kept(route: str, address: str) -> tuple[Row, Row]:
    """What only the county's officer opens and changes."""
    return (
        Row(route, "GET", address, KEEPS, ALL, "snsn"), Row(route, "POST", address, KEEP, ALL, "snsn"),
    )  # fmt: skip


def _drafted(tail: str, address: str) -> tuple[Row, Row]:
    return (
        id_row(f"{VERSION}{tail}", f"{DRAFT}{address}", KEEPS, ALL, "snsn"),
        id_row(f"{VERSION}{tail}", f"{DRAFT}{address}", KEEP, ALL, "snsn", method="POST"),
    )


def _brought(tail: str) -> tuple[Row, Row]:
    route, address = f"{UNIT}{tail}", f"{HERE}{tail}"
    return (
        unit_row(route, address, CERTIFIES, ALL, "snsn", unit=PRIMARY),
        unit_row(route, address, CERTIFY, ALL, "snsn", unit=PRIMARY, method="POST"),
    )


TRAINING_ROWS = (
    Row("training/", "GET", "/training/", LEARN, LEARN, "sns2"),
    Row(COURSE, "GET", "/training/course/protection/", LEARN, LEARN, "sns2"),
    Row(
        f"{COURSE}begin/", "POST", "/training/course/protection/begin/", "uuuuuuuuuuun", "uuuuuuuuuuun",
        "snsu",
    ),
    # The doctor's own test, which waits for another person.
    id_row(TEST, "/training/test/{lesson}/", "nnnn2nnnnnnn", ALL, "snsn"),
    id_row(TEST, "/training/test/{lesson}/", "nnnn3nnnnnnn", ALL, "snsn", method="POST"),
    id_row(WAITS, "/training/waiting/{lesson}/", "n2n2nnnnnnnn", ALL, "snsn"),
    id_row(WAITS, "/training/waiting/{lesson}/", "nununnnnnnnn", ALL, "snsn", method="POST"),
    Row("training/waiting/", "GET", "/training/waiting/", CERTIFIES, CERTIFIES, "snsn"),
    # A certificate of the keeper of the stores.
    id_row(PAPER, "/training/certificate/{diploma}/", "22222nnnn2nn", ALL, "snsn"),
    id_row(f"{PAPER}revoke/", "/training/certificate/{diploma}/revoke/", CERTIFIES, ALL, "snsn"),
    id_row(
        f"{PAPER}revoke/", "/training/certificate/{diploma}/revoke/", CERTIFY, ALL, "snsn",
        method="POST",
    ),
    Row("training/unit/", "GET", "/training/unit/", "333333nnnnnn", "333333nnnnnn", "snsn"),
    unit_row(UNIT, HERE, SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(f"{UNIT}export/", f"{HERE}export/", SEE, ALL, "snsn", unit=PRIMARY),
    unit_row(
        f"{UNIT}urge/", f"{HERE}urge/", "33333nnnnnnn", ALL, "snsn", unit=PRIMARY, method="POST"
    ),
    *_brought("enter/"),
    *_brought("import/"),
    Row("training/import/template/", "GET", "/training/import/template/", CERTIFIES, CERTIFIES, "snsn"),
    *_kept("training/courses/", "/training/courses/"),
    *_kept(BANK, BASICS),
    *_kept(f"{BANK}need/", f"{BASICS}need/"),
    *_kept(f"{BANK}retire/<str:key>/", f"{BASICS}retire/p01/"),
    Row("training/bank/template/", "GET", "/training/bank/template/", KEEPS, ALL, "snsn"),
    *_drafted("", ""),
    *_drafted("head/", "head/"),
    *_drafted("section/<str:at>/", "section/new/"),
    *_drafted("question/<str:key>/", "question/new/"),
    *_drafted("import/", "import/"),
)  # fmt: skip


def learnt(universe: Universe) -> dict[str, str]:
    """Name in braces → id: a test that waits, a certificate, a draft."""
    with acting_as(universe.cast["doctor"]) as doctor:
        lesson = take(doctor, "thermometer", wrong=0).id
    with acting_as(BUILDER):
        paper = services.enter(
            BUILDER,
            services.Earlier(
                uuid7(), PRIMARY, universe.users["logistics"].pk, "disinfection", DAY,
                add_months(DAY, 12), "县-1",
            ),
        )  # fmt: skip
        draft = services.draft(BUILDER, uuid7(), "disinfection")
    return {"lesson": str(lesson), "diploma": str(paper), "syllabus": str(draft)}
