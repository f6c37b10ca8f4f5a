"""Addresses of situation."""

from django.urls import path

from xiaoan.situation.pages import board, checks, live, maps, one, screen, tiles

app_name = "situation"
urlpatterns = [
    path("", board.home_page, name="home"),
    path("tiles/", tiles.tiles_page, name="tiles"),
    path("checks/", checks.checks_page, name="checks"),
    path("maps/", maps.maps_page, name="maps"),
    path("<int:unit_no>/", board.board_page, name="board"),
    path("<int:unit_no>/needs/", board.needs_page, name="needs"),
    path("<int:unit_no>/map/", maps.map_page, name="map"),
    path("<int:unit_no>/screen/", screen.screen_page, name="screen"),
    path("<int:unit_no>/screen/live/", live.live_page, name="live"),
    path("<int:unit_no>/<str:key>/", one.one_page, name="one"),
    path("<int:unit_no>/<str:key>/sheet/", one.sheet_page, name="sheet"),
]
