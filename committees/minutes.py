"""The minutes as a notice's text: who was there, what was decided in which words, who does what by when.

Plain text as notices take it: blank lines part paragraphs, "## " is a heading, "- " a list. Nobody is named
in it but those who promised something.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.models import ActionItem, Meeting, Party, Resolution
from committees.models.resolutions import Outcome
from kit.times import short_day, span


def minutes_text(
    meeting: Meeting, parties: Iterable[Party], resolutions: Iterable[Resolution], now: datetime
) -> str:
    """`parties` carry `present`, the number of delegates who came; `resolutions` have their action items."""
    when = span(meeting.starts_at, meeting.ends_at, now=now)
    blocks = [f"{when}\n{meeting.venue}", heading(_("Who took part")), bullets(map(party_line, parties))]
    if resolutions:
        blocks.append(heading(_("What was decided")))
    for resolution in resolutions:
        blocks += resolution_blocks(resolution, now)
    blocks += [heading(_("What was said")), meeting.minutes.text]
    return "\n\n".join(block for block in blocks if block)


def heading(text: str) -> str:
    return f"## {text}"


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def party_line(party: Party) -> str:
    people = ngettext("%(count)d person", "%(count)d people", party.present) % {"count": party.present}
    return _("%(party)s: %(people)s") % {"party": party.name, "people": people}


def resolution_blocks(resolution: Resolution, now: datetime) -> list[str]:
    label = _("Resolution %(label)s") % {"label": resolution.label}
    wording = f"{label}\n{resolution.text}\n{votes_line(resolution)}"
    beyond = beyond_power_sentence() if resolution.is_beyond_power else ""
    return [wording, beyond, bullets(action_line(action, now) for action in resolution.action_items.all())]


def beyond_power_sentence() -> str:
    return _(
        "This is for the owners to decide together (Civil Code, article 278); "
        "the meeting hands it on to the owners' assembly."
    )


def votes_line(resolution: Resolution) -> str:
    """Adopted, 5 for, 1 abstaining; a resolution without a count says only how it ended."""
    if resolution.outcome == Outcome.NOTED:
        return _("Noted, without a vote")
    parts = [resolution.get_outcome_display()]
    counts = (
        (resolution.votes_for, _("%(count)d for")),
        (resolution.votes_against, _("%(count)d against")),
        (resolution.abstentions, _("%(count)d abstaining")),
    )
    parts += [words % {"count": count} for count, words in counts if count]
    return pgettext("between the parts of a sentence", ", ").join(str(part) for part in parts)


def action_line(action: ActionItem, now: datetime) -> str:
    return _("%(owner)s: %(text)s, by %(day)s") % {
        "owner": action.owner,
        "text": action.text,
        "day": short_day(action.due_on, now=now),
    }
