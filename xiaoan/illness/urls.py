"""Addresses of illness."""

from django.urls import path

from xiaoan.illness import pages

app_name = "illness"
urlpatterns = [
    path("", pages.home_page, name="home"),
    path("today/", pages.today_page, name="today"),
    path("list/", pages.list_page, name="list"),
    path("own/", pages.own_page, name="own"),
    path("settings/<int:unit_no>/", pages.setting_page, name="setting"),
    path("open/<int:unit_no>/", pages.open_page, name="open"),
    path("forms/<slug:letter>/<int:unit_no>/<str:day>/", pages.form_page, name="form"),
    path("course/<int:no>/", pages.course_page, name="course"),
    path("<uuid:illness_id>/steps/", pages.steps_page, name="steps"),
    path("absences/<uuid:absence_id>/", pages.absence_page, name="absence"),
    path("late/<uuid:late_id>/", pages.late_page, name="late"),
    path("<uuid:illness_id>/", pages.child_page, name="child"),
]
