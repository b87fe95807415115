"""Notice is given: the roll, the question and the rules are frozen and sealed, and everybody is told."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ballots import rules
from ballots.document import Roll, document_of, entry, roll_sha256
from ballots.messages import announcing as words
from ballots.models import Ballot, Candidate, Elector, Option, RollHome, RollVoter
from ballots.models.ballots import BallotKind, CandidateState, Electorate
from ballots.operations.locking import lock
from ballots.operations.speaking import speaking_for
from ballots.queries.obstacles import Obstacle, obstacles_of
from ballots.queries.papers import is_small_roll
from ballots.queries.people import voters_of_ballot
from ballots.queries.roll import PlannedElector, RollPlan, plan_roll
from ballots.secrecy_words import small_roll_in_words
from buildings.models.organisations import OrganisationKind
from committees.seal import sha256_of
from journal.operations import record
from kit.refused import Refused
from notices import operations as notice_operations
from notices.models import Group, Notice, NoticeCategory
from notifications.operations import post
from people.models import User


def preview_roll(ballot: Ballot, *, now: datetime | None = None) -> RollPlan:
    """What would be frozen if notice were given now. Writes nothing."""
    return plan_roll(ballot, timezone.localdate(now or timezone.now()))


@transaction.atomic
def announce_ballot(
    *,
    by: User,
    ballot: Ballot,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    seen_version: int | None = None,
    knows_few: bool = False,
    now: datetime | None = None,
) -> Ballot:
    """All of it or nothing; of two people who announce at the same moment the second finds it done. Without
    hours, those of the draft. `knows_few`: that on so small a roll a secret result can give somebody away."""
    now = now or timezone.now()
    ballot = lock(ballot)
    if not rules.may_run(user=by, ballot=ballot):
        raise Refused(_("Only those who hold this ballot may announce it."))
    if ballot.announced_at:
        return ballot
    insist_on_what_was_read(ballot, seen_version)
    ballot.opens_at, ballot.closes_at = opens_at or ballot.opens_at, closes_at or ballot.closes_at
    plan = preview_roll(ballot, now=now)
    insist_on_no_obstacle(obstacles_of(ballot, plan, by=by, now=now))
    if is_small_roll(ballot, plan.heads) and not knows_few:
        raise Refused(small_roll_in_words(plan.heads), field="knows_few")
    freeze(ballot, plan, by=by, now=now)
    ballot.notice = publish(ballot, by=by, now=now)
    ballot.save(update_fields=["notice"])
    data = {"seal": ballot.seal, "notice": ballot.notice_id, "heads": plan.heads}
    record(by=by, verb="ballots.announce", subject=ballot, data=data, now=now)
    tell_voters(ballot, now=now)
    return ballot


def insist_on_what_was_read(ballot: Ballot, seen_version: int | None) -> None:
    if seen_version is not None and seen_version != ballot.version:
        raise Refused(_("Somebody changed this ballot meanwhile. Please read it again before you announce."))


def insist_on_no_obstacle(obstacles: Sequence[Obstacle]) -> None:
    if obstacles:
        first = obstacles[0]
        raise Refused(first.sentence, field=first.field, url=first.url)


# --- frozen -------------------------------------------------------------------------------------------


def freeze(ballot: Ballot, plan: RollPlan, *, by: User, now: datetime) -> None:
    """The roll and the options first: once the ballot is announced the database lets nobody add to them."""
    write_candidates(ballot)
    write_roll(ballot, plan.electors)
    with translation.override(settings.LANGUAGE_CODE):
        ballot.document = document_of(
            ballot,
            options=ballot.options.all(),
            roll=Roll(plan.heads, plan.area, roll_sha256(entries_of(plan.electors))),
            opens_at=ballot.opens_at,
            closes_at=ballot.closes_at,
            announced_at=now,
        )
    ballot.seal = sha256_of(ballot.document)
    ballot.announced_at, ballot.announced_by = now, by
    ballot.named_list, ballot.same_people = "", {}  # the roll holds what they were for
    ballot.save()


def entries_of(electors: Sequence[PlannedElector]) -> list[dict]:
    return [
        entry(
            number=number,
            kind=str(elector.kind),
            label=elector.label,
            name=elector.name,
            area=elector.area,
            is_joint=elector.is_joint,
            homes=elector.homes,
        )
        for number, elector in enumerate(electors, start=1)
    ]


def write_roll(ballot: Ballot, planned: Sequence[PlannedElector]) -> None:
    """Three statements, however many there are."""
    electors = Elector.objects.bulk_create(
        Elector(
            ballot=ballot,
            number=number,
            kind=elector.kind,
            label=elector.label,
            name=elector.name,
            phone=elector.phone,
            place_id=elector.place_id,
            area=elector.area,
            is_joint=elector.is_joint,
        )
        for number, elector in enumerate(planned, start=1)
    )
    pairs = list(zip(electors, planned, strict=True))
    RollHome.objects.bulk_create(
        RollHome(
            ballot=ballot,
            elector=elector,
            dwelling_id=home.dwelling_id,
            label=home.label,
            area=home.area,
            area_source=home.source,
        )
        for elector, plan in pairs
        for home in plan.homes
    )
    RollVoter.objects.bulk_create(
        RollVoter(elector=elector, user_id=user) for elector, plan in pairs for user in plan.voters
    )


def write_candidates(ballot: Ballot) -> None:
    """On the paper are those who said yes, in the order in which they were named."""
    if ballot.kind != BallotKind.ELECTION:
        return
    standing = list(ballot.candidates.filter(state=CandidateState.AGREED))
    ballot.options.all().delete()
    labels = labels_of(standing)
    options = Option.objects.bulk_create(
        Option(
            ballot=ballot,
            key=f"o{number}",
            label=labels[candidate.pk],
            text=candidate.statement,
            position=number,
        )
        for number, candidate in enumerate(standing, start=1)
    )
    for candidate, option in zip(standing, options, strict=True):
        candidate.option = option
    Candidate.objects.bulk_update(standing, ["option"])


def labels_of(standing: Sequence[Candidate]) -> dict[int, str]:
    """Two of one name are told apart by where they live, else by a number."""
    taken, labels = set(), {}
    for candidate in standing:
        label = candidate.name
        if label in taken and candidate.home:
            label = f"{candidate.name} · {candidate.home}"
        count = 2
        while label in taken:
            label, count = f"{candidate.name} ({count})", count + 1
        taken.add(label)
        labels[candidate.pk] = label
    return labels


# --- told ---------------------------------------------------------------------------------------------


def publish(ballot: Ballot, *, by: User, now: datetime) -> Notice:
    """In the language of the site, for the place: what hangs downstairs says the same."""
    with translation.override(settings.LANGUAGE_CODE):
        title, body = words.notice_title(ballot), notice_text(ballot, seal=ballot.seal, now=now)
        when = words.hours_in_words(ballot, now=now)
    is_for_homes = ballot.electorate in (Electorate.OWNERS, Electorate.RESIDENTS)
    return notice_operations.draft_and_publish(
        by=by,
        organisation=speaking_for(by, ballot),
        title=title,
        body=body,
        places=[ballot.place],
        audience=audience_of(ballot),
        category=NoticeCategory.DELIBERATION,
        when_text=when[:80],
        asks_acknowledgement=is_for_homes,
        allows_comments=False,
        is_public=True,
        expires_at=ballot.closes_at,
        now=now,
    )


def notice_text(ballot: Ballot, *, seal: str, now: datetime, plan: RollPlan | None = None) -> str:
    """As it was frozen; of a draft, with `plan`, as it would be."""
    if plan is None:
        roll = ballot.document["roll"]
        labels = [option["label"] for option in ballot.document["options"]]
        heads, area = roll["heads"], roll["area"]
    else:
        labels = labels_of_paper(ballot)
        heads, area = plan.heads, plan.area
    return words.notice_body(
        ballot,
        options=labels,
        heads=heads,
        area=area,
        opens_at=ballot.opens_at,
        closes_at=ballot.closes_at,
        seal=seal,
        now=now,
    )


def labels_of_paper(ballot: Ballot) -> list[str]:
    if ballot.kind == BallotKind.ELECTION:
        return list(labels_of(list(ballot.candidates.filter(state=CandidateState.AGREED))).values())
    return [option.label for option in ballot.options.all()]


def audience_of(ballot: Ballot) -> list[str]:
    """A council's or a club's own ballot can be read by everyone, and calls nobody else to the door."""
    if ballot.electorate == Electorate.OWNERS:
        return [Group.OWNERS]
    if ballot.electorate == Electorate.RESIDENTS:
        return [Group.RESIDENTS]
    is_of_volunteers = ballot.organisation.kind == OrganisationKind.VOLUNTEER_TEAM
    return [Group.VOLUNTEERS if is_of_volunteers else Group.COUNCIL]


def tell_voters(ballot: Ballot, *, now: datetime) -> None:
    post(
        to=voters_of_ballot(ballot),
        kind=words.ANNOUNCED,
        words=words.announced(ballot, now=now),
        url=ballot.get_absolute_url(),
        subject=ballot,
        dedupe=f"ballot {ballot.pk} announced",
        due_at=now,
        essential=True,
    )
