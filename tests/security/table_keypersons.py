"""The access table of key persons. Letters: see table.py."""

from tests.builders import CLASS_11, PRIMARY
from tests.security.rows import ALL, Row, id_row, unit_row

KEEP, SEE = "nunuununnnnn", "n222222nnnnn"
ADD, RETURN = "keypersons/add/<uuid:person_id>/", "keypersons/return/<uuid:person_id>/"
TAKE = "keypersons/returns/<int:unit_no>/export/"
ARRIVAL, FOLLOW = "keypersons/arrival/<uuid:travel_id>/", "keypersons/follow/<uuid:line_id>/"
KEYPERSONS_ROWS = (
    Row("keypersons/", "GET", "/keypersons/", "n333333nnnnn", "n333333nnnnn", "sns3"),
    unit_row("keypersons/unit/<int:unit_no>/", f"/keypersons/unit/{CLASS_11}/", SEE, ALL, "snsn"),
    unit_row(
        "keypersons/unit/<int:unit_no>/chosen/",
        f"/keypersons/unit/{CLASS_11}/chosen/",
        KEEP,
        ALL,
        "snsn",
        method="POST",
    ),
    # The county's leader reads figures, not names.
    unit_row(
        "keypersons/export/<int:unit_no>/",
        f"/keypersons/export/{CLASS_11}/",
        "f2222nnnnnnn",
        ALL,
        "snsn",
    ),
    unit_row(
        "keypersons/export/<int:unit_no>/",
        f"/keypersons/export/{CLASS_11}/",
        "fuuuunnnnnnn",
        ALL,
        "snsn",
        method="POST",
    ),
    Row(
        "keypersons/figures/", "GET", "/keypersons/figures/", "33333nnnnnnn", "33333nnnnnnn", "snsn"
    ),
    unit_row(
        "keypersons/figures/<int:unit_no>/",
        f"/keypersons/figures/{PRIMARY}/",
        "22222nnnnnnn",
        ALL,
        "snsn",
        unit=PRIMARY,
    ),
    Row(
        "keypersons/returns/", "GET", "/keypersons/returns/", "n222222nnnnn", "n222222nnnnn", "sns2"
    ),
    unit_row(
        "keypersons/returns/<int:unit_no>/", f"/keypersons/returns/{CLASS_11}/", SEE, ALL, "snsn"
    ),
    unit_row(TAKE, f"/keypersons/returns/{CLASS_11}/export/", "f2222nnnnnnn", ALL, "snsn"),
    unit_row(
        TAKE, f"/keypersons/returns/{CLASS_11}/export/", "fuuuunnnnnnn", ALL, "snsn", method="POST"
    ),
    Row("keypersons/packs/", "GET", "/keypersons/packs/", "2222222nnnnn", "2222222nnnnn", "sns2"),
    Row("keypersons/packs/", "POST", "/keypersons/packs/", "funnnnnnnnnn", ALL, "snsn"),
    id_row("keypersons/person/<uuid:person_id>/", "/keypersons/person/{child}/", SEE, ALL, "snsn"),
    id_row(
        "keypersons/line/<uuid:line_id>/",
        "/keypersons/line/{line}/",
        KEEP,
        ALL,
        "snsn",
        method="POST",
    ),
    Row("keypersons/add/", "GET", "/keypersons/add/", "n2n22n2nnnnn", "n2n22n2nnnnn", "sns2"),
    Row("keypersons/add/", "POST", "/keypersons/add/", KEEP, KEEP, "snsu"),
    id_row(ADD, "/keypersons/add/{child}/", "n2n22n2nnnnn", ALL, "snsn"),
    id_row(ADD, "/keypersons/add/{child}/", KEEP, ALL, "snsn", method="POST"),
    id_row(RETURN, "/keypersons/return/{child}/", "n2n22n2nnnnn", ALL, "snsn"),
    id_row(RETURN, "/keypersons/return/{child}/", KEEP, ALL, "snsn", method="POST"),
    id_row(ARRIVAL, "/keypersons/arrival/{travel}/", SEE, ALL, "snsn"),
    id_row(ARRIVAL, "/keypersons/arrival/{travel}/", "nufuufunnnnn", ALL, "snsn", method="POST"),
    Row("keypersons/today/", "GET", "/keypersons/today/", "22222222222n", "22222222222n", "sns2"),
    # The carer is the class teacher, the deputy another teacher of the class.
    id_row(FOLLOW, "/keypersons/follow/{line}/", "n2f22f22nnnn", ALL, "snsn"),
    id_row(FOLLOW, "/keypersons/follow/{line}/", "nufuufuunnnn", ALL, "snsn", method="POST"),
)
