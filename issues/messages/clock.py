"""What the clock says: warnings, the next level, empty offices."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from buildings import queries as buildings
from buildings.models import Organisation
from issues.messages.people import (
    fill,
    followers_of,
    holders_of,
    post,
    reporters_of,
    ringing,
    with_words,
)
from issues.models import Issue, IssueEvent, Tier
from kit.times import local_date
from notifications import operations as notifications
from notifications.models import Channel
from people.models import User


def tell_warning(*, issue: Issue, percent: int, is_last: bool, now: datetime) -> None:
    """Half, or four fifths, of the time is gone; in the morning, unless there is danger. `is_last`: nobody
    stands above who would be called."""

    def words() -> tuple[str, str]:
        title = _("Half of the time is gone: %(title)s")
        if percent > 50:
            title = _("Little time is left: %(title)s")
        body = _("%(place)s. Without it, the next level is called at %(stage)s.")
        if is_last:
            body = _("%(place)s. Nobody stands above you: from %(stage)s on it shows as overdue.")
        return fill(title, issue, now=now), fill(body, issue, now=now)

    stage = f"{issue.stage_started_at:%Y%m%d%H%M} to {issue.stage_due_at:%Y%m%d%H%M}"
    notifications.post(
        to=holders_of(issue),
        kind="issues.warning",
        words=words,
        url=issue.get_absolute_url(),
        subject=issue,
        # Who gets it back a second time has a stage of their own, even if it ends at the same hour.
        dedupe=f"issue {issue.pk} stage {stage} warning {percent}",
        due_at=ringing(issue, now),
    )


def tell_escalated(
    *, issue: Issue, event: IssueEvent, past: tuple[User, Organisation | None], by: User | None
) -> None:
    """To the level that has it now, to those it went past, and to the reporter."""

    def words() -> tuple[str, str]:
        title = (
            _("It lay too long and is yours now: %(title)s") if by is None else _("Called for you: %(title)s")
        )
        body = fill(_("%(place)s. Please take it on by %(stage)s."), issue, event)
        return fill(title, issue, event), with_words(body, event)

    def went_past() -> tuple[str, str]:
        body = fill(_("What you began you may still finish and say so."), issue, event)
        return fill(_("Gone up to %(holder)s: %(title)s"), issue, event), with_words(body, event)

    def reporter() -> tuple[str, str]:
        title = fill(_("The next level has it now: %(title)s"), issue, event)
        return title, fill(_("%(holder)s answers for it from now on."), issue, event)

    holder, organisation = past
    behind = list(buildings.members_of(organisation)) if organisation else [holder]
    post("escalated", issue, event, holders_of(issue), by, words, due_at=ringing(issue, event.at))
    post("lifted", issue, event, behind, by, went_past, channels=[Channel.INBOX])
    if issue.tier == Tier.DANGER:
        _tell_street(issue, event, by)
    people = [*reporters_of(issue), *followers_of(issue)]
    post("progress", issue, event, people, by, reporter, channels=[Channel.INBOX])


def _tell_street(issue: Issue, event: IssueEvent, by: User | None) -> None:
    """Of danger that lay too long the subdistrict hears at once, whichever level has it (DOMAIN 1.5)."""
    street = buildings.organisation_answering(issue.place, "street_office")
    if street is None or street == issue.holder_organisation:
        return

    def words() -> tuple[str, str]:
        title = fill(_("Danger, not answered in time: %(title)s"), issue, event)
        return title, fill(_("%(place)s. %(holder)s has it now."), issue, event)

    post("danger", issue, event, buildings.members_of(street), by, words)


def tell_last_level(*, issue: Issue, now: datetime) -> None:
    """The time of the highest level ran out too."""

    def words() -> tuple[str, str]:
        body = fill(
            _("%(place)s. Nobody stands above you: it stays overdue until it is done."), issue, now=now
        )
        return fill(_("Overdue at the highest level: %(title)s"), issue, now=now), body

    notifications.post(
        to=holders_of(issue),
        kind="issues.warning",
        words=words,
        url=issue.get_absolute_url(),
        subject=issue,
        dedupe=f"issue {issue.pk} stage {issue.stage_due_at:%Y%m%d%H%M} last",
        due_at=ringing(issue, now),
    )


def tell_vacant(*, issue: Issue, steps: Iterable[int], now: datetime) -> None:
    """Nobody was there on the way: staff of the community, else whoever administers the site, hear of it once
    a day for each place and step."""
    for level in steps:
        _tell_vacant(issue, level, now)


def _tell_vacant(issue: Issue, level: int, now: datetime) -> None:
    def words() -> tuple[str, str]:
        missing = {
            0: _("%(place)s has no captain"),
            1: _("Nobody of a property company or council answers for %(place)s"),
            2: _("Nobody of the residents' committee answers for %(place)s"),
            3: _("Nobody of the subdistrict office answers for %(place)s"),
        }[level]
        body = _("An issue went past the empty office: %(title)s. Please fill it.")
        return fill(missing, issue, now=now), fill(body, issue, now=now)

    notifications.post(
        to=buildings.staff_there(issue.place) or buildings.administrators(),
        kind="issues.vacant",
        words=words,
        url=issue.place.get_absolute_url(),
        subject=issue.place,
        dedupe=f"place {issue.place_id} vacant {level} {local_date(now):%Y%m%d}",
        due_at=ringing(issue, now),
    )
