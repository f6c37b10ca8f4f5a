"""Every address of the product, by app."""

from django.urls import include, path

from xiaoan.api import api

handler404 = "xiaoan.web.pages.not_found"
handler500 = "xiaoan.web.pages.server_error"

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("xiaoan.web.urls")),
    path("seals/", include("xiaoan.seals.urls")),
    path("duties/", include("xiaoan.duties.urls")),
    path("screening/", include("xiaoan.screening.urls")),
    path("supplies/", include("xiaoan.supplies.urls")),
    path("procurement/", include("xiaoan.procurement.urls")),
    path("allocation/", include("xiaoan.allocation.urls")),
    path("equipment/", include("xiaoan.equipment.urls")),
    path("delivery/", include("xiaoan.delivery.urls")),
    path("photos/", include("xiaoan.photos.urls")),
    path("training/", include("xiaoan.training.urls")),
    path("hygiene/", include("xiaoan.hygiene.urls")),
    path("inspections/", include("xiaoan.inspections.urls")),
    path("enquiries/", include("xiaoan.enquiries.urls")),
    path("rumours/", include("xiaoan.rumours.urls")),
    path("notices/", include("xiaoan.notices.urls")),
    path("registry/", include("xiaoan.registry.urls")),
    path("illness/", include("xiaoan.illness.urls")),
    path("keypersons/", include("xiaoan.keypersons.urls")),
    path("surveys/", include("xiaoan.surveys.urls")),
    path("verification/", include("xiaoan.verification.urls")),
    path("outbreaks/", include("xiaoan.outbreaks.urls")),
    path("investigations/", include("xiaoan.investigations.urls")),
    path("demand/", include("xiaoan.demand.urls")),
    path("measures/", include("xiaoan.measures.urls")),
    path("careteams/", include("xiaoan.careteams.urls")),
    path("command/", include("xiaoan.command.urls")),
    path("directives/", include("xiaoan.directives.urls")),
    path("statutory/", include("xiaoan.statutory.urls")),
    path("reopening/", include("xiaoan.reopening.urls")),
    path("", include("xiaoan.publicity.urls")),
    path("materials/", include("xiaoan.materials.urls")),
    path("stories/", include("xiaoan.stories.urls")),
    path("outreach/", include("xiaoan.outreach.urls")),
    path("lessons/", include("xiaoan.lessons.urls")),
    path("homework/", include("xiaoan.homework.urls")),
    path("counselling/", include("xiaoan.counselling.urls")),
    path("learning/", include("xiaoan.learning.urls")),
    path("dropout/", include("xiaoan.dropout.urls")),
    path("accountability/", include("xiaoan.accountability.urls")),
    path("overview/", include("xiaoan.overview.urls")),
]
