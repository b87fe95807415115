"""Every address of the site. Each that shows a page has a sample here; each that does not, the reason why.

`test_walk.py` compares both with the URL resolver: a new address without either fails there.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from notifications.stops import token_of
from tests.browser.rows import Rows, person


class Sample(NamedTuple):
    """Opened by whoever sees most of it; "" is a visitor."""

    role: str
    args: Callable[[Rows], list] = lambda rows: []
    query: str = ""  # {rows.building.pk} in it is filled in


def of(role: str, *fields: str, query: str = "") -> Sample:
    """`of("staff", "live.pk")`: the arguments are read from the rows."""
    return Sample(role, lambda rows: [_read(rows, field) for field in fields], query)


def _read(rows: Rows, field: str):
    for name in field.split("."):
        rows = getattr(rows, name)
    return rows


# --- pages: name -> samples, in the order of the rooms ----------------------------------------------------------
PAGES: dict[str, list[Sample]] = {
    "home": [of(role) for role in ("", "resident", "elder", "president", "property", "staff", "street")],
    "elder": [of(""), of("elder")],
    "elder_sticker": [of("staff"), of("staff", query="paper=a6")],
    "desk": [of("captain"), of("staff")],
    "desk_people": [of("captain")],
    "desk_home": [of("captain", "home.pk")],
    "desk_term": [of("captain")],
    "privacy": [of("")],
    "offline": [of("")],
    "notices:list": [of(""), of("resident")],
    "notices:drafts": [of("staff")],
    "notices:new": [of("staff")],
    "notices:detail": [of("", "notice.pk"), of("resident", "notice.pk"), of("staff", "draft.pk")],
    "notices:postings": [of("")],
    "notices:archive": [of("")],
    "notices:month": [
        Sample("", lambda rows: [f"{rows.notice.publish_at:%Y}", f"{rows.notice.publish_at:%m}"])
    ],
    "notices:coverage": [of("property", "notice.pk")],
    "notices:doors": [of("captain", "notice.pk")],
    "notices:names": [of("staff", "notice.pk", query="place={rows.building.pk}")],
    "notices:send_back": [of("staff", "handed_in.pk")],
    "notices:robots": [of("staff")],
    "notices:poster": [of("staff", "notice.pk")],
    "notices:edit": [of("staff", "draft.pk")],
    "notices:publish": [of("staff", "draft.pk")],
    "notices:withdraw": [of("property", "notice.pk")],
    "issues:list": [of("resident"), of("captain")],
    "issues:around": [of("", "estate.pk")],
    "issues:rates": [of("staff")],
    "issues:new": [of("resident"), of("captain")],
    "issues:hand_over_captaincy": [of("staff", "captaincy.pk")],
    "issues:hand_over_membership": [of("street", "membership.pk")],
    "issues:queue": [of("staff"), of("property")],
    "issues:detail": [of(role, "leak.pk") for role in ("resident", "property", "staff")],
    "issues:dissuade": [of("staff", "leak.pk")],
    "issues:dissuasion": [of("staff", "dissuasion.pk")],
    "issues:slip": [of("captain", "leak.pk")],
    "committees:list": [of(""), of("staff")],
    "committees:new": [of("staff")],
    "committees:detail": [of("", "coming.pk"), of("president", "held.pk"), of("staff", "live.pk")],
    "committees:move": [of("staff", "coming.pk")],
    "committees:cancel": [of("staff", "coming.pk")],
    "committees:invited": [of("staff", "coming.pk")],
    "committees:room": [of("staff", "live.pk"), of("president", "live.pk"), of("staff", "held.pk")],
    "committees:people": [of("staff", "live.pk")],
    "committees:door": [of("staff", "live.pk")],
    "committees:here": [of("president", "live.pk", "live.checkin_code")],
    "committees:screen": [of("", "live.pk", "live.screen_code")],
    "committees:minutes": [of("president", "held.pk"), of("staff", "unwritten.pk")],
    "committees:minutes_close": [of("staff", "live.pk")],
    "committees:minutes_edit": [of("staff", "unwritten.pk")],
    "committees:minutes_confirm": [of("president", "unconfirmed.pk")],
    "committees:minutes_paper": [of("staff", "unconfirmed.pk")],
    "committees:posting": [of("resident", "held.pk")],
    "committees:sent": [of("staff", "coming.pk")],
    "committees:reminders": [of("staff", "coming.pk")],
    "committees:calendar": [of("resident")],
    "committees:kinds": [of("street")],
    "committees:kind": [Sample("street", lambda rows: ["joint"])],
    "committees:series": [of("staff")],
    "committees:series_new": [of("staff")],
    "committees:series_detail": [of("staff", "series.pk")],
    "committees:promises": [of("staff")],
    "committees:action": [of("staff", "action.pk")],
    "committees:hand_over": [of("staff", "action.pk")],
    "committees:carried": [of("staff", "coming.pk")],
    "committees:party": [of("staff", "seat.council_id")],
    "committees:council": [of("president", "seat.council_id")],
    "committees:charter": [of("president", "seat.council_id")],
    "committees:seat": [of("president", "seat.council_id")],
    "committees:seat_end": [of("president", "seat.pk")],
    "committees:agenda": [of("staff", "coming.pk")],
    "committees:topics": [of("staff")],
    "committees:topic_new": [of("resident")],
    "committees:topic": [of("staff", "topic.pk")],
    "committees:topic_sort": [of("staff", "topic.pk")],
    "ballots:list": [of("resident"), of("staff")],
    "ballots:detail": [of(role, "deciding.poll.pk") for role in ("resident", "captain", "president")]
    + [of("street", "deciding.pipes.pk"), of("elder", "deciding.breakfast.pk")]
    + [of("president", "deciding.council.pk"), of("president", "deciding.tied.pk")],
    "ballots:new": [of("president")],
    "ballots:edit": [of("president", "deciding.draft.pk")],
    "ballots:announce": [of("president", "deciding.draft.pk")],
    "ballots:candidates": [of("president", "deciding.draft.pk")],
    "ballots:papers": [of("president", "deciding.poll.pk"), of("staff", "deciding.box.pk")],
    "ballots:paper_new": [of("president", "deciding.poll.pk", query="elector={rows.deciding.elector.pk}")],
    "ballots:paper": [of("president", "deciding.poll.pk", "deciding.paper.pk")],
    "ballots:paper_spoil": [of("president", "deciding.poll.pk", "deciding.paper.pk")],
    "ballots:secret_paper_new": [of("staff", "deciding.box.pk")],
    "ballots:secret_paper": [Sample("president", lambda rows: [rows.deciding.box.pk, 1])],
    "ballots:secret_paper_spoil": [Sample("president", lambda rows: [rows.deciding.box.pk, 1])],
    "ballots:papers_in": [of("president", "deciding.bag.pk")],
    "ballots:proxies": [of("president", "deciding.poll.pk")],
    "ballots:proxy_new": [of("president", "deciding.poll.pk", query="elector={rows.deciding.elector.pk}")],
    "ballots:proxy": [of(role, "deciding.poll.pk", "deciding.proxy.pk") for role in ("president", "staff")],
    "ballots:proxy_end": [of("president", "deciding.poll.pk", "deciding.proxy.pk")],
    "ballots:count": [of("president", "deciding.box.pk"), of("president", "deciding.tied.pk")],
    "ballots:lot": [of("president", "deciding.tied.pk")],
    "ballots:result_post": [of("president", "deciding.unposted.pk")],
    "ballots:void": [of("president", "deciding.poll.pk"), of("president", "deciding.unposted.pk")],
    "ballots:votes": [of("street", "deciding.pipes.pk")],
    "ballots:check": [of("street", "deciding.pipes.pk")],
    "ballots:roll": [of("resident", "deciding.poll.pk"), of("staff", "deciding.breakfast.pk")],
    "ballots:roll_names": [of("staff", "deciding.breakfast.pk")],
    "ballots:roll_add": [of("staff", "deciding.breakfast.pk")],
    "ballots:roll_correct": [Sample("staff", lambda rows: [rows.deciding.breakfast.pk, 1])],
    "ballots:roll_proposed": [of("staff", "deciding.breakfast.pk", "deciding.correction.pk")],
    "ballots:objections": [of(role, "deciding.breakfast.pk") for role in ("elder", "staff")],
    "ballots:objection_answer": [of("staff", "deciding.breakfast.pk", "deciding.objection.pk")],
    "ballots:turnout": [of(role, "deciding.poll.pk") for role in ("captain", "president")],
    "ballots:turnout_place": [of("captain", "deciding.poll.pk", "building.pk")],
    "ballots:deliveries": [of("president", "deciding.poll.pk")],
    "ballots:proposals": [of("resident"), of("staff")],
    "ballots:proposal_new": [of("resident")],
    "ballots:proposal_rules": [of("staff")],
    "ballots:proposal_rule": [of("staff", "estate.pk")],
    "ballots:processes": [of("street")],
    "ballots:process_new": [of("street")],
    "ballots:process": [of("street", "deciding.process.pk")],
    "ballots:proposal": [of(role, "deciding.charging.pk") for role in ("resident", "staff")]
    + [of("staff", "deciding.fountain.pk"), of("president", "deciding.lockers.pk")],
    "ballots:proposal_edit": [of("president", "deciding.unsent.pk")],
    "ballots:proposal_answer": [of("staff", "deciding.fountain.pk")],
    "ballots:proposal_merge": [of("staff", "deciding.fountain.pk")],
    "ballots:comment": [of("president", "deciding.charging.pk", "deciding.comment.pk")],
    "ballots:deliberation_new": [of("staff", "deciding.lockers.pk")],
    "ballots:deliberation": [of("resident", "deciding.fountain.pk", "deciding.deliberation.pk")],
    "ballots:process_start": [of("staff", "deciding.fountain.pk")],
    "ballots:process_step": [of("president", "deciding.lockers.pk", "deciding.step.pk")],
    "buildings:list": [of(""), of("staff")],
    "buildings:claim_start": [of("resident")],
    "buildings:claim_place": [of("resident", "building.pk")],
    "buildings:claim_home": [of("elder", "home.pk")],
    "buildings:claim_child": [of("resident", "own.dwelling_id")],
    "buildings:claims": [of("staff")],
    "buildings:claim_answer": [of("staff", "claim.pk")],
    "buildings:still_here": [of("staff"), of("captain")],
    "buildings:still_here_door": [of("captain", "sold.pk"), of("staff", "home.pk")],
    "buildings:claim_guardian": [of("resident", "child.pk")],
    "buildings:of_age": [of("resident", "ward.pk")],
    "buildings:my_claims": [of("resident")],
    "buildings:codes": [of("staff", "building.pk")],
    "door": [of("")],
    "door_code": [Sample("", lambda rows: ["ABCDEFGH2345"])],
    "buildings:place": [of(role, "building.pk") for role in ("", "captain", "staff")]
    + [of("staff", "estate.pk")],
    "buildings:organisations": [of("staff", "estate.pk")],
    "buildings:found": [of("staff", "estate.pk")],
    "buildings:members": [of("staff", "seat.council_id")],
    "buildings:end_office": [of("staff", "seat.holder_id")],
    "buildings:end_service": [of("staff", "service.pk")],
    "buildings:new": [of("staff", "estate.pk")],
    "buildings:new_home": [of("staff", "building.pk")],
    "buildings:move": [of("staff", "building.pk")],
    "buildings:appoint": [of("staff", "building.pk")],
    "buildings:plan": [of("staff", "estate.pk")],
    "buildings:sheet": [of("staff", "building.pk")],
    "buildings:roster": [of("staff", "estate.pk")],
    "buildings:end_term": [of("staff", "captaincy.pk")],
    "buildings:answers": [of("resident", "home.pk"), of("captain", "home.pk")],
    "buildings:register": [of("staff", "home.pk")],
    "buildings:register_neighbour": [of("captain", "home.pk")],
    "buildings:move_out": [of("staff", "residency.pk")],
    "outbox": [of("staff")],
    "search": [of("resident", query="q=停水"), of("")],
    "notifications:inbox": [of("resident")],
    "notifications:preferences": [of("resident")],
    "notifications:stop": [Sample("", lambda rows: [token_of(person("resident").pk, "issues")])],
    "notifications:demo_outbox": [of("staff")],
    "people:consents": [of("resident")],
    "people:end_consent": [Sample("resident", lambda rows: ["texts"])],
    "my_data": [of("resident")],
    "people:me": [of("resident")],
    "people:welcome": [of("resident")],
    "account_login": [of("")],
    "account_logout": [of("resident")],
    "account_inactive": [of("")],
    "account_signup": [of("")],
    "account_email": [of("resident")],
    "account_email_verification_sent": [of("")],
    "account_set_password": [of("resident")],
    "account_reset_password": [of("")],
    "account_password_reset_completed": [of("")],
    "account_request_login_code": [of("")],
    "account_change_phone": [of("resident")],
    "sign_in_once_more": [of("resident")],
    "mfa_index": [of("resident")],
    "mfa_list_webauthn": [of("resident")],
    "socialaccount_login_cancelled": [of("")],
    "usersessions_list": [of("resident")],
}


# --- the resolver -----------------------------------------------------------------------------------------------
class Route(NamedTuple):
    name: str
    arguments: list[str]


def routes() -> dict[str, Route]:
    """All of the resolver's, save Django's own administration (kit/admin.py) and names of no name."""
    found = {route.name: route for route in _below(get_resolver(), ())}
    return {name: route for name, route in found.items() if not name.startswith("admin:")}


def _below(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _below(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif isinstance(entry, URLPattern) and entry.name:
            yield Route(":".join([*spaces, entry.name]), list(entry.pattern.converters))


class Visit(NamedTuple):
    name: str
    role: str
    path: str


def visits(rows: Rows) -> list[Visit]:
    """Every sample, by role, so that one sign-in serves all pages of one person."""
    made = [
        Visit(
            name,
            sample.role,
            reverse(name, args=sample.args(rows)) + (sample.query and f"?{sample.query.format(rows=rows)}"),
        )
        for name, samples in PAGES.items()
        for sample in samples
    ]
    return sorted(made, key=lambda visit: visit.role)
