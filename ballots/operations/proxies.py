"""委托书: whoever is away signs a paper; it is photographed and recorded by somebody else. Until a second
person has looked at it (`confirming_proxies`) nobody votes by it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots import rules
from ballots.messages import votes as words
from ballots.models import Ballot, Elector, Participation, Proxy
from ballots.operations.casting import choices_for
from ballots.operations.handling import insist_on_an_outsider, insist_on_handling
from ballots.operations.locking import lock, lock_elector
from ballots.queries.people import voters_of
from ballots.second_person import in_letters, is_one_person
from journal.operations import record
from kit.kept_files import kept_on_commit, random_name
from kit.refused import Refused
from kit.uploads import CleanPhoto
from notifications.operations import Words, post
from people.models import User


@transaction.atomic
def record_proxy(
    *,
    by: User,
    elector: Elector,
    scope: str,
    scan: CleanPhoto | None,
    agent: User | None = None,
    agent_name: str = "",
    instruction: Sequence[str] | None = None,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Proxy:
    """For one ballot. An agent with an account votes online, one without hands in a paper; both once a second
    person has confirmed it. `instruction`: what the agent must choose, where the paper says it."""
    now, key = now or timezone.now(), client_key or uuid4()
    elector = lock_elector(elector)
    if known := Proxy.objects.filter(client_key=key).first():
        return recorded_again(known, by, elector)
    ballot = lock(elector.ballot)
    insist_on_handling(by, elector)
    insist_on_an_outsider(by, elector)
    insist_on_time(elector, now)
    name = insist_on_an_agent(by, elector, agent, agent_name)
    insist_on_its_being_the_first(elector)
    insist_on_few(ballot, agent, name)
    if instruction is not None:
        instruction = insist_on_instruction(elector, instruction)
    if not scope.strip():
        raise Refused(_("Write down for what the proxy holds, as it stands on the paper."), field="scope")
    if scan is None:
        raise Refused(_("A proxy is written. Please add a photo of the signed paper."), field="scan")
    path = random_name("ballots", scan.extension, now)
    with kept_on_commit([(path, scan.content)]):
        proxy = Proxy.objects.create(
            client_key=key,
            ballot=ballot,
            elector=elector,
            agent=agent,
            agent_name=name,
            scope=" ".join(scope.split())[:200],
            instruction=instruction,
            scan=path,
            recorded_by=by,
            recorded_at=now,
        )
        data = {"elector": elector.pk, "proxy": proxy.pk}
        record(by=by, verb="ballots.record_proxy", subject=ballot, data=data, now=now)
        tell_principals(proxy, words.PROXY_GIVEN, words.proxy_given(proxy))
    return proxy


def recorded_again(known: Proxy, by: User, elector: Elector) -> Proxy:
    if (known.recorded_by_id, known.elector_id) != (by.pk, elector.pk):
        raise Refused(_("This form was used by somebody else. Please open a new one."))
    return known


def insist_on_time(elector: Elector, now: datetime) -> None:
    ballot = elector.ballot
    if ballot.announced_at is None or ballot.voided_at:
        raise Refused(_("There is nothing to vote on: this ballot is not being held."))
    if ballot.closed_at or now >= ballot.closes_at:
        raise Refused(_("Voting has closed. A proxy is recorded and confirmed before."))
    if elector.removed_at:
        raise Refused(_("This entry was taken off the roll of this ballot."))
    if Participation.objects.filter(elector=elector).exists():
        raise Refused(_("%(label)s has voted already. A proxy is not needed any more.") % {"label": elector})


def insist_on_an_agent(by: User, elector: Elector, agent: User | None, agent_name: str) -> str:
    name = " ".join(agent_name.split())[:80] or (agent.display_name if agent else "")
    if not name:
        raise Refused(
            _("Who votes for them? Please write the name that stands on the paper."), field="agent_name"
        )
    if agent is None:
        return name
    if is_one_person(agent, by):
        raise Refused(_("Nobody records a proxy for themselves. Please ask a colleague."), field="agent")
    if not agent.is_active:
        raise Refused(_("This account is closed and cannot vote."), field="agent")
    if rules.may_vote(user=agent, elector=elector):
        raise Refused(_("They vote for this entry anyway, without a proxy."), field="agent")
    return name


def insist_on_its_being_the_first(elector: Elector) -> None:
    """Also what an agent would pass on: their right comes from the proxy that is there already."""
    if there := Proxy.objects.filter(elector=elector, ended_at=None).first():
        sentence = _(
            "%(name)s holds a proxy for %(label)s already, and nobody passes a proxy on. "
            "If the owner has signed a new one, end the old one first."
        )
        raise Refused(sentence % {"name": there.agent_name, "label": elector})


def insist_on_few(ballot: Ballot, agent: User | None, name: str) -> None:
    """The ballot is locked: two who record at one moment count each other's. Who has no account is known by
    the name alone."""
    if not ballot.most_principals:
        return
    standing = Proxy.objects.standing().filter(ballot=ballot).values_list("agent", "agent_name")
    held = sum(_is_this_agent(pk, other, agent, name) for pk, other in standing)
    if held < ballot.most_principals:
        return
    sentence = ngettext(
        "%(name)s is to vote for %(count)d other already, the most that this ballot allows. Please let "
        "somebody else do it. If it is another person of this name, write down what tells them apart.",
        "%(name)s is to vote for %(count)d others already, the most that this ballot allows. Please let "
        "somebody else do it. If it is another person of this name, write down what tells them apart.",
        held,
    )
    raise Refused(sentence % {"name": name, "count": held}, field="agent_name")


def _is_this_agent(pk: int | None, other: str, agent: User | None, name: str) -> bool:
    """Of two with accounts the account says it; a name is one however it is typed."""
    if agent and pk:
        return pk == agent.pk
    return in_letters(other) == in_letters(name)


def insist_on_instruction(elector: Elector, instruction: Sequence[str]) -> list[str]:
    if elector.ballot.is_secret:
        raise Refused(_("In a secret ballot no proxy says what to choose."), field="instruction")
    try:
        return choices_for(elector.ballot, instruction)
    except Refused as refused:
        raise Refused(refused.sentence, field="instruction") from None


def tell_principals(proxy: Proxy, kind: str, said: Words) -> None:
    """Whoever signed it hears of it, so that nobody signs for them."""
    ballot = proxy.elector.ballot
    url, dedupe = ballot.get_absolute_url(), f"proxy {proxy.pk} {kind}"
    post(to=voters_of([proxy.elector]), kind=kind, words=said, url=url, subject=ballot, dedupe=dedupe)


@transaction.atomic
def end_proxy(*, by: User, proxy: Proxy, reason: str, now: datetime | None = None) -> Proxy:
    """By whoever gave it, whoever holds it, or the desk. A vote that was cast by it stays what it is."""
    now, reason = now or timezone.now(), " ".join(reason.split())[:200]
    elector = lock_elector(proxy.elector)
    proxy = Proxy.objects.select_for_update(of=("self",)).get(pk=proxy.pk)
    is_theirs = proxy.agent_id == by.pk or rules.may_vote(user=by, elector=elector)
    if not is_theirs:
        insist_on_handling(by, elector)
    if proxy.ended_at:
        return proxy
    insist_on_its_hour(elector.ballot, now)
    if not reason:
        raise Refused(_("Say in a sentence why the proxy ends."), field="reason")
    proxy.ended_at, proxy.end_reason = now, reason
    proxy.save(update_fields=["ended_at", "end_reason"])
    data = {"elector": elector.pk, "proxy": proxy.pk}
    record(by=by, verb="ballots.end_proxy", subject=elector.ballot, data=data, now=now)
    tell_of_the_end(proxy, by)
    return proxy


def insist_on_its_hour(ballot: Ballot, now: datetime) -> None:
    """After it no principal can vote instead, and the agent's paper may lie in a bag: nobody takes back then
    what was handed in before, neither who gave the proxy nor who holds it."""
    if ballot.closed_at or now >= ballot.closes_at:
        raise Refused(_("Voting has closed. Proxies stay as they were."))


def tell_of_the_end(proxy: Proxy, by: User) -> None:
    """Whoever gave it, whoever holds it, and who recorded it; but not the one who ended it."""
    concerned = {*voters_of([proxy.elector]), proxy.recorded_by} | ({proxy.agent} if proxy.agent else set())
    ballot, dedupe = proxy.elector.ballot, f"proxy {proxy.pk} {words.PROXY_ENDED}"
    told = {"url": ballot.get_absolute_url(), "subject": ballot, "dedupe": dedupe}
    post(to=concerned - {by}, kind=words.PROXY_ENDED, words=words.proxy_ended(proxy), **told)
