"""Pictures and papers, to whoever may read the notice that they hang on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from kit.handed_out import ASKED_AGAIN, handed_out
from notices import rules
from notices.models import FileKind, Notice


@require_safe
def file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """A paper is handed over, never opened in a page of ours. What was withdrawn shows its files no more."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    if not rules.may_open_papers(user=request.user, notice=notice):
        raise Http404
    row = get_object_or_404(notice.files, pk=file_pk)
    return handed_out(
        row.file.name,
        content_type=row.mime,
        kept=ASKED_AGAIN,
        filename=row.name,
        as_attachment=row.kind == FileKind.PAPER,
    )
