"""Addresses of arrivals."""

from django.urls import path

from xiaoan.arrivals.pages import boards, classes, desk, mine, planning, plans, printing, pupils

app_name = "arrivals"
urlpatterns = [
    path("", boards.home_page, name="home"),
    path("mine/", mine.mine_page, name="mine"),
    path("board/<int:unit_no>/", boards.board_page, name="board"),
    path("wall/<int:unit_no>/", boards.wall_page, name="wall"),
    path("school/<int:school_no>/", plans.school_page, name="school"),
    path("school/<int:school_no>/new/", planning.new_page, name="new"),
    path("plan/<uuid:plan_id>/", plans.plan_page, name="plan"),
    path("plan/<uuid:plan_id>/sheet/", printing.sheet_page, name="sheet"),
    path("plan/<uuid:plan_id>/slot/<uuid:slot_id>/", plans.slot_page, name="slot"),
    path("plan/<uuid:plan_id>/class/<int:class_no>/", printing.class_page, name="passes"),
    path("plan/<uuid:plan_id>/pupil/<uuid:person_id>/", pupils.pupil_page, name="pupil"),
    path("class/<int:class_no>/", classes.class_page, name="class"),
    path("desk/<int:school_no>/", desk.gates_page, name="gates"),
    path("desk/<int:school_no>/<int:gate>/", desk.desk_page, name="desk"),
    path("turned/<uuid:check_id>/", classes.turned_page, name="turned"),
]
