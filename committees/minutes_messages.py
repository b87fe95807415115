"""Who is told what about minutes and their posting."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import Confirmation, Erratum, Meeting, Party, PostingComment
from kit.times import written
from notifications.operations import Words

ASKED = "committees.minutes"
DUE = "committees.minutes_due"
ANSWERED = "committees.minutes_answered"
SEALED = "committees.minutes_sealed"
LYING = "committees.minutes_lying"
ERRATUM = "committees.erratum"
COMMENT = "committees.comment"
COMMENT_DUE = "committees.comment_due"
COMMENT_ANSWERED = "committees.comment_answered"


def url_of_minutes(meeting: Meeting) -> str:
    return reverse("committees:minutes", args=[meeting.pk])


def url_to_confirm(meeting: Meeting) -> str:
    return reverse("committees:minutes_confirm", args=[meeting.pk])


def url_of_posting(meeting: Meeting) -> str:
    return reverse("committees:posting", args=[meeting.pk])


def deadline(at: datetime) -> str:
    """Written out: the message may be read days later."""
    return written(at, now=datetime(1970, 1, 1, tzinfo=at.tzinfo))


def asked(meeting: Meeting, party: Party, until: datetime, *, again: bool) -> Words:
    def words() -> tuple[str, str]:
        names = {"title": meeting.title, "party": party.name, "when": deadline(until)}
        title = _("Please confirm the minutes: %(title)s") % names
        anew = _("The minutes were changed, so every party is asked anew.") if again else ""
        body = _(
            "You speak for %(party)s. Please read the minutes, and confirm them or object by %(when)s. "
            "Silence is not counted as a yes; the minutes will say that you did not answer."
        )
        return title, "\n\n".join(filter(None, [anew, body % names]))

    return words


def due(meeting: Meeting, party: Party, until: datetime) -> Words:
    def words() -> tuple[str, str]:
        names = {"title": meeting.title, "party": party.name, "when": deadline(until)}
        title = _("Still to be confirmed: minutes of %(title)s") % names
        return title, _("Nobody of %(party)s has answered yet. There is time until %(when)s.") % names

    return words


def objected(meeting: Meeting, party: Party, wording: str) -> Words:
    def words() -> tuple[str, str]:
        names = {"title": meeting.title, "party": party.name}
        title = _("%(party)s objects to the minutes of %(title)s") % names
        body = _("Change the minutes and ask anew, or seal them with the objection, word for word.")
        return title, f"{wording}\n\n{body}"

    return words


def noted_from_paper(meeting: Meeting, said: Confirmation) -> Words:
    """To the party itself: what somebody else wrote down in its name it should hear of."""

    def words() -> tuple[str, str]:
        names = {"title": meeting.title, "party": said.party.name, "name": said.signed_by}
        title = _("Noted from paper for %(party)s: %(title)s") % names
        body = _("The minutes say that %(name)s signed on paper. If that is not so, tell those who run it.")
        return title, body % names

    return words


def lying(meeting: Meeting, step: str) -> Words:
    """What is to be done next with them."""

    def words() -> tuple[str, str]:
        title, body = {
            "close": (
                _("No minutes yet: %(title)s"),
                _("Close it with a few lines of minutes. If it did not take place, call it off."),
            ),
            "send": (
                _("The parties do not have the minutes yet: %(title)s"),
                _("Please send them, so that each party can confirm them or object."),
            ),
            "seal": (
                _("The minutes can be sealed: %(title)s"),
                _("Objections stand in them word for word, and so does who did not answer."),
            ),
            "post": (
                _("The minutes are not posted yet: %(title)s"),
                _("They are sealed; neighbours wait to read what was decided."),
            ),
        }[step]
        return title % {"title": meeting.title}, body

    return words


def sealed(meeting: Meeting) -> Words:
    def words() -> tuple[str, str]:
        title = _("The minutes are sealed: %(title)s") % {"title": meeting.title}
        return title, _("From now on nothing in them is changed. Next they can be posted for the neighbours.")

    return words


def erratum(meeting: Meeting, correction: Erratum) -> Words:
    def words() -> tuple[str, str]:
        names = {"title": meeting.title, "number": correction.number}
        title = _("Correction %(number)d to the minutes: %(title)s") % names
        return title, correction.text

    return words


def comment(meeting: Meeting, said: PostingComment) -> Words:
    def words() -> tuple[str, str]:
        title = _("A neighbour comments on the minutes: %(title)s") % {"title": meeting.title}
        until = _("Please answer by %(when)s.") % {"when": deadline(said.answer_by)}
        return title, f"{said.text}\n\n{until}"

    return words


def comment_due(meeting: Meeting, said: PostingComment) -> Words:
    def words() -> tuple[str, str]:
        title = _("Still without an answer: a comment on %(title)s") % {"title": meeting.title}
        until = _("The last day to answer it ends %(when)s.") % {"when": deadline(said.answer_by)}
        return title, f"{said.text}\n\n{until}"

    return words


def comment_answered(meeting: Meeting, said: PostingComment) -> Words:
    def words() -> tuple[str, str]:
        title = _("Your comment has an answer: %(title)s") % {"title": meeting.title}
        return title, said.answer

    return words
