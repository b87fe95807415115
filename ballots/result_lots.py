"""The lots that a count needed, as its page, the posted notice and the record on paper say them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from ballots.models import Ballot, Lot
from ballots.result_words import labels_of
from kit.times import moment

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # so that every date has its year


def lots_in_words(ballot: Ballot, lots: Iterable[Lot]) -> list[dict[str, str]]:
    labels = labels_of(ballot)
    return [
        {
            "order": " > ".join(labels.get(key, key) for key in lot.order),
            "how": lot.how,
            "witnesses": lot.witnesses,
            "when": moment(lot.drawn_at, now=LONG_AGO),
        }
        for lot in lots
    ]
