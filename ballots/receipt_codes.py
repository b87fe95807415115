"""The receipt of a secret vote is made when the form is shown and travels in it, signed, without a time.

The signature holds it to one ballot and one elector; neither stands in the code.
Nothing of it is kept."""

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from ballots.models import Ballot, Elector
from ballots.receipts import new_receipt
from kit.refused import Refused


def _signer(ballot: Ballot, elector: Elector) -> Signer:
    return Signer(salt=f"ballots.receipt {ballot.public_id} {elector.pk}")


def new_code(ballot: Ballot, elector: Elector) -> str:
    return _signer(ballot, elector).sign(new_receipt())


def receipt_of(code: str, *, ballot: Ballot, elector: Elector) -> str:
    try:
        return _signer(ballot, elector).unsign(code)
    except BadSignature:
        raise Refused(_("This form is not whole any more. Please load the page again.")) from None
