"""Addresses of measures."""

from django.urls import path

from xiaoan.measures.pages import event, lists, measure, suspension

app_name = "measures"
urlpatterns = [
    path("", lists.measures_page, name="measures"),
    path("mine/", lists.mine_page, name="mine"),
    path("suspensions/", lists.suspensions_page, name="suspensions"),
    path("suspensions/<uuid:suspension_id>/", suspension.suspension_page, name="suspension"),
    path("events/<uuid:event_id>/", event.event_page, name="event"),
    path("<uuid:measure_id>/files/<uuid:file_id>/", measure.file_page, name="file"),
    path("<uuid:measure_id>/", measure.measure_page, name="measure"),
]
