"""What a person chose: which kind of message on which channel, when not, and on which day the digest."""

from collections.abc import Mapping
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from kit.refused import Refused
from notifications import stops, ways
from notifications.models import Channel, Hours, Message, Mode, Preference, State, Topic
from people.models import User

Chosen = Mapping[tuple[str, str], str]  # (topic, channel): mode


@transaction.atomic
def choose(
    *,
    by: User,
    modes: Chosen,
    quiet_from: time | None,
    quiet_until: time | None,
    digest_day: int,
    now: datetime | None = None,
) -> None:
    """Only what differs from the default is kept, so that a better default reaches whoever never chose."""
    _check_hours(quiet_from, quiet_until)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = {key: mode for key, mode in modes.items() if mode != ways.default_mode(*key)}
    Preference.objects.filter(user=by).delete()
    Preference.objects.bulk_create(
        Preference(user=by, topic=topic, channel=channel, mode=mode) for (topic, channel), mode in own.items()
    )
    hours = {"quiet_from": quiet_from, "quiet_until": quiet_until, "digest_day": digest_day}
    Hours.objects.update_or_create(user=by, defaults=hours)
    _let_go(by, modes)


@transaction.atomic
def stop_emails(*, by: User, what: str) -> None:
    """`what` is a topic, or DIGEST for every topic that waits for the weekly letter. Twice is as once."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    for topic in _weekly(by) if what == stops.DIGEST else [what]:
        key = {"user": by, "topic": topic, "channel": Channel.EMAIL}
        Preference.objects.update_or_create(**key, defaults={"mode": Mode.OFF})
        _let_go(by, {(topic, Channel.EMAIL): Mode.OFF})


def _weekly(user: User) -> list[str]:
    own = dict(Preference.objects.filter(user=user, channel=Channel.EMAIL).values_list("topic", "mode"))
    return [
        topic
        for topic in Topic.values
        if own.get(topic, ways.default_mode(topic, Channel.EMAIL)) == Mode.DIGEST
    ]


def _check_hours(quiet_from: time | None, quiet_until: time | None) -> None:
    if (quiet_from is None) != (quiet_until is None):
        empty = "quiet_from" if quiet_from is None else "quiet_until"
        raise Refused(_("Quiet has a beginning and an end: fill in both, or neither."), field=empty)
    if quiet_from is not None and quiet_from == quiet_until:
        raise Refused(
            _("Quiet begins and ends at the same minute. Leave both empty for none."), field="quiet_until"
        )


def _let_go(by: User, modes: Chosen) -> None:
    """What was kept for a digest that they no longer want is not told by e-mail; the inbox has it."""
    for (topic, channel), mode in modes.items():
        if channel == Channel.EMAIL and mode == Mode.OFF:
            held = Message.objects.filter(
                recipient=by, state=State.HELD, letter__kind__startswith=f"{topic}."
            )
            held.update(state=State.VOID)
