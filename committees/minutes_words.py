"""Minutes in words: as the plain text of a notice, and line by line for the page and the PDF. Pure.

A notice's text: blank lines part paragraphs, "## " is a heading, "- " a list.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.minutes import SILENT
from committees.models import Resolution
from committees.models.kinds import Counted
from committees.models.minutes import Answer
from committees.models.resolutions import ActionState, Outcome
from committees.models.room import Method
from kit.times import clock, minutes_in_words, moment, short_day, span


def notice_text(public: dict, now: datetime) -> str:
    head = public["head"]
    when = span(at(head["starts_at"]), at(head["ends_at"]), now=now)
    blocks = [f"{when}\n{head['venue']}", heading(_("Who took part"))]
    blocks.append(bullets(party_line(row) for row in public["attendance"]))
    if public["resolutions"]:
        blocks.append(heading(_("What was decided")))
    for resolution in public["resolutions"]:
        blocks += resolution_blocks(resolution, now)
    blocks += [heading(_("What was said")), *map(item_block, public["items"]), public["text"]]
    return "\n\n".join(block for block in blocks if block)


def at(moment: str) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None


def on(day: str) -> date:
    return date.fromisoformat(day)


def heading(text: str) -> str:
    return f"## {text}"


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def party_line(row: dict) -> str:
    people = ngettext("%(count)d person", "%(count)d people", row["present"]) % {"count": row["present"]}
    return _("%(party)s: %(people)s") % {"party": row["party"], "people": people}


def item_block(item: dict) -> str:
    if not item["summary"]:
        return ""
    return "\n".join([_("%(title)s:") % {"title": item["title"]}, item["summary"]])


def resolution_blocks(row: dict, now: datetime) -> list[str]:
    label = _("Resolution %(label)s") % {"label": row["label"]}
    wording = f"{label}\n{row['text']}\n{votes_words(row)}"
    beyond = beyond_power_sentence() if row["is_beyond_power"] else ""
    return [wording, beyond, bullets(action_line(action, now) for action in row["actions"])]


def beyond_power_sentence() -> str:
    return _(
        "This is for the owners to decide together (Civil Code, article 278); "
        "the meeting hands it on to the owners' assembly."
    )


def votes_line(resolution: Resolution) -> str:
    """Adopted, 5 for, 1 abstaining; a resolution without a count says only how it ended."""
    return votes_words(
        {
            "outcome": resolution.outcome,
            "for": resolution.votes_for,
            "against": resolution.votes_against,
            "abstain": resolution.abstentions,
            "counts": resolution.meeting.voters,
        }
    )


def votes_words(row: dict) -> str:
    if row["outcome"] == Outcome.NOTED:
        return _("Noted, without a vote")
    parts = [Outcome(row["outcome"]).label, *choices(row, row.get("counts") == Counted.PEOPLE)]
    return comma().join(str(part) for part in parts)


def choices(row: dict, are_people: bool) -> list[str]:
    """2 parties for, 1 abstaining; or so many people."""
    parties = (_("%(count)d for"), _("%(count)d against"), _("%(count)d abstaining"))
    people = (
        pgettext("people", "%(count)d for"),
        pgettext("people", "%(count)d against"),
        pgettext("people", "%(count)d abstaining"),
    )
    counts = (row["for"], row["against"], row["abstain"])
    words = people if are_people else parties
    return [word % {"count": count} for count, word in zip(counts, words, strict=True) if count]


def party_vote(row: dict) -> str:
    """What one party said: a single yes, no or abstention; of several delegates how many."""
    counts = (row["for"], row["against"], row["abstain"])
    if sum(counts) == 1:
        said = (pgettext("vote", "Yes"), pgettext("vote", "No"), pgettext("vote", "Abstain"))
        return next(word for count, word in zip(counts, said, strict=True) if count)
    return comma().join(choices(row, True))


def comma() -> str:
    return pgettext("between the parts of a sentence", ", ")


def owner(action: dict) -> str:
    return " ".join(filter(None, [action["organisation"], action["person"]]))


def action_line(action: dict, now: datetime) -> str:
    return _("%(owner)s: %(text)s, by %(day)s") % {
        "owner": owner(action),
        "text": action["text"],
        "day": short_day(on(action["due_on"]), now=now),
    }


# --- line by line, for the page and the PDF: the document with its words beside the codes -------------------


def told(document: dict, now: datetime) -> dict:
    """The same document, ready to be shown; what is added has names of its own."""
    head, is_over = document["head"], bool(document.get("sealed_at"))
    answers = document.get("confirmations", [])
    by_item: dict[int, list[dict]] = {}
    resolutions = [resolution_told(row, now) for row in document["resolutions"]]
    for resolution in resolutions:
        by_item.setdefault(resolution["item"], []).append(resolution)
    return document | {
        "when": when(head, now),
        "quorum_line": quorum_line(document["quorum"]),
        "attendance": [attendance_told(row, now) for row in document["attendance"]],
        "carried": [promise_told(row, now) for row in document["carried"]],
        "items": [item_told(row, by_item.pop(row["number"], [])) for row in document["items"]],
        "unplaced": [row for rows in by_item.values() for row in rows],
        "resolutions": resolutions,
        "actions": [action for row in resolutions for action in row["actions"]],
        "sealed_line": moment(at(document["sealed_at"]), now=now) if is_over else "",
        "confirmations": [answer_told(row, now, is_over=is_over) for row in answers],
    }


def when(head: dict, now: datetime) -> str:
    """From when to when it was really held, where that is known."""
    begun, over = at(head["opened_at"] or head["starts_at"]), at(head["closed_at"] or head["ends_at"])
    return span(begun, over, now=now)


def quorum_line(row: dict | None) -> str:
    """6 of 7 parties were there, 4 were needed: the meeting could decide."""
    if row is None:
        return ""
    words = {
        ("parties", True): _("%(have)d of %(total)d parties came; with %(need)d the meeting can decide."),
        ("parties", False): _("Only %(have)d of %(total)d parties came; %(need)d are needed to decide."),
        ("people", True): _("%(have)d of %(total)d delegates came; with %(need)d the meeting can decide."),
        ("people", False): _("Only %(have)d of %(total)d delegates came; %(need)d are needed to decide."),
    }
    return words[row["counts"], row["is_met"]] % row


def attendance_told(row: dict, now: datetime) -> dict:
    people = [person_line(person) for person in row.get("people", [])]
    absent = [absent_line(person) for person in row.get("absent", [])]
    return row | {"people_lines": people, "absent_lines": absent}


def person_line(row: dict) -> str:
    """区簕杜鹃（代 罗白兰，19:52 到，线上）"""
    notes = []
    if row["for"]:
        notes.append(_("for %(name)s") % {"name": row["for"]})
    if row["late"]:
        came = at(row["came"])
        notes.append(_("from %(clock)s") % {"clock": clock(came)} if came else pgettext("attendance", "late"))
    if row["left"]:
        notes.append(_("until %(clock)s") % {"clock": clock(at(row["left"]))})
    if row["online"]:
        notes.append(pgettext("attendance", "online"))
    return with_notes(row["name"], notes)


def absent_line(row: dict) -> str:
    sends = [_("sent %(name)s") % {"name": row["sends"]}] if row["sends"] else []
    notes = [*([row["reason"]] if row["reason"] else []), *sends]
    return with_notes(row["name"], notes or [_("gave no reason")])


def with_notes(name: str, notes: list[str]) -> str:
    if not notes:
        return name
    return _("%(name)s (%(notes)s)") % {"name": name, "notes": comma().join(notes)}


def item_told(row: dict, resolutions: list[dict]) -> dict:
    spent = minutes_in_words(row["spent"]) if row["spent"] else ""
    given = minutes_in_words(row["minutes"])
    line = _("took %(spent)s of %(given)s") % {"spent": spent, "given": given} if spent else ""
    return row | {"spent_line": line, "resolutions": resolutions}


def resolution_told(row: dict, now: datetime) -> dict:
    return row | {
        "votes_line": votes_words(row),
        "method_line": str(Method(row["method"]).label) if row["method"] else "",
        "party_votes": [(vote["party"], party_vote(vote)) for vote in row["votes"]],
        "beyond": beyond_power_sentence() if row["is_beyond_power"] else "",
        "budget_line": money(row["budget"]),
        "actions": [promise_told(action, now) for action in row["actions"]],
    }


def money(amount: str) -> str:
    """¥ 12,000.00 without the cents when there are none."""
    if not amount:
        return ""
    whole, _dot, cents = amount.partition(".")
    figures = f"{int(whole):,}" + (f".{cents}" if cents.strip("0") else "")
    return _("%(amount)s yuan") % {"amount": figures}


def promise_told(row: dict, now: datetime) -> dict:
    return row | {
        "owner": owner(row),
        "due": short_day(on(row["due_on"]), now=now),
        "state_line": str(ActionState(row["state"]).label),
    }


def answer_told(row: dict, now: datetime, *, is_over: bool) -> dict:
    """The signature block's line: who confirmed when, what was objected, or that nobody answered."""
    if row["answer"] == SILENT:
        label = _("Did not answer") if is_over else _("Has not answered yet")
        return row | {"tone": "plain" if is_over else "wait", "label": label, "line": ""}
    words = {"when": moment(at(row["at"]), now=now)}
    line = _("signed on paper, noted %(when)s") % words if row["on_paper"] else words["when"]
    tone = "done" if row["answer"] == Answer.CONFIRMED else "late"
    return row | {"tone": tone, "label": answer_names()[row["answer"]], "line": line}


def answer_names() -> dict[str, str]:
    """With a context: "Objects" alone is a word of the administration pages."""
    return {
        Answer.CONFIRMED: pgettext("minutes", "Confirmed"),
        Answer.OBJECTED: pgettext("minutes", "Objects"),
    }
