"""The access table of materials and stories, and what it names. Letters: see table.py."""

from tests.builders import BUILDER, CLASS_11, Universe
from tests.materials.library import new
from tests.photos.pictures import jpeg
from tests.security.rows import ALL, Row, id_row, unit_row
from tests.stories.telling import shown_of, told
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.materials import services as materials
from xiaoan.stories import services as stories
from xiaoan.stories.models import Story

EVERYBODY, SEES, TO = "2" * 12, "2222222nnnnn", "3333333nnnnn"
ASSIGNS, ASSIGN = "n222222nnnnn", "nuuuuuunnnnn"
APPROVES, KEEPS, KEEP = "22nnnnnnnnnn", "n2nnnnnnnnnn", "nunnnnnnnnnn"
CODE, FLU = "materials/m/<slug:code>/", "/materials/m/influenza/"
MINE = "materials/mine/<uuid:assignment_id>/<uuid:whom>/"
MY_OWN = "/materials/mine/{homework}/{pupil}/"
UNIT, HERE = "materials/unit/<int:unit_no>/", f"/materials/unit/{CLASS_11}/"
ASSIGNED, GIVEN = "materials/assigned/<uuid:assignment_id>/", "/materials/assigned/{homework}/"
KEPT, MASKS = "materials/keep/<slug:code>/", "/materials/keep/masks/"
VERSION, DRAFT = "materials/versions/<uuid:version_id>/", "/materials/versions/{pamphlet}/"
SENT = "/materials/versions/{leaflet}/"
FAMILY = "nnnnnnnnnnn2"

MATERIALS_ROWS = (
    Row("materials/", "GET", "/materials/", EVERYBODY, EVERYBODY, "sns2"),
    # A public material opens without signing in.
    Row(CODE, "GET", FLU, EVERYBODY, EVERYBODY, "2222"),
    Row(f"{CODE}poster/", "GET", f"{FLU}poster/", EVERYBODY, EVERYBODY, "sns2"),
    Row(f"{CODE}practice/", "GET", f"{FLU}practice/", EVERYBODY, EVERYBODY, "sns2"),
    Row(f"{CODE}practice/", "POST", f"{FLU}practice/", "u" * 12, "u" * 12, "snsu"),
    # Assigned to class 1(1), read for the guardian's child.
    id_row(MINE, MY_OWN, FAMILY, ALL, "snsn"),
    id_row(MINE, MY_OWN, "nnnnnnnnnnn3", ALL, "snsn", method="POST"),
    id_row(f"{MINE}quiz/", f"{MY_OWN}quiz/", FAMILY, ALL, "snsn"),
    id_row(f"{MINE}quiz/", f"{MY_OWN}quiz/", "nnnnnnnnnnnu", ALL, "snsn", method="POST"),
    Row("materials/unit/", "GET", "/materials/unit/", TO, TO, "sns3"),
    unit_row(UNIT, HERE, SEES, ALL, "snsn"),
    unit_row(f"{UNIT}assign/", f"{HERE}assign/", ASSIGNS, ALL, "snsn"),
    unit_row(f"{UNIT}assign/", f"{HERE}assign/", ASSIGN, ALL, "snsn", method="POST"),
    id_row(ASSIGNED, GIVEN, TO, ALL, "snsn"),
    id_row(
        f"{ASSIGNED}unit/<int:unit_no>/", f"{GIVEN}unit/{CLASS_11}/", SEES, ALL, "snsn"
    ),
    id_row(f"{ASSIGNED}cancel/", f"{GIVEN}cancel/", ASSIGNS, ALL, "snsn"),
    id_row(f"{ASSIGNED}cancel/", f"{GIVEN}cancel/", ASSIGN, ALL, "snsn", method="POST"),
    Row("materials/waiting/", "GET", "/materials/waiting/", APPROVES, ALL, "snsn"),
    Row("materials/keep/", "GET", "/materials/keep/", APPROVES, ALL, "snsn"),
    Row("materials/keep/", "POST", "/materials/keep/", "funnnnnnnnnn", ALL, "snsn"),
    Row(KEPT, "GET", MASKS, APPROVES, ALL, "snsn"),
    Row(KEPT, "POST", MASKS, "funnnnnnnnnn", ALL, "snsn"),
    *(
        Row(f"{KEPT}{tail}", method, f"{MASKS}{tail}", letters, ALL, "snsn")
        for tail in ("review/", "halt/")
        for method, letters in (("GET", KEEPS), ("POST", KEEP))
    ),
    id_row(VERSION, DRAFT, APPROVES, ALL, "snsn"),
    id_row(VERSION, DRAFT, "uunnnnnnnnnn", ALL, "snsn", method="POST"),
    id_row(f"{VERSION}return/", f"{SENT}return/", APPROVES, ALL, "snsn"),
    id_row(f"{VERSION}return/", f"{SENT}return/", "uunnnnnnnnnn", ALL, "snsn", method="POST"),
    *(
        id_row(f"{VERSION}{tail}", f"{DRAFT}{address}", letters, ALL, "snsn", method=method)
        for tail, address in (
            ("head/", "head/"), ("section/<str:at>/", "section/new/"),
            ("question/<str:key>/", "question/new/"),
        )
        for method, letters in (("GET", KEEPS), ("POST", KEEP))
    ),
)  # fmt: skip

STORY, TALE = "stories/<uuid:story_id>/", "/stories/{tale}/"
PLACE, CLASS = "stories/unit/<int:unit_no>/", f"/stories/unit/{CLASS_11}/"
WRITES, WRITE = "nnn22n2nnnnn", "nnnuununnnnn"
STORIES_ROWS = (
    Row("stories/", "GET", "/stories/", EVERYBODY, EVERYBODY, "sns2"),
    Row("stories/unit/", "GET", "/stories/unit/", "33n33n3nnnnn", "33n33n3nnnnn", "sns3"),
    Row("stories/waiting/", "GET", "/stories/waiting/", "22n2nnnnnnnn", "22n2nnnnnnnn", "snsn"),
    unit_row(PLACE, CLASS, "22n22n2nnnnn", ALL, "snsn"),
    unit_row(f"{PLACE}new/", f"{CLASS}new/", WRITES, ALL, "snsn"),
    unit_row(f"{PLACE}new/", f"{CLASS}new/", WRITE, ALL, "snsn", method="POST"),
    # Submitted by the teacher of class 1(1), showing the guardian's child.
    id_row("stories/consent/<uuid:shown_id>/", "/stories/consent/{shown}/", FAMILY, ALL, "snsn"),
    id_row(
        "stories/consent/<uuid:shown_id>/", "/stories/consent/{shown}/", "nnnnnnnnnnnu", ALL, "snsn",
        method="POST",
    ),
    id_row(STORY, TALE, "22n22n2nnnnn", ALL, "snsn"),
    id_row(
        f"{STORY}photo/<uuid:photo_id>/", f"{TALE}photo/{{portrait}}/", "22n22n2nnnn2", ALL, "snsn"
    ),
    id_row(f"{STORY}revise/", f"{TALE}revise/", "nnnffn2nnnnn", ALL, "snsn"),
    id_row(f"{STORY}revise/", f"{TALE}revise/", "nnnffnunnnnn", ALL, "snsn", method="POST"),
    id_row(f"{STORY}publish/", f"{TALE}publish/", "uununnnnnnnn", ALL, "snsn", method="POST"),
    id_row(f"{STORY}return/", f"{TALE}return/", "22n2nnnnnnnn", ALL, "snsn"),
    id_row(f"{STORY}return/", f"{TALE}return/", "uununnnnnnnn", ALL, "snsn", method="POST"),
    id_row(f"{STORY}withdraw/", f"{TALE}withdraw/", "22n2fn2nnnnn", ALL, "snsn"),
    id_row(f"{STORY}withdraw/", f"{TALE}withdraw/", "uunufnunnnnn", ALL, "snsn", method="POST"),
)  # fmt: skip


def studied(universe: Universe) -> dict[str, str]:
    """Name in braces → id: an assignment and the child it was read for, a draft and what was submitted, a
    story with whom it shows and its picture."""
    child = universe.person(CLASS_11, 1)
    with acting_as(BUILDER):
        homework = materials.assign(BUILDER, new(CLASS_11))
        pamphlet = materials.draft(BUILDER, uuid7(), "masks")
        leaflet = materials.draft(BUILDER, uuid7(), "mumps")
        materials.submit(BUILDER, uuid7(), leaflet, 0)
    with acting_as(universe.cast["guardian"]) as guardian:
        materials.read(guardian, homework, child)
    with acting_as(universe.cast["teacher"]) as teacher:
        tale = stories.submit(teacher, told(universe, pictures=(jpeg(1),)))
        found = {"shown": shown_of(tale).pk, "portrait": Story.objects.get(pk=tale).photos[0]}
    found |= {"homework": homework, "pupil": child, "pamphlet": pamphlet, "leaflet": leaflet}
    return {name: str(pk) for name, pk in (found | {"tale": tale}).items()}
