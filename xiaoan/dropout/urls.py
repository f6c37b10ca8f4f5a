"""Addresses of dropout."""

from django.urls import path

from xiaoan.dropout.pages import ledger, reports

app_name = "dropout"
urlpatterns = [
    path("", ledger.home_page, name="home"),
    path("sheet/", ledger.sheet_page, name="sheet"),
    path("scores/", ledger.scores_page, name="scores"),
    path("review/", reports.review_page, name="review"),
    path("report/<int:school_no>/", reports.report_page, name="report"),
    path("open/<uuid:person_id>/", ledger.open_page, name="open"),
    path("<uuid:entry_id>/", ledger.entry_page, name="entry"),
]
