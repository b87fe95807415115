from django.urls import path, re_path

from notices.views import archive, comments, coverage, deciding, files, posters, reading, robots, writing

app_name = "notices"
urlpatterns = [
    path("", reading.list_, name="list"),
    path("read/", reading.read_all, name="read_all"),
    path("drafts/", writing.drafts, name="drafts"),
    path("new/", writing.new, name="new"),
    path("count/", writing.count, name="count"),
    path("robots/", robots.robots, name="robots"),
    path("robots/<int:pk>/remove/", robots.remove, name="remove_robot"),
    path("<int:pk>/", reading.detail, name="detail"),
    path("postings/", archive.postings, name="postings"),
    path("archive/", archive.archive, name="archive"),
    re_path(r"^archive/(?P<year>\d{4})/(?P<month>0[1-9]|1[0-2])/$", archive.month, name="month"),
    path("feed/<int:pk>.atom", archive.feed, name="feed"),
    path("<int:pk>/poster/", posters.poster, name="poster"),
    path("<int:pk>/posters.pdf", posters.posters_pdf, name="posters_pdf"),
    path("<int:pk>/coverage/", coverage.coverage, name="coverage"),
    path("<int:pk>/doors/", coverage.doors, name="doors"),
    path("<int:pk>/names/", coverage.names, name="names"),
    path("<int:pk>/boards/", coverage.hang_up, name="hang_up"),
    path("<int:pk>/boards/<int:photo>", coverage.board, name="board"),
    path("<int:pk>/questions/", comments.ask, name="ask"),
    path("<int:pk>/questions/<int:comment>/", comments.comment, name="comment"),
    path("<int:pk>/questions/<int:comment>/answer/", comments.answer, name="answer"),
    path("<int:pk>/questions/<int:comment>/hide/", comments.hide, name="hide"),
    path("<int:pk>/acknowledge/", reading.acknowledge, name="acknowledge"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/files/<int:file_pk>/", files.file, name="file"),
    path("<int:pk>/submit/", deciding.submit, name="submit"),
    path("<int:pk>/send-back/", deciding.send_back, name="send_back"),
    path("<int:pk>/publish/", deciding.publish, name="publish"),
    path("<int:pk>/unschedule/", deciding.unschedule, name="unschedule"),
    path("<int:pk>/withdraw/", deciding.withdraw, name="withdraw"),
    path("<int:pk>/discard/", deciding.discard, name="discard"),
]
