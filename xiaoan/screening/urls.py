"""Addresses of the daily checks."""

from django.urls import path

from xiaoan.screening.pages import (
    bells,
    calendar,
    calendar_day,
    children,
    conflict,
    paper,
    rollcall,
    school,
    slot_times,
    terms,
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
    path("children/", children.children_page, name="children"),
]
