"""Addresses of dropout."""

from django.urls import path

from xiaoan.dropout.pages import checks, children, ledger, lists, reports

app_name = "dropout"
urlpatterns = [
    path("", ledger.home_page, name="home"),
    path("sheet/", ledger.sheet_page, name="sheet"),
    path("scores/", ledger.scores_page, name="scores"),
    path("review/", reports.review_page, name="review"),
    path("report/<int:school_no>/", reports.report_page, name="report"),
    path("open/<uuid:person_id>/", ledger.open_page, name="open"),
    path("children/", children.home_page, name="children"),
    path("children/sheet/", children.sheet_page, name="children_sheet"),
    path("children/lists/", lists.lists_page, name="lists"),
    path("children/lists/<uuid:list_id>/", lists.list_page, name="list"),
    path("children/<uuid:child_id>/", children.child_page, name="child"),
    path(
        "children/<uuid:child_id>/photos/<uuid:photo_id>/", children.photo_page, name="child_photo"
    ),
    path("checks/", checks.checks_page, name="checks"),
    path("checks/<uuid:check_id>/", checks.check_page, name="check"),
    path("differences/<uuid:difference_id>/", checks.difference_page, name="difference"),
    path("<uuid:entry_id>/", ledger.entry_page, name="entry"),
]
