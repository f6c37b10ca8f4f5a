"""Addresses of supplies."""

from django.urls import path

from xiaoan.supplies.pages import (
    acting,
    gaps,
    importing,
    learning,
    moving,
    recalling,
    standards,
    store,
)

app_name = "supplies"
urlpatterns = [
    path("", store.home_page, name="home"),
    path("unit/<int:unit_no>/", gaps.unit_page, name="unit"),
    path("unit/<int:unit_no>/export/", gaps.export_page, name="export"),
    path("store/<int:store_no>/", store.store_page, name="store"),
    path("store/<int:store_no>/month/", store.month_page, name="month"),
    path("store/<int:store_no>/import/", importing.import_page, name="import"),
    path("store/<int:store_no>/learn/", learning.learn_page, name="learn"),
    path("import/template/", importing.template_page, name="template"),
    path("store/<int:store_no>/transfers/", moving.moves_page, name="moves"),
    path("store/<int:store_no>/counts/", moving.counts_page, name="counts"),
    path("store/<int:store_no>/item/<slug:item>/", store.item_page, name="item"),
    path("store/<int:store_no>/item/<slug:item>/card/", store.card_page, name="card"),
    path("store/<int:store_no>/item/<slug:item>/<slug:act>/", acting.act_page, name="act"),
    path("issued/<uuid:entry_id>/", moving.issued_page, name="issued"),
    path("counts/", moving.waiting_counts_page, name="waiting_counts"),
    path("counts/<uuid:count_id>/", moving.count_page, name="count"),
    path("transfers/", moving.waiting_moves_page, name="waiting_moves"),
    path("transfers/short/", moving.short_moves_page, name="short_moves"),
    path("transfers/<uuid:transfer_id>/", moving.transfer_page, name="transfer"),
    path("recalls/", recalling.recalls_page, name="recalls"),
    path("recalls/<uuid:recall_id>/", recalling.recall_page, name="recall"),
    path("standards/", standards.standards_page, name="standards"),
    path("standards/<uuid:standard_id>/", standards.standard_page, name="standard"),
]
