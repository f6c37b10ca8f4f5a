"""Addresses of briefings."""

from django.urls import path

from xiaoan.briefings import pages

app_name = "briefings"
urlpatterns = [
    path("", pages.home_page, name="home"),
    path("unit/<int:unit_no>/", pages.unit_page, name="unit"),
    path("<uuid:briefing_id>/", pages.briefing_page, name="briefing"),
    path("<uuid:briefing_id>/paper/", pages.paper_page, name="paper"),
]
