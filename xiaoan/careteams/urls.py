"""Addresses of care teams."""

from django.urls import path

from xiaoan.careteams.pages import arranging, family, importing, mine, person, scheme, units

app_name = "careteams"
urlpatterns = [
    path("", units.home_page, name="home"),
    path("unit/<int:unit_no>/", units.unit_page, name="unit"),
    path("unit/<int:unit_no>/people/", units.people_page, name="people"),
    path("unit/<int:unit_no>/export/", units.export_page, name="export"),
    path("arrange/<int:school_no>/", arranging.arrange_page, name="arrange"),
    path("import/<int:school_no>/", importing.import_page, name="import"),
    path("sheet/<uuid:sheet_id>/", importing.sheet_page, name="sheet"),
    path("many/<int:unit_no>/", arranging.many_page, name="many"),
    path("workload/<int:school_no>/", arranging.workload_page, name="workload"),
    path("person/<uuid:person_id>/", person.person_page, name="person"),
    path("swap/<int:unit_no>/", person.swap_page, name="swap"),
    path("mine/", mine.mine_page, name="mine"),
    path("mine/<uuid:person_id>/", mine.one_page, name="one"),
    path("family/", family.family_page, name="family"),
    path("scheme/", scheme.scheme_page, name="scheme"),
]
