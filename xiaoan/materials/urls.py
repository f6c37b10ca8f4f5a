"""Addresses of materials."""

from django.urls import path

from xiaoan.materials.pages import keeping, library, mine, units, versions

app_name = "materials"
_MATERIAL, _MINE = "m/<slug:code>/", "mine/<uuid:assignment_id>/<uuid:whom>/"
_VERSION, _KEPT = "versions/<uuid:version_id>/", "keep/<slug:code>/"
_ASSIGNED = "assigned/<uuid:assignment_id>/"
urlpatterns = [
    path("", library.home_page, name="home"),
    path(_MATERIAL, library.material_page, name="material"),
    path(f"{_MATERIAL}poster/", library.poster_page, name="poster"),
    path(f"{_MATERIAL}practice/", library.practice_page, name="practice"),
    path(_MINE, mine.mine_page, name="mine"),
    path(f"{_MINE}quiz/", mine.quiz_page, name="quiz"),
    path("unit/", units.unit_home_page, name="unit_home"),
    path("unit/<int:unit_no>/", units.unit_page, name="unit"),
    path("unit/<int:unit_no>/assign/", units.assign_page, name="assign"),
    path(_ASSIGNED, units.assigned_page, name="assigned"),
    path(f"{_ASSIGNED}unit/<int:unit_no>/", units.results_page, name="results"),
    path(f"{_ASSIGNED}cancel/", units.cancel_page, name="cancel"),
    path("waiting/", keeping.waiting_page, name="waiting"),
    path("keep/", keeping.keep_page, name="keep"),
    path(_KEPT, keeping.kept_page, name="kept"),
    path(f"{_KEPT}review/", keeping.review_page, name="review"),
    path(f"{_KEPT}halt/", keeping.halt_page, name="halt"),
    path(_VERSION, versions.version_page, name="version"),
    path(f"{_VERSION}return/", versions.return_page, name="return"),
    path(f"{_VERSION}head/", versions.head_page, name="head"),
    path(f"{_VERSION}section/<str:at>/", versions.section_page, name="section"),
    path(f"{_VERSION}question/<str:key>/", versions.question_page, name="question"),
]
