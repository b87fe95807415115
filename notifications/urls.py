from django.urls import path

from notifications.views import bounces, inbox, preferences, stopping

app_name = "notifications"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("<int:pk>/", inbox.open_message, name="open"),
    path("read/", inbox.read_all, name="read_all"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/works/<slug:channel>/", preferences.works_again, name="works_again"),
    path("stop/<str:token>/", stopping.stop, name="stop"),
    path("push/", preferences.add_device, name="add_device"),
    path("push/<int:pk>/remove/", preferences.remove_device, name="remove_device"),
    path("bounces/", bounces.take_bounce, name="take_bounce"),
    path("demo/", inbox.demo_outbox, name="demo_outbox"),
]
