"""The box of a secret ballot: one row, locked, opened, written anew."""

import logging

from django.utils.translation import gettext as _

from ballots import box
from ballots.models import Ballot, SecretBox
from kit.refused import Refused
from kit.unseen import sensitive_variables

logger = logging.getLogger(__name__)


def _locked(ballot: Ballot) -> SecretBox:
    """Made empty by whoever comes first; the others wait."""
    if not SecretBox.objects.filter(ballot=ballot).exists():
        SecretBox.objects.bulk_create([SecretBox(ballot=ballot, sealed=b"")], ignore_conflicts=True)
    return SecretBox.objects.select_for_update(no_key=True).get(ballot=ballot)


def papers_in(ballot: Ballot, row: SecretBox) -> list[dict]:
    return _opened(ballot, row.sealed) if row.sealed else []


def _opened(ballot: Ballot, sealed: bytes) -> list[dict]:
    try:
        return box.open_(bytes(sealed), *box.keys_of(ballot.public_id))
    except box.BoxError:
        logger.error("the box of ballot %s does not open", ballot.pk)
        sentence = _(
            "The box of this ballot does not open: it was sealed with another key of this site, or something "
            "else was put in its place. Tell whoever runs the site. If the key is lost, the ballot is called "
            "off and held again."
        )
        raise Refused(sentence) from None


@sensitive_variables()
def drop_in(ballot: Ballot, receipt: str, chosen: list[str]) -> None:
    row = _locked(ballot)
    papers = [*papers_in(ballot, row), {"receipt": receipt, "choices": chosen}]
    size = box.size_of(list(ballot.options.values_list("key", flat=True)))
    row.sealed = box.seal(papers, key=box.key_of(ballot.public_id), size=size)
    row.save(update_fields=["sealed"])


@sensitive_variables()
def sealed_reading(ballot: Ballot, chosen: list[str]) -> bytes:
    """What somebody read on a paper out of the box downstairs, until a second person has read it too."""
    size = box.size_of(list(ballot.options.values_list("key", flat=True)))
    return box.seal([{"receipt": "", "choices": chosen}], key=box.key_of(ballot.public_id), size=size)


@sensitive_variables()
def reading_of(ballot: Ballot, sealed: bytes | None) -> list[str] | None:
    return _opened(ballot, sealed)[0]["choices"] if sealed else None


@sensitive_variables()
def holds(ballot: Ballot, receipt: str) -> bool:
    row = SecretBox.objects.filter(ballot=ballot).first()
    return row is not None and any(paper["receipt"] == receipt for paper in papers_in(ballot, row))
