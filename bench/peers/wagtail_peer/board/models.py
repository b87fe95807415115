from django.core.paginator import Paginator
from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page

ON_A_PAGE = 10  # as many as Linli shows


class NoticeIndex(Page):
    def get_context(self, request, *args, **kwargs):
        notices = NoticePage.objects.child_of(self).live().public().order_by("-date", "-pk")
        page = Paginator(notices, ON_A_PAGE).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"notices": page}


class NoticePage(Page):
    date = models.DateTimeField()
    by = models.CharField(max_length=80)
    body = RichTextField()
