"""Addresses of duties."""

from django.urls import path

from xiaoan.duties import pages

app_name = "duties"
urlpatterns = [
    path("today/", pages.today_page, name="today"),
    path("blind-spots/", pages.blind_spots_page, name="blind_spots"),
    path("steps/<uuid:duty_id>/", pages.steps_page, name="steps"),
    path("ladder/<int:unit_no>/", pages.ladder_page, name="ladder"),
]
