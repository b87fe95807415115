from django.urls import path

from buildings.views import answering, captains, claims, door_codes, homes, places, roster, shaping, sheets

app_name = "buildings"
urlpatterns = [
    path("", places.places, name="list"),
    path("mine/", places.mine, name="mine"),
    path("mine/claim/", places.claim, name="claim"),
    path("claim/", claims.start, name="claim_start"),
    path("claims/", answering.claims, name="claims"),
    path("claims/mine/", claims.mine, name="my_claims"),
    path("claims/<int:pk>/", answering.answer, name="claim_answer"),
    path("claims/<int:pk>/guardian/", answering.guardian, name="claim_guardian"),
    path("claims/<int:pk>/withdraw/", claims.withdraw, name="claim_withdraw"),
    path("<int:pk>/", places.place, name="place"),
    path("<int:pk>/claim/", claims.choose, name="claim_place"),
    path("<int:pk>/codes/", door_codes.codes, name="codes"),
    path("<int:pk>/codes.pdf", door_codes.codes_pdf, name="codes_pdf"),
    path("<int:pk>/new/", shaping.create, name="new"),
    path("<int:pk>/homes/new/", shaping.add_home, name="new_home"),
    path("<int:pk>/move/", shaping.move, name="move"),
    path("<int:pk>/captains/new/", captains.appoint, name="appoint"),
    path("<int:pk>/plan/", shaping.plan, name="plan"),
    path("<int:pk>/sheet", sheets.sheet, name="sheet"),
    path("<int:pk>/sheets.pdf", sheets.sheets_pdf, name="sheets_pdf"),
    path("<int:pk>/roster/", roster.send, name="roster"),
    path("<int:pk>/roster/<str:ticket>/", roster.look, name="roster_look"),
    path("captains/<int:pk>/end/", captains.end, name="end_term"),
    path("homes/<int:pk>/", homes.answers, name="answers"),
    path("homes/<int:pk>/claim/", claims.claim_home, name="claim_home"),
    path("homes/<int:pk>/children/new/", claims.child, name="claim_child"),
    path("homes/<int:pk>/household/", homes.household, name="household"),
    path("homes/<int:pk>/presence/", homes.presence, name="presence"),
    path("homes/<int:pk>/residents/new/", homes.register, name="register"),
    path("homes/<int:pk>/neighbours/new/", homes.register_neighbour, name="register_neighbour"),
    path("residents/<int:pk>/of-age/", claims.of_age, name="of_age"),
    path("residents/<int:pk>/end/", homes.move_out, name="move_out"),
]
