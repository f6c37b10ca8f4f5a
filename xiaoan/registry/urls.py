"""Addresses of the registry."""

from django.urls import path

from xiaoan.registry.pages import classes, guardians, imports, invitations, pairs, people, transfers

app_name = "registry"
urlpatterns = [
    path("imports/", imports.imports_page, name="imports"),
    path("imports/template.xlsx", imports.template_page, name="template"),
    path("imports/<uuid:import_id>/", imports.import_page, name="import"),
    path("imports/<uuid:import_id>/confirm/", imports.confirm_page, name="confirm"),
    path("imports/<uuid:import_id>/stop/", imports.stop_page, name="stop"),
    path("imports/<uuid:import_id>/errors.xlsx", imports.errors_page, name="errors"),
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
    path("codes/", invitations.codes_home_page, name="codes_home"),
    path("codes/<int:unit_no>/", invitations.codes_page, name="codes"),
    path("codes/sheets/<uuid:batch_id>/", invitations.sheet_page, name="codes_sheet"),
    path("codes/<uuid:invitation_id>/revoke/", invitations.revoke_page, name="revoke_code"),
    path("classes/<int:unit_no>/", classes.class_page, name="class"),
    path("classes/<int:unit_no>/list.xlsx", classes.class_export_page, name="class_export"),
    path("classes/<int:unit_no>/enrol/", classes.enrol_page, name="enrol"),
]
