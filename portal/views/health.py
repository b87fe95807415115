"""What machines ask of a web process: is it up, may it be sent visitors, is anything left lying."""

import secrets

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.backup.mark import is_restoring
from portal.metrics import as_text

_ready: set[str] = set()  # once its tables are as the code needs them, a process need not look again


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Up means that a page can be served: this process and its database answer. That needs no Redis."""
    if is_restoring():
        return _plain("restoring", 503)
    return _plain("ok")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready means also that every migration this code knows has been applied; a balancer waits for it."""
    try:
        if is_restoring():
            return _plain("restoring", 503)
        if not _ready and _lacks_migrations():
            return _plain("migrations wait to be applied", 503)
    except DatabaseError:
        return _plain("the database does not answer", 503)
    _ready.add("migrated")
    return _plain("ready")


def _lacks_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever brings METRICS_TOKEN as a bearer; to all others it does not exist."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    wanted = settings.METRICS_TOKEN.encode()
    if not wanted or not secrets.compare_digest(given, wanted):
        raise Http404
    return HttpResponse(as_text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text + "\n", status=status, content_type="text/plain")
