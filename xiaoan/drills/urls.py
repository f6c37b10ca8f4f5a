"""Addresses of drills."""

from django.urls import path

from xiaoan.drills.pages import drill, lists, planning

app_name = "drills"
urlpatterns = [
    path("", lists.home_page, name="home"),
    path("mine/", lists.mine_page, name="mine"),
    path("unit/<int:unit_no>/", lists.unit_page, name="unit"),
    path("unit/<int:unit_no>/sheet/", lists.sheet_page, name="sheet"),
    path("unit/<int:unit_no>/new/", planning.new_page, name="new"),
    path("<uuid:drill_id>/", drill.drill_page, name="drill"),
    path("<uuid:drill_id>/record/", drill.record_page, name="record"),
]
