from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from portal.views import captain_desk, desk, health, home, outbox, pages, pwa

# Allauth signs people in: it has the rate limits and the second step, and the administration has neither.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", home.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("desk/people/", captain_desk.people, name="desk_people"),
    path("desk/homes/<int:pk>/", captain_desk.home, name="desk_home"),
    path("desk/term/", captain_desk.term_page, name="desk_term"),
    path("privacy/", pages.privacy, name="privacy"),
    path("healthz", health.healthz, name="healthz"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("sw.js", pwa.service_worker, name="service_worker"),
    path("offline/", pwa.offline, name="offline"),
    path("notices/", include("notices.urls")),
    path("issues/", include("issues.urls")),
    path("meetings/", include("committees.urls")),
    path("places/", include("buildings.urls")),
    path("inbox/outbox/", outbox.outbox, name="outbox"),
    path("inbox/", include("notifications.urls")),
    path("", include("portal.sign_in.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
