"""Pictures and papers, to whoever may read the notice that they hang on."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from buildings.standing import standing_of
from notices.models import FileKind, Notice, NoticeFile, NoticeState


@require_safe
def file(request: HttpRequest, pk: int, file_pk: int) -> FileResponse:
    """A paper is handed over, never opened in a page of ours. What was withdrawn shows its files no more."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    if notice.state == NoticeState.WITHDRAWN and not _is_own(request, notice):
        raise Http404
    row = get_object_or_404(notice.files, pk=file_pk)
    try:
        opened = default_storage.open(row.file.name)
    except FileNotFoundError:
        raise Http404 from None
    return _handed_over(row, opened)


def _is_own(request: HttpRequest, notice: Notice) -> bool:
    return request.user.is_superuser or standing_of(request.user).is_member_of(notice.organisation_id)


def _handed_over(row: NoticeFile, opened) -> FileResponse:
    response = FileResponse(
        opened, as_attachment=row.kind == FileKind.PAPER, filename=row.name, content_type=row.mime
    )
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
