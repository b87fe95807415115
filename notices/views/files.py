"""Pictures and papers, to whoever may read the notice that they hang on."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from notices import rules
from notices.models import FileKind, Notice, NoticeFile


@require_safe
def file(request: HttpRequest, pk: int, file_pk: int) -> FileResponse:
    """A paper is handed over, never opened in a page of ours. What was withdrawn shows its files no more."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    if not rules.may_open_papers(user=request.user, notice=notice):
        raise Http404
    row = get_object_or_404(notice.files, pk=file_pk)
    try:
        opened = default_storage.open(row.file.name)
    except FileNotFoundError:
        raise Http404 from None
    return _handed_over(row, opened)


def _handed_over(row: NoticeFile, opened) -> FileResponse:
    response = FileResponse(
        opened, as_attachment=row.kind == FileKind.PAPER, filename=row.name, content_type=row.mime
    )
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
