"""Addresses of procurement."""

from django.urls import path

from xiaoan.procurement.pages import (
    gift,
    gifts,
    lists,
    order,
    ordering,
    proposals,
    receiving,
    releasing,
    requisition,
    suppliers,
    writing,
)

app_name = "procurement"
urlpatterns = [
    path("", lists.home_page, name="home"),
    path("unit/<int:unit_no>/requisitions/", lists.requisitions_page, name="requisitions"),
    path("unit/<int:unit_no>/orders/", lists.orders_page, name="orders"),
    path("unit/<int:unit_no>/orders/new/", ordering.new_page, name="new_order"),
    path("unit/<int:unit_no>/gifts/", gifts.gifts_page, name="gifts"),
    path("unit/<int:unit_no>/gifts/published/", gifts.published_page, name="published"),
    path("store/<int:store_no>/proposals/", proposals.proposals_page, name="proposals"),
    path("store/<int:store_no>/requisitions/new/", writing.new_page, name="new_requisition"),
    path("store/<int:store_no>/gifts/new/", gifts.new_page, name="new_gift"),
    path("requisitions/new/", writing.new_here_page, name="new_here"),
    path("requisitions/<uuid:requisition_id>/", requisition.requisition_page, name="requisition"),
    path("requisitions/<uuid:requisition_id>/edit/", writing.edit_page, name="edit_requisition"),
    path("orders/<uuid:order_id>/", order.order_page, name="order"),
    path("orders/<uuid:order_id>/edit/", ordering.edit_page, name="edit_order"),
    path("orders/<uuid:order_id>/receive/", receiving.receive_page, name="receive"),
    path("gifts/waiting/", gifts.waiting_page, name="waiting_gifts"),
    path("gifts/<uuid:donation_id>/", gift.gift_page, name="gift"),
    path("suppliers/", suppliers.suppliers_page, name="suppliers"),
    path("suppliers/<uuid:supplier_id>/", suppliers.supplier_page, name="supplier"),
    path("prices/<slug:item>/", suppliers.prices_page, name="prices"),
    path("paces/", suppliers.paces_page, name="paces"),
    path("release/", releasing.release_page, name="release"),
]
