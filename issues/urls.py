from django.urls import path

from issues.views import detail, dissuasions, handing, lists, queue_acts, queue_desk, rates, report, steps

app_name = "issues"
urlpatterns = [
    path("", lists.issue_list, name="list"),
    path("rates/", rates.rates_page, name="rates"),
    path("new", report.new, name="new"),
    path("hand-over/captaincy/<int:pk>", handing.hand_over_captaincy, name="hand_over_captaincy"),
    path("hand-over/membership/<int:pk>", handing.hand_over_membership, name="hand_over_membership"),
    path("queue/", queue_desk.queue, name="queue"),
    path("queue/act", queue_acts.act, name="queue_act"),
    path("queue/export", queue_acts.export, name="queue_export"),
    path("queue/views", queue_acts.keep_view, name="keep_view"),
    path("queue/views/<int:pk>/remove", queue_acts.drop_view, name="drop_view"),
    path("<int:pk>/", detail.issue_detail, name="detail"),
    path("<int:pk>/accept", steps.accept, name="accept"),
    path("<int:pk>/dispatch", steps.dispatch, name="dispatch"),
    path("<int:pk>/answer", steps.answer, name="answer"),
    path("<int:pk>/start", steps.start, name="start"),
    path("<int:pk>/resolve", steps.resolve, name="resolve"),
    path("<int:pk>/confirm", steps.confirm, name="confirm"),
    path("<int:pk>/reopen", steps.reopen, name="reopen"),
    path("<int:pk>/withdraw", steps.withdraw, name="withdraw"),
    path("<int:pk>/dispute", steps.dispute, name="dispute"),
    path("<int:pk>/decide", steps.decide, name="decide"),
    path("<int:pk>/suspend", steps.suspend, name="suspend"),
    path("<int:pk>/resume", steps.resume, name="resume"),
    path("<int:pk>/escalate", steps.escalate, name="escalate"),
    path("<int:pk>/merge", steps.merge, name="merge"),
    path("<int:pk>/mediate", steps.mediate, name="mediate"),
    path("<int:pk>/dissuade", dissuasions.dissuade, name="dissuade"),
    path("dissuasions/<int:pk>", dissuasions.dissuasion, name="dissuasion"),
    path("photos/<int:pk>", detail.photo, name="photo"),
    path("places/<int:pk>/panel", lists.place_panel, name="place_panel"),
]
