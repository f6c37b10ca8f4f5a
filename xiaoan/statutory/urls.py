"""Addresses of statutory."""

from django.urls import path

from xiaoan.statutory import pages
from xiaoan.statutory.pages import delays, summary

app_name = "statutory"
urlpatterns = [
    path("", pages.reports_page, name="reports"),
    path("delays/", delays.delays_page, name="delays"),
    path("<uuid:report_id>/", pages.report_page, name="report"),
    path("<uuid:report_id>/paper/<int:number>/", pages.paper_page, name="paper"),
    path("events/<uuid:event_id>/", summary.summary_page, name="summary"),
    path("warnings/", pages.warnings_page, name="warnings"),
    path("warnings/new/", pages.new_page, name="new_warning"),
    path("warnings/<uuid:warning_id>/", pages.warning_page, name="warning"),
    path("warnings/<uuid:warning_id>/file/", pages.file_page, name="warning_file"),
    path("answers/<uuid:target_id>/", pages.target_page, name="target"),
]
