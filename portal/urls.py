from django.contrib import admin
from django.urls import include, path

from portal.views import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("notices/", include("notices.urls")),
    path("issues/", include("issues.urls")),
    path("meetings/", include("committees.urls")),
    path("places/", include("buildings.urls")),
    path("inbox/", include("notifications.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
