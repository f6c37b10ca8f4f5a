"""Addresses of inspections."""

from django.urls import path

from xiaoan.inspections.pages import checklists, finding, lists, papers, planning, rounds

app_name = "inspections"
urlpatterns = [
    path("", lists.home_page, name="home"),
    path("checks/", lists.checks_page, name="checks"),
    path("rounds/", rounds.rounds_page, name="rounds"),
    path("rounds/new/", planning.new_page, name="new"),
    path("rounds/<uuid:round_id>/", rounds.round_page, name="round"),
    path("rounds/<uuid:round_id>/record/", papers.record_page, name="record"),
    path("rounds/<uuid:round_id>/notice/", papers.notice_page, name="notice"),
    path("rounds/<uuid:round_id>/photos/<uuid:photo_id>/", rounds.photo_page, name="round_photo"),
    path("findings/<uuid:finding_id>/", finding.finding_page, name="finding"),
    path(
        "findings/<uuid:finding_id>/photos/<uuid:photo_id>/",
        finding.photo_page,
        name="finding_photo",
    ),
    path(
        "findings/<uuid:finding_id>/papers/<uuid:paper_id>/",
        finding.paper_page,
        name="finding_paper",
    ),
    path("checklists/", checklists.lists_page, name="checklists"),
    path("checklists/new/", checklists.edit_page, name="new_checklist"),
    path("checklists/<slug:code>/", checklists.edit_page, name="checklist"),
]
