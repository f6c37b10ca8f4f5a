"""Addresses of simulations."""

from django.urls import path

from xiaoan.simulations.pages import runs

app_name = "simulations"
urlpatterns = [
    path("", runs.home_page, name="home"),
    path("<uuid:run_id>/", runs.run_page, name="run"),
    path("<uuid:run_id>/sheet/", runs.sheet_page, name="sheet"),
    path("<uuid:run_id>/suppose/<slug:way>/", runs.suppose_page, name="suppose"),
]
