"""What a page could cost at best on this server: as many bytes and questions, and nothing of the house."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines

LINE = "一栋楼的街坊今天要知道的事都在这里 "
PAGE = engines["django"].from_string("<!doctype html>{% for line in lines %}<p>{{ line }}</p>{% endfor %}")
ROWS = "SELECT id, path, kind, name, parent_id, address FROM buildings_place ORDER BY id LIMIT 20"


def response(request: HttpRequest) -> HttpResponse:
    """`?bytes=` of them, past all the middleware."""
    return HttpResponse(b"x" * _number(request, "bytes"))


def template(request: HttpRequest) -> HttpResponse:
    size = _number(request, "bytes")
    lines = [LINE] * max(1, size // (len(LINE.encode()) + 7))
    return HttpResponse(PAGE.render({"lines": lines}))


def queries(request: HttpRequest) -> HttpResponse:
    """A template, and `?queries=` times twenty rows by a primary key."""
    with connection.cursor() as cursor:
        for _ in range(_number(request, "queries")):
            cursor.execute(ROWS)
            cursor.fetchall()
    return template(request)


def _number(request: HttpRequest, name: str) -> int:
    value = request.GET.get(name, "0")
    return min(int(value), 1_000_000) if value.isascii() and value.isdigit() else 0
