"""The access table, written by hand: who gets what at each address. Never derived from the code.

One letter per person: 2 the page · s to the sign-in page · 1 not signed in (JSON: 401) · 3 onwards to
another page · u asked to mend the input (422) · f seen but not permitted (403) · n not there (404) ·
c nothing to do that for any more (409).
A method that no row of an address names is 405 for everybody.

    here       L O T P D G C S K U A F   county leader, bureau officer, township liaison, principal,
                                         school doctor, grade head, class teacher, subject teacher,
                                         dormitory keeper, logistics (U), canteen (A), guardian
    elsewhere  the same twelve at another school, township or county
    half       the principal, whose password was right and whose second factor is still due
    others     nobody signed in · the role ended yesterday · the account is locked · the teacher of
               the class next door
"""

from tests.builders import CLASS_11, COUNTY, PRIMARY
from tests.security.rows import ABSENT_ID, ALL, DAY, ROLES, Row, id_row, unit_row
from tests.security.table_accountability import ACCOUNTABILITY_ROWS
from tests.security.table_allocation import ALLOCATION_ROWS
from tests.security.table_analysis import ANALYSIS_ROWS
from tests.security.table_arrivals import ARRIVALS_ROWS
from tests.security.table_careteams import CARETEAMS_ROWS
from tests.security.table_clearances import CLEARANCES_ROWS
from tests.security.table_command import COMMAND_ROWS
from tests.security.table_contacts import CONTACTS_ROWS
from tests.security.table_counselling import COUNSELLING_ROWS
from tests.security.table_daily import DAILY_ROWS
from tests.security.table_delivery import DELIVERY_ROWS
from tests.security.table_demand import DEMAND_ROWS
from tests.security.table_desks import DESKS_ROWS
from tests.security.table_directives import DIRECTIVES_ROWS
from tests.security.table_drills import DRILL_ROWS
from tests.security.table_duties import DUTIES_ROWS
from tests.security.table_equipment import EQUIPMENT_ROWS
from tests.security.table_hygiene import HYGIENE_ROWS
from tests.security.table_hygiene_done import HYGIENE_DONE_ROWS
from tests.security.table_illness import ILLNESS_ROWS
from tests.security.table_inspections import INSPECTIONS_ROWS
from tests.security.table_investigations import INVESTIGATIONS_ROWS
from tests.security.table_keypersons import KEYPERSONS_ROWS
from tests.security.table_learning import LEARNING_ROWS
from tests.security.table_lessons import LESSONS_ROWS
from tests.security.table_materials import MATERIALS_ROWS, STORIES_ROWS
from tests.security.table_measures import MEASURES_ROWS
from tests.security.table_notices import NOTICES_ROWS
from tests.security.table_outreach import OUTREACH_ROWS
from tests.security.table_own import OWN_ROWS
from tests.security.table_platforms import PLATFORMS_ROWS
from tests.security.table_procurement import PROCUREMENT_ROWS
from tests.security.table_public import PUBLIC_ROWS
from tests.security.table_readiness import READINESS_ROWS
from tests.security.table_registry import REGISTRY_ROWS
from tests.security.table_returns import RETURNS_ROWS
from tests.security.table_rules import RULES_ROWS
from tests.security.table_schoolplans import SCHOOLPLANS_ROWS
from tests.security.table_simulations import SIMULATIONS_ROWS
from tests.security.table_situation import SITUATION_ROWS
from tests.security.table_statistics import STATISTICS_ROWS
from tests.security.table_statutory import STATUTORY_ROWS
from tests.security.table_supplies import SUPPLIES_ROWS
from tests.security.table_surveys import SURVEYS_ROWS
from tests.security.table_training import TRAINING_ROWS
from tests.security.table_truth import TRUTH_ROWS
from tests.security.table_verification import VERIFICATION_ROWS
from tests.security.table_washed import WASHED_ROWS
from tests.security.table_watch import WATCH_ROWS

__all__ = ["ANY_METHOD", "METHODS", "ROLES", "ROWS", "Row"]
API_WHERE = "<unit_no>/<day>/<slot>"
WHERE = "<int:unit_no>/<str:day>/<str:slot>/"
NOON, MORNING = f"{CLASS_11}/{DAY}/noon/", f"{CLASS_11}/{DAY}/morning/"
ROWS = (
    # ---------------------------------------------------------------- the shell
    Row("", "GET", "/", "3" * 12, "3" * 12, "s3s3"),
    Row("nothing/", "GET", "/nothing/", "2" * 12, "2" * 12, "s2s2"),
    Row("sign-in/", "GET", "/sign-in/", "2" * 12, "2" * 12, "2222"),
    Row("sign-in/", "POST", "/sign-in/", "2" * 12, "2" * 12, "2222"),
    Row("sign-in/demo/", "POST", "/sign-in/demo/", ALL, ALL, "nnnn"),
    Row(
        "sign-in/demo/", "POST", "/sign-in/demo/", ALL, ALL, "nnnn",
        body={"user_id": "{principal}"},
    ),
    Row("sign-out/", "POST", "/sign-out/", "s" * 12, "s" * 12, "ssss"),
    Row("language/", "POST", "/language/", "u" * 12, "u" * 12, "uuuu"),
    Row("language/", "POST", "/language/", "3" * 12, "3" * 12, "3333", body={"language": "en"}),
    Row("sw.js", "GET", "/sw.js", "2" * 12, "2" * 12, "2222"),
    Row("manifest.webmanifest", "GET", "/manifest.webmanifest", "2" * 12, "2" * 12, "2222"),
    Row("offline/", "GET", "/offline/", "2" * 12, "2" * 12, "2222"),
    Row("install/", "GET", "/install/", "2" * 12, "2" * 12, "2222"),
    Row("livez", "GET", "/livez", "2" * 12, "2" * 12, "2222"),
    Row("readyz", "GET", "/readyz", "2" * 12, "2" * 12, "2222"),
    # ---------------------------------------------------------------- duties
    Row("duties/today/", "GET", "/duties/today/", "22222222222n", "22222222222n", "sns2"),
    Row("duties/blind-spots/", "GET", "/duties/blind-spots/", "222222nnnnnn", "222222nnnnnn", "snsn"),
    unit_row(
        "duties/blind-spots/", f"/duties/blind-spots/?unit={PRIMARY}", "22222nnnnnnn", ALL, "snsn",
        unit=PRIMARY,
    ),
    id_row("duties/steps/<uuid:duty_id>/", "/duties/steps/{duty}/", "22222222nnnn", ALL, "snsn"),
    unit_row(
        "duties/ladder/<int:unit_no>/", f"/duties/ladder/{COUNTY}/", "n2nnnnnnnnnn", ALL, "snsn",
        unit=COUNTY,
    ),
    unit_row(
        "duties/ladder/<int:unit_no>/", f"/duties/ladder/{COUNTY}/", "nunnnnnnnnnn", ALL, "snsn",
        unit=COUNTY, method="POST",
    ),
    # ---------------------------------------------------------------- daily checks
    unit_row(f"screening/rollcall/{WHERE}", f"/screening/rollcall/{NOON}", "nnn22n22fnnn", ALL, "snsn"),
    unit_row(
        f"screening/rollcall/{WHERE}", f"/screening/rollcall/{NOON}", "nnnuunuufnnn", ALL, "snsn",
        method="POST",
    ),
    unit_row(
        f"screening/receipt/{WHERE}", f"/screening/receipt/{MORNING}", "222222222nnn", ALL, "snsn"
    ),
    unit_row(
        f"screening/versions/{WHERE}", f"/screening/versions/{MORNING}", "222222222nnn", ALL, "snsn"
    ),
    unit_row(
        f"screening/conflict/{WHERE}", f"/screening/conflict/{MORNING}", "nnn33n33fnnn", ALL, "snsn"
    ),
    unit_row(
        f"screening/conflict/{WHERE}", f"/screening/conflict/{MORNING}", "nnnuunuufnnn", ALL, "snsn",
        method="POST",
    ),
    unit_row(f"screening/paper/{WHERE}", f"/screening/paper/{NOON}", "nnn22n22fnnn", ALL, "snsn"),
    unit_row(f"screening/typed/{WHERE}", f"/screening/typed/{NOON}", "nnn22n22fnnn", ALL, "snsn"),
    unit_row(
        f"screening/typed/{WHERE}", f"/screening/typed/{NOON}", "nnn33n33fnnn", ALL, "snsn",
        method="POST",
    ),
    Row("screening/school/", "GET", "/screening/school/", "333333nnnnnn", "333333nnnnnn", "snsn"),
    unit_row(
        "screening/school/<int:school_no>/", f"/screening/school/{PRIMARY}/", "222222nnnnnn", ALL,
        "snsn", unit=PRIMARY,
    ),
    unit_row(
        "screening/school/<int:school_no>/urge/", f"/screening/school/{PRIMARY}/urge/",
        "333333nnnnnn", ALL, "snsn", unit=PRIMARY, method="POST", body={"duty": "{duty}"},
    ),
    # An empty list is no way around the check (Bitwarden CVE-2026-43638 was that).
    unit_row(
        "screening/school/<int:school_no>/urge/", f"/screening/school/{PRIMARY}/urge/",
        "uuuuuunnnnnn", ALL, "snsn", unit=PRIMARY, method="POST",
    ),
    unit_row(
        "screening/excuse/<int:unit_no>/<str:day>/", f"/screening/excuse/{CLASS_11}/{DAY}/",
        "nnn22nnnnnnn", ALL, "snsn",
    ),
    unit_row(
        "screening/excuse/<int:unit_no>/<str:day>/", f"/screening/excuse/{CLASS_11}/{DAY}/",
        "nnnuunnnnnnn", ALL, "snsn", method="POST", body={"slot": "morning"},
    ),
    # ---------------------------------------------------------------- the calendar
    Row("screening/calendar/", "GET", "/screening/calendar/", "33333nnnnnnn", "33333nnnnnnn", "snsn"),
    unit_row(
        "screening/calendar/<int:unit_no>/", f"/screening/calendar/{PRIMARY}/", "22222nnnnnnn", ALL,
        "snsn", unit=PRIMARY,
    ),
    unit_row(
        "screening/calendar/<int:unit_no>/", f"/screening/calendar/{COUNTY}/", "22nnnnnnnnnn", ALL,
        "snsn", unit=COUNTY,
    ),
    unit_row(
        "screening/calendar/<int:unit_no>/<str:day>/", f"/screening/calendar/{PRIMARY}/{DAY}/",
        "n2n2nnnnnnnn", ALL, "snsn", unit=PRIMARY,
    ),
    unit_row(
        "screening/calendar/<int:unit_no>/<str:day>/", f"/screening/calendar/{PRIMARY}/{DAY}/",
        "nununnnnnnnn", ALL, "snsn", unit=PRIMARY, method="POST",
    ),
    unit_row(
        "screening/calendar/<int:unit_no>/<str:day>/", f"/screening/calendar/{COUNTY}/{DAY}/",
        "n3nnnnnnnnnn", ALL, "snsn", unit=COUNTY, method="POST",
        body={"is_school_day": "0", "note": "大雪停课", "step": "confirm"},
    ),
    unit_row(
        "screening/calendar/<int:unit_no>/terms/", f"/screening/calendar/{COUNTY}/terms/",
        "n2nnnnnnnnnn", ALL, "snsn", unit=COUNTY,
    ),
    unit_row(
        "screening/calendar/<int:unit_no>/terms/", f"/screening/calendar/{COUNTY}/terms/",
        "nunnnnnnnnnn", ALL, "snsn", unit=COUNTY, method="POST",
    ),
    unit_row(
        "screening/calendar/<int:unit_no>/times/", f"/screening/calendar/{PRIMARY}/times/",
        "22222nnnnnnn", ALL, "snsn", unit=PRIMARY,
    ),
    unit_row(
        "screening/calendar/<int:unit_no>/times/", f"/screening/calendar/{PRIMARY}/times/",
        "fufufnnnnnnn", ALL, "snsn", unit=PRIMARY, method="POST", body={"stage": "primary"},
    ),
    unit_row(
        "screening/calendar/<int:unit_no>/bells/", f"/screening/calendar/{PRIMARY}/bells/",
        "22222nnnnnnn", ALL, "snsn", unit=PRIMARY,
    ),
    unit_row(
        "screening/calendar/<int:unit_no>/bells/", f"/screening/calendar/{PRIMARY}/bells/",
        "fufufnnnnnnn", ALL, "snsn", unit=PRIMARY, method="POST", body={"stage": "primary"},
    ),
    Row("screening/children/", "GET", "/screening/children/", "nnnnnnnnnnn2", "nnnnnnnnnnn2", "snsn"),
    # ---------------------------------------------------------------- signals
    Row("outbreaks/", "GET", "/outbreaks/", "222222nnnnnn", "222222nnnnnn", "snsn"),
    id_row("outbreaks/<uuid:signal_id>/", "/outbreaks/{signal}/", "222222nnnnnn", ALL, "snsn"),
    id_row(
        "outbreaks/<uuid:signal_id>/acknowledge/", "/outbreaks/{signal}/acknowledge/",
        "f3f33fnnnnnn", ALL, "snsn", method="POST",
    ),
    # ---------------------------------------------------------------- the county's figures
    Row("overview/", "GET", "/overview/", "22222nnnnnnn", "22222nnnnnnn", "snsn"),
    unit_row(
        "overview/<int:unit_no>/", f"/overview/{PRIMARY}/", "22222nnnnnnn", ALL, "snsn",
        unit=PRIMARY,
    ),
    Row("overview/unreported/", "GET", "/overview/unreported/", "22222nnnnnnn", "22222nnnnnnn", "snsn"),
    unit_row(
        "overview/<int:unit_no>/unreported/", f"/overview/{PRIMARY}/unreported/", "22222nnnnnnn",
        ALL, "snsn", unit=PRIMARY,
    ),
    unit_row(
        "overview/<int:unit_no>/excused/", f"/overview/{PRIMARY}/excused/", "22222nnnnnnn", ALL,
        "snsn", unit=PRIMARY,
    ),
    unit_row(
        "overview/<int:unit_no>/urge/", f"/overview/{PRIMARY}/urge/", "33333nnnnnnn", ALL, "snsn",
        unit=PRIMARY, method="POST", body={"duty": "{duty}"},
    ),
    unit_row(
        "overview/<int:unit_no>/urge/", f"/overview/{PRIMARY}/urge/", "33333nnnnnnn", ALL, "snsn",
        unit=PRIMARY, method="POST",
    ),
    unit_row(
        "overview/<int:unit_no>/export/", f"/overview/{PRIMARY}/export/", "22222nnnnnnn", ALL,
        "snsn", unit=PRIMARY,
    ),
    Row("overview/search/", "GET", "/overview/search/", "2222222nnnnn", "2222222nnnnn", "sns2"),
    Row("overview/search/", "POST", "/overview/search/", "uuuuuuunnnnn", "uuuuuuunnnnn", "snsu"),
    Row("overview/wall/", "GET", "/overview/wall/", "22222nnnnnnn", "22222nnnnnnn", "snsn"),
    unit_row(
        "overview/<int:unit_no>/wall/", f"/overview/{PRIMARY}/wall/", "22222nnnnnnn", ALL, "snsn",
        unit=PRIMARY,
    ),
    unit_row(
        "overview/data/<int:unit_no>.json", f"/overview/data/{PRIMARY}.json", "22222nnnnnnn", ALL,
        "snsn", unit=PRIMARY,
    ),
    *REGISTRY_ROWS,
    *KEYPERSONS_ROWS,
    *VERIFICATION_ROWS,
    *STATISTICS_ROWS,
    *RULES_ROWS,
    *OWN_ROWS,
    *NOTICES_ROWS,
    *LESSONS_ROWS,
    *PLATFORMS_ROWS,
    *SURVEYS_ROWS,
    *WASHED_ROWS,
    *WATCH_ROWS,
    *ILLNESS_ROWS,
    *MEASURES_ROWS,
    *INVESTIGATIONS_ROWS,
    *STATUTORY_ROWS,
    *CONTACTS_ROWS,
    *ACCOUNTABILITY_ROWS,
    *CARETEAMS_ROWS,
    *COMMAND_ROWS,
    *DIRECTIVES_ROWS,
    *INSPECTIONS_ROWS,
    *PUBLIC_ROWS,
    *DESKS_ROWS,
    *OUTREACH_ROWS, *DRILL_ROWS,
    *DAILY_ROWS,
    *ARRIVALS_ROWS,
    *ANALYSIS_ROWS,
    *SCHOOLPLANS_ROWS,
    *CLEARANCES_ROWS,
    *READINESS_ROWS,
    *RETURNS_ROWS,
    *COUNSELLING_ROWS,
    *SUPPLIES_ROWS,
    *PROCUREMENT_ROWS,
    *ALLOCATION_ROWS,
    *DEMAND_ROWS,
    *SIMULATIONS_ROWS,
    *SITUATION_ROWS,
    *EQUIPMENT_ROWS,
    *TRAINING_ROWS,
    *MATERIALS_ROWS,
    *STORIES_ROWS,
    *LEARNING_ROWS,
    *DELIVERY_ROWS,
    *HYGIENE_ROWS,
    *TRUTH_ROWS,
    *HYGIENE_DONE_ROWS,
    # ---------------------------------------------------------------- seals
    Row("seals/", "GET", "/seals/", "n2nnnnnnnnnn", ALL, "snsn"),
    Row("seals/days/<str:day>/", "GET", f"/seals/days/{DAY}/", "n2nnnnnnnnnn", ALL, "snsn"),
    Row("seals/check/", "GET", "/seals/check/", "2" * 12, "2" * 12, "2222"),
    *DUTIES_ROWS,
    # ---------------------------------------------------------------- JSON
    Row("api/v1/", "GET", "/api/v1/", ALL, ALL, "nnnn"),
    Row("api/v1/openapi.json", "GET", "/api/v1/openapi.json", "2" * 12, "2" * 12, "2222"),
    unit_row(
        f"api/v1/screening/roll-calls/{API_WHERE}", f"/api/v1/screening/roll-calls/{MORNING[:-1]}",
        "222222222ffn", ALL, "1n1n",
    ),
    unit_row(
        "api/v1/screening/roll-calls", "/api/v1/screening/roll-calls", "fff22f22fffn", ALL, "1n1n",
        method="POST", json=True,
        body={"id": ABSENT_ID, "unit_no": str(CLASS_11), "day": DAY, "slot": "morning"},
    ),
)  # fmt: skip
# Addresses of the API library itself, which answer any method alike: nothing, and the description.
ANY_METHOD = {"api/v1/": 404, "api/v1/openapi.json": 200}
# The methods each route knows (besides HEAD where there is GET); every other is 405 for everybody.
METHODS: dict[str, set[str]] = {}
for _row in ROWS:
    METHODS.setdefault(_row.route, set()).add(_row.method)
