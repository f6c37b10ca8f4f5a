"""Addresses of the registry."""

from django.urls import path

from xiaoan.registry.pages import (
    classes,
    exports,
    guardians,
    imports,
    pairs,
    people,
    transfers,
    unit_acts,
    units,
)

app_name = "registry"
urlpatterns = [
    path("imports/", imports.imports_page, name="imports"),
    path("imports/template.xlsx", imports.template_page, name="template"),
    path("imports/<uuid:import_id>/", imports.import_page, name="import"),
    path("imports/<uuid:import_id>/confirm/", imports.confirm_page, name="confirm"),
    path("imports/<uuid:import_id>/stop/", imports.stop_page, name="stop"),
    path("imports/<uuid:import_id>/errors.xlsx", imports.errors_page, name="errors"),
    path("exports/", exports.exports_page, name="exports"),
    path("exports/<uuid:export_id>/", exports.export_page, name="export"),
    path("exports/<uuid:export_id>/file/", exports.export_file_page, name="export_file"),
    path("pairs/", pairs.pairs_page, name="pairs"),
    path("pairs/<uuid:pair_id>/decide/", pairs.decide_page, name="decide"),
    path("people/<uuid:person_id>/", people.life_page, name="life"),
    path("people/<uuid:person_id>/withdraw/", people.withdraw_page, name="withdraw"),
    path("people/<uuid:person_id>/guardians/", guardians.guardians_page, name="guardians"),
    path("people/<uuid:person_id>/transfer/", transfers.offer_page, name="transfer_offer"),
    path("transfers/", transfers.transfers_page, name="transfers"),
    path("transfers/ask/", transfers.ask_page, name="transfer_ask"),
    path("transfers/<uuid:transfer_id>/", transfers.transfer_page, name="transfer"),
    path("people/<uuid:person_id>/act/<slug:act>/", people.act_page, name="act"),
    path("classes/<int:unit_no>/", classes.class_page, name="class"),
    path("classes/<int:unit_no>/list.xlsx", classes.class_export_page, name="class_export"),
    path("classes/<int:unit_no>/enrol/", classes.enrol_page, name="enrol"),
    path("units/", units.home_page, name="units"),
    path("units/schools/<int:unit_no>/", units.schools_page, name="schools"),
    path("units/school/<int:unit_no>/", units.school_page, name="school_units"),
    path("units/school/<int:unit_no>/areas/", units.areas_page, name="unit_areas"),
    path("units/school/<int:unit_no>/promote/", unit_acts.promote_page, name="unit_promote"),
    path("units/<int:unit_no>/", units.unit_page, name="unit"),
    path("units/<int:unit_no>/open/<slug:kind>/", unit_acts.open_page, name="unit_open"),
    path("units/<int:unit_no>/change/", unit_acts.change_page, name="unit_change"),
    path("units/<int:unit_no>/close/", unit_acts.close_page, name="unit_close"),
    path("units/<int:unit_no>/stay/", units.stay_page, name="unit_stay"),
    path("units/<int:unit_no>/merge/", unit_acts.merge_page, name="unit_merge"),
]
