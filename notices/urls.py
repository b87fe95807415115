from django.urls import path

from notices.views import reading, writing

app_name = "notices"
urlpatterns = [
    path("", reading.list_, name="list"),
    path("read/", reading.read_all, name="read_all"),
    path("drafts/", writing.drafts, name="drafts"),
    path("new/", writing.new, name="new"),
    path("<int:pk>/", reading.detail, name="detail"),
    path("<int:pk>/poster/", reading.poster, name="poster"),
    path("<int:pk>/acknowledge/", reading.acknowledge, name="acknowledge"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/publish/", writing.publish, name="publish"),
    path("<int:pk>/unschedule/", writing.unschedule, name="unschedule"),
    path("<int:pk>/withdraw/", writing.withdraw, name="withdraw"),
    path("<int:pk>/discard/", writing.discard, name="discard"),
]
