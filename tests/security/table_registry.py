"""The access table of the registry: rosters, people, units, positions. Letters: see table.py."""

from tests.builders import CLASS_11, PRIMARY, TOWN
from tests.security.rows import ALL, Row, id_row, unit_row

OPEN, UNIT_ACTS = "<int:unit_no>/open/<slug:kind>/", ("change", "close", "merge")
REGISTRY_ROWS = (
    # ---------------------------------------------------------------- rosters
    Row("registry/imports/", "GET", "/registry/imports/", "n2n2nnnnnnnn", "n2n2nnnnnnnn", "snsn"),
    Row("registry/imports/", "POST", "/registry/imports/", "nununnnnnnnn", "nununnnnnnnn", "snsn"),
    Row(
        "registry/imports/template.xlsx", "GET", "/registry/imports/template.xlsx", "n2n2nnnnnnnn",
        "n2n2nnnnnnnn", "snsn",
    ),
    id_row(
        "registry/imports/<uuid:import_id>/", "/registry/imports/{roster}/", "n2n2nnnnnnnn", ALL,
        "snsn",
    ),
    id_row(
        "registry/imports/<uuid:import_id>/confirm/", "/registry/imports/{roster}/confirm/",
        "nununnnnnnnn", ALL, "snsn", method="POST",
    ),
    id_row(
        "registry/imports/<uuid:import_id>/stop/", "/registry/imports/{roster}/stop/",
        "nununnnnnnnn", ALL, "snsn", method="POST",
    ),
    # There are no errors yet, so there is no such sheet.
    id_row(
        "registry/imports/<uuid:import_id>/errors.xlsx", "/registry/imports/{roster}/errors.xlsx",
        ALL, ALL, "snsn",
    ),
    Row("registry/exports/", "GET", "/registry/exports/", "n2n2nnnnnnnn", "n2n2nnnnnnnn", "snsn"),
    Row("registry/exports/", "POST", "/registry/exports/", "nununnnnnnnn", "nununnnnnnnn", "snsn"),
    Row(
        "registry/exports/approvals/", "GET", "/registry/exports/approvals/", "22n2nnnnnnnn",
        "22n2nnnnnnnn", "snsn",
    ),
    # Not large: there is nothing to approve, and nothing that waits to be begun.
    id_row(
        "registry/exports/<uuid:export_id>/approval/", "/registry/exports/{export}/approval/", ALL,
        ALL, "snsn", method="POST", body={"what": "approve"},
    ),
    id_row(
        "registry/exports/<uuid:export_id>/begin/", "/registry/exports/{export}/begin/",
        "nnn3nnnnnnnn", ALL, "snsn", method="POST",
    ),
    # The principal here asked for it: for everybody else it is not there. It is not written yet.
    id_row(
        "registry/exports/<uuid:export_id>/", "/registry/exports/{export}/", "nnn2nnnnnnnn", ALL,
        "snsn",
    ),
    id_row(
        "registry/exports/<uuid:export_id>/file/", "/registry/exports/{export}/file/",
        "nnncnnnnnnnn", ALL, "snsn", method="POST",
    ),
    Row("registry/pairs/", "GET", "/registry/pairs/", "n2n2nnnnnnnn", "n2n2nnnnnnnn", "snsn"),
    id_row(
        "registry/pairs/<uuid:pair_id>/decide/", "/registry/pairs/{pair}/decide/", "nununnnnnnnn",
        ALL, "snsn", method="POST",
    ),
    # ---------------------------------------------------------------- people and their classes
    id_row("registry/people/<uuid:person_id>/", "/registry/people/{child}/", "2222222nnnnn", ALL, "snsn"),
    id_row(
        "registry/people/<uuid:person_id>/act/<slug:act>/", "/registry/people/{child}/act/class/",
        "nnn2nnnnnnnn", ALL, "snsn",
    ),
    id_row(
        "registry/people/<uuid:person_id>/act/<slug:act>/", "/registry/people/{child}/act/class/",
        "nnnunnnnnnnn", ALL, "snsn", method="POST",
    ),
    id_row(
        "registry/people/<uuid:person_id>/withdraw/", "/registry/people/{child}/withdraw/",
        "nnncnnnnnnnn", ALL, "snsn", method="POST",
    ),
    id_row(
        "registry/people/<uuid:person_id>/guardians/", "/registry/people/{child}/guardians/",
        "nnn2nnnnnnnn", ALL, "snsn",
    ),
    id_row(
        "registry/people/<uuid:person_id>/guardians/", "/registry/people/{child}/guardians/",
        "nnnunnnnnnnn", ALL, "snsn", method="POST",
    ),
    id_row(
        "registry/people/<uuid:person_id>/transfer/", "/registry/people/{child}/transfer/",
        "nnn2nnnnnnnn", ALL, "snsn",
    ),
    id_row(
        "registry/people/<uuid:person_id>/transfer/", "/registry/people/{child}/transfer/",
        "nnnunnnnnnnn", ALL, "snsn", method="POST",
    ),
    Row("registry/transfers/", "GET", "/registry/transfers/", "nnn2nnnnnnnn", "nnn2nnnnnnnn", "snsn"),
    Row("registry/transfers/ask/", "GET", "/registry/transfers/ask/", "nnn2nnnnnnnn", "nnn2nnnnnnnn", "snsn"),
    Row(
        "registry/transfers/ask/", "POST", "/registry/transfers/ask/", "nnnunnnnnnnn",
        "nnnunnnnnnnn", "snsn",
    ),
    # Between the primary school (here) and the kindergarten: the junior school knows nothing of it.
    id_row(
        "registry/transfers/<uuid:transfer_id>/", "/registry/transfers/{transfer}/",
        "nnn2nnnnnnnn", ALL, "snsn",
    ),
    id_row(
        "registry/transfers/<uuid:transfer_id>/", "/registry/transfers/{transfer}/",
        "nnnunnnnnnnn", ALL, "snsn", method="POST",
    ),
    unit_row(
        "registry/classes/<int:unit_no>/", f"/registry/classes/{CLASS_11}/", "2222222nnnnn", ALL,
        "snsn",
    ),
    unit_row(
        "registry/classes/<int:unit_no>/list.xlsx", f"/registry/classes/{CLASS_11}/list.xlsx",
        "22222nnnnnnn", ALL, "snsn",
    ),
    unit_row(
        "registry/classes/<int:unit_no>/enrol/", f"/registry/classes/{CLASS_11}/enrol/",
        "nnn2nnnnnnnn", ALL, "snsn",
    ),
    unit_row(
        "registry/classes/<int:unit_no>/enrol/", f"/registry/classes/{CLASS_11}/enrol/",
        "nnnunnnnnnnn", ALL, "snsn", method="POST",
    ),
    # ---------------------------------------------------------------- schools and what is in them
    Row("registry/units/", "GET", "/registry/units/", "n3n3nnnnnnnn", "n3n3nnnnnnnn", "snsn"),
    *(
        unit_row(f"registry/units/{route}", f"/registry/units/{address}", here, ALL, "snsn",
                 unit=unit, method=method)
        for route, address, unit, shown, sent in (
            ("schools/<int:unit_no>/", f"schools/{TOWN}/", TOWN, "n2nnnnnnnnnn", ""),
            ("schools/<int:unit_no>/sites/", f"schools/{TOWN}/sites/", TOWN, "n2nnnnnnnnnn",
             "nunnnnnnnnnn"),
            ("schools/<int:unit_no>/sites/template.xlsx", f"schools/{TOWN}/sites/template.xlsx",
             TOWN, "n2nnnnnnnnnn", ""),
            ("<int:unit_no>/site/", f"{PRIMARY}/site/", PRIMARY, "n2nnnnnnnnnn", "nunnnnnnnnnn"),
            ("school/<int:unit_no>/", f"school/{PRIMARY}/", PRIMARY, "n2n2nnnnnnnn", ""),
            (
                "school/<int:unit_no>/areas/", f"school/{PRIMARY}/areas/", PRIMARY, "n2n2nnnnnnnn",
                "n3n3nnnnnnnn",
            ),
            (
                "school/<int:unit_no>/promote/", f"school/{PRIMARY}/promote/", PRIMARY,
                "n2n2nnnnnnnn", "nununnnnnnnn",
            ),
            ("<int:unit_no>/", f"{CLASS_11}/", CLASS_11, "n2n2nnnnnnnn", ""),
            (OPEN, f"{PRIMARY}/open/gate/", PRIMARY, "n2n2nnnnnnnn", "nununnnnnnnn"),
            (OPEN, f"{TOWN}/open/school/", TOWN, "n2nnnnnnnnnn", "nunnnnnnnnnn"),
            *((f"<int:unit_no>/{act}/", f"{CLASS_11}/{act}/", CLASS_11, "n2n2nnnnnnnn",
               "nununnnnnnnn") for act in UNIT_ACTS),
            # The school itself is the bureau's to rename, close and merge.
            *((f"<int:unit_no>/{act}/", f"{PRIMARY}/{act}/", PRIMARY, "n2nfnnnnnnnn",
               "nunfnnnnnnnn") for act in UNIT_ACTS),
            ("<int:unit_no>/stay/", f"{CLASS_11}/stay/", CLASS_11, "", "ncncnnnnnnnn"),
        )
        for method, here in (("GET", shown), ("POST", sent)) if here
    ),
    # ---------------------------------------------------------------- positions
    Row("registry/positions/", "GET", "/registry/positions/", "n222nnnnnnnn", "n222nnnnnnnn", "snsn"),
    unit_row(
        "registry/positions/", f"/registry/positions/?unit={PRIMARY}", "n222nnnnnnnn", ALL, "snsn",
        unit=PRIMARY,
    ),
    unit_row(
        "registry/positions/staff/<int:unit_no>/", f"/registry/positions/staff/{PRIMARY}/",
        "n222nnnnnnnn", ALL, "snsn", unit=PRIMARY,
    ),
    id_row(
        "registry/positions/members/<uuid:member_id>/", "/registry/positions/members/{member}/",
        "n222nnnnnnnn", ALL, "snsn",
    ),
    Row(
        "registry/positions/appoint/", "GET", "/registry/positions/appoint/", "n2n2nnnnnnnn",
        "n2n2nnnnnnnn", "snsn",
    ),
    *(
        unit_row(
            "registry/positions/appoint/",
            f"/registry/positions/appoint/?unit={CLASS_11}&role=subject_teacher", here, ALL,
            "snsn", method=method,
        )
        for method, here in (("GET", "n2n2nnnnnnnn"), ("POST", "nununnnnnnnn"))
    ),
    *(
        id_row(
            f"registry/positions/<uuid:grant_id>/{act}/", f"/registry/positions/{{grant}}/{act}/",
            here, ALL, "snsn", method=method,
        )
        for act in ("deputise", "hand-over", "end")
        for method, here in (("GET", "n2n2nnnnnnnn"), ("POST", "nununnnnnnnn"))
    ),
    Row(
        "registry/positions/proposals/", "GET", "/registry/positions/proposals/", "22nnnnnnnnnn",
        "22nnnnnnnnnn", "snsn",
    ),
    # Asked for by the officer, about the leader: neither may confirm.
    id_row(
        "registry/positions/proposals/<uuid:proposal_id>/",
        "/registry/positions/proposals/{proposal}/", "uunnnnnnnnnn", ALL, "snsn", method="POST",
    ),
    id_row(
        "registry/positions/proposals/<uuid:proposal_id>/",
        "/registry/positions/proposals/{proposal}/", "ffnnnnnnnnnn", ALL, "snsn", method="POST",
        body={"what": "confirm"},
    ),
    id_row(
        "registry/people/<uuid:person_id>/access/", "/registry/people/{child}/access/",
        "n2n2nn2nnnnn", ALL, "snsn",
    ),
    id_row(
        "registry/people/<uuid:person_id>/looks/", "/registry/people/{child}/looks/",
        "n2n2nn2nnnnn", ALL, "snsn",
    ),
    # Of one's own children, whoever they are.
    Row("registry/looks/", "GET", "/registry/looks/", "nnnnnnnnnnn2", "nnnnnnnnnnn2", "snsn"),
    id_row(
        "notices/<uuid:notice_id>/dismiss/", "/notices/{notice}/dismiss/", "nnnnnn3nnnnn", ALL,
        "snsn", method="POST",
    ),
)  # fmt: skip
