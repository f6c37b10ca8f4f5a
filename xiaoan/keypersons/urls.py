"""Addresses of keypersons."""

from django.urls import path

from xiaoan.keypersons.pages import adding, figures, lines, person, returns, today

app_name = "keypersons"
urlpatterns = [
    path("", lines.home_page, name="home"),
    path("unit/<int:unit_no>/", lines.lines_page, name="lines"),
    path("unit/<int:unit_no>/chosen/", lines.chosen_page, name="chosen"),
    path("export/<int:unit_no>/", lines.export_page, name="export"),
    path("figures/", figures.figures_home_page, name="figures_home"),
    path("figures/<int:unit_no>/", figures.figures_page, name="figures"),
    path("returns/", returns.returns_home_page, name="returns_home"),
    path("returns/<int:unit_no>/", returns.returns_page, name="returns"),
    path("returns/<int:unit_no>/export/", returns.export_page, name="returns_export"),
    path("packs/", figures.packs_page, name="packs"),
    path("person/<uuid:person_id>/", person.person_page, name="person"),
    path("line/<uuid:line_id>/", person.line_page, name="line"),
    path("add/", adding.add_page, name="add"),
    path("add/<uuid:person_id>/", adding.add_person_page, name="add_person"),
    path("return/<uuid:person_id>/", adding.announce_page, name="announce"),
    path("arrival/<uuid:travel_id>/", adding.travel_page, name="travel"),
    path("today/", today.today_page, name="today"),
    path("follow/<uuid:line_id>/", today.follow_page, name="follow"),
]
