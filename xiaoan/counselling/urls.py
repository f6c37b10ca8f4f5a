"""Addresses of counselling."""

from django.urls import path

from xiaoan.counselling.pages import (
    cases,
    emergencies,
    family,
    figures,
    home,
    keeping,
    referrals,
    screenings,
)

app_name = "counselling"
urlpatterns = [
    path("", home.home_page, name="home"),
    path("refer/", referrals.refer_page, name="refer"),
    path("desk/", home.desk_page, name="desk"),
    path("referrals/<uuid:referral_id>/", referrals.referral_page, name="referral"),
    path("referrals/<uuid:referral_id>/take/", referrals.take_page, name="take"),
    path("referrals/<uuid:referral_id>/decline/", referrals.decline_page, name="decline"),
    path("family-call/<uuid:about_id>/", referrals.family_page, name="family_call"),
    path("cases/new/", cases.new_page, name="case_new"),
    path("cases/<uuid:case_id>/", cases.case_page, name="case"),
    path("cases/<uuid:case_id>/<slug:act>/", cases.act_page, name="case_act"),
    path("emergencies/<uuid:emergency_id>/", emergencies.emergency_page, name="emergency"),
    path("screenings/", screenings.list_page, name="screenings"),
    path("screenings/new/", screenings.new_page, name="screening_new"),
    path("screenings/<uuid:screening_id>/", screenings.screening_page, name="screening"),
    path(
        "screenings/<uuid:screening_id>/children/<uuid:person_id>/", screenings.child_page,
        name="screening_child",
    ),
    path("family/", family.family_page, name="family"),
    path("family/ask/", family.ask_page, name="ask"),
    path(
        "family/<uuid:screening_id>/<uuid:person_id>/", family.answer_page, name="family_answer"
    ),
    path("figures/", figures.figures_page, name="figures"),
    path("keeping/", keeping.keeping_page, name="keeping"),
    path("takeovers/<uuid:takeover_id>/", keeping.takeover_page, name="takeover"),
    path("successor/<int:unit_no>/", keeping.successor_page, name="successor"),
]  # fmt: skip
