"""Addresses of readiness."""

from django.urls import path

from xiaoan.readiness.pages import board, decisions, inspections, packs, school

app_name = "readiness"
urlpatterns = [
    path("", board.home_page, name="home"),
    path("sheet/", board.sheet_page, name="sheet"),
    path("what-if/", board.what_if_page, name="what_if"),
    path("findings/", inspections.findings_page, name="findings"),
    path("decisions/", decisions.decisions_page, name="decisions"),
    path("decisions/<uuid:decision_id>/", decisions.decision_page, name="decision"),
    path("packs/", packs.packs_page, name="packs"),
    path("packs/shipped/<slug:code>/", packs.shipped_page, name="shipped"),
    path("packs/<uuid:version_id>/", packs.version_page, name="version"),
    path("inspections/<uuid:inspection_id>/", inspections.inspection_page, name="inspection"),
    path("findings/<uuid:finding_id>/", inspections.finding_page, name="finding"),
    path("evidence/<uuid:statement_id>/photo/<uuid:photo_id>/", school.photo_page, name="photo"),
    path("evidence/<uuid:statement_id>/paper/<uuid:paper_id>/", school.paper_page, name="paper"),
    path("schools/<int:school_no>/", school.school_page, name="school"),
    path("schools/<int:school_no>/print/", decisions.print_page, name="print"),
    path("schools/<int:school_no>/items/<slug:code>/", school.item_page, name="item"),
]
