"""Addresses of equipment."""

from django.urls import path

from xiaoan.equipment.pages import devices, kits, losses, registering, stocktaking, units

app_name = "equipment"
urlpatterns = [
    path("", units.home_page, name="home"),
    path("faults/", devices.faults_page, name="faults"),
    path("losses/", losses.losses_page, name="losses"),
    path("unit/<int:unit_no>/", units.unit_page, name="unit"),
    path("unit/<int:unit_no>/devices/", devices.devices_page, name="devices"),
    path("school/<int:school_no>/register/", registering.register_page, name="register"),
    path("school/<int:school_no>/labels/", registering.labels_page, name="labels"),
    path("school/<int:school_no>/stocktake/", stocktaking.stocktake_page, name="stocktake"),
    path("school/<int:school_no>/kits/", kits.kits_page, name="kits"),
    path("register/template/", registering.template_page, name="template"),
    path("device/<uuid:device_id>/", devices.device_page, name="device"),
    path("device/<uuid:device_id>/<slug:act>/", devices.act_page, name="act"),
    path("kit/<uuid:kit_id>/", kits.kit_page, name="kit"),
    path("kit/<uuid:kit_id>/<slug:act>/", kits.act_page, name="kit_act"),
]
