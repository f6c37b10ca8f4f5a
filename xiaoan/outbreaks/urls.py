"""Addresses of signals."""

from django.urls import path

from xiaoan.outbreaks import pages

app_name = "outbreaks"
urlpatterns = [
    path("", pages.signals_page, name="signals"),
    path("rules/", pages.rules_page, name="rules"),
    path("rules/<str:rule_id>/report/", pages.report_page, name="report"),
    path("<uuid:signal_id>/", pages.signal_page, name="signal"),
    path("<uuid:signal_id>/acknowledge/", pages.acknowledge_page, name="acknowledge"),
]
