"""No one person alone makes a vote: a proxy, and whatever changes on a frozen roll, holds once a second one
has looked at it; a ballot that was counted is called off by two. The database itself holds to it.

Proxies that are on record already wait for their second reader; votes that were cast by them stay."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

CREATE = """
-- What was recorded of a proxy is what the second person looked at. Confirmed once; ended, it stays ended.
CREATE FUNCTION ballots_proxy_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] := ARRAY['agent_name'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a proxy is ended, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.ended_at IS NULL THEN
        free := free || ARRAY['ended_at', 'end_reason'];
        IF OLD.confirmed_at IS NULL THEN
            free := free || ARRAY['confirmed_by_id', 'confirmed_at', 'refused_by_id', 'refused_reason'];
        END IF;
    END IF;
    IF to_jsonb(OLD) - free <> to_jsonb(NEW) - free THEN
        RAISE EXCEPTION 'a proxy stays as it was read' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER proxy_is_final BEFORE UPDATE OR DELETE ON ballots_proxy
    FOR EACH ROW EXECUTE FUNCTION ballots_proxy_is_final();

-- Nobody stands for more than the rules of the ballot say. Two who record at one moment wait here.
CREATE FUNCTION ballots_agent_stands_for_few() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE most integer;
BEGIN
    IF NEW.agent_id IS NULL THEN RETURN NEW; END IF;
    SELECT most_principals INTO most FROM ballots_ballot WHERE id = NEW.ballot_id FOR NO KEY UPDATE;
    IF most > 0 AND (SELECT count(*) FROM ballots_proxy WHERE ballot_id = NEW.ballot_id
        AND agent_id = NEW.agent_id AND ended_at IS NULL) >= most THEN
        RAISE EXCEPTION 'one person stands for no more than % in this ballot', most
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agent_stands_for_few BEFORE INSERT ON ballots_proxy
    FOR EACH ROW EXECUTE FUNCTION ballots_agent_stands_for_few();

-- A vote by proxy, on whichever way in, has a proxy of that entry which two people read.
CREATE FUNCTION ballots_proxy_of_vote_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.proxy_id IS NOT NULL AND NOT EXISTS (SELECT FROM ballots_proxy WHERE id = NEW.proxy_id
        AND elector_id = NEW.elector_id AND confirmed_at IS NOT NULL
        AND (ended_at IS NULL OR NEW.channel = 'paper')) THEN
        RAISE EXCEPTION 'nobody votes by a proxy that was not confirmed' USING ERRCODE = 'LB010';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER proxy_of_vote_holds BEFORE INSERT ON ballots_vote
    FOR EACH ROW EXECUTE FUNCTION ballots_proxy_of_vote_holds();
CREATE FUNCTION ballots_proxy_of_participation_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.channel = 'proxy' AND NOT EXISTS (SELECT FROM ballots_proxy WHERE elector_id = NEW.elector_id
        AND confirmed_at IS NOT NULL AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'nobody votes by a proxy that was not confirmed' USING ERRCODE = 'LB010';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER proxy_of_participation_holds BEFORE INSERT OR UPDATE ON ballots_participation
    FOR EACH ROW EXECUTE FUNCTION ballots_proxy_of_participation_holds();

-- The roll: every correction names two people, and whoever votes by one stands in it.
CREATE FUNCTION ballots_correction_takes_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.confirmed_by_id IS NULL THEN
        RAISE EXCEPTION 'a correction of the roll takes two people' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER correction_takes_two BEFORE INSERT ON ballots_rollcorrection
    FOR EACH ROW EXECUTE FUNCTION ballots_correction_takes_two();
CREATE FUNCTION ballots_voter_stands_in_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.ended_at IS NOT NULL OR OLD.ended_at IS NULL) THEN RETURN NEW; END IF;
    IF EXISTS (SELECT FROM ballots_elector e JOIN ballots_ballot b ON b.id = e.ballot_id
        WHERE e.id = NEW.elector_id AND b.announced_at IS NOT NULL)
        AND NOT EXISTS (SELECT FROM ballots_rollcorrection c JOIN ballots_elector e ON e.id = c.elector_id
            WHERE e.id = NEW.elector_id AND c.revision = e.revision
            AND c.after -> 'voters' @> to_jsonb(NEW.user_id)) THEN
        RAISE EXCEPTION 'whoever is to vote stands in a correction' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER voter_stands_in_correction BEFORE INSERT OR UPDATE ON ballots_rollvoter
    FOR EACH ROW EXECUTE FUNCTION ballots_voter_stands_in_correction();

-- What one person asked for stays as it was asked, and is answered once.
CREATE FUNCTION ballots_asked_is_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE answer text[] := ARRAY['confirmed_by_id', 'refused_by_id', 'refused_reason', 'ended_at'];
BEGIN
    IF to_jsonb(OLD) ->> 'elector_id' IS NULL THEN
        answer := answer || ARRAY['elector_id'];  -- an entry that was added: this one
    END IF;
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL OR to_jsonb(OLD) - answer <> to_jsonb(NEW) - answer THEN
        RAISE EXCEPTION 'what was asked for is answered once, and stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER correction_is_answered_once BEFORE UPDATE OR DELETE ON ballots_proposedcorrection
    FOR EACH ROW EXECUTE FUNCTION ballots_asked_is_answered_once();
CREATE TRIGGER calling_off_is_answered_once BEFORE UPDATE OR DELETE ON ballots_callingoff
    FOR EACH ROW EXECUTE FUNCTION ballots_asked_is_answered_once();

-- After the count a ballot is called off by two, or not at all.
CREATE FUNCTION ballots_counted_is_called_off_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL AND NEW.counted_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM ballots_callingoff WHERE ballot_id = NEW.id
            AND confirmed_by_id IS NOT NULL AND reason = NEW.void_reason) THEN
        RAISE EXCEPTION 'a ballot that was counted is called off by two' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER counted_is_called_off_by_two BEFORE UPDATE ON ballots_ballot
    FOR EACH ROW EXECUTE FUNCTION ballots_counted_is_called_off_by_two();
"""
DROP = """
DROP TRIGGER counted_is_called_off_by_two ON ballots_ballot;
DROP TRIGGER calling_off_is_answered_once ON ballots_callingoff;
DROP TRIGGER correction_is_answered_once ON ballots_proposedcorrection;
DROP TRIGGER voter_stands_in_correction ON ballots_rollvoter;
DROP TRIGGER correction_takes_two ON ballots_rollcorrection;
DROP TRIGGER proxy_of_participation_holds ON ballots_participation;
DROP TRIGGER proxy_of_vote_holds ON ballots_vote;
DROP TRIGGER agent_stands_for_few ON ballots_proxy;
DROP TRIGGER proxy_is_final ON ballots_proxy;
DROP FUNCTION ballots_counted_is_called_off_by_two();
DROP FUNCTION ballots_asked_is_answered_once();
DROP FUNCTION ballots_voter_stands_in_correction();
DROP FUNCTION ballots_correction_takes_two();
DROP FUNCTION ballots_proxy_of_participation_holds();
DROP FUNCTION ballots_proxy_of_vote_holds();
DROP FUNCTION ballots_agent_stands_for_few();
DROP FUNCTION ballots_proxy_is_final();
"""


def nobody() -> models.ForeignKey:
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def somebody() -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


def link(to: str, related_name: str, **more) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to, **more
    )


def two(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("by")), name=name)


def says_why(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=~Q(reason=""), name=name)


def ends_once(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ended_at=None, confirmed_by=None, refused_by=None)
        | Q(ended_at__isnull=False, confirmed_by__isnull=False, refused_by=None)
        | Q(ended_at__isnull=False, confirmed_by=None, refused_by__isnull=False) & ~Q(refused_reason=""),
        name=name,
    )


def asked() -> list[tuple[str, models.Field]]:
    """By whom, and how it was answered: what both of the new tables have."""
    return [
        ("by", somebody()),
        ("at", models.DateTimeField(default=django.utils.timezone.now)),
        ("confirmed_by", nobody()),
        ("refused_by", nobody()),
        ("refused_reason", models.CharField(blank=True, max_length=200)),
        ("ended_at", models.DateTimeField(null=True)),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0009_papers_out_of_the_box_are_sealed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "ballot",
            "most_principals",
            models.PositiveSmallIntegerField(
                default=3, verbose_name="for how many others one person may vote by proxy"
            ),
        ),
        migrations.AddField("proxy", "confirmed_by", nobody()),
        migrations.AddField("proxy", "confirmed_at", models.DateTimeField(null=True)),
        migrations.AddField("proxy", "refused_by", nobody()),
        migrations.AddField("proxy", "refused_reason", models.CharField(blank=True, max_length=200)),
        migrations.AddConstraint(
            "proxy",
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(confirmed_by=F("recorded_by"))
                & ~Q(confirmed_by=F("agent")),
                name="proxy_is_confirmed_by_another",
            ),
        ),
        migrations.AddConstraint(
            "proxy",
            models.CheckConstraint(
                condition=Q(refused_by=None, refused_reason="")
                | Q(refused_by__isnull=False, confirmed_at=None, ended_at__isnull=False)
                & ~Q(refused_reason="")
                & ~Q(refused_by=F("recorded_by")),
                name="proxy_is_sent_back_with_a_reason",
            ),
        ),
        migrations.AddField("rollcorrection", "confirmed_by", nobody()),
        migrations.AddConstraint("rollcorrection", two("roll_correction_takes_two")),
        migrations.CreateModel(
            "ProposedCorrection",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ballot", link("ballots.ballot", "proposed_corrections")),
                ("elector", link("ballots.elector", "proposed", null=True)),
                ("seen_revision", models.PositiveSmallIntegerField(default=0)),
                ("objection", link("ballots.objection", "proposed", null=True)),
                ("wanted", models.JSONField()),
                ("reason", models.CharField(max_length=300, verbose_name="why")),
                *asked(),
            ],
            {
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["elector"], condition=Q(ended_at=None), name="roll_correction_one_proposed"
                    ),
                    says_why("roll_correction_proposed_says_why"),
                    two("roll_correction_proposed_takes_two"),
                    ends_once("roll_correction_proposed_ends_once"),
                ],
            },
        ),
        migrations.CreateModel(
            "CallingOff",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ballot", link("ballots.ballot", "calling_off")),
                ("reason", models.CharField(max_length=300, verbose_name="why it is called off")),
                *asked(),
            ],
            {
                "ordering": ["at", "id"],
                "verbose_name_plural": "callings off",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["ballot"], condition=Q(ended_at=None), name="calling_off_one_at_a_time"
                    ),
                    says_why("calling_off_says_why"),
                    two("calling_off_takes_two"),
                    ends_once("calling_off_ends_once"),
                ],
            },
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
