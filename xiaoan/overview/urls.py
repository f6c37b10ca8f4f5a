"""Addresses of the county's figures."""

from django.urls import path

from xiaoan.overview.pages import board, excused, search, unreported, wall

app_name = "overview"
urlpatterns = [
    path("", board.board_page, name="board"),
    path("<int:unit_no>/", board.board_page, name="board"),
    path("<int:unit_no>/export/", board.export_page, name="export"),
    path("<int:unit_no>/excused/", excused.excused_page, name="excused"),
    path("unreported/", unreported.unreported_page, name="unreported"),
    path("<int:unit_no>/unreported/", unreported.unreported_page, name="unreported"),
    path("<int:unit_no>/urge/", unreported.urge_page, name="urge"),
    path("search/", search.search_page, name="search"),
    path("wall/", wall.wall_page, name="wall"),
    path("<int:unit_no>/wall/", wall.wall_page, name="wall"),
    path("data/<int:unit_no>.json", wall.data_page, name="data"),
]
