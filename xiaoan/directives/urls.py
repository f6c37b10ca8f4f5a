"""Addresses of directives."""

from django.urls import path

from xiaoan.directives.pages import circulars, directive, lists, meetings, register, target

app_name = "directives"
urlpatterns = [
    path("", register.register_page, name="register"),
    path("new/", register.new_page, name="new"),
    path("matrix/", lists.matrix_page, name="matrix"),
    path("targets/", lists.targets_page, name="targets"),
    path("checks/", lists.checks_page, name="checks"),
    path("targets/<uuid:target_id>/", target.target_page, name="target"),
    path("papers/<uuid:paper_id>/", register.paper_page, name="paper"),
    path("meetings/", meetings.meetings_page, name="meetings"),
    path("meetings/new/", meetings.new_page, name="new_meeting"),
    path("meetings/<uuid:meeting_id>/", meetings.meeting_page, name="meeting"),
    path("circulars/", circulars.circulars_page, name="circulars"),
    path("circulars/to/<uuid:addressee_id>/", circulars.addressee_page, name="addressee"),
    path("circulars/<uuid:circular_id>/", circulars.circular_page, name="circular"),
    path("<uuid:directive_id>/", directive.directive_page, name="directive"),
]
