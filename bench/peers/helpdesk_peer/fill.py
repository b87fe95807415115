"""So many tickets with three entries each, and somebody of the staff who is signed in; says how to ask."""

import json
import sys
from importlib import import_module

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402
from helpdesk.query import query_to_base64  # noqa: E402

ROWS = int(sys.argv[1])
user = get_user_model().objects.create_superuser("staff", "staff@example.org", "x")
queue = Queue.objects.create(title="灯湖社区", slug="lake")
made = Ticket.objects.bulk_create(
    Ticket(
        queue=queue, title=f"天花滴水 {n}", description="水从楼上来，夜里更大。", status=1 + n % 4,
        priority=1 + n % 5, assigned_to=user if n % 3 else None, submitter_email="a@example.org",
    )
    for n in range(ROWS)
)  # fmt: skip
FollowUp.objects.bulk_create(
    FollowUp(ticket=ticket, title="回复", comment="已经派人去看。", public=True, user=user)
    for ticket in made
    for _ in range(3)
)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
query = query_to_base64({"filtering": {"status__in": [1, 2]}, "sorting": "created", "search_string": ""})
rows = f"/datatables_ticket_list/{query}?draw=1&start=0&length=25&order%5B0%5D%5Bcolumn%5D=0"
rows += "&order%5B0%5D%5Bdir%5D=desc&search%5Bvalue%5D="
print(json.dumps({"cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}", "rows": rows}))
