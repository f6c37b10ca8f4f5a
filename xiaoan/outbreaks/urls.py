"""Addresses of signals."""

from django.urls import path

from xiaoan.outbreaks import pages
from xiaoan.outbreaks.pages import watch

app_name = "outbreaks"
urlpatterns = [
    path("", pages.signals_page, name="signals"),
    path("watch/", watch.watch_page, name="watch"),
    path("watch/<uuid:signal_id>/", watch.watch_one_page, name="watch_one"),
    path("watch/<uuid:signal_id>/dismiss/", watch.dismiss_page, name="dismiss"),
    path("rules/", pages.rules_page, name="rules"),
    path("rules/<str:rule_id>/report/", pages.report_page, name="report"),
    path("<uuid:signal_id>/", pages.signal_page, name="signal"),
    path("<uuid:signal_id>/acknowledge/", pages.acknowledge_page, name="acknowledge"),
]
