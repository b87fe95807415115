"""收齐: that all papers are in is a step of its own, and cannot be taken back. Then the database takes
no paper: none typed in, none read, none counted. Nothing is counted before it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

FROZEN = """
CREATE OR REPLACE FUNCTION ballots_ballot_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb; now_ jsonb; open_columns text[] := ARRAY['notice_id', 'closed_at', {columns}'counted_at',
        'voided_at', 'voided_by_id', 'void_reason', 'search_text'];
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
    IF (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at){once}
        OR (OLD.counted_at IS NOT NULL AND NEW.counted_at IS DISTINCT FROM OLD.counted_at)
        OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at)
        OR (OLD.notice_id IS NOT NULL AND NEW.notice_id IS DISTINCT FROM OLD.notice_id) THEN
        RAISE EXCEPTION 'a ballot is closed, counted and called off once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
COLUMNS = "'papers_in_at', 'papers_in_by_id', "
ONCE = """
        OR (OLD.papers_in_at IS NOT NULL AND (NEW.papers_in_at IS DISTINCT FROM OLD.papers_in_at
            OR NEW.papers_in_by_id IS DISTINCT FROM OLD.papers_in_by_id))"""
DOOR = """
CREATE OR REPLACE FUNCTION ballots_hold_the_door(of_ballot bigint, by_channel text, of_elector bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE door record; entitled record;
BEGIN
    SELECT announced_at, closed_at, {column}counted_at, voided_at INTO door FROM ballots_ballot
        WHERE id = of_ballot FOR SHARE;
    IF door.announced_at IS NULL OR door.voided_at IS NOT NULL OR door.counted_at IS NOT NULL
        OR (door.closed_at IS NOT NULL AND by_channel <> 'paper') THEN
        RAISE EXCEPTION 'the ballot is closed' USING ERRCODE = 'LB001';
    END IF;{all_in}
    SELECT ballot_id, removed_at INTO entitled FROM ballots_elector WHERE id = of_elector;
    IF entitled.ballot_id IS DISTINCT FROM of_ballot OR entitled.removed_at IS NOT NULL THEN
        RAISE EXCEPTION 'not on the roll of this ballot' USING ERRCODE = 'LB002';
    END IF;
END $$;
"""
ALL_IN = """
    IF door.papers_in_at IS NOT NULL THEN
        RAISE EXCEPTION 'all papers are in' USING ERRCODE = 'LB003';
    END IF;"""
PAPERS = """
-- The papers themselves, of either kind, and the box into which those of a secret ballot go. Who says that
-- all are in waits for those who are typing one in this moment; who comes after finds that it was said.
CREATE FUNCTION ballots_paper_is_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE in_at timestamptz;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'scan' = to_jsonb(NEW) - 'scan' THEN RETURN NEW; END IF;
    SELECT papers_in_at INTO in_at FROM ballots_ballot WHERE id = NEW.ballot_id FOR SHARE;
    IF in_at IS NOT NULL THEN
        RAISE EXCEPTION 'all papers are in' USING ERRCODE = 'LB003';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paper_is_in_time BEFORE INSERT OR UPDATE ON ballots_paper
    FOR EACH ROW EXECUTE FUNCTION ballots_paper_is_in_time();
CREATE TRIGGER paper_is_in_time BEFORE INSERT OR UPDATE ON ballots_secretpaper
    FOR EACH ROW EXECUTE FUNCTION ballots_paper_is_in_time();
CREATE TRIGGER paper_is_in_time BEFORE INSERT OR UPDATE ON ballots_secretbox
    FOR EACH ROW EXECUTE FUNCTION ballots_paper_is_in_time();

-- Whether all are in: none may wait for a reader.
CREATE FUNCTION ballots_no_paper_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.papers_in_at IS NULL AND NEW.papers_in_at IS NOT NULL AND (
        EXISTS (SELECT FROM ballots_paper WHERE ballot_id = NEW.id AND state IN ('waiting', 'differs'))
        OR EXISTS (SELECT FROM ballots_secretpaper
            WHERE ballot_id = NEW.id AND state IN ('waiting', 'differs'))
    ) THEN
        RAISE EXCEPTION 'papers wait for a second reader' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER no_paper_waits BEFORE UPDATE ON ballots_ballot
    FOR EACH ROW EXECUTE FUNCTION ballots_no_paper_waits();
"""
NO_PAPERS = """
DROP TRIGGER no_paper_waits ON ballots_ballot;
DROP TRIGGER paper_is_in_time ON ballots_secretbox;
DROP TRIGGER paper_is_in_time ON ballots_secretpaper;
DROP TRIGGER paper_is_in_time ON ballots_paper;
DROP FUNCTION ballots_no_paper_waits();
DROP FUNCTION ballots_paper_is_in_time();
"""
NEW = FROZEN.replace("{columns}", COLUMNS).replace("{once}", ONCE)
NEW += DOOR.replace("{column}", "papers_in_at, ").replace("{all_in}", ALL_IN) + PAPERS
OLD = NO_PAPERS + FROZEN.replace("{columns}", "").replace("{once}", "")
OLD += DOOR.replace("{column}", "").replace("{all_in}", "")
COUNTED_ALREADY = "UPDATE ballots_ballot SET papers_in_at = counted_at WHERE counted_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0010_second_reader_of_proxies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("ballot", "papers_in_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "ballot",
            "papers_in_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(NEW, OLD),
        migrations.RunSQL(COUNTED_ALREADY, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "ballot",
            models.CheckConstraint(
                condition=Q(papers_in_at=None) | Q(closed_at__isnull=False),
                name="ballot_papers_are_in_after_the_close",
            ),
        ),
        migrations.AddConstraint(
            "ballot",
            models.CheckConstraint(
                condition=Q(counted_at=None) | Q(papers_in_at__isnull=False),
                name="ballot_counted_had_its_papers_in",
            ),
        ),
    ]
