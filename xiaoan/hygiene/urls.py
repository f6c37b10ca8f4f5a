"""Addresses of hygiene."""

from django.urls import path

from xiaoan.hygiene.pages import (
    checking,
    coverage,
    dilution,
    door,
    doors,
    dose,
    doubts,
    entering,
    excusing,
    incidents,
    lines,
    places,
    plans,
    printing,
    products,
    recording,
    rounds,
    spots,
    units,
    use,
)

app_name = "hygiene"
PLAN, SCHOOL = "plan/<uuid:plan_id>", "school/<int:school_no>"
LINE = f"{PLAN}/line/<slug:kind>/<slug:task>/<slug:slot>"
# ------------------------------------------------------------------ places and plans
PLANNING = [
    path("", units.home_page, name="home"),
    path("approvals/", plans.approvals_page, name="approvals"),
    path("door/", doors.door_page, name="door"),
    path("unit/<int:unit_no>/", units.unit_page, name="unit"),
    path("unit/<int:unit_no>/places/", places.places_page, name="places"),
    path(f"{SCHOOL}/places/add/", places.add_page, name="place_add"),
    path(f"{SCHOOL}/places/act/", places.act_page, name="places_act"),
    path(f"{SCHOOL}/places/order/", places.order_page, name="order"),
    path(f"{SCHOOL}/places/propose/", entering.propose_page, name="propose"),
    path(f"{SCHOOL}/places/import/", entering.import_page, name="import"),
    path(f"{SCHOOL}/labels/", doors.labels_page, name="labels"),
    path(f"{SCHOOL}/plan/", plans.draft_page, name="draft"),
    path("place/<uuid:place_id>/plan/", places.plan_of_place_page, name="place_plan"),
    path("place/<uuid:place_id>/edit/", places.edit_page, name="place_edit"),
    path(f"{PLAN}/", plans.plan_page, name="plan"),
    path(f"{PLAN}/hand-in/", plans.hand_in_page, name="hand_in"),
    path(f"{PLAN}/take-back/", plans.take_back_page, name="take_back"),
    path(f"{PLAN}/decide/", plans.decide_page, name="decide"),
    path(f"{PLAN}/compare/", plans.compare_page, name="compare"),
    path(f"{PLAN}/print/", plans.print_page, name="print"),
    path(f"{PLAN}/add/<slug:kind>/", lines.add_page, name="line_add"),
    path(f"{PLAN}/as-kind/<uuid:place_id>/", lines.as_kind_page, name="as_kind"),
    path(f"{LINE}/", lines.line_page, name="line"),
    path(f"{LINE}/remove/", lines.remove_page, name="line_remove"),
]
# ------------------------------------------------------------------ what was done: coverage, dose, use
WATCHING = [
    path("coverage/", coverage.home_page, name="coverage_home"),
    path("coverage/<int:unit_no>/", coverage.coverage_page, name="coverage"),
    path("coverage/<int:unit_no>/export/", coverage.export_page, name="coverage_export"),
    path("spots/<int:unit_no>/", spots.spots_page, name="spots"),
    path("dose/<int:unit_no>/", dose.dose_page, name="dose"),
    path("use/<int:unit_no>/", use.use_page, name="use"),
    path(f"{SCHOOL}/ledger/", printing.ledger_page, name="ledger"),
    path(f"{SCHOOL}/air-sheet/", printing.air_page, name="air_sheet"),
    path(f"{SCHOOL}/bus-sheet/", printing.bus_page, name="bus_sheet"),
    path("place/<uuid:place_id>/sheet/", printing.door_sheet_page, name="door_sheet"),
]
# ------------------------------------------------------------------ rounds, records, incidents
ROUNDS = [
    path("today/", rounds.today_page, name="today"),
    path("round/<uuid:round_id>/", rounds.round_page, name="round"),
    path("place/<uuid:place_id>/", door.place_page, name="place"),
    path("place/<uuid:place_id>/record/", recording.record_page, name="record"),
    path("record/<uuid:record_id>/", door.record_of_page, name="record_of"),
    path(
        "incident/<uuid:incident_id>/photo/<uuid:step_id>/",
        incidents.step_photo,
        name="incident_photo",
    ),
    path("record/<uuid:record_id>/photo/", door.record_photo, name="record_photo"),
    path("record/<uuid:record_id>/mend/", recording.mend_page, name="mend"),
    path("excuse/<int:school_no>/", excusing.excuse_page, name="excuse"),
    path("incidents/", incidents.own_page, name="incidents_own"),
    path("incidents/new/", incidents.new_page, name="incident_new"),
    path("incidents/<int:school_no>/", incidents.list_page, name="incidents"),
    path("incident/<uuid:incident_id>/", incidents.incident_page, name="incident"),
]
# ------------------------------------------------------------------ products, solutions, what is true
TRUTH = [
    path("dilute/", dilution.dilute_page, name="dilute"),
    path("products/<int:unit_no>/", products.products_page, name="products"),
    path("products/<int:unit_no>/import/", products.import_page, name="products_import"),
    path("product/<uuid:product_id>/close/", products.close_page, name="product_close"),
    path("doubts/", doubts.home_page, name="doubts_home"),
    path("doubts/<int:unit_no>/", doubts.doubts_page, name="doubts"),
    path("record/<uuid:record_id>/truth/", doubts.truth_page, name="truth"),
    path("statements/", doubts.statements_page, name="statements"),
    path("check/<uuid:draw_id>/", checking.check_page, name="check"),
    path("place/<uuid:place_id>/look/", checking.look_page, name="look"),
    path("looked/<uuid:check_id>/files/<uuid:file_id>/", doubts.file_page, name="statement_file"),
    path("looked/<uuid:check_id>/photo/", doubts.photo_page, name="check_photo"),
]
urlpatterns = [*PLANNING, *ROUNDS, *WATCHING, *TRUTH]
