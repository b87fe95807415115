from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>/", views.open_message, name="open"),
    path("read/", views.read_all, name="read_all"),
    path("demo/", views.demo_outbox, name="demo_outbox"),
]
