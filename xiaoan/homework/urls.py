"""Addresses of homework."""

from django.urls import path

from xiaoan.homework.pages import marking, mine, sheet, tasks

app_name = "homework"
_TASK, _PUPIL = "t/<uuid:task_id>/", "t/<uuid:task_id>/p/<uuid:person_id>/"
urlpatterns = [
    path("", mine.home_page, name="home"),
    path("mine/<uuid:task_id>/<uuid:person_id>/", mine.mine_page, name="mine"),
    path("names/", sheet.names_page, name="names"),
    path("set/", tasks.set_page, name="set"),
    path("unit/<int:unit_no>/", tasks.unit_page, name="unit"),
    path("unit/<int:unit_no>/turnaround/", tasks.turnaround_page, name="turnaround"),
    path(_TASK, marking.task_page, name="task"),
    path(f"{_TASK}cancel/", tasks.cancel_page, name="cancel"),
    path(f"{_TASK}sheet/", sheet.sheet_page, name="sheet"),
    path(f"{_TASK}photo/<uuid:photo_id>/", tasks.photo_page, name="photo"),
    path(_PUPIL, marking.piece_page, name="piece"),
    path(f"{_PUPIL}return/", marking.return_page, name="return"),
]
