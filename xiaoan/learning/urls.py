"""Addresses of learning."""

from django.urls import path

from xiaoan.learning.pages import gap, load, rates, requests

app_name = "learning"
_UNIT = "unit/<int:unit_no>/"
urlpatterns = [
    path("", rates.home_page, name="home"),
    path(_UNIT, rates.unit_page, name="unit"),
    path(f"{_UNIT}sheet/", rates.sheet_page, name="sheet"),
    path(f"{_UNIT}gap/", gap.gap_page, name="gap"),
    path("mine/", gap.mine_page, name="mine"),
    path("pupil/<uuid:person_id>/", gap.pupil_page, name="pupil"),
    path(f"{_UNIT}load/", load.load_page, name="load"),
    path(f"{_UNIT}requests/", requests.requests_page, name="requests"),
    path("requests/<uuid:request_id>/", requests.let_through_page, name="let_through"),
]
