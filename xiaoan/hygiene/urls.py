"""Addresses of hygiene."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from xiaoan.hygiene.pages import door, excusing, incidents, recording, rounds

app_name = "hygiene"


def _x(request: HttpRequest, **k: object) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("unit/<int:unit_no>/", _x, name="unit"),
    path("approvals/", _x, name="approvals"),
    # Rounds, records, incidents.
    path("today/", rounds.today_page, name="today"),
    path("round/<uuid:round_id>/", rounds.round_page, name="round"),
    path("place/<uuid:place_id>/", door.place_page, name="place"),
    path("place/<uuid:place_id>/record/", recording.record_page, name="record"),
    path("record/<uuid:record_id>/", door.record_of_page, name="record_of"),
    path("record/<uuid:record_id>/photo/", door.record_photo, name="record_photo"),
    path("record/<uuid:record_id>/mend/", recording.mend_page, name="mend"),
    path("excuse/<int:school_no>/", excusing.excuse_page, name="excuse"),
    path("incidents/", incidents.own_page, name="incidents_own"),
    path("incidents/new/", incidents.new_page, name="incident_new"),
    path("incidents/<int:school_no>/", incidents.list_page, name="incidents"),
    path("incident/<uuid:incident_id>/", incidents.incident_page, name="incident"),
]
