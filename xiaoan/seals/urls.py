"""Addresses of the seals."""

from django.urls import path

from xiaoan.seals.pages import check, day, home

app_name = "seals"
urlpatterns = [
    path("", home.home_page, name="home"),
    path("days/<str:day>/", day.day_page, name="day"),
    path("check/", check.check_page, name="check"),
]
