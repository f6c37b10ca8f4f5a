"""Addresses of learning."""

from django.urls import path

from xiaoan.learning.pages import load, rates

app_name = "learning"
urlpatterns = [
    path("", rates.home_page, name="home"),
    path("unit/<int:unit_no>/", rates.unit_page, name="unit"),
    path("unit/<int:unit_no>/sheet/", rates.sheet_page, name="sheet"),
    path("unit/<int:unit_no>/load/", load.load_page, name="load"),
]
