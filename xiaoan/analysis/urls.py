"""Addresses of questions."""

from django.urls import path

from xiaoan.analysis.pages import asking, files, keeping

app_name = "analysis"
urlpatterns = [
    path("", asking.home_page, name="home"),
    path("unit/<int:unit_no>/", asking.ask_page, name="ask"),
    path("unit/<int:unit_no>/sheet/", asking.sheet_page, name="sheet"),
    path("unit/<int:unit_no>/save/", keeping.save_page, name="save"),
    path("saved/<uuid:saved_id>/", keeping.saved_page, name="saved"),
    path("saved/<uuid:saved_id>/drop/", keeping.drop_page, name="drop"),
    path("indicators/", files.indicators_page, name="indicators"),
    path("unit/<int:unit_no>/files/", files.files_page, name="files"),
    path("unit/<int:unit_no>/files/views/", files.script_page, name="script"),
    path("unit/<int:unit_no>/files/<slug:month>/", files.file_page, name="file"),
]
