"""委托书, the second reading: somebody else looks at the photo and says that it is so, or sends it back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.messages import votes as words
from ballots.models import Proxy
from ballots.operations.handling import insist_on_a_second_person, insist_on_an_outsider, insist_on_handling
from ballots.operations.locking import lock_elector
from ballots.operations.proxies import insist_on_time, tell_principals
from journal.operations import record
from kit.refused import Refused
from notifications.operations import post
from people.models import User


@transaction.atomic
def confirm_proxy(*, by: User, proxy: Proxy, now: datetime | None = None) -> Proxy:
    """From now on the agent may vote. Who is still pending at the close counts as not given."""
    now = now or timezone.now()
    proxy = locked(proxy)
    if proxy.confirmed_at and proxy.confirmed_by_id == by.pk:
        return proxy
    insist_on_a_second_reader(by, proxy)
    insist_on_time(proxy.elector, now)
    proxy.confirmed_by, proxy.confirmed_at = by, now
    proxy.save(update_fields=["confirmed_by", "confirmed_at"])
    noted(proxy, by, "ballots.confirm_proxy", now)
    if proxy.agent:
        tell(proxy, [proxy.agent], words.PROXY_HELD, words.proxy_held(proxy))
    return proxy


@transaction.atomic
def send_back_proxy(*, by: User, proxy: Proxy, reason: str, now: datetime | None = None) -> Proxy:
    """It never held. Whoever recorded it reads why, and can record a better one; whoever was said to have
    signed it hears that nobody votes by it."""
    now, reason = now or timezone.now(), " ".join(reason.split())[:200]
    proxy = locked(proxy)
    if proxy.refused_by_id == by.pk:
        return proxy
    insist_on_a_second_reader(by, proxy)
    if not reason:
        raise Refused(_("Say in a sentence what is wrong; whoever recorded it reads it."), field="reason")
    proxy.refused_by, proxy.refused_reason = by, reason
    proxy.ended_at, proxy.end_reason = now, reason
    proxy.save(update_fields=["refused_by", "refused_reason", "ended_at", "end_reason"])
    noted(proxy, by, "ballots.send_back_proxy", now)
    tell(proxy, [proxy.recorded_by], words.PROXY_SENT_BACK, words.proxy_sent_back(proxy))
    tell_principals(proxy, words.PROXY_NOT_HELD, words.proxy_not_held(proxy))
    return proxy


def locked(proxy: Proxy) -> Proxy:
    elector = lock_elector(proxy.elector)
    rows = Proxy.objects.select_for_update(of=("self",)).select_related("agent", "recorded_by")
    proxy = rows.get(pk=proxy.pk)
    proxy.elector = elector
    return proxy


def insist_on_a_second_reader(by: User, proxy: Proxy) -> None:
    """Not who recorded it, who signed it, or who would vote by it."""
    if proxy.ended_at:
        raise Refused(_("This proxy has ended: %(reason)s") % {"reason": proxy.end_reason})
    if proxy.confirmed_at:
        raise Refused(_("Somebody else has confirmed this proxy already."))
    if by.pk == proxy.recorded_by_id:
        raise Refused(_("You recorded it. Somebody else looks at the signed paper."))
    insist_on_handling(by, proxy.elector)
    insist_on_an_outsider(by, proxy.elector, proxy.agent)
    insist_on_a_second_person(proxy.recorded_by, by, proxy.elector.ballot)


def noted(proxy: Proxy, by: User, verb: str, now: datetime) -> None:
    data = {"elector": proxy.elector_id, "proxy": proxy.pk, "recorded_by": proxy.recorded_by_id}
    record(by=by, verb=verb, subject=proxy.elector.ballot, data=data, now=now)


def tell(proxy: Proxy, to: list[User], kind: str, said: words.Words) -> None:
    ballot = proxy.elector.ballot
    url = words.url_of_proxies(ballot) if kind == words.PROXY_SENT_BACK else ballot.get_absolute_url()
    post(to=to, kind=kind, words=said, url=url, subject=ballot, dedupe=f"proxy {proxy.pk} {kind}")
