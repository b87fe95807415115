from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("welcome/", views.welcome, name="welcome"),
    path("consents/", views.consents, name="consents"),
    path("consents/<str:item>/end/", views.end_consent, name="end_consent"),
]
