"""In front of allauth's own addresses: ours replace the ones of the same name."""

from django.urls import include, path

from portal.sign_in.views import SignIn
from portal.views.demo import demo_enter

urlpatterns = [
    path("accounts/login/", SignIn.as_view(), name="account_login"),
    path("accounts/", include("people.urls")),
    path("demo/enter/", demo_enter, name="demo_enter"),
]
