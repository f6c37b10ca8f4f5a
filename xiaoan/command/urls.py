"""Addresses of command."""

from django.urls import path

from xiaoan.command.pages import calls, group, importing, mine, month, roster, shifts, units

app_name = "command"
urlpatterns = [
    path("", units.home_page, name="home"),
    path("unit/<int:unit_no>/", units.unit_page, name="unit"),
    path("unit/<int:unit_no>/coverage/", units.coverage_page, name="coverage"),
    path("unit/<int:unit_no>/group/", group.group_page, name="group"),
    path("unit/<int:unit_no>/roster/", roster.roster_page, name="roster"),
    path("unit/<int:unit_no>/month/", month.month_page, name="month"),
    path("unit/<int:unit_no>/import/", importing.import_page, name="import"),
    path("unit/<int:unit_no>/shifts/", shifts.shifts_page, name="shifts"),
    path("unit/<int:unit_no>/room/<uuid:room_id>/", shifts.room_page, name="room"),
    path("unit/<int:unit_no>/notes/", mine.notes_page, name="notes"),
    path("unit/<int:unit_no>/calls/", calls.calls_page, name="calls"),
    path("call/<uuid:call_id>/", calls.call_page, name="call"),
    path("mine/", mine.mine_page, name="mine"),
    path("here/<uuid:room_id>/<str:code>/", mine.here_page, name="here"),
]
