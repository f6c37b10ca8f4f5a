"""Addresses of allocation."""

from django.urls import path

from xiaoan.allocation.pages import exporting, making, plan, roads, sharing

app_name = "allocation"
urlpatterns = [
    path("", plan.plans_page, name="plans"),
    path("new/<int:unit_no>/", making.new_page, name="new"),
    path("roads/<int:unit_no>/", roads.roads_page, name="roads"),
    path("roads/<int:unit_no>/template.xlsx", roads.template_page, name="roads_template"),
    path("<uuid:plan_id>/", plan.plan_page, name="plan"),
    path("<uuid:plan_id>/item/<slug:item>/", sharing.item_page, name="item"),
    path("<uuid:plan_id>/school/<int:school_no>/", sharing.school_page, name="school"),
    path("<uuid:plan_id>/export/", exporting.export_page, name="export"),
]
