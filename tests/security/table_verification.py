"""The rows of the access table about verification. Written by hand as the rest."""

from tests.security.rows import ALL, Row, id_row

# Who sees verification: all who look after people by name, at their own unit. Lists are the officer's.
_SEE, _OFFICER = "n222222nnnnn", "n2nnnnnnnnnn"
_MATCHES, _CHECKS = "nunnnnnnnnnn", "nuuuufunnnnn"

VERIFICATION_ROWS = (
    Row("verification/", "GET", "/verification/", _SEE, _SEE, "sns2"),
    Row("verification/names/<slug:what>/", "GET", "/verification/names/late/", _SEE, _SEE, "sns2"),
    Row("verification/samples/", "GET", "/verification/samples/", _SEE, _SEE, "sns2"),
    # So many people as that cannot be drawn; a grade head draws none.
    Row(
        "verification/samples/", "POST", "/verification/samples/", _CHECKS, _CHECKS, "snsu",
    ),
    Row("verification/lists/", "GET", "/verification/lists/", _OFFICER, _OFFICER, "snsn"),
    Row("verification/lists/", "POST", "/verification/lists/", _MATCHES, _MATCHES, "snsn"),
    Row("verification/lists/template/", "GET", "/verification/lists/template/", _OFFICER, _OFFICER, "snsn"),
    id_row("verification/lists/<uuid:list_id>/", "/verification/lists/{list}/", _OFFICER, ALL, "snsn"),
    id_row(
        "verification/lists/<uuid:list_id>/errors/", "/verification/lists/{list}/errors/",
        _OFFICER, ALL, "snsn",
    ),
    # It is matched already.
    id_row(
        "verification/lists/<uuid:list_id>/<list_act:act>/", "/verification/lists/{list}/stop/",
        _MATCHES, ALL, "snsn", method="POST",
    ),
    id_row(
        "verification/matches/<uuid:match_id>/", "/verification/matches/{match}/", _MATCHES, ALL,
        "snsn", method="POST",
    ),
    Row("verification/disagreements/", "GET", "/verification/disagreements/", _SEE, _SEE, "sns2"),
    id_row(
        "verification/disagreements/<uuid:disagreement_id>/",
        "/verification/disagreements/{disagreement}/", _SEE, ALL, "snsn",
    ),
    id_row(
        "verification/disagreements/<uuid:disagreement_id>/",
        "/verification/disagreements/{disagreement}/", _CHECKS, ALL, "snsn", method="POST",
    ),
    id_row("verification/people/<uuid:person_id>/", "/verification/people/{child}/", _SEE, ALL, "snsn"),
    id_row(
        "verification/people/<uuid:person_id>/", "/verification/people/{child}/", _CHECKS, ALL,
        "snsn", method="POST",
    ),
    id_row(
        "verification/spot-checks/<uuid:spot_id>/", "/verification/spot-checks/{spot}/", _SEE, ALL,
        "snsn",
    ),
    id_row(
        "verification/spot-checks/<uuid:spot_id>/", "/verification/spot-checks/{spot}/", _CHECKS,
        ALL, "snsn", method="POST",
    ),
)  # fmt: skip
