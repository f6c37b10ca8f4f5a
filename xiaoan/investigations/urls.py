"""Addresses of investigations."""

from django.urls import path

from xiaoan.investigations.pages import (
    cases,
    contact_sheet,
    contacts,
    event,
    events,
    exposures,
    from_signal,
    picture,
)

app_name = "investigations"
_EVENT = "<uuid:event_id>/"
urlpatterns = [
    path("", events.events_page, name="events"),
    path("new/", events.new_page, name="new"),
    path(
        "from-signal/<uuid:signal_id>/", from_signal.open_from_signal_page, name="open_from_signal"
    ),
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
    path(f"{_EVENT}contacts/", contacts.contacts_page, name="contacts"),
    path(f"{_EVENT}contacts/draw/", contacts.draw_page, name="draw_contacts"),
    path(f"{_EVENT}contacts/release/", contacts.release_page, name="release_contacts"),
    path("contacts/today/", contact_sheet.unfollowed_page, name="unfollowed"),
    path(
        "contacts/<int:unit_no>/<str:day>/<str:slot>/", contact_sheet.sheet_page,
        name="contact_sheet",
    ),
]  # fmt: skip
