"""Minutes put together from what happened: a dict of texts, whole numbers and lists, see `document_of`.

It is written in the language of the site. States, methods and answers are kept as their codes, moments as
ISO 8601, money as text; minutes_words.py says them. The public version leaves out who merely came, why
somebody was away, and names in what was said.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.models import ActionItem, AgendaItem, Attendance, Confirmation, Invitation, Party, Resolution
from committees.models.kinds import Counted
from committees.models.meetings import PRESENT, Meeting, Reply
from committees.queries.minutes import Happened, answers_to, parties_there, people_at, what_happened
from committees.quorum import PartyCount, quorum_of
from issues.models import IssueState

FORMAT = 1
GRACE = timedelta(minutes=5)  # who comes or goes within it is neither late nor early
SILENT = "silent"  # asked, and did not answer: never counted as confirmed
SHORTEST_NAME = 2  # letters; a single one would be found in too many words


def assemble(meeting: Meeting, *, now: datetime) -> dict:
    """The whole document: head, attendance, quorum, items, resolutions, promises old and new, text."""
    with translation.override(settings.LANGUAGE_CODE):
        return document_of(what_happened(meeting), now)


def document_of(happened: Happened, now: datetime) -> dict:
    meeting = happened.meeting
    minutes = getattr(meeting, "minutes", None)
    attendance = [party_row(happened, party) for party in happened.parties]
    return {
        "format": FORMAT,
        "version": minutes.version if minutes else 0,
        "head": head(happened),
        "is_checked_in": happened.was_checked,
        "attendance": attendance,
        "guests": guests(happened),
        "quorum": quorum_row(meeting, attendance),
        "carried": [promise_row(item) for item in happened.carried],
        "items": [item_row(item, now) for item in happened.agenda],
        "resolutions": [resolution_row(resolution) for resolution in happened.resolutions],
        "text": minutes.text if minutes else "",
    }


def iso(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


# --- the head and who was there ----------------------------------------------------------------------


def head(happened: Happened) -> dict:
    meeting = happened.meeting
    return {
        "title": meeting.title,
        "kind": str(meeting.kind),
        "year": timezone.localtime(meeting.starts_at).year,
        "number": happened.ordinal,
        "place": meeting.place.name,
        "venue": meeting.venue,
        "convened_by": meeting.organisation.name,
        "starts_at": iso(meeting.starts_at),
        "ends_at": iso(meeting.ends_at),
        "opened_at": iso(meeting.opened_at),
        "closed_at": iso(meeting.closed_at),
        "chair": chair_of(happened),
        "secretary": happened.secretary,
    }


def chair_of(happened: Happened) -> dict | None:
    if not happened.meeting.chair_id:
        return None
    own = (i.party for i in happened.invitations if i.user_id == happened.meeting.chair_id and i.party)
    party = next(own, None)
    return {"name": happened.meeting.chair.display_name, "party": party.name if party else ""}


def party_row(happened: Happened, party: Party) -> dict:
    called = [i for i in happened.invitations if i.party_id == party.pk]
    people = those_checked_in(happened, party) if happened.was_checked else those_who_said_so(called)
    there = {key for key, _row in people}
    left = {"left": True} if party.has_left else {}  # it is no party any more, and counts for no quorum
    return left | {
        "party": party.name,
        "seats": party.seats,
        "present": len(people),
        "people": [row for _key, row in people],
        "absent": [absent_row(i, called) for i in called if i.pk not in there and not is_stood_down(i)],
    }


def is_stood_down(invitation: Invitation) -> bool:
    """A substitute who was not needed after all was never expected."""
    return invitation.stands_in_for_id is not None and invitation.reply == Reply.DECLINED


def those_who_said_so(called: Iterable[Invitation]) -> list[tuple[int, dict]]:
    """Nobody was checked in, so the replies say who came."""
    return [
        (i.pk, person(i.user.display_name, i, online=i.reply == Reply.ONLINE, late=i.reply == Reply.LATE))
        for i in called
        if i.reply in PRESENT
    ]


def those_checked_in(happened: Happened, party: Party) -> list[tuple[int | str, dict]]:
    """One row for a person, however often they left and came back: first in, last out."""
    stays: dict[int | str, list[Attendance]] = {}
    for stay in happened.attendances:
        if belongs_to(stay, party):
            stays.setdefault(stay.invitation_id or stay.name, []).append(stay)
    return [(key, checked_row(happened.meeting, rows)) for key, rows in stays.items()]


def belongs_to(stay: Attendance, party: Party | None) -> bool:
    own = stay.party_id or (stay.invitation.party_id if stay.invitation else None)
    return own == (party.pk if party else None)


def checked_row(meeting: Meeting, stays: list[Attendance]) -> dict:
    begun, over = meeting.opened_at or meeting.starts_at, meeting.closed_at
    came, left = stays[0].arrived_at, stays[-1].left_at
    return person(
        stays[0].who,
        stays[0].invitation,
        online=stays[-1].is_online,
        late=came > begun + GRACE,
        came=came,
        left=left if left and (over is None or left < over - GRACE) else None,
    )


def person(
    name: str,
    invitation: Invitation | None,
    *,
    online: bool,
    late: bool,
    came: datetime | None = None,
    left: datetime | None = None,
) -> dict:
    """`left` only for who went before the end; `for`: whose seat a substitute takes."""
    sent_by = invitation.stands_in_for if invitation else None
    return {
        "name": name,
        "online": online,
        "late": late,
        "came": iso(came),
        "left": iso(left),
        "for": sent_by.user.display_name if sent_by else "",
    }


def absent_row(invitation: Invitation, called: Iterable[Invitation]) -> dict:
    sent = [i for i in called if i.stands_in_for_id == invitation.pk and i.reply != Reply.DECLINED]
    return {
        "name": invitation.user.display_name,
        "reason": invitation.reason,
        "sends": sent[-1].user.display_name if sent else "",
    }


def guests(happened: Happened) -> int:
    """Neighbours who sat in: a number, nobody's name."""
    if happened.was_checked:
        stays = [stay for stay in happened.attendances if belongs_to(stay, None)]
        return len({stay.invitation_id or stay.name for stay in stays})
    return sum(i.party_id is None and i.reply in PRESENT for i in happened.invitations)


def quorum_row(meeting: Meeting, attendance: Iterable[dict]) -> dict | None:
    if meeting.quorum_of == Counted.NOBODY:
        return None
    counted = quorum_of(
        [PartyCount(row["seats"], row["present"]) for row in attendance if not row.get("left")],
        share=meeting.quorum_share,
        counts_people=meeting.quorum_of == Counted.PEOPLE,
        fixed=meeting.quorum_fixed,
    )
    return {
        "counts": str(meeting.quorum_of),
        "have": counted.have,
        "need": counted.need,
        "total": counted.total,
        "is_met": counted.is_met,
    }


# --- what was talked about, decided and promised ------------------------------------------------------


def item_row(item: AgendaItem, now: datetime) -> dict:
    return {
        "number": item.position,
        "title": item.heading,
        "presenter": item.presenter,
        "minutes": int(item.time_given.total_seconds() // 60),
        "spent": round(item.time_spent(now).total_seconds() / 60),
        "summary": item.summary.strip(),
        "is_follow_up": item.is_follow_up,
        "is_private": is_private(item),
    }


def is_private(item: AgendaItem) -> bool:
    """It went to mediation: what was said about it is nobody else's business."""
    return bool(item.issue) and item.issue.state == IssueState.MEDIATION


def resolution_row(resolution: Resolution) -> dict:
    motion = resolution.motion
    return {
        "number": resolution.number,
        "label": resolution.label,
        "item": resolution.agenda_item.position if resolution.agenda_item else 0,
        "text": resolution.text,
        "outcome": str(resolution.outcome),
        "method": str(motion.method) if motion else "",
        "for": resolution.votes_for,
        "against": resolution.votes_against,
        "abstain": resolution.abstentions,
        "counts": str(resolution.meeting.voters),
        "votes": votes_by_party(motion),
        "is_beyond_power": resolution.is_beyond_power,
        "budget": str(resolution.budget) if resolution.budget is not None else "",
        "actions": [promise_row(action) for action in resolution.action_items.all()],
    }


def votes_by_party(motion) -> list[dict]:
    rows: dict[str, dict] = {}
    for vote in motion.votes.all() if motion else ():
        name = vote.party.name
        row = rows.setdefault(name, {"party": name, "for": 0, "against": 0, "abstain": 0})
        row[vote.choice] += vote.count
    return list(rows.values())


def promise_row(action: ActionItem) -> dict:
    """A carried-over one with what was said about it at this meeting, else as it stands."""
    status = getattr(action, "status", None)
    return {
        "label": action.resolution.label if action.resolution else "",
        "text": action.text,
        "organisation": str(action.organisation or ""),
        "person": str(action.person or ""),
        "due_on": action.due_on.isoformat(),
        "state": str(status or action.state),
        "said": action.status_text if status else action.progress,
    }


def opening_words(document: dict) -> str:
    """A first sentence for the secretary's empty box: who came, what was on the table, what came of it."""
    with translation.override(settings.LANGUAGE_CODE):
        sentence = _(
            "Parties that took part: %(parties)d, with people: %(people)d. "
            "Items talked about: %(items)d, resolutions written down: %(resolutions)d."
        )
        if not document["resolutions"]:
            sentence = _(
                "Parties that took part: %(parties)d, with people: %(people)d. "
                "Items talked about: %(items)d; nothing was resolved."
            )
        return sentence % {
            "parties": sum(row["present"] > 0 for row in document["attendance"]),
            "people": sum(row["present"] for row in document["attendance"]),
            "items": len(document["items"]),
            "resolutions": len(document["resolutions"]),
        }


# --- the end: what the parties said, and what everybody may read ----------------------------------------


def with_answers(
    document: dict, asked: Iterable[Party], answers: Mapping[int, Confirmation], sealed_at: datetime | None
) -> dict:
    """Each party that was there: confirmed, its objection word for word, or that it did not answer."""
    rows = [answer_row(party, answers.get(party.pk)) for party in asked]
    return {**document, "confirmations": rows, "sealed_at": iso(sealed_at)}


def answer_row(party: Party, said: Confirmation | None) -> dict:
    row = {"party": party.name, "answer": SILENT, "wording": "", "signed_by": "", "on_paper": False, "at": ""}
    if said is None:
        return row
    return row | {
        "answer": str(said.answer),
        "wording": said.wording,
        "signed_by": said.signed_by,
        "on_paper": said.on_paper,
        "at": iso(said.at),
    }


def public_document(document: dict, people: Mapping[str, str]) -> dict:
    """Parties by name and number; of people only the chair and whoever answers for a promise.

    `people` were called or came, with their party: in what was said their names give way to it. The exact
    wording of a resolution is never touched.
    """
    names = names_to_hide(document, people)
    public = only(document, "format", "version", "is_checked_in", "guests", "quorum")
    return public | {
        "head": {key: value for key, value in document["head"].items() if key != "secretary"},
        "attendance": [only(row, "party", "seats", "present") for row in document["attendance"]],
        "carried": [row | {"said": hidden(row["said"], names)} for row in document["carried"]],
        "items": [public_item(row, names) for row in document["items"]],
        "resolutions": [public_resolution(row, document["items"], names) for row in document["resolutions"]],
        "text": hidden(document["text"], names),
        "confirmations": [public_answer(row, names) for row in document.get("confirmations", [])],
        "sealed_at": document.get("sealed_at", ""),
    }


def only(row: Mapping, *keys: str) -> dict:
    return {key: row[key] for key in keys}


def public_item(row: dict, names: Mapping[str, str]) -> dict:
    summary = "" if row["is_private"] else hidden(row["summary"], names)
    return {key: row[key] for key in row if key != "presenter"} | {"summary": summary}


def public_resolution(row: dict, items: Sequence[Mapping], names: Mapping[str, str]) -> dict:
    """Its wording stands; of what went to mediation only that it was there."""
    if any(item["is_private"] for item in items if item["number"] == row["item"]):
        return row | {"text": _("A matter that went to mediation"), "actions": []}
    return row | {"actions": [each | {"said": hidden(each["said"], names)} for each in row["actions"]]}


def public_answer(row: dict, names: Mapping[str, str]) -> dict:
    return {key: row[key] for key in row if key != "signed_by"} | {"wording": hidden(row["wording"], names)}


def names_to_hide(document: dict, people: Mapping[str, str]) -> dict[str, str]:
    """Name by name what stands there instead; the longest first, so that no name is left half."""
    chair = document["head"]["chair"]
    promises = [*document["carried"], *(a for r in document["resolutions"] for a in r["actions"])]
    named = {row["person"] for row in promises} | {chair["name"] if chair else ""}
    with translation.override(settings.LANGUAGE_CODE):
        roles = {
            name: _("a delegate of %(party)s") % {"party": party}
            if party
            else pgettext("instead of a name", "a neighbour")
            for name, party in people.items()
            if name not in named and len(name) >= SHORTEST_NAME
        }
    return dict(sorted(roles.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def hidden(text: str, names: Mapping[str, str]) -> str:
    for name, role in names.items():
        text = text.replace(name, role)
    return text


def document_to_show(meeting: Meeting, *, whole: bool, now: datetime) -> dict:
    """The sealed one as it is; before that what would be sealed now, with the answers there are."""
    minutes = meeting.minutes
    if minutes.is_sealed:
        return minutes.document if whole else minutes.document["public"]
    document = minutes.document if minutes.sent_at else assemble(meeting, now=now)
    if minutes.sent_at:
        document = with_answers(document, parties_there(meeting, document), answers_to(minutes), None)
    return document if whole else public_document(document, people_at(meeting))
