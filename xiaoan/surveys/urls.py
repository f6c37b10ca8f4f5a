"""Addresses of surveys."""

from django.urls import path

from xiaoan.surveys.pages import answers, codes, imports, own, people, rounds

app_name = "surveys"
urlpatterns = [
    path("", rounds.rounds_page, name="rounds"),
    path("new/", rounds.new_page, name="new"),
    path("mine/", answers.mine_page, name="mine"),
    path("me/", own.own_page, name="own"),
    path("me/<uuid:round_id>/", own.own_answer_page, name="own_answer"),
    path("sheet/<uuid:tally_id>/", answers.sheet_page, name="sheet"),
    path("sheet/<uuid:tally_id>/codes/", codes.codes_page, name="codes"),
    path("codes/<uuid:code_id>/", codes.one_code_page, name="one_code"),
    path("answer/<uuid:round_id>/<uuid:person_id>/", answers.answer_page, name="answer"),
    path("versions/<uuid:round_id>/<uuid:person_id>/", answers.versions_page, name="versions"),
    path("unsettled/<uuid:unsettled_id>/", answers.unsettled_page, name="unsettled"),
    path("decide/<uuid:answer_id>/", answers.decide_page, name="decide"),
    path("c/", codes.type_page, name="code_type"),
    path("c/<str:code>/", codes.code_page, name="code"),
    path("c/<str:code>/answer/", codes.code_answer_page, name="code_answer"),
    path("errors/<uuid:import_id>/", imports.errors_page, name="import_errors"),
    path("<uuid:round_id>/<int:unit_no>/", rounds.round_page, name="round"),
    path("<uuid:round_id>/<int:unit_no>/people/", people.people_page, name="people"),
    path("<uuid:round_id>/<int:unit_no>/urge/", people.urge_page, name="urge"),
    path("<uuid:round_id>/<int:unit_no>/export/", people.export_page, name="export"),
    path("<uuid:round_id>/<int:unit_no>/import/", imports.import_page, name="import"),
]
