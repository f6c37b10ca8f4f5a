"""Addresses of demand."""

from django.urls import path

from xiaoan.demand.pages import covers, item, scenarios

app_name = "demand"
urlpatterns = [
    path("", covers.home_page, name="home"),
    path("unit/<int:unit_no>/", covers.unit_page, name="unit"),
    path("unit/<int:unit_no>/export/", covers.export_page, name="export"),
    path("store/<int:store_no>/item/<slug:item>/", item.item_page, name="item"),
    path("scenarios/", scenarios.scenarios_page, name="scenarios"),
    path("scenarios/<uuid:scenario_id>/", scenarios.scenario_page, name="scenario"),
]
