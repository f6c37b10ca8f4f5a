"""Addresses of dailyreports."""

from django.urls import path

from xiaoan.dailyreports.pages import lists, paper, report

app_name = "dailyreports"
urlpatterns = [
    path("", lists.home_page, name="home"),
    path("unit/<int:unit_no>/", lists.unit_page, name="unit"),
    path("unit/<int:unit_no>/sheet/", lists.sheet_page, name="sheet"),
    path("<uuid:report_id>/", report.report_page, name="report"),
    path("<uuid:report_id>/paper/", paper.known_page, name="known"),
    path("<uuid:report_id>/paper/<int:no>/", paper.paper_page, name="paper"),
]
