"""Addresses of lessons."""

from django.urls import path

from xiaoan.lessons.pages import help as helping
from xiaoan.lessons.pages import home, lesson, timetable, viewing

app_name = "lessons"
urlpatterns = [
    path("", home.home_page, name="home"),
    path("mine/", home.mine_page, name="mine"),
    path("periods/", timetable.periods_page, name="periods"),
    path("waiting/", viewing.waiting_page, name="waiting"),
    path("unit/<int:unit_no>/", timetable.unit_page, name="unit"),
    path("unit/<int:unit_no>/sheet/", timetable.sheet_page, name="sheet"),
    path("unit/<int:unit_no>/viewing/", viewing.viewing_page, name="viewing"),
    path("unit/<int:unit_no>/names/", viewing.names_page, name="names"),
    path("unit/<int:unit_no>/help/", helping.help_page, name="help"),
    path("feed/<str:token>.ics", timetable.feed_page, name="feed"),
    path("<uuid:lesson_id>/", lesson.lesson_page, name="lesson"),
    path("<uuid:lesson_id>/missing/", lesson.missing_page, name="missing"),
]
