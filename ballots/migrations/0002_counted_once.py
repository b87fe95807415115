"""What the database itself holds: a frozen ballot stays as it was announced, one vote of one elector while the
door is open, and a count that nobody rewrites. In SQL, so that it holds for whichever way in."""

from django.db import migrations

CREATE = """
-- A ballot that was announced is what it was announced as.
CREATE FUNCTION ballots_ballot_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb; now_ jsonb; open_columns text[] := ARRAY['notice_id', 'closed_at', 'counted_at', 'voided_at',
        'voided_by_id', 'void_reason'];
BEGIN
    IF OLD.announced_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a ballot that was announced is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    was := to_jsonb(OLD) - open_columns;
    now_ := to_jsonb(NEW) - open_columns;
    IF was <> now_ THEN
        RAISE EXCEPTION 'a ballot that was announced is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
        OR (OLD.counted_at IS NOT NULL AND NEW.counted_at IS DISTINCT FROM OLD.counted_at)
        OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at)
        OR (OLD.notice_id IS NOT NULL AND NEW.notice_id IS DISTINCT FROM OLD.notice_id) THEN
        RAISE EXCEPTION 'a ballot is closed, counted and called off once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ballot_is_frozen BEFORE UPDATE OR DELETE ON ballots_ballot
    FOR EACH ROW EXECUTE FUNCTION ballots_ballot_is_frozen();

-- Its options too; a candidate may stand back until voting begins.
CREATE FUNCTION ballots_option_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_ballot record;
BEGIN
    SELECT announced_at INTO of_ballot FROM ballots_ballot
        WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.ballot_id ELSE OLD.ballot_id END;
    IF of_ballot.announced_at IS NOT NULL AND (TG_OP <> 'UPDATE'
        OR to_jsonb(OLD) - 'withdrawn_at' <> to_jsonb(NEW) - 'withdrawn_at') THEN
        RAISE EXCEPTION 'the options of a ballot that was announced are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER option_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON ballots_option
    FOR EACH ROW EXECUTE FUNCTION ballots_option_is_frozen();

-- The roll: after notice was given, a change carries a new revision, and a correction that says why.
CREATE FUNCTION ballots_elector_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_ballot record; free text[] := ARRAY['phone', 'revision'];
BEGIN
    SELECT announced_at INTO of_ballot FROM ballots_ballot
        WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.ballot_id ELSE OLD.ballot_id END;
    IF of_ballot.announced_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'nobody is deleted from a frozen roll' USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.revision <> 1 THEN
            RAISE EXCEPTION 'a frozen roll grows by a correction only' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF to_jsonb(OLD) - free <> to_jsonb(NEW) - free AND NEW.revision <> OLD.revision + 1 THEN
        RAISE EXCEPTION 'a frozen roll changes by a correction only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER elector_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON ballots_elector
    FOR EACH ROW EXECUTE FUNCTION ballots_elector_is_frozen();
CREATE FUNCTION ballots_elector_change_says_why() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.revision > 0 AND NOT EXISTS (SELECT FROM ballots_rollcorrection
        WHERE elector_id = NEW.id AND revision = NEW.revision) THEN
        RAISE EXCEPTION 'a change of the roll says why' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER elector_change_says_why AFTER INSERT OR UPDATE ON ballots_elector
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ballots_elector_change_says_why();
CREATE FUNCTION ballots_roll_part_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found_ record;
BEGIN
    SELECT e.revision, b.announced_at INTO found_ FROM ballots_elector e JOIN ballots_ballot b ON b.id = e.ballot_id
        WHERE e.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.elector_id ELSE OLD.elector_id END;
    IF found_.announced_at IS NOT NULL THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'nothing is deleted from a frozen roll' USING ERRCODE = 'restrict_violation';
        ELSIF TG_OP = 'INSERT' AND found_.revision = 0 THEN
            RAISE EXCEPTION 'a frozen roll grows by a correction only' USING ERRCODE = 'restrict_violation';
        ELSIF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'ended_at' <> to_jsonb(NEW) - 'ended_at' THEN
            RAISE EXCEPTION 'a frozen roll changes by a correction only' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER roll_home_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON ballots_rollhome
    FOR EACH ROW EXECUTE FUNCTION ballots_roll_part_is_frozen();
CREATE TRIGGER roll_voter_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON ballots_rollvoter
    FOR EACH ROW EXECUTE FUNCTION ballots_roll_part_is_frozen();

-- The door. It is held while a vote goes in (FOR SHARE: many at once), so that closing waits for whoever is
-- inside, and whoever comes after finds it shut. Paper that was handed in is read until the count is sealed.
CREATE FUNCTION ballots_hold_the_door(of_ballot bigint, by_channel text, of_elector bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE door record; entitled record;
BEGIN
    SELECT announced_at, closed_at, counted_at, voided_at INTO door FROM ballots_ballot
        WHERE id = of_ballot FOR SHARE;
    IF door.announced_at IS NULL OR door.voided_at IS NOT NULL OR door.counted_at IS NOT NULL
        OR (door.closed_at IS NOT NULL AND by_channel <> 'paper') THEN
        RAISE EXCEPTION 'the ballot is closed' USING ERRCODE = 'LB001';
    END IF;
    SELECT ballot_id, removed_at INTO entitled FROM ballots_elector WHERE id = of_elector;
    IF entitled.ballot_id IS DISTINCT FROM of_ballot OR entitled.removed_at IS NOT NULL THEN
        RAISE EXCEPTION 'not on the roll of this ballot' USING ERRCODE = 'LB002';
    END IF;
END $$;
CREATE FUNCTION ballots_takes_part_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'that somebody took part is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.elector_id <> OLD.elector_id OR NEW.ballot_id <> OLD.ballot_id
        OR EXISTS (SELECT FROM ballots_ballot WHERE id = NEW.ballot_id AND secrecy = 'secret')) THEN
        RAISE EXCEPTION 'that somebody took part is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM ballots_hold_the_door(NEW.ballot_id, NEW.channel, NEW.elector_id);
    RETURN NEW;
END $$;
CREATE TRIGGER takes_part_once BEFORE INSERT OR UPDATE OR DELETE ON ballots_participation
    FOR EACH ROW EXECUTE FUNCTION ballots_takes_part_once();
CREATE FUNCTION ballots_vote_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a vote is never deleted' USING ERRCODE = 'restrict_violation';
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.replaced_at IS NOT NULL OR to_jsonb(OLD) - 'replaced_at' <> to_jsonb(NEW) - 'replaced_at' THEN
            RAISE EXCEPTION 'a vote is never changed' USING ERRCODE = 'restrict_violation';
        END IF;
        -- Replaced by a paper that was handed in before the close, it may be while the papers are read.
        PERFORM ballots_hold_the_door(NEW.ballot_id, 'paper', NEW.elector_id);
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM ballots_ballot WHERE id = NEW.ballot_id AND secrecy = 'secret') THEN
        RAISE EXCEPTION 'a vote of a secret ballot goes into the box' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM ballots_hold_the_door(NEW.ballot_id, NEW.channel, NEW.elector_id);
    IF NOT EXISTS (SELECT FROM ballots_participation WHERE elector_id = NEW.elector_id) THEN
        RAISE EXCEPTION 'whoever votes takes part' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vote_is_final BEFORE INSERT OR UPDATE OR DELETE ON ballots_vote
    FOR EACH ROW EXECUTE FUNCTION ballots_vote_is_final();
CREATE FUNCTION ballots_box_is_shut() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counted timestamptz;
BEGIN
    SELECT counted_at INTO counted FROM ballots_ballot
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.ballot_id ELSE NEW.ballot_id END;
    IF TG_OP = 'DELETE' THEN
        IF counted IS NULL THEN
            RAISE EXCEPTION 'the box is emptied by the count' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF counted IS NOT NULL THEN
        RAISE EXCEPTION 'the ballot is closed' USING ERRCODE = 'LB001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER box_is_shut BEFORE INSERT OR UPDATE OR DELETE ON ballots_secretbox
    FOR EACH ROW EXECUTE FUNCTION ballots_box_is_shut();

-- A count, a lot and a correction are never rewritten; a count is posted once.
CREATE FUNCTION ballots_result_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE open_columns text[] := ARRAY['notice_id', 'posted_at', 'posted_until'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.posted_at IS NOT NULL
        OR to_jsonb(OLD) - open_columns <> to_jsonb(NEW) - open_columns THEN
        RAISE EXCEPTION 'a count is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER result_is_final BEFORE UPDATE OR DELETE ON ballots_result
    FOR EACH ROW EXECUTE FUNCTION ballots_result_is_final();
CREATE FUNCTION ballots_record_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a lot that was drawn, and a correction, are never changed'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER lot_is_final BEFORE UPDATE OR DELETE ON ballots_lot
    FOR EACH ROW EXECUTE FUNCTION ballots_record_is_final();
CREATE TRIGGER roll_correction_is_final BEFORE UPDATE OR DELETE ON ballots_rollcorrection
    FOR EACH ROW EXECUTE FUNCTION ballots_record_is_final();
"""
DROP = """
DROP TRIGGER roll_correction_is_final ON ballots_rollcorrection;
DROP TRIGGER lot_is_final ON ballots_lot;
DROP TRIGGER result_is_final ON ballots_result;
DROP TRIGGER box_is_shut ON ballots_secretbox;
DROP TRIGGER vote_is_final ON ballots_vote;
DROP TRIGGER takes_part_once ON ballots_participation;
DROP TRIGGER roll_voter_is_frozen ON ballots_rollvoter;
DROP TRIGGER roll_home_is_frozen ON ballots_rollhome;
DROP TRIGGER elector_change_says_why ON ballots_elector;
DROP TRIGGER elector_is_frozen ON ballots_elector;
DROP TRIGGER option_is_frozen ON ballots_option;
DROP TRIGGER ballot_is_frozen ON ballots_ballot;
DROP FUNCTION ballots_record_is_final();
DROP FUNCTION ballots_result_is_final();
DROP FUNCTION ballots_box_is_shut();
DROP FUNCTION ballots_vote_is_final();
DROP FUNCTION ballots_takes_part_once();
DROP FUNCTION ballots_hold_the_door(bigint, text, bigint);
DROP FUNCTION ballots_roll_part_is_frozen();
DROP FUNCTION ballots_elector_change_says_why();
DROP FUNCTION ballots_elector_is_frozen();
DROP FUNCTION ballots_option_is_frozen();
DROP FUNCTION ballots_ballot_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
