"""Addresses of rumours."""

from django.urls import path

from xiaoan.rumours.pages import desk, mine

app_name = "rumours"
urlpatterns = [
    path("", mine.home_page, name="home"),
    path("new/", mine.new_page, name="new"),
    path("mine/<uuid:report_id>/", mine.report_page, name="report"),
    path("checked/", mine.checked_page, name="checked"),
    path("checked/<uuid:item_id>/", mine.correction_page, name="correction"),
    path("desk/", desk.desk_page, name="desk"),
    path("desk/waiting/", desk.waiting_page, name="waiting"),
    path("items/<uuid:item_id>/", desk.item_page, name="item"),
    path("items/<uuid:item_id>/photos/<uuid:photo_id>/", desk.photo_page, name="photo"),
]
