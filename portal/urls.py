from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from buildings.views import door_codes
from portal.views import (
    captain_desk,
    desk,
    elder,
    health,
    held_back,
    home,
    language,
    my_data,
    outbox,
    pages,
    pwa,
    search,
)

# Allauth signs people in: it has the rate limits and the second step, and the administration has neither.
admin.site.login = secure_admin_login(admin.site.login)

handler400 = "portal.views.errors.bad_request"
handler404 = "portal.views.errors.page_not_found"
handler500 = "portal.views.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("elder/", elder.elder, name="elder"),
    path("elder/sticker/", elder.sticker, name="elder_sticker"),
    path("desk/", desk.desk, name="desk"),
    path("desk/people/", captain_desk.people, name="desk_people"),
    path("desk/homes/<int:pk>/", captain_desk.home, name="desk_home"),
    path("desk/term/", captain_desk.term_page, name="desk_term"),
    path("search/", search.search, name="search"),
    path("privacy/", pages.privacy, name="privacy"),
    path("robots.txt", pages.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("sw.js", pwa.service_worker, name="service_worker"),
    path("offline/", pwa.offline, name="offline"),
    path("notices/", include("notices.urls")),
    path("issues/", include("issues.urls")),
    path("meetings/", include("committees.urls")),
    path("ballots/", include("ballots.urls")),
    path("places/", include("buildings.urls")),
    path("door/", door_codes.door, name="door"),
    path("door/<str:code>/", door_codes.door_code, name="door_code"),
    path("inbox/outbox/", outbox.outbox, name="outbox"),
    path("inbox/outbox/held/", held_back.held_back, name="outbox_held"),
    path("inbox/", include("notifications.urls")),
    path("accounts/data/", my_data.overview, name="my_data"),
    path("accounts/data/export/", my_data.export, name="my_data_export"),
    path("accounts/data/erase/", my_data.erase, name="my_data_erase"),
    path("", include("portal.sign_in.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/setlang/", language.set_language, name="set_language"),
    path("admin/", admin.site.urls),
]
