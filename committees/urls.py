from django.urls import path

from committees.views import actions, convening, councils, meetings, panels, record

app_name = "committees"
urlpatterns = [
    path("", meetings.list_, name="list"),
    path("new/", convening.new, name="new"),
    path("<int:pk>/", meetings.detail, name="detail"),
    path("<int:pk>/reply/", meetings.reply, name="reply"),
    path("<int:pk>/meeting.ics", meetings.ics, name="ics"),
    path("<int:pk>/move/", convening.move, name="move"),
    path("<int:pk>/cancel/", convening.cancel, name="cancel"),
    path("<int:pk>/record/", record.resolutions, name="resolutions"),
    path("<int:pk>/record/agenda/", record.add_item, name="add_item"),
    path("<int:pk>/record/agenda/<int:item>/<str:way>/", record.shift, name="shift"),
    path("<int:pk>/record/delegates/<int:party>/", record.delegate, name="delegate"),
    path("<int:pk>/record/close/", record.close, name="close"),
    path("<int:pk>/record/publish/", record.publish, name="publish"),
    path("<int:pk>/sent/", record.sent, name="sent"),
    path("actions/", actions.promises, name="promises"),
    path("actions/<int:pk>/", actions.action, name="action"),
    path("seats/<int:pk>/", panels.seats_panel, name="seats_panel"),
    path("councils/<int:pk>/seat/", councils.seat, name="seat"),
    path("about-issue/<int:pk>/", panels.issue_panel, name="issue_panel"),
]
