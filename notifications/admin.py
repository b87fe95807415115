from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kit.admin import LookOnly
from notifications.models import Letter, Message
from people.models import User

MOST = 1000  # people, and letters, that the words of a search may mean


@admin.register(Message)
class MessageAdmin(LookOnly, admin.ModelAdmin):
    """To look only: what went out is history, and what it said is for its reader."""

    list_display = ("id", "channel", "kind", "recipient", "state", "attempts", "due_at", "sent_at", "error")
    list_filter = ("channel", "state")
    search_fields = ("recipient__display_name", "recipient__phone", "address", "letter__subject")
    exclude = ("letter", "address")

    @admin.display(description=_("kind"))
    def kind(self, row: Message) -> str:
        return row.kind

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """`list_select_related` is for rows that come alone; these come with their letter already."""
        return super().get_queryset(request).select_related("recipient")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        """A name or a number, or parts of them; an address or a subject in full.

        Looked for where each stands: joined, every message of a town is read with its person and its letter.
        """
        words = search_term.strip()
        if not words:
            return queryset, False
        people = User.objects.filter(Q(display_name__icontains=words) | Q(phone__contains=words))
        letters = Letter.objects.filter(subject=words).order_by("-pk")
        meant = Q(recipient__in=list(people.order_by("pk").values_list("pk", flat=True)[:MOST]))
        meant |= Q(letter__in=list(letters.values_list("pk", flat=True)[:MOST]))
        return queryset.filter(meant | Q(address=words)), False
