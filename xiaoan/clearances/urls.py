"""Addresses of clearances."""

from django.urls import path

from xiaoan.clearances.pages import lists, own, person

app_name = "clearances"
urlpatterns = [
    path("", lists.home_page, name="home"),
    path("unit/<int:unit_no>/", lists.unit_page, name="unit"),
    path("own/", own.own_page, name="own"),
    path("person/<uuid:person_id>/", person.person_page, name="person"),
    path("paper/<uuid:paper_id>/photo/", person.photo_page, name="photo"),
]
