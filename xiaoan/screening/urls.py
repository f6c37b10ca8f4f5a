"""Addresses of the daily checks."""

from django.urls import path

from xiaoan.screening.pages import (
    bells,
    calendar,
    calendar_day,
    children,
    conflict,
    devices,
    doubts,
    missing,
    paper,
    rollcall,
    rounds,
    school,
    slot_times,
    terms,
    watch,
)

app_name = "screening"
_WHERE = "<int:unit_no>/<str:day>/<str:slot>/"
urlpatterns = [
    path(f"rollcall/{_WHERE}", rollcall.roll_call_page, name="rollcall"),
    path(f"receipt/{_WHERE}", rollcall.receipt_page, name="receipt"),
    path(f"versions/{_WHERE}", rollcall.versions_page, name="versions"),
    path(f"conflict/{_WHERE}", conflict.conflict_page, name="conflict"),
    path(f"paper/{_WHERE}", paper.paper_page, name="paper"),
    path(f"typed/{_WHERE}", paper.typed_page, name="typed"),
    path("school/", school.school_home_page, name="school_home"),
    path("school/<int:school_no>/", school.school_page, name="school"),
    path("school/<int:school_no>/urge/", school.urge_page, name="urge"),
    path("excuse/<int:unit_no>/<str:day>/", school.excuse_page, name="excuse"),
    path("calendar/", calendar.calendar_home_page, name="calendar_home"),
    path("calendar/<int:unit_no>/", calendar.calendar_page, name="calendar"),
    path("calendar/<int:unit_no>/terms/", terms.terms_page, name="terms"),
    path("calendar/<int:unit_no>/times/", slot_times.slot_times_page, name="slot_times"),
    path("calendar/<int:unit_no>/bells/", bells.bells_page, name="bells"),
    path("calendar/<int:unit_no>/<str:day>/", calendar_day.calendar_day_page, name="calendar_day"),
    path("rounds/", rounds.rounds_home_page, name="rounds"),
    path("rounds/<int:school_no>/<str:day>/", rounds.rounds_page, name="rounds_at"),
    path("round/<int:unit_no>/<str:day>/", rounds.round_page, name="round"),
    path("missing/<uuid:missing_id>/", missing.missing_page, name="missing"),
    path("watch/", watch.watch_page, name="watch"),
    path("watch/retest/<uuid:retest_id>/", watch.retest_page, name="retest"),
    path("watch/observation/<uuid:observation_id>/", watch.withdraw_page, name="withdraw"),
    path("observe/", watch.observe_home_page, name="observe_home"),
    path("observe/<int:unit_no>/", watch.observe_page, name="observe"),
    path("devices/", devices.devices_page, name="devices"),
    path("devices/<uuid:device_id>/", devices.device_page, name="device"),
    path("doubts/", doubts.doubts_page, name="doubts"),
    path("doubts/<uuid:doubt_id>/", doubts.explain_page, name="doubt"),
    path("children/", children.children_page, name="children"),
]
