"""Addresses of duties."""

from django.urls import path

from xiaoan.duties.pages import answering, asking, kinds, levels, spots, steps, today

app_name = "duties"
urlpatterns = [
    path("today/", today.today_page, name="today"),
    path("blind-spots/", spots.blind_spots_page, name="blind_spots"),
    path("blind-spots/act/", spots.act_page, name="act"),
    path("steps/<uuid:duty_id>/", steps.steps_page, name="steps"),
    path("ladder/<int:unit_no>/", kinds.ladder_page, name="ladder"),
    path("kinds/", kinds.kinds_page, name="kinds"),
    path("kinds/<int:unit_no>/<str:kind>/", answering.kind_page, name="kind"),
    path("answering/<uuid:answering_id>/", answering.decide_page, name="answering"),
    path("numbers/<int:unit_no>/", kinds.numbers_page, name="numbers"),
    path("standing/", levels.standing_page, name="standing"),
    path("ask/<uuid:duty_id>/", asking.ask_page, name="ask"),
    path("askings/<uuid:asking_id>/", asking.answer_page, name="answer"),
    path("deputies/", asking.deputies_page, name="deputies"),
    path("deputies/<uuid:deputising_id>/", asking.deputy_page, name="deputy"),
    path("levels/", levels.levels_page, name="levels"),
    path("levels/<uuid:response_id>/", levels.level_page, name="level"),
]
