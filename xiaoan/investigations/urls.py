"""Addresses of investigations."""

from django.urls import path

from xiaoan.investigations.pages import cases, event, events, exposures, picture

app_name = "investigations"
_EVENT = "<uuid:event_id>/"
urlpatterns = [
    path("", events.events_page, name="events"),
    path("new/", events.new_page, name="new"),
    path(_EVENT, event.event_page, name="event"),
    path(f"{_EVENT}cases/", cases.cases_page, name="cases"),
    path(f"{_EVENT}cases/add/", cases.add_page, name="add_case"),
    path(f"{_EVENT}cases/<uuid:case_id>/", cases.case_page, name="case"),
    path(f"{_EVENT}picture/", picture.picture_page, name="picture"),
    path(f"{_EVENT}exposures/", exposures.exposures_page, name="exposures"),
    path(
        f"{_EVENT}exposures/<uuid:exposure_id>/<int:unit_no>/", exposures.exposed_page,
        name="exposed",
    ),
]  # fmt: skip
