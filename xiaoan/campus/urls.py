"""Addresses of campus."""

from django.urls import path

from xiaoan.campus.pages import door, rooms, seats, sheet

app_name = "campus"
urlpatterns = [
    path("", seats.home_page, name="home"),
    path("school/<int:school_no>/", seats.school_page, name="school"),
    path("school/<int:school_no>/sheet/", sheet.sheet_page, name="sheet"),
    path("school/<int:school_no>/rooms/", rooms.rooms_page, name="rooms"),
    path("door/<int:school_no>/", door.door_page, name="door"),
    path("door/<int:school_no>/new/", door.new_page, name="new"),
]
