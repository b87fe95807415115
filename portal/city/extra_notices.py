"""Notices that follow from something else: minutes that are posted, ballots that are announced and counted.

Numbered after the others: first two for each ballot, then one for each meeting."""

from notices.models import Notice, NoticePlace
from portal.city.city import City
from portal.city.filling import Filler

NOTICES, BALLOTS, MEETINGS = 0.02, 0.0005, 0.005  # for a resident


def facts_of(city: City) -> dict[str, int]:
    ballots = city.of(BALLOTS, 6)
    after = city.of(NOTICES)
    return {"ballots": ballots, "after_notices": after, "after_ballots": after + 2 * ballots}


def insert_extra(
    filler: Filler, source: str, *, number: str, title: str, body: str, at: str, category: str, of: str
) -> None:
    """In the hand of the committee's secretary, at `at_place` of the source; `of`: what they follow from."""
    columns = {
        "id": f"%(base)s + {number}",
        "client_key": filler.key(f"notice of {of}", "n"),
        "title": f"left({title}, 80)",
        "category": f"'{category}'",
        "body": f"'<p>' || {body} || '</p>'",
        "source": body,
        "organisation_id": "committee",
        "author_id": "secretary",
        "audience": "'{residents,owners}'::text[]",
        "is_public": "true",
        "state": "'published'",
        "publish_at": at,
        "expires_at": f"{at} + interval '15 days'",
        "announced_at": at,
        "created_at": at,
    }
    filler.insert(Notice, source, columns)
    address = {"id": f"%(base)s + {number}", "notice_id": f"%(base)s + {number}", "place_id": "at_place"}
    filler.insert(NoticePlace, source, address)
