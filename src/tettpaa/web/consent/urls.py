"""Addresses of consents and disclosures: uuids and codes only."""

from django.urls import path

from tettpaa.web.consent import disclosures, views

urlpatterns = [
    path("samtykker/", views.mine, name="consents_mine"),
    path("ungdom/<uuid:person>/samtykke/", views.consents, name="consents"),
    path("ungdom/<uuid:person>/samtykke/gi/<slug:purpose>/", views.give, name="consent_give"),
    path("ungdom/<uuid:person>/samtykke/registrer/<slug:purpose>/", views.register, name="consent_register"),
    path("samtykke/<uuid:consent>/", views.consent, name="consent"),
    path("samtykke/<uuid:consent>/trekk/", views.withdraw, name="consent_withdraw"),
    path("samtykke/<uuid:consent>/ark/", views.paper, name="consent_paper"),
    path("ungdom/<uuid:person>/utlevering/", disclosures.disclosures, name="disclosures"),
    path("ungdom/<uuid:person>/utlevering/ny/", disclosures.record, name="disclosure_record"),
    path("utlevering/<uuid:disclosure>/", disclosures.disclosure, name="disclosure"),
]
