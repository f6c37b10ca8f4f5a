"""Addresses of verification."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from xiaoan.verification.pages import disagreements, ledger, lists, people


class Act(StringConverter):
    regex = "stop|start|close"


register_converter(Act, "list_act")
app_name = "verification"
urlpatterns = [
    path("", ledger.ledger_page, name="ledger"),
    path("names/<slug:what>/", ledger.names_page, name="names"),
    path("samples/", ledger.samples_page, name="samples"),
    path("lists/", lists.lists_page, name="lists"),
    path("lists/template/", lists.template_page, name="template"),
    path("lists/<uuid:list_id>/", lists.list_page, name="list"),
    path("lists/<uuid:list_id>/errors/", lists.errors_page, name="errors"),
    path("lists/<uuid:list_id>/<list_act:act>/", lists.list_act_page, name="list_act"),
    path("matches/<uuid:match_id>/", lists.decide_page, name="decide"),
    path("disagreements/", disagreements.disagreements_page, name="disagreements"),
    path(
        "disagreements/<uuid:disagreement_id>/",
        disagreements.disagreement_page,
        name="disagreement",
    ),
    path("people/<uuid:person_id>/", people.person_page, name="person"),
    path("spot-checks/<uuid:spot_id>/", people.spot_check_page, name="spot_check"),
]
