"""The record of a ballot on paper: A4, with all that whoever was not there needs, and a code for the page."""

import json

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from ballots import wording
from ballots.models import Ballot, Result, RollCorrection
from ballots.models.votes import VoteChannel
from ballots.queries.results import channels_of, corrections_of, deliveries_of, votes_of
from ballots.result_context import said
from ballots.result_lots import LONG_AGO, lots_in_words
from ballots.result_words import labels_of, shown
from committees.minutes_pdf import page_numbers
from kit.figures import square_metres
from kit.pdf import Kept
from kit.qr import qr_code
from kit.times import moment, short_day

STYLES = ("linli/paper_pdf.css", "ballots/record_pdf.css")
kept = Kept()
MISSING = gettext_lazy(
    "This computer cannot make PDFs: the Pango libraries are missing. The page itself prints."
)
CHANGES = {  # what of a correction stands on paper; names and accounts do not
    "area": gettext_lazy("area"),
    "name": gettext_lazy("the name of the owner"),
    "representative": gettext_lazy("who votes for them"),
    "voters": gettext_lazy("who votes for them"),
    "removed_at": gettext_lazy("taken off the roll"),
    "label": gettext_lazy("put on the roll"),
}


def record_pdf(ballot: Ballot, result: Result, *, whole: bool, address: str, language: str) -> bytes:
    html = record_html(ballot, result, whole=whole, address=address, language=language)
    return kept.pdf_of(html, styles=STYLES, more=foot_of_pages(result.chain_head, language), without=MISSING)


def record_html(ballot: Ballot, result: Result, *, whole: bool, address: str, language: str) -> str:
    """`whole`: with the list by name. The address stands in the code."""
    with override(language):
        context = {
            "ballot": ballot,
            "result": result,
            "told": shown(ballot, result),
            "document": ballot.document,
            "rules": rules_of(ballot),
            "roll": roll_in_words(ballot, result),
            "hours": hours_of(ballot, result),
            "lots": lots_in_words(ballot, ballot.lots.all()),
            "channels": channel_lines(ballot, result),
            "corrections": [correction_line(row, whole=whole) for row in corrections_of(ballot)],
            "objections": objection_lines(ballot),
            "deliveries": deliveries_of(ballot),
            "votes": vote_lines(ballot) if whole else [],
            "address": address,
            "qr": qr_code(address),
        }
        return render_to_string("ballots/record.html", context)


def roll_in_words(ballot: Ballot, result: Result) -> str:
    """As it was counted: after the corrections."""
    header = json.loads(result.file.partition("\t")[0])
    return wording.roll_in_words(header["roll"]["heads"], header["roll"]["area"], ballot.unit)


def rules_of(ballot: Ballot) -> list[str]:
    said = [wording.electorate_in_words(ballot), *wording.effect_in_words(ballot)]
    said += [wording.answers_in_words(ballot), *wording.thresholds_in_words(ballot)]
    return [*said, wording.secrecy_in_words(ballot), *wording.changing_in_words(ballot)]


def hours_of(ballot: Ballot, result: Result) -> list[tuple[str, str]]:
    rows = [
        (_("Announced"), ballot.announced_at),
        (_("Voting from"), ballot.opens_at),
        (_("Voting until"), ballot.closes_at),
        (_("All papers in"), ballot.papers_in_at),
        (_("Counted"), result.counted_at),
    ]
    said = [(label, moment(at, now=LONG_AGO)) for label, at in rows]
    if result.posted_until:
        said.append((_("Posted until"), short_day(result.posted_until, now=LONG_AGO)))
    return said


def channel_lines(ballot: Ballot, result: Result) -> list[tuple[str, int]]:
    """Of what was counted: of a secret ballot, who handed in a paper that was left out took part as well."""
    found = channels_of(ballot)
    if ballot.is_secret:
        found[VoteChannel.PAPER] -= len(result.spoilt)
    return [(str(channel.label), found[channel]) for channel in VoteChannel if found[channel]]


def correction_line(row: RollCorrection, *, whole: bool) -> dict:
    """What was changed and why; the figures of an area. How an entry is called (a door, of persons a name) is
    for whoever may read the list by name."""
    what = dict.fromkeys(str(CHANGES[key]) for key in row.after if key in CHANGES)
    label = row.elector.label if whole else f"#{row.elector.number}"
    line = {"label": label, "what": " · ".join(what), "reason": row.reason}
    if row.after.get("area") and row.before.get("area"):
        line["figures"] = f"{square_metres(row.before['area'])} → {square_metres(row.after['area'])}"
    return line | {"when": moment(row.at, now=LONG_AGO)}


def objection_lines(ballot: Ballot) -> list[dict]:
    return [
        {
            "about": row.get_about_display(),
            "text": row.text,
            "when": short_day(row.at, now=LONG_AGO),
            "state": row.state_in_words,
            "answer": row.answer,
        }
        for row in ballot.objections.order_by("at", "pk")
    ]


def vote_lines(ballot: Ballot) -> list[dict]:
    labels = labels_of(ballot)
    return [
        {
            "number": vote.elector.number,
            "label": vote.elector.label,
            "area": square_metres(vote.elector.area) if vote.elector.area is not None else "",
            "said": said(ballot, labels, vote.choices),
            "receipt": vote.receipt,
        }
        for vote in votes_of(ballot).order_by("elector__number")
    ]


def foot_of_pages(head: str, language: str) -> str:
    """CSS: the number of the file on the left, the page's number on the right."""
    with override(language):
        return f'@page{{@bottom-right{{content:{page_numbers()}}}@bottom-left{{content:"{head}"}}}}'
