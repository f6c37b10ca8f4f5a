"""Addresses of returns."""

from django.urls import path

from xiaoan.returns.pages import answers, census, exchange, fill, forms, requests

app_name = "returns"
urlpatterns = [
    path("", forms.home_page, name="home"),
    path("new/", forms.new_page, name="new"),
    path("marks/", forms.marks_page, name="marks"),
    path("form/<uuid:form_id>/", forms.form_page, name="form"),
    path("form/<uuid:form_id>/file/<int:no>/", forms.file_page, name="file"),
    path("form/<uuid:form_id>/fill/", fill.fill_page, name="fill"),
    path("form/<uuid:form_id>/runs/", fill.runs_page, name="runs"),
    path("run/<uuid:run_id>/", fill.run_page, name="run"),
    path("requests/", requests.list_page, name="requests"),
    path("requests/new/", requests.new_page, name="new_request"),
    path("requests/<uuid:request_id>/", requests.request_page, name="request"),
    path("requests/<uuid:request_id>/<uuid:round_id>/", requests.round_page, name="round"),
    path("asked/", answers.asked_page, name="asked"),
    path("asked/<uuid:ask_id>/", answers.answer_page, name="answer"),
    path("census/", census.census_page, name="census"),
    path("exchange/", exchange.exchange_page, name="exchange"),
    path("exchange/names/", exchange.names_page, name="names"),
    path("exchange/<int:unit_no>/<slug:form>/", exchange.take_page, name="take"),
]
