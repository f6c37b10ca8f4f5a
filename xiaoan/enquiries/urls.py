"""Addresses of enquiries."""

from django.urls import path

from xiaoan.enquiries.pages import asking, enquiry, lists

app_name = "enquiries"
urlpatterns = [
    path("", asking.mine_page, name="mine"),
    path("new/", asking.new_page, name="new"),
    path("desk/", lists.desk_page, name="desk"),
    path("figures/", lists.figures_page, name="figures"),
    path("<uuid:enquiry_id>/", enquiry.enquiry_page, name="enquiry"),
]
