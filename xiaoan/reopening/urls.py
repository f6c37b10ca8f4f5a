"""Addresses of opening dates."""

from django.urls import path

from xiaoan.reopening.pages import openings, proposals, proposing

app_name = "reopening"
urlpatterns = [
    path("", openings.home_page, name="home"),
    path("<int:unit_no>/", openings.place_page, name="place"),
    path("new/", proposing.new_page, name="new"),
    path("proposals/", proposals.proposals_page, name="proposals"),
    path("proposals/<uuid:proposal_id>/", proposals.proposal_page, name="proposal"),
]
