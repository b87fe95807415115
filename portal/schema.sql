-- PostgreSQL 18
-- after account 0001_initial
-- after account 0002_email_max_length
-- after account 0003_alter_emailaddress_create_unique_verified_email
-- after account 0004_alter_emailaddress_drop_unique_email
-- after account 0005_emailaddress_idx_upper_email
-- after account 0006_emailaddress_lower
-- after account 0007_emailaddress_idx_email
-- after account 0008_emailaddress_unique_primary_email_fixup
-- after account 0009_emailaddress_unique_primary_email
-- after admin 0001_initial
-- after admin 0002_logentry_remove_auto_add
-- after admin 0003_logentry_add_action_flag_choices
-- after auth 0001_initial
-- after auth 0002_alter_permission_name_max_length
-- after auth 0003_alter_user_email_max_length
-- after auth 0004_alter_user_username_opts
-- after auth 0005_alter_user_last_login_null
-- after auth 0006_require_contenttypes_0002
-- after auth 0007_alter_validators_add_error_messages
-- after auth 0008_alter_user_username_max_length
-- after auth 0009_alter_user_last_name_max_length
-- after auth 0010_alter_group_name_max_length
-- after auth 0011_update_proxy_permissions
-- after auth 0012_alter_user_first_name_max_length
-- after ballots 0001_initial
-- after ballots 0002_counted_once
-- after ballots 0003_matters
-- after ballots 0004_named_list_and_doubts
-- after ballots 0005_found_by_words
-- after ballots 0006_names_may_go
-- after ballots 0007_deliberation_called_off_says_why
-- after ballots 0008_homes_move_by_correction
-- after ballots 0009_papers_out_of_the_box_are_sealed
-- after ballots 0010_second_reader_of_proxies
-- after ballots 0011_papers_are_in
-- after ballots 0012_left_out_by_two
-- after ballots 0013_few_at_a_time
-- after ballots 0014_those_not_finished
-- after buildings 0001_initial
-- after buildings 0001_squashed_0006_guardians_yes_and_door_tries
-- after buildings 0002_place_path
-- after buildings 0003_place_on_the_plan
-- after buildings 0004_alone_on_its_cell
-- after buildings 0005_claims_and_guardians
-- after buildings 0006_guardians_yes_and_door_tries
-- after buildings 0007_unsold_or_not_handed_over
-- after buildings 0008_captains_and_places_found_by_words
-- after buildings 0009_fill_words_of_captains_and_places
-- after buildings 0010_changes_are_noted
-- after buildings 0011_organisations_found_by_words
-- after buildings 0012_fill_words_of_members
-- after buildings 0013_places_on_top
-- after buildings 0014_still_here
-- after buildings 0015_ownerships_that_ended
-- after buildings 0016_named_in_both_languages
-- after buildings 0017_taken_back
-- after committees 0001_initial
-- after committees 0001_squashed_0004_minutes_are_final
-- after committees 0002_meetings_in_full
-- after committees 0003_minutes_of_their_own
-- after committees 0004_minutes_are_final
-- after committees 0005_found_by_words
-- after committees 0006_found_while_to_come
-- after committees 0007_changes_are_noted
-- after committees 0008_seats_found_by_words
-- after committees 0009_fill_words_of_seats
-- after committees 0010_open_promises_by_day
-- after committees 0011_changes_of_errata_are_noted
-- after committees 0012_those_not_over
-- after committees 0013_reminders_go_to_persons
-- after committees 0014_the_last_word_is_by_number
-- after committees 0015_named_in_both_languages
-- after committees 0016_changes_of_attendance_are_noted
-- after committees 0017_seats_taken_back
-- after contenttypes 0001_initial
-- after contenttypes 0002_remove_content_type_name
-- after issues 0001_initial
-- after issues 0001_squashed_0010_found_by_words
-- after issues 0002_events_are_final
-- after issues 0003_clocks_and_hands
-- after issues 0004_fill_clocks_and_hands
-- after issues 0005_clocks_and_hands_are_firm
-- after issues 0006_dissuasions_are_final
-- after issues 0007_found_by_time_and_by_door
-- after issues 0008_found_by_when_it_was_done
-- after issues 0009_volunteer_teams
-- after issues 0010_found_by_words
-- after issues 0011_found_by_when_it_was_closed
-- after issues 0012_changes_are_noted
-- after issues 0013_tallies
-- after issues 0014_tallies_are_kept
-- after issues 0015_fill_tallies
-- after issues 0016_open_ones_by_place
-- after issues 0017_open_ones_of_an_organisation
-- after issues 0018_named_in_both_languages
-- after journal 0001_initial
-- after journal 0002_append_only
-- after kit 0001_words_for_search
-- after kit 0002_what_changed_lately
-- after mfa 0001_initial
-- after mfa 0002_authenticator_timestamps
-- after mfa 0003_authenticator_type_uniq
-- after notices 0001_initial
-- after notices 0001_squashed_0004_urgent_and_by_kind
-- after notices 0002_audience_review_and_reach
-- after notices 0003_found_by_words
-- after notices 0004_urgent_and_by_kind
-- after notices 0005_hour_of_the_alarm
-- after notices 0006_changes_are_noted
-- after notices 0007_addresses_in_order
-- after notices 0008_fill_addresses
-- after notices 0009_newest_of_a_place
-- after notices 0010_private_since
-- after notices 0011_ids_in_feeds_stay
-- after notices 0012_named_in_both_languages
-- after notices 0013_shares
-- after notifications 0001_initial
-- after notifications 0001_squashed_0004_ways_to_reach_someone
-- after notifications 0002_inbox_by_hour_of_sending
-- after notifications 0003_by_day_and_calendar
-- after notifications 0004_ways_to_reach_someone
-- after notifications 0005_falling_over_and_rows_by_day
-- after notifications 0006_ballots_are_a_topic
-- after notifications 0007_texts_are_counted
-- after notifications 0008_held_back_after_a_restore
-- after notifications 0009_letters_and_narrow_rows
-- after notifications 0010_what_was_told_before
-- after notifications 0011_unread_ones
-- after notifications 0012_devices_end_with_their_session
-- after notifications 0013_longer_push_addresses
-- after notifications 0014_troubled
-- after notifications 0015_named_in_both_languages
-- after people 0001_initial
-- after people 0001_squashed_0003_consents
-- after people 0002_registered_at_desk
-- after people 0003_consents
-- after people 0004_changes_of_names_are_noted
-- after people 0005_named_in_both_languages
-- after people 0006_those_who_run_the_site
-- after sessions 0001_initial
-- after socialaccount 0001_initial
-- after socialaccount 0002_token_max_lengths
-- after socialaccount 0003_extra_data_default_dict
-- after socialaccount 0004_app_provider_id_settings
-- after socialaccount 0005_socialtoken_nullable_app
-- after socialaccount 0006_alter_socialaccount_extra_data
-- after usersessions 0001_initial

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

CREATE FUNCTION public.ballots_agent_stands_for_few() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.ballots_asked_is_answered_once() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.ballots_ballot_is_frozen() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    was jsonb; now_ jsonb; open_columns text[] := ARRAY['notice_id', 'closed_at', 'papers_in_at', 'papers_in_by_id', 'counted_at',
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
    IF (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
        OR (OLD.papers_in_at IS NOT NULL AND (NEW.papers_in_at IS DISTINCT FROM OLD.papers_in_at
            OR NEW.papers_in_by_id IS DISTINCT FROM OLD.papers_in_by_id))
        OR (OLD.counted_at IS NOT NULL AND NEW.counted_at IS DISTINCT FROM OLD.counted_at)
        OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at)
        OR (OLD.notice_id IS NOT NULL AND NEW.notice_id IS DISTINCT FROM OLD.notice_id) THEN
        RAISE EXCEPTION 'a ballot is closed, counted and called off once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.ballots_box_is_shut() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.ballots_correction_takes_two() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.confirmed_by_id IS NULL THEN
        RAISE EXCEPTION 'a correction of the roll takes two people' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.ballots_counted_is_called_off_by_two() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL AND NEW.counted_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM ballots_callingoff WHERE ballot_id = NEW.id
            AND confirmed_by_id IS NOT NULL AND reason = NEW.void_reason) THEN
        RAISE EXCEPTION 'a ballot that was counted is called off by two' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.ballots_elector_change_says_why() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.revision > 0 AND NOT EXISTS (SELECT FROM ballots_rollcorrection
        WHERE elector_id = NEW.id AND revision = NEW.revision) THEN
        RAISE EXCEPTION 'a change of the roll says why' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.ballots_elector_is_frozen() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
    ELSE
        IF NEW.name = '' THEN free := free || ARRAY['name']; END IF;
        IF NEW.representative = '' THEN free := free || ARRAY['representative']; END IF;
        IF OLD.kind = 'person' AND NEW.label = '#' || OLD.number THEN
            free := free || ARRAY['label'];
        END IF;
        IF to_jsonb(OLD) - free <> to_jsonb(NEW) - free AND NEW.revision <> OLD.revision + 1 THEN
            RAISE EXCEPTION 'a frozen roll changes by a correction only' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.ballots_hold_the_door(of_ballot bigint, by_channel text, of_elector bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE door record; entitled record;
BEGIN
    SELECT announced_at, closed_at, papers_in_at, counted_at, voided_at INTO door FROM ballots_ballot
        WHERE id = of_ballot FOR SHARE;
    IF door.announced_at IS NULL OR door.voided_at IS NOT NULL OR door.counted_at IS NOT NULL
        OR (door.closed_at IS NOT NULL AND by_channel <> 'paper') THEN
        RAISE EXCEPTION 'the ballot is closed' USING ERRCODE = 'LB001';
    END IF;
    IF door.papers_in_at IS NOT NULL THEN
        RAISE EXCEPTION 'all papers are in' USING ERRCODE = 'LB003';
    END IF;
    SELECT ballot_id, removed_at INTO entitled FROM ballots_elector WHERE id = of_elector;
    IF entitled.ballot_id IS DISTINCT FROM of_ballot OR entitled.removed_at IS NOT NULL THEN
        RAISE EXCEPTION 'not on the roll of this ballot' USING ERRCODE = 'LB002';
    END IF;
END $$;

CREATE FUNCTION public.ballots_no_paper_waits() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.ballots_option_is_frozen() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.ballots_paper_is_in_time() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE in_at timestamptz;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'scan' = to_jsonb(NEW) - 'scan' THEN RETURN NEW; END IF;
    SELECT papers_in_at INTO in_at FROM ballots_ballot WHERE id = NEW.ballot_id FOR SHARE;
    IF in_at IS NOT NULL THEN
        RAISE EXCEPTION 'all papers are in' USING ERRCODE = 'LB003';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.ballots_proxy_is_final() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.ballots_proxy_of_participation_holds() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.channel = 'proxy' AND NOT EXISTS (SELECT FROM ballots_proxy WHERE elector_id = NEW.elector_id
        AND confirmed_at IS NOT NULL AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'nobody votes by a proxy that was not confirmed' USING ERRCODE = 'LB010';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.ballots_proxy_of_vote_holds() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.proxy_id IS NOT NULL AND NOT EXISTS (SELECT FROM ballots_proxy WHERE id = NEW.proxy_id
        AND elector_id = NEW.elector_id AND confirmed_at IS NOT NULL
        AND (ended_at IS NULL OR NEW.channel = 'paper')) THEN
        RAISE EXCEPTION 'nobody votes by a proxy that was not confirmed' USING ERRCODE = 'LB010';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.ballots_record_is_final() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a lot that was drawn, and a correction, are never changed'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION public.ballots_result_is_final() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE open_columns text[] := ARRAY['notice_id', 'posted_at', 'posted_until'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.posted_at IS NOT NULL
        OR to_jsonb(OLD) - open_columns <> to_jsonb(NEW) - open_columns THEN
        RAISE EXCEPTION 'a count is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.ballots_roll_part_is_frozen() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE found_ record; free text[] := ARRAY['ended_at'];
BEGIN
    SELECT e.revision, b.announced_at INTO found_ FROM ballots_elector e JOIN ballots_ballot b ON b.id = e.ballot_id
        WHERE e.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.elector_id ELSE OLD.elector_id END;
    IF found_.announced_at IS NOT NULL THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'nothing is deleted from a frozen roll' USING ERRCODE = 'restrict_violation';
        ELSIF TG_OP = 'INSERT' AND found_.revision = 0 THEN
            RAISE EXCEPTION 'a frozen roll grows by a correction only' USING ERRCODE = 'restrict_violation';
        ELSIF TG_OP = 'UPDATE' THEN
            IF TG_TABLE_NAME = 'ballots_rollhome' AND found_.revision > 0 THEN
                IF EXISTS (SELECT FROM ballots_elector
                    WHERE id = NEW.elector_id AND ballot_id = OLD.ballot_id AND revision > 0) THEN
                    free := free || ARRAY['elector_id'];
                END IF;
            END IF;
            IF to_jsonb(OLD) - free <> to_jsonb(NEW) - free THEN
                RAISE EXCEPTION 'a frozen roll changes by a correction only' USING ERRCODE = 'restrict_violation';
            END IF;
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.ballots_takes_part_once() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.ballots_vote_is_final() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.ballots_voter_stands_in_correction() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.buildings_captaincy_set_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.search_text := coalesce(buildings_captaincy_words(NEW.place_id, NEW.user_id), '');
    RETURN NEW;
END $$;

CREATE FUNCTION public.linli_fold(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT COST 50 PARALLEL SAFE
    RETURN lower((translate(NORMALIZE(words, NFKC), ' 	

  ᠎​‌  ⁠　﻿'::text, ''::text) COLLATE "C"));

CREATE TABLE public.buildings_place (
    id bigint NOT NULL,
    client_key uuid,
    kind character varying(10) NOT NULL,
    name character varying(60) NOT NULL,
    path character varying(200) NOT NULL,
    "position" integer NOT NULL,
    address character varying(120) NOT NULL,
    note character varying(200) NOT NULL,
    plan_x smallint,
    plan_y smallint,
    parent_id bigint,
    search_text text DEFAULT ''::text NOT NULL,
    CONSTRAINT buildings_place_position_check CHECK (("position" >= 0)),
    CONSTRAINT place_is_not_its_own_parent CHECK (((parent_id IS NULL) OR (NOT ((parent_id = id) AND (parent_id IS NOT NULL))))),
    CONSTRAINT place_on_the_plan_has_both CHECK ((((plan_x IS NULL) AND (plan_y IS NULL)) OR ((plan_x IS NOT NULL) AND ((plan_x >= 0) AND (plan_x <= 19)) AND (plan_y IS NOT NULL) AND ((plan_y >= 0) AND (plan_y <= 19))))),
    CONSTRAINT place_stands_in_a_place CHECK (((((kind)::text = 'street'::text) AND (parent_id IS NULL)) OR ((NOT ((kind)::text = 'street'::text)) AND (parent_id IS NOT NULL))))
);

CREATE TABLE public.people_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    phone character varying(16),
    phone_verified boolean NOT NULL,
    email character varying(254),
    display_name character varying(40) NOT NULL,
    shows_name boolean NOT NULL,
    language character varying(8) NOT NULL,
    is_active boolean NOT NULL,
    is_staff boolean NOT NULL,
    is_demo boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    registered_at_desk boolean NOT NULL,
    erased_at timestamp with time zone,
    CONSTRAINT person_can_be_reached CHECK (((phone IS NOT NULL) OR (email IS NOT NULL) OR registered_at_desk OR (erased_at IS NOT NULL))),
    CONSTRAINT person_email_is_lower_case CHECK (((email IS NULL) OR ((email)::text = lower((email)::text)))),
    CONSTRAINT person_erased_has_no_address CHECK (((erased_at IS NULL) OR ((email IS NULL) AND (NOT is_active) AND (phone IS NULL))))
);

CREATE FUNCTION public.buildings_captaincy_words(place bigint, person bigint) RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT ((public.linli_fold((((COALESCE(wider.name, ''::character varying))::text || (COALESCE(upper.name, ''::character varying))::text) || (own.name)::text)) || '␞'::text) || public.linli_fold((person_.display_name)::text)) FROM ((public.buildings_place own LEFT JOIN public.buildings_place upper ON ((upper.id = own.parent_id))) LEFT JOIN public.buildings_place wider ON ((wider.id = upper.parent_id))), public.people_user person_ WHERE ((own.id = buildings_captaincy_words.place) AND (person_.id = buildings_captaincy_words.person)));

CREATE FUNCTION public.buildings_member_renamed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE buildings_membership SET user_id = user_id WHERE user_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.buildings_membership_set_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.search_text := coalesce(
        (SELECT linli_fold(display_name || '␞' || NEW.title) FROM people_user WHERE id = NEW.user_id), ''
    );
    RETURN NEW;
END $$;

CREATE FUNCTION public.buildings_person_renamed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE buildings_captaincy SET user_id = user_id WHERE user_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.buildings_place_carry_children() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE buildings_place SET parent_id = parent_id WHERE parent_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.buildings_place_renamed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE buildings_place SET address = address WHERE parent_id = NEW.id;
    UPDATE buildings_captaincy SET user_id = user_id WHERE place_id IN (
        SELECT id FROM buildings_place WHERE NEW.id IN (id, parent_id)
        UNION ALL
        SELECT own.id FROM buildings_place own JOIN buildings_place upper ON upper.id = own.parent_id
        WHERE upper.parent_id = NEW.id
    );
    RETURN NULL;
END $$;

CREATE FUNCTION public.buildings_place_set_path() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE above text;
BEGIN
    IF NEW.parent_id IS NULL THEN
        NEW.path := '/' || NEW.id || '/';
        RETURN NEW;
    END IF;
    SELECT path INTO above FROM buildings_place WHERE id = NEW.parent_id FOR SHARE;
    IF position('/' || NEW.id || '/' IN above) > 0 THEN
        RAISE EXCEPTION 'place % cannot contain itself', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'place_does_not_contain_itself';
    END IF;
    NEW.path := above || NEW.id || '/';
    RETURN NEW;
END $$;

CREATE FUNCTION public.buildings_place_set_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.search_text := linli_fold(
        coalesce((SELECT name FROM buildings_place WHERE id = NEW.parent_id), '') || NEW.name
        || '␞' || NEW.address
    );
    RETURN NEW;
END $$;

CREATE FUNCTION public.committees_holder_renamed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE committees_councilseat SET duty = duty
    WHERE holder_id IN (SELECT id FROM buildings_membership WHERE user_id = NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION public.committees_minutes_are_final() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state = 'sealed' THEN
        RAISE EXCEPTION 'sealed minutes are never changed, and none are deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.committees_seat_set_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.search_text := coalesce((
        SELECT linli_fold(person.display_name || '␞' || NEW.duty)
        FROM buildings_membership holder JOIN people_user person ON person.id = holder.user_id
        WHERE holder.id = NEW.holder_id
    ), '');
    RETURN NEW;
END $$;

CREATE FUNCTION public.committees_word_is_final() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'what a party said about minutes, and a correction, is never changed or deleted'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION public.issues_dissuasion_is_final() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a dissuasion record is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION public.issues_event_is_final() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'events of an issue are never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION public.issues_tally_fold(at_most integer) RETURNS bigint
    LANGUAGE sql
    AS $$
    WITH fresh AS (SELECT place_id, category_id, day FROM issues_tally WHERE is_fresh LIMIT at_most),
    key AS (SELECT DISTINCT place_id, category_id, day FROM fresh),
    gone AS (
        DELETE FROM issues_tally AS row USING key
        WHERE row.place_id = key.place_id AND row.day = key.day
            AND row.category_id IS NOT DISTINCT FROM key.category_id
        RETURNING row.*
    ),
    folded AS (INSERT INTO issues_tally (place_id, category_id, day, is_fresh, reported, counted, answered, in_time, done, solved, said, content, rated, unrated, finished, gone, waiting, to_answer, to_finish)
        SELECT place_id, category_id, day, false, reported, counted, answered, in_time, done, solved, said, content, rated, unrated, finished, gone, waiting, to_answer, to_finish FROM (SELECT place_id, category_id, day, sum(1 * reported)::int AS reported, sum(1 * counted)::int AS counted, sum(1 * answered)::int AS answered, sum(1 * in_time)::int AS in_time, sum(1 * done)::int AS done, sum(1 * solved)::int AS solved, sum(1 * said)::int AS said, sum(1 * content)::int AS content, sum(1 * rated)::int AS rated, sum(1 * unrated)::int AS unrated, sum(1 * finished)::int AS finished, sum(1 * gone)::int AS gone, sum(1 * waiting)::int AS waiting, ARRAY[sum(1 * to_answer[1])::int, sum(1 * to_answer[2])::int, sum(1 * to_answer[3])::int, sum(1 * to_answer[4])::int, sum(1 * to_answer[5])::int, sum(1 * to_answer[6])::int, sum(1 * to_answer[7])::int, sum(1 * to_answer[8])::int, sum(1 * to_answer[9])::int, sum(1 * to_answer[10])::int, sum(1 * to_answer[11])::int, sum(1 * to_answer[12])::int, sum(1 * to_answer[13])::int, sum(1 * to_answer[14])::int, sum(1 * to_answer[15])::int, sum(1 * to_answer[16])::int, sum(1 * to_answer[17])::int, sum(1 * to_answer[18])::int, sum(1 * to_answer[19])::int, sum(1 * to_answer[20])::int, sum(1 * to_answer[21])::int, sum(1 * to_answer[22])::int, sum(1 * to_answer[23])::int, sum(1 * to_answer[24])::int] AS to_answer, ARRAY[sum(1 * to_finish[1])::int, sum(1 * to_finish[2])::int, sum(1 * to_finish[3])::int, sum(1 * to_finish[4])::int, sum(1 * to_finish[5])::int, sum(1 * to_finish[6])::int, sum(1 * to_finish[7])::int, sum(1 * to_finish[8])::int, sum(1 * to_finish[9])::int, sum(1 * to_finish[10])::int, sum(1 * to_finish[11])::int, sum(1 * to_finish[12])::int, sum(1 * to_finish[13])::int, sum(1 * to_finish[14])::int, sum(1 * to_finish[15])::int, sum(1 * to_finish[16])::int, sum(1 * to_finish[17])::int, sum(1 * to_finish[18])::int, sum(1 * to_finish[19])::int, sum(1 * to_finish[20])::int, sum(1 * to_finish[21])::int, sum(1 * to_finish[22])::int, sum(1 * to_finish[23])::int, sum(1 * to_finish[24])::int] AS to_finish FROM gone GROUP BY place_id, category_id, day) AS changed WHERE reported <> 0 OR counted <> 0 OR answered <> 0 OR in_time <> 0 OR done <> 0 OR solved <> 0 OR said <> 0 OR content <> 0 OR rated <> 0 OR unrated <> 0 OR finished <> 0 OR gone <> 0 OR waiting <> 0 OR to_answer <> array_fill(0, ARRAY[24]) OR to_finish <> array_fill(0, ARRAY[24]))
    SELECT count(*) FROM gone
$$;

CREATE FUNCTION public.issues_tally_keep() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO issues_tally (place_id, category_id, day, is_fresh, reported, counted, answered, in_time, done, solved, said, content, rated, unrated, finished, gone, waiting, to_answer, to_finish)
        SELECT place_id, category_id, day, true, reported, counted, answered, in_time, done, solved, said, content, rated, unrated, finished, gone, waiting, to_answer, to_finish FROM (SELECT place_id, category_id, day, sum(sign * reported)::int AS reported, sum(sign * counted)::int AS counted, sum(sign * answered)::int AS answered, sum(sign * in_time)::int AS in_time, sum(sign * done)::int AS done, sum(sign * solved)::int AS solved, sum(sign * said)::int AS said, sum(sign * content)::int AS content, sum(sign * rated)::int AS rated, sum(sign * unrated)::int AS unrated, sum(sign * finished)::int AS finished, sum(sign * gone)::int AS gone, sum(sign * waiting)::int AS waiting, ARRAY[coalesce(sum(sign) FILTER (WHERE to_answer = 1), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 2), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 3), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 4), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 5), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 6), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 7), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 8), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 9), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 10), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 11), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 12), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 13), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 14), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 15), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 16), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 17), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 18), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 19), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 20), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 21), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 22), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 23), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 24), 0)::int] AS to_answer, ARRAY[coalesce(sum(sign) FILTER (WHERE to_finish = 1), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 2), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 3), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 4), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 5), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 6), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 7), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 8), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 9), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 10), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 11), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 12), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 13), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 14), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 15), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 16), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 17), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 18), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 19), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 20), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 21), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 22), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 23), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 24), 0)::int] AS to_finish FROM (SELECT 1 AS sign, tally.* FROM new_rows AS issue
        JOIN buildings_place AS place ON place.id = issue.place_id
        CROSS JOIN LATERAL issues_tally_of(place.path, issue.category_id, issue.state, issue.reported_at, issue.responded_at, issue.respond_by, issue.resolved_at, issue.closed_at, issue.reopened_count, issue.is_satisfied) AS tally) AS one GROUP BY place_id, category_id, day) AS changed WHERE reported <> 0 OR counted <> 0 OR answered <> 0 OR in_time <> 0 OR done <> 0 OR solved <> 0 OR said <> 0 OR content <> 0 OR rated <> 0 OR unrated <> 0 OR finished <> 0 OR gone <> 0 OR waiting <> 0 OR to_answer <> array_fill(0, ARRAY[24]) OR to_finish <> array_fill(0, ARRAY[24]);
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO issues_tally (place_id, category_id, day, is_fresh, reported, counted, answered, in_time, done, solved, said, content, rated, unrated, finished, gone, waiting, to_answer, to_finish)
        SELECT place_id, category_id, day, true, reported, counted, answered, in_time, done, solved, said, content, rated, unrated, finished, gone, waiting, to_answer, to_finish FROM (SELECT place_id, category_id, day, sum(sign * reported)::int AS reported, sum(sign * counted)::int AS counted, sum(sign * answered)::int AS answered, sum(sign * in_time)::int AS in_time, sum(sign * done)::int AS done, sum(sign * solved)::int AS solved, sum(sign * said)::int AS said, sum(sign * content)::int AS content, sum(sign * rated)::int AS rated, sum(sign * unrated)::int AS unrated, sum(sign * finished)::int AS finished, sum(sign * gone)::int AS gone, sum(sign * waiting)::int AS waiting, ARRAY[coalesce(sum(sign) FILTER (WHERE to_answer = 1), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 2), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 3), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 4), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 5), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 6), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 7), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 8), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 9), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 10), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 11), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 12), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 13), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 14), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 15), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 16), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 17), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 18), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 19), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 20), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 21), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 22), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 23), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 24), 0)::int] AS to_answer, ARRAY[coalesce(sum(sign) FILTER (WHERE to_finish = 1), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 2), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 3), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 4), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 5), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 6), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 7), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 8), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 9), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 10), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 11), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 12), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 13), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 14), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 15), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 16), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 17), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 18), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 19), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 20), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 21), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 22), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 23), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 24), 0)::int] AS to_finish FROM (SELECT -1 AS sign, tally.* FROM old_rows AS issue
        JOIN buildings_place AS place ON place.id = issue.place_id
        CROSS JOIN LATERAL issues_tally_of(place.path, issue.category_id, issue.state, issue.reported_at, issue.responded_at, issue.respond_by, issue.resolved_at, issue.closed_at, issue.reopened_count, issue.is_satisfied) AS tally) AS one GROUP BY place_id, category_id, day) AS changed WHERE reported <> 0 OR counted <> 0 OR answered <> 0 OR in_time <> 0 OR done <> 0 OR solved <> 0 OR said <> 0 OR content <> 0 OR rated <> 0 OR unrated <> 0 OR finished <> 0 OR gone <> 0 OR waiting <> 0 OR to_answer <> array_fill(0, ARRAY[24]) OR to_finish <> array_fill(0, ARRAY[24]);
    ELSIF EXISTS (
        SELECT FROM old_rows JOIN new_rows USING (id)
        WHERE (old_rows.place_id, old_rows.category_id, old_rows.state, old_rows.reported_at, old_rows.responded_at, old_rows.respond_by, old_rows.resolved_at, old_rows.closed_at, old_rows.reopened_count, old_rows.is_satisfied)
            IS DISTINCT FROM (new_rows.place_id, new_rows.category_id, new_rows.state, new_rows.reported_at, new_rows.responded_at, new_rows.respond_by, new_rows.resolved_at, new_rows.closed_at, new_rows.reopened_count, new_rows.is_satisfied)
    ) THEN
        INSERT INTO issues_tally (place_id, category_id, day, is_fresh, reported, counted, answered, in_time, done, solved, said, content, rated, unrated, finished, gone, waiting, to_answer, to_finish)
        SELECT place_id, category_id, day, true, reported, counted, answered, in_time, done, solved, said, content, rated, unrated, finished, gone, waiting, to_answer, to_finish FROM (SELECT place_id, category_id, day, sum(sign * reported)::int AS reported, sum(sign * counted)::int AS counted, sum(sign * answered)::int AS answered, sum(sign * in_time)::int AS in_time, sum(sign * done)::int AS done, sum(sign * solved)::int AS solved, sum(sign * said)::int AS said, sum(sign * content)::int AS content, sum(sign * rated)::int AS rated, sum(sign * unrated)::int AS unrated, sum(sign * finished)::int AS finished, sum(sign * gone)::int AS gone, sum(sign * waiting)::int AS waiting, ARRAY[coalesce(sum(sign) FILTER (WHERE to_answer = 1), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 2), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 3), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 4), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 5), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 6), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 7), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 8), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 9), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 10), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 11), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 12), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 13), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 14), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 15), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 16), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 17), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 18), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 19), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 20), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 21), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 22), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 23), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 24), 0)::int] AS to_answer, ARRAY[coalesce(sum(sign) FILTER (WHERE to_finish = 1), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 2), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 3), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 4), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 5), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 6), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 7), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 8), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 9), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 10), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 11), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 12), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 13), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 14), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 15), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 16), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 17), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 18), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 19), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 20), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 21), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 22), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 23), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 24), 0)::int] AS to_finish FROM (SELECT 1 AS sign, tally.* FROM new_rows AS issue
        JOIN buildings_place AS place ON place.id = issue.place_id
        CROSS JOIN LATERAL issues_tally_of(place.path, issue.category_id, issue.state, issue.reported_at, issue.responded_at, issue.respond_by, issue.resolved_at, issue.closed_at, issue.reopened_count, issue.is_satisfied) AS tally UNION ALL SELECT -1 AS sign, tally.* FROM old_rows AS issue
        JOIN buildings_place AS place ON place.id = issue.place_id
        CROSS JOIN LATERAL issues_tally_of(place.path, issue.category_id, issue.state, issue.reported_at, issue.responded_at, issue.respond_by, issue.resolved_at, issue.closed_at, issue.reopened_count, issue.is_satisfied) AS tally) AS one GROUP BY place_id, category_id, day) AS changed WHERE reported <> 0 OR counted <> 0 OR answered <> 0 OR in_time <> 0 OR done <> 0 OR solved <> 0 OR said <> 0 OR content <> 0 OR rated <> 0 OR unrated <> 0 OR finished <> 0 OR gone <> 0 OR waiting <> 0 OR to_answer <> array_fill(0, ARRAY[24]) OR to_finish <> array_fill(0, ARRAY[24]);
    END IF;
    RETURN NULL;
END $$;

CREATE TABLE public.issues_tally (
    id bigint NOT NULL,
    day date NOT NULL,
    is_fresh boolean NOT NULL,
    reported integer NOT NULL,
    counted integer NOT NULL,
    answered integer NOT NULL,
    in_time integer NOT NULL,
    done integer NOT NULL,
    solved integer NOT NULL,
    said integer NOT NULL,
    content integer NOT NULL,
    rated integer NOT NULL,
    unrated integer NOT NULL,
    finished integer NOT NULL,
    gone integer NOT NULL,
    waiting integer NOT NULL,
    to_answer integer[] NOT NULL,
    to_finish integer[] NOT NULL,
    category_id character varying(20),
    place_id bigint NOT NULL
);

CREATE FUNCTION public.issues_tally_mend(of_place bigint, of_category character varying, fresh boolean) RETURNS SETOF public.issues_tally
    LANGUAGE plpgsql
    AS $$
DECLARE top text := (SELECT path FROM buildings_place WHERE id = of_place);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('issues_tally'), (of_place % 2147483647)::int);
    RETURN QUERY INSERT INTO issues_tally (place_id, category_id, day, is_fresh, reported, counted, answered, in_time, done, solved, said, content, rated, unrated, finished, gone, waiting, to_answer, to_finish)
        SELECT place_id, category_id, day, fresh, reported, counted, answered, in_time, done, solved, said, content, rated, unrated, finished, gone, waiting, to_answer, to_finish FROM (
        SELECT place_id, category_id, day, sum(1 * reported)::int AS reported, sum(1 * counted)::int AS counted, sum(1 * answered)::int AS answered, sum(1 * in_time)::int AS in_time, sum(1 * done)::int AS done, sum(1 * solved)::int AS solved, sum(1 * said)::int AS said, sum(1 * content)::int AS content, sum(1 * rated)::int AS rated, sum(1 * unrated)::int AS unrated, sum(1 * finished)::int AS finished, sum(1 * gone)::int AS gone, sum(1 * waiting)::int AS waiting, ARRAY[sum(1 * to_answer[1])::int, sum(1 * to_answer[2])::int, sum(1 * to_answer[3])::int, sum(1 * to_answer[4])::int, sum(1 * to_answer[5])::int, sum(1 * to_answer[6])::int, sum(1 * to_answer[7])::int, sum(1 * to_answer[8])::int, sum(1 * to_answer[9])::int, sum(1 * to_answer[10])::int, sum(1 * to_answer[11])::int, sum(1 * to_answer[12])::int, sum(1 * to_answer[13])::int, sum(1 * to_answer[14])::int, sum(1 * to_answer[15])::int, sum(1 * to_answer[16])::int, sum(1 * to_answer[17])::int, sum(1 * to_answer[18])::int, sum(1 * to_answer[19])::int, sum(1 * to_answer[20])::int, sum(1 * to_answer[21])::int, sum(1 * to_answer[22])::int, sum(1 * to_answer[23])::int, sum(1 * to_answer[24])::int] AS to_answer, ARRAY[sum(1 * to_finish[1])::int, sum(1 * to_finish[2])::int, sum(1 * to_finish[3])::int, sum(1 * to_finish[4])::int, sum(1 * to_finish[5])::int, sum(1 * to_finish[6])::int, sum(1 * to_finish[7])::int, sum(1 * to_finish[8])::int, sum(1 * to_finish[9])::int, sum(1 * to_finish[10])::int, sum(1 * to_finish[11])::int, sum(1 * to_finish[12])::int, sum(1 * to_finish[13])::int, sum(1 * to_finish[14])::int, sum(1 * to_finish[15])::int, sum(1 * to_finish[16])::int, sum(1 * to_finish[17])::int, sum(1 * to_finish[18])::int, sum(1 * to_finish[19])::int, sum(1 * to_finish[20])::int, sum(1 * to_finish[21])::int, sum(1 * to_finish[22])::int, sum(1 * to_finish[23])::int, sum(1 * to_finish[24])::int] AS to_finish FROM (
            SELECT place_id, category_id, day, sum(1 * reported)::int AS reported, sum(1 * counted)::int AS counted, sum(1 * answered)::int AS answered, sum(1 * in_time)::int AS in_time, sum(1 * done)::int AS done, sum(1 * solved)::int AS solved, sum(1 * said)::int AS said, sum(1 * content)::int AS content, sum(1 * rated)::int AS rated, sum(1 * unrated)::int AS unrated, sum(1 * finished)::int AS finished, sum(1 * gone)::int AS gone, sum(1 * waiting)::int AS waiting, ARRAY[coalesce(sum(1) FILTER (WHERE to_answer = 1), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 2), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 3), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 4), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 5), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 6), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 7), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 8), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 9), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 10), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 11), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 12), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 13), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 14), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 15), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 16), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 17), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 18), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 19), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 20), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 21), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 22), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 23), 0)::int, coalesce(sum(1) FILTER (WHERE to_answer = 24), 0)::int] AS to_answer, ARRAY[coalesce(sum(1) FILTER (WHERE to_finish = 1), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 2), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 3), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 4), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 5), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 6), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 7), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 8), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 9), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 10), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 11), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 12), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 13), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 14), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 15), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 16), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 17), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 18), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 19), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 20), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 21), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 22), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 23), 0)::int, coalesce(sum(1) FILTER (WHERE to_finish = 24), 0)::int] AS to_finish FROM (
                SELECT tally.* FROM issues_issue AS issue
                JOIN buildings_place AS place ON place.id = issue.place_id
                CROSS JOIN LATERAL issues_tally_of(place.path, issue.category_id, issue.state, issue.reported_at, issue.responded_at, issue.respond_by, issue.resolved_at, issue.closed_at, issue.reopened_count, issue.is_satisfied) AS tally
                WHERE place.path ~>=~ top AND place.path ~<~ (rtrim(top, '/') || '0')
                    AND (of_category IS NULL OR issue.category_id = of_category)
            ) AS one
            WHERE place_id = of_place AND category_id IS NOT DISTINCT FROM of_category
            GROUP BY place_id, category_id, day
            UNION ALL
            SELECT place_id, category_id, day, sum(-1 * reported)::int AS reported, sum(-1 * counted)::int AS counted, sum(-1 * answered)::int AS answered, sum(-1 * in_time)::int AS in_time, sum(-1 * done)::int AS done, sum(-1 * solved)::int AS solved, sum(-1 * said)::int AS said, sum(-1 * content)::int AS content, sum(-1 * rated)::int AS rated, sum(-1 * unrated)::int AS unrated, sum(-1 * finished)::int AS finished, sum(-1 * gone)::int AS gone, sum(-1 * waiting)::int AS waiting, ARRAY[sum(-1 * to_answer[1])::int, sum(-1 * to_answer[2])::int, sum(-1 * to_answer[3])::int, sum(-1 * to_answer[4])::int, sum(-1 * to_answer[5])::int, sum(-1 * to_answer[6])::int, sum(-1 * to_answer[7])::int, sum(-1 * to_answer[8])::int, sum(-1 * to_answer[9])::int, sum(-1 * to_answer[10])::int, sum(-1 * to_answer[11])::int, sum(-1 * to_answer[12])::int, sum(-1 * to_answer[13])::int, sum(-1 * to_answer[14])::int, sum(-1 * to_answer[15])::int, sum(-1 * to_answer[16])::int, sum(-1 * to_answer[17])::int, sum(-1 * to_answer[18])::int, sum(-1 * to_answer[19])::int, sum(-1 * to_answer[20])::int, sum(-1 * to_answer[21])::int, sum(-1 * to_answer[22])::int, sum(-1 * to_answer[23])::int, sum(-1 * to_answer[24])::int] AS to_answer, ARRAY[sum(-1 * to_finish[1])::int, sum(-1 * to_finish[2])::int, sum(-1 * to_finish[3])::int, sum(-1 * to_finish[4])::int, sum(-1 * to_finish[5])::int, sum(-1 * to_finish[6])::int, sum(-1 * to_finish[7])::int, sum(-1 * to_finish[8])::int, sum(-1 * to_finish[9])::int, sum(-1 * to_finish[10])::int, sum(-1 * to_finish[11])::int, sum(-1 * to_finish[12])::int, sum(-1 * to_finish[13])::int, sum(-1 * to_finish[14])::int, sum(-1 * to_finish[15])::int, sum(-1 * to_finish[16])::int, sum(-1 * to_finish[17])::int, sum(-1 * to_finish[18])::int, sum(-1 * to_finish[19])::int, sum(-1 * to_finish[20])::int, sum(-1 * to_finish[21])::int, sum(-1 * to_finish[22])::int, sum(-1 * to_finish[23])::int, sum(-1 * to_finish[24])::int] AS to_finish FROM issues_tally
            WHERE place_id = of_place AND category_id IS NOT DISTINCT FROM of_category GROUP BY place_id, category_id, day
        ) AS truth_less_kept GROUP BY place_id, category_id, day) AS changed WHERE reported <> 0 OR counted <> 0 OR answered <> 0 OR in_time <> 0 OR done <> 0 OR solved <> 0 OR said <> 0 OR content <> 0 OR rated <> 0 OR unrated <> 0 OR finished <> 0 OR gone <> 0 OR waiting <> 0 OR to_answer <> array_fill(0, ARRAY[24]) OR to_finish <> array_fill(0, ARRAY[24]) RETURNING *;
END $$;

CREATE FUNCTION public.issues_tally_move() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO issues_tally (place_id, category_id, day, is_fresh, reported, counted, answered, in_time, done, solved, said, content, rated, unrated, finished, gone, waiting, to_answer, to_finish)
        SELECT place_id, category_id, day, true, reported, counted, answered, in_time, done, solved, said, content, rated, unrated, finished, gone, waiting, to_answer, to_finish FROM (SELECT place_id, category_id, day, sum(sign * reported)::int AS reported, sum(sign * counted)::int AS counted, sum(sign * answered)::int AS answered, sum(sign * in_time)::int AS in_time, sum(sign * done)::int AS done, sum(sign * solved)::int AS solved, sum(sign * said)::int AS said, sum(sign * content)::int AS content, sum(sign * rated)::int AS rated, sum(sign * unrated)::int AS unrated, sum(sign * finished)::int AS finished, sum(sign * gone)::int AS gone, sum(sign * waiting)::int AS waiting, ARRAY[coalesce(sum(sign) FILTER (WHERE to_answer = 1), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 2), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 3), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 4), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 5), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 6), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 7), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 8), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 9), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 10), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 11), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 12), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 13), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 14), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 15), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 16), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 17), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 18), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 19), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 20), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 21), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 22), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 23), 0)::int, coalesce(sum(sign) FILTER (WHERE to_answer = 24), 0)::int] AS to_answer, ARRAY[coalesce(sum(sign) FILTER (WHERE to_finish = 1), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 2), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 3), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 4), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 5), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 6), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 7), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 8), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 9), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 10), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 11), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 12), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 13), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 14), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 15), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 16), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 17), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 18), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 19), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 20), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 21), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 22), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 23), 0)::int, coalesce(sum(sign) FILTER (WHERE to_finish = 24), 0)::int] AS to_finish FROM (SELECT 1 AS sign, tally.* FROM issues_issue AS issue
        CROSS JOIN LATERAL issues_tally_of(NEW.path, issue.category_id, issue.state, issue.reported_at, issue.responded_at, issue.respond_by, issue.resolved_at, issue.closed_at, issue.reopened_count, issue.is_satisfied) AS tally
        WHERE issue.place_id = NEW.id UNION ALL SELECT -1 AS sign, tally.* FROM issues_issue AS issue
        CROSS JOIN LATERAL issues_tally_of(OLD.path, issue.category_id, issue.state, issue.reported_at, issue.responded_at, issue.respond_by, issue.resolved_at, issue.closed_at, issue.reopened_count, issue.is_satisfied) AS tally
        WHERE issue.place_id = NEW.id) AS one GROUP BY place_id, category_id, day) AS changed WHERE reported <> 0 OR counted <> 0 OR answered <> 0 OR in_time <> 0 OR done <> 0 OR solved <> 0 OR said <> 0 OR content <> 0 OR rated <> 0 OR unrated <> 0 OR finished <> 0 OR gone <> 0 OR waiting <> 0 OR to_answer <> array_fill(0, ARRAY[24]) OR to_finish <> array_fill(0, ARRAY[24]);
    RETURN NULL;
END $$;

CREATE FUNCTION public.issues_tally_of(path text, category character varying, state character varying, reported_at timestamp with time zone, responded_at timestamp with time zone, respond_by timestamp with time zone, resolved_at timestamp with time zone, closed_at timestamp with time zone, reopened_count smallint, is_satisfied boolean) RETURNS TABLE(place_id bigint, category_id character varying, day date, reported integer, counted integer, answered integer, in_time integer, done integer, solved integer, said integer, content integer, rated integer, unrated integer, finished integer, gone integer, waiting integer, to_answer integer, to_finish integer)
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT at.id, at.category, what.*
    FROM (VALUES
        (split_part(path, '/', 2)::bigint, category),
        (nullif(split_part(path, '/', 3), '')::bigint, NULL)
    ) AS at (id, category) CROSS JOIN LATERAL (
        SELECT (reported_at AT TIME ZONE 'Asia/Shanghai')::date, 1, c, c * (responded_at IS NOT NULL)::int,
            c * coalesce(responded_at <= respond_by, false)::int, c * done,
            c * coalesce(word = 'confirmed', false)::int,
            c * coalesce(word IN ('confirmed', 'reopened'), false)::int,
            c * coalesce(is_satisfied, false)::int, c * (is_satisfied IS NOT NULL)::int,
            c * coalesce(word = 'lapsed', false)::int, 0, 0, 0,
            CASE WHEN c = 1 AND responded_at IS NOT NULL THEN width_bucket(greatest(extract(epoch FROM responded_at - reported_at)::float8 / 3600, 0), ARRAY[0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 96, 120, 168, 240, 336, 504, 720, 1440]::float8[]) END,
            CASE WHEN c * done = 1 THEN width_bucket(greatest(extract(epoch FROM resolved_at - reported_at)::float8 / 3600, 0), ARRAY[0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 96, 120, 168, 240, 336, 504, 720, 1440]::float8[]) END
        FROM (
            SELECT (state NOT IN ('withdrawn', 'merged', 'mediation'))::int AS c, (state IN ('resolved', 'confirmed', 'unrated'))::int AS done, CASE WHEN state = 'confirmed' THEN 'confirmed' WHEN state = 'unrated' THEN 'lapsed'
    WHEN reopened_count > 0 THEN 'reopened' END AS word
        ) AS known
        UNION ALL
        SELECT (resolved_at AT TIME ZONE 'Asia/Shanghai')::date, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, NULL, NULL WHERE state IN ('resolved', 'confirmed', 'unrated')
        UNION ALL
        SELECT (closed_at AT TIME ZONE 'Asia/Shanghai')::date, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, NULL, NULL WHERE state IN ('withdrawn', 'merged', 'mediation')
        UNION ALL
        SELECT (respond_by AT TIME ZONE 'Asia/Shanghai')::date, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, NULL, NULL
        WHERE state NOT IN ('withdrawn', 'merged', 'mediation') AND responded_at IS NULL
    ) AS what
    WHERE at.id IS NOT NULL
$$;

CREATE FUNCTION public.journal_entry_is_final() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'journal entries are never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION public.kit_note_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO kit_change ("table", at) VALUES (TG_TABLE_NAME, statement_timestamp());
    RETURN NULL;
END $$;

CREATE FUNCTION public.linli_grams(words text) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE STRICT COST 2000 PARALLEL SAFE
    RETURN (SELECT COALESCE((array_agg(((ascii(pair.one))::bigint << 21)) || array_agg((((ascii(pair.one))::bigint << 21) | (ascii(pair.next))::bigint)) FILTER (WHERE (pair.next IS NOT NULL))), '{}'::bigint[]) AS "coalesce" FROM (SELECT string_to_array(linli_grams.words, NULL::text) AS characters) folded, LATERAL UNNEST(folded.characters, folded.characters[2:]) pair(one, next) WHERE (pair.one IS NOT NULL));

CREATE FUNCTION public.notices_address_knows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    SELECT CASE WHEN state = 'published' THEN publish_at END, expires_at, asks_acknowledgement OR is_urgent
      INTO NEW.publish_at, NEW.expires_at, NEW.must_reach FROM notices_notice WHERE id = NEW.notice_id FOR SHARE;
    SELECT notices_area_of(path) INTO NEW.area_id FROM buildings_place WHERE id = NEW.place_id FOR SHARE;
    RETURN NEW;
END $$;

CREATE FUNCTION public.notices_area_of(path text) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (COALESCE(NULLIF(split_part(path, '/'::text, 3), ''::text), split_part(path, '/'::text, 2)))::bigint;

CREATE FUNCTION public.notices_move_addresses() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE notices_noticeplace SET area_id = notices_area_of(NEW.path) WHERE place_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.notices_tell_addresses() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE notices_noticeplace
       SET publish_at = CASE WHEN NEW.state = 'published' THEN NEW.publish_at END, expires_at = NEW.expires_at,
           must_reach = NEW.asks_acknowledgement OR NEW.is_urgent
     WHERE notice_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);

ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_agreement (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    comment_id bigint NOT NULL
);

ALTER TABLE public.ballots_agreement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_agreement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_ballot (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    public_id uuid NOT NULL,
    title character varying(120) NOT NULL,
    text text NOT NULL,
    electorate character varying(9) NOT NULL,
    legal_effect character varying(8) NOT NULL,
    kind character varying(8) NOT NULL,
    unit character varying(6) NOT NULL,
    secrecy character varying(6) NOT NULL,
    may_change boolean NOT NULL,
    paper_rule character varying(5) NOT NULL,
    quorum character varying(10) NOT NULL,
    majority character varying(14) NOT NULL,
    most_choices smallint NOT NULL,
    seats smallint NOT NULL,
    elected_as character varying(7) NOT NULL,
    silence_joins boolean NOT NULL,
    silence_rule character varying(200) NOT NULL,
    nominations_until timestamp with time zone,
    opens_at timestamp with time zone,
    closes_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    announced_at timestamp with time zone,
    document jsonb,
    seal character varying(64) NOT NULL,
    closed_at timestamp with time zone,
    counted_at timestamp with time zone,
    voided_at timestamp with time zone,
    void_reason character varying(300) NOT NULL,
    announced_by_id bigint,
    created_by_id bigint NOT NULL,
    elected_to_id bigint,
    members_of_id bigint,
    notice_id bigint,
    organisation_id bigint NOT NULL,
    place_id bigint NOT NULL,
    resolution_id bigint,
    voided_by_id bigint,
    matter_id bigint,
    proposal_id bigint,
    named_list text NOT NULL,
    same_people jsonb NOT NULL,
    search_text text GENERATED ALWAYS AS (public.linli_fold((((title)::text || '␞'::text) || text))) STORED,
    most_principals smallint NOT NULL,
    papers_in_at timestamp with time zone,
    papers_in_by_id bigint,
    CONSTRAINT ballot_announced_is_whole CHECK (((announced_at IS NULL) OR ((closes_at > opens_at) AND (opens_at >= announced_at) AND (opens_at IS NOT NULL) AND (announced_by_id IS NOT NULL) AND (document IS NOT NULL) AND (NOT ((seal)::text = ''::text))))),
    CONSTRAINT ballot_closed_was_announced CHECK (((closed_at IS NULL) OR (announced_at IS NOT NULL))),
    CONSTRAINT ballot_counted_had_its_papers_in CHECK (((counted_at IS NULL) OR (papers_in_at IS NOT NULL))),
    CONSTRAINT ballot_counted_was_closed CHECK (((counted_at IS NULL) OR (closed_at IS NOT NULL))),
    CONSTRAINT ballot_has_something_to_choose CHECK (((most_choices >= 1) AND (seats >= 1))),
    CONSTRAINT ballot_matter_is_for_owners CHECK ((((electorate)::text = 'owners'::text) OR (matter_id IS NULL))),
    CONSTRAINT ballot_of_members_says_of_which CHECK (((NOT ((electorate)::text = 'members'::text)) OR (members_of_id IS NOT NULL))),
    CONSTRAINT ballot_of_owners_is_by_name CHECK (((NOT ((electorate)::text = 'owners'::text)) OR (NOT ((secrecy)::text = 'secret'::text)))),
    CONSTRAINT ballot_of_owners_says_its_matter CHECK (((NOT ((announced_at IS NOT NULL) AND ((electorate)::text = 'owners'::text) AND ((legal_effect)::text = 'formal'::text))) OR (matter_id IS NOT NULL))),
    CONSTRAINT ballot_papers_are_in_after_the_close CHECK (((papers_in_at IS NULL) OR (closed_at IS NOT NULL))),
    CONSTRAINT ballot_secret_vote_cannot_be_found_again CHECK (((NOT ((secrecy)::text = 'secret'::text)) OR ((NOT may_change) AND ((paper_rule)::text = 'first'::text)))),
    CONSTRAINT ballot_silence_counts_only_by_a_rule CHECK (((NOT silence_joins) OR ((NOT ((silence_rule)::text = ''::text)) AND ((electorate)::text = 'owners'::text)))),
    CONSTRAINT ballot_voided_says_why CHECK (((voided_at IS NULL) OR (NOT ((void_reason)::text = ''::text)))),
    CONSTRAINT ballots_ballot_most_choices_check CHECK ((most_choices >= 0)),
    CONSTRAINT ballots_ballot_most_principals_check CHECK ((most_principals >= 0)),
    CONSTRAINT ballots_ballot_seats_check CHECK ((seats >= 0)),
    CONSTRAINT ballots_ballot_version_check CHECK ((version >= 0))
);

ALTER TABLE public.ballots_ballot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_ballot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_callingoff (
    id bigint NOT NULL,
    ballot_id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    by_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    confirmed_by_id bigint,
    refused_by_id bigint,
    refused_reason character varying(200) NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT calling_off_ends_once CHECK ((((confirmed_by_id IS NULL) AND (ended_at IS NULL) AND (refused_by_id IS NULL)) OR ((confirmed_by_id IS NOT NULL) AND (ended_at IS NOT NULL) AND (refused_by_id IS NULL)) OR ((confirmed_by_id IS NULL) AND (ended_at IS NOT NULL) AND (refused_by_id IS NOT NULL) AND (NOT ((refused_reason)::text = ''::text))))),
    CONSTRAINT calling_off_says_why CHECK ((NOT ((reason)::text = ''::text))),
    CONSTRAINT calling_off_takes_two CHECK (((confirmed_by_id IS NULL) OR (NOT ((confirmed_by_id = by_id) AND (confirmed_by_id IS NOT NULL)))))
);

ALTER TABLE public.ballots_callingoff ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_callingoff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_candidate (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    name character varying(40) NOT NULL,
    home character varying(60) NOT NULL,
    statement character varying(600) NOT NULL,
    nominated_at timestamp with time zone NOT NULL,
    state character varying(9) NOT NULL,
    answered_at timestamp with time zone,
    consent_note character varying(120) NOT NULL,
    ballot_id bigint NOT NULL,
    nominated_by_id bigint NOT NULL,
    user_id bigint,
    option_id bigint,
    CONSTRAINT candidate_on_the_paper_said_yes CHECK (((option_id IS NULL) OR ((state)::text = ANY ((ARRAY['agreed'::character varying, 'withdrawn'::character varying])::text[]))))
);

ALTER TABLE public.ballots_candidate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_candidate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_comment (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    side character varying(7) NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    hidden_at timestamp with time zone,
    hidden_reason character varying(200) NOT NULL,
    appeal character varying(500) NOT NULL,
    appealed_at timestamp with time zone,
    appeal_answer character varying(300) NOT NULL,
    appeal_decided_at timestamp with time zone,
    is_restored boolean NOT NULL,
    answers_id bigint,
    appeal_decided_by_id bigint,
    author_id bigint NOT NULL,
    hidden_by_id bigint,
    deliberation_id bigint,
    proposal_id bigint NOT NULL,
    CONSTRAINT comment_answer_takes_no_side CHECK (((answers_id IS NULL) OR ((side)::text = ''::text))),
    CONSTRAINT comment_appeal_is_decided_by_another CHECK (((appeal_decided_at IS NULL) OR ((NOT ((appeal_answer)::text = ''::text)) AND (NOT ((appeal_decided_by_id = hidden_by_id) AND (appeal_decided_by_id IS NOT NULL) AND (hidden_by_id IS NOT NULL)))))),
    CONSTRAINT comment_hidden_says_why CHECK (((hidden_at IS NULL) OR ((NOT ((hidden_reason)::text = ''::text)) AND (hidden_by_id IS NOT NULL))))
);

ALTER TABLE public.ballots_comment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_comment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_deliberation (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    question character varying(200) NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    summary text NOT NULL,
    summed_up_at timestamp with time zone,
    called_off_at timestamp with time zone,
    host_id bigint NOT NULL,
    summed_up_by_id bigint,
    proposal_id bigint NOT NULL,
    called_off_why character varying(300) NOT NULL,
    CONSTRAINT deliberation_called_off_says_why CHECK (((called_off_at IS NULL) OR (NOT ((called_off_why)::text = ''::text)))),
    CONSTRAINT deliberation_ends_after_it_starts CHECK ((closes_at > opens_at))
);

ALTER TABLE public.ballots_deliberation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_deliberation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_delivery (
    id bigint NOT NULL,
    way character varying(4) NOT NULL,
    at timestamp with time zone NOT NULL,
    proof character varying(120) NOT NULL,
    photo character varying(120) NOT NULL,
    by_id bigint,
    elector_id bigint NOT NULL,
    home_id bigint,
    CONSTRAINT delivery_by_mail_has_a_number CHECK (((NOT ((way)::text = 'mail'::text)) OR (NOT ((proof)::text = ''::text))))
);

ALTER TABLE public.ballots_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_elector (
    id bigint NOT NULL,
    number integer NOT NULL,
    kind character varying(6) NOT NULL,
    label character varying(120) NOT NULL,
    name character varying(200) NOT NULL,
    phone character varying(16) NOT NULL,
    heads smallint NOT NULL,
    area numeric(12,2),
    is_joint boolean NOT NULL,
    representative character varying(80) NOT NULL,
    removed_at timestamp with time zone,
    revision smallint NOT NULL,
    ballot_id bigint NOT NULL,
    place_id bigint,
    CONSTRAINT ballots_elector_heads_check CHECK ((heads >= 0)),
    CONSTRAINT ballots_elector_number_check CHECK ((number >= 0)),
    CONSTRAINT ballots_elector_revision_check CHECK ((revision >= 0)),
    CONSTRAINT elector_area_is_positive CHECK (((area IS NULL) OR (area > (0)::numeric))),
    CONSTRAINT elector_is_one_head CHECK ((heads = 1))
);

ALTER TABLE public.ballots_elector ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_elector_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_endorsement (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    proposal_id bigint NOT NULL
);

ALTER TABLE public.ballots_endorsement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_endorsement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_lot (
    id bigint NOT NULL,
    number smallint NOT NULL,
    tied jsonb NOT NULL,
    "order" jsonb NOT NULL,
    how character varying(200) NOT NULL,
    witnesses character varying(200) NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    ballot_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT ballots_lot_number_check CHECK ((number >= 0)),
    CONSTRAINT lot_is_drawn_in_public CHECK (((NOT ((how)::text = ''::text)) AND (NOT ((witnesses)::text = ''::text))))
);

ALTER TABLE public.ballots_lot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_lot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_matter (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name character varying(80) NOT NULL,
    law_class character varying(9) NOT NULL,
    article character varying(80) NOT NULL,
    "position" smallint NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT ballots_matter_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.ballots_matter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_matter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_objection (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    about character varying(6) NOT NULL,
    on_behalf_of character varying(80) NOT NULL,
    text character varying(1000) NOT NULL,
    at timestamp with time zone NOT NULL,
    due_on date NOT NULL,
    state character varying(8) NOT NULL,
    answer character varying(1000) NOT NULL,
    answered_at timestamp with time zone,
    answered_by_id bigint,
    ballot_id bigint NOT NULL,
    by_id bigint NOT NULL,
    elector_id bigint,
    CONSTRAINT ballot_objection_is_answered_by_another CHECK (((answered_by_id IS NULL) OR (NOT ((answered_by_id = by_id) AND (answered_by_id IS NOT NULL))))),
    CONSTRAINT ballot_objection_is_answered_in_words CHECK ((((state)::text = 'open'::text) OR ((NOT ((answer)::text = ''::text)) AND (answered_by_id IS NOT NULL))))
);

ALTER TABLE public.ballots_objection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_objection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_option (
    id bigint NOT NULL,
    key character varying(12) NOT NULL,
    label character varying(120) NOT NULL,
    text character varying(600) NOT NULL,
    "position" smallint NOT NULL,
    withdrawn_at timestamp with time zone,
    ballot_id bigint NOT NULL,
    CONSTRAINT ballots_option_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.ballots_option ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_option_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_paper (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    handed_in_at timestamp with time zone NOT NULL,
    choices jsonb NOT NULL,
    typed_at timestamp with time zone NOT NULL,
    scan character varying(120) NOT NULL,
    second_choices jsonb,
    confirmed_at timestamp with time zone,
    state character varying(8) NOT NULL,
    reason character varying(200) NOT NULL,
    ballot_id bigint NOT NULL,
    confirmed_by_id bigint,
    elector_id bigint NOT NULL,
    typed_by_id bigint NOT NULL,
    proxy_id bigint,
    spoilt_by_id bigint,
    spoilt_confirmed_by_id bigint,
    CONSTRAINT paper_counted_was_read_twice CHECK (((NOT ((state)::text = 'counted'::text)) OR (confirmed_by_id IS NOT NULL))),
    CONSTRAINT paper_is_read_by_two CHECK (((confirmed_by_id IS NULL) OR (NOT ((confirmed_by_id = typed_by_id) AND (confirmed_by_id IS NOT NULL))))),
    CONSTRAINT paper_spoilt_says_why CHECK (((NOT ((state)::text = 'spoilt'::text)) OR (NOT ((reason)::text = ''::text))))
);

ALTER TABLE public.ballots_paper ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_paper_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_participation (
    elector_id bigint NOT NULL,
    channel character varying(5) NOT NULL,
    ballot_id bigint NOT NULL
);

CREATE TABLE public.ballots_process (
    id bigint NOT NULL,
    key character varying(30) NOT NULL,
    name character varying(40) NOT NULL,
    purpose character varying(200) NOT NULL,
    version integer NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT ballots_process_version_check CHECK ((version >= 0))
);

ALTER TABLE public.ballots_process ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_process_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_processstep (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    name character varying(60) NOT NULL,
    who character varying(20) NOT NULL,
    days smallint NOT NULL,
    kind character varying(7) NOT NULL,
    process_id bigint NOT NULL,
    CONSTRAINT ballots_processstep_days_check CHECK ((days >= 0)),
    CONSTRAINT ballots_processstep_position_check CHECK (("position" >= 0)),
    CONSTRAINT process_step_has_a_time CHECK (((days >= 1) AND (days <= 120)))
);

ALTER TABLE public.ballots_processstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_processstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_proposal (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    title character varying(80) NOT NULL,
    text text NOT NULL,
    state character varying(10) NOT NULL,
    version integer NOT NULL,
    has_columns boolean NOT NULL,
    seconders_needed smallint,
    published_at timestamp with time zone,
    answer_due_on date,
    power character varying(9) NOT NULL,
    answer text NOT NULL,
    answered_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    answered_by_id bigint,
    answered_for_id bigint,
    author_id bigint NOT NULL,
    merged_into_id bigint,
    place_id bigint NOT NULL,
    topic_id bigint,
    search_text text GENERATED ALWAYS AS (public.linli_fold((((((title)::text || '␞'::text) || text) || '␞'::text) || answer))) STORED,
    CONSTRAINT ballots_proposal_seconders_needed_check CHECK ((seconders_needed >= 0)),
    CONSTRAINT ballots_proposal_version_check CHECK ((version >= 0)),
    CONSTRAINT proposal_is_answered_with_reasons CHECK (((NOT ((state)::text = ANY ((ARRAY['to_meeting'::character varying, 'to_ballot'::character varying, 'declined'::character varying])::text[]))) OR ((NOT ((power)::text = ''::text)) AND (NOT (answer = ''::text)) AND (answered_at IS NOT NULL) AND (answered_by_id IS NOT NULL)))),
    CONSTRAINT proposal_is_not_merged_into_itself CHECK (((merged_into_id IS NULL) OR (NOT ((merged_into_id = id) AND (merged_into_id IS NOT NULL))))),
    CONSTRAINT proposal_merged_says_into_which CHECK ((((merged_into_id IS NOT NULL) AND ((state)::text = 'merged'::text)) OR ((NOT ((state)::text = 'merged'::text)) AND (merged_into_id IS NULL)))),
    CONSTRAINT proposal_out_has_a_day CHECK ((((state)::text = ANY ((ARRAY['draft'::character varying, 'withdrawn'::character varying])::text[])) OR (published_at IS NOT NULL))),
    CONSTRAINT proposal_with_enough_seconders_has_a_day CHECK (((NOT ((state)::text = 'checking'::text)) OR (answer_due_on IS NOT NULL)))
);

ALTER TABLE public.ballots_proposal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_proposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_proposalrule (
    id bigint NOT NULL,
    seconders smallint NOT NULL,
    answer_days smallint NOT NULL,
    set_at timestamp with time zone NOT NULL,
    place_id bigint NOT NULL,
    set_by_id bigint NOT NULL,
    most_open smallint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT ballots_proposalrule_answer_days_check CHECK ((answer_days >= 0)),
    CONSTRAINT ballots_proposalrule_most_open_check CHECK ((most_open >= 0)),
    CONSTRAINT ballots_proposalrule_seconders_check CHECK ((seconders >= 0)),
    CONSTRAINT ballots_proposalrule_version_check CHECK ((version >= 0)),
    CONSTRAINT proposal_can_find_its_seconders CHECK ((seconders <= 1000)),
    CONSTRAINT proposal_is_answered_in_time CHECK (((answer_days >= 1) AND (answer_days <= 60))),
    CONSTRAINT proposal_may_be_made CHECK (((most_open >= 1) AND (most_open <= 20)))
);

ALTER TABLE public.ballots_proposalrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_proposalrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_proposalstep (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    name character varying(60) NOT NULL,
    who character varying(20) NOT NULL,
    days smallint NOT NULL,
    kind character varying(7) NOT NULL,
    client_key uuid NOT NULL,
    process_name character varying(40) NOT NULL,
    due_on date,
    done_at timestamp with time zone,
    note character varying(500) NOT NULL,
    ballot_id bigint,
    done_by_id bigint,
    meeting_id bigint,
    notice_id bigint,
    proposal_id bigint NOT NULL,
    CONSTRAINT ballots_proposalstep_days_check CHECK ((days >= 0)),
    CONSTRAINT ballots_proposalstep_position_check CHECK (("position" >= 0)),
    CONSTRAINT proposal_step_done_says_what_happened CHECK (((done_at IS NULL) OR ((NOT ((note)::text = ''::text)) AND (done_by_id IS NOT NULL))))
);

ALTER TABLE public.ballots_proposalstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_proposalstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_proposedcorrection (
    id bigint NOT NULL,
    ballot_id bigint NOT NULL,
    elector_id bigint,
    seen_revision smallint NOT NULL,
    objection_id bigint,
    wanted jsonb NOT NULL,
    reason character varying(300) NOT NULL,
    by_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    confirmed_by_id bigint,
    refused_by_id bigint,
    refused_reason character varying(200) NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT ballots_proposedcorrection_seen_revision_check CHECK ((seen_revision >= 0)),
    CONSTRAINT roll_correction_proposed_ends_once CHECK ((((confirmed_by_id IS NULL) AND (ended_at IS NULL) AND (refused_by_id IS NULL)) OR ((confirmed_by_id IS NOT NULL) AND (ended_at IS NOT NULL) AND (refused_by_id IS NULL)) OR ((confirmed_by_id IS NULL) AND (ended_at IS NOT NULL) AND (refused_by_id IS NOT NULL) AND (NOT ((refused_reason)::text = ''::text))))),
    CONSTRAINT roll_correction_proposed_says_why CHECK ((NOT ((reason)::text = ''::text))),
    CONSTRAINT roll_correction_proposed_takes_two CHECK (((confirmed_by_id IS NULL) OR (NOT ((confirmed_by_id = by_id) AND (confirmed_by_id IS NOT NULL)))))
);

ALTER TABLE public.ballots_proposedcorrection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_proposedcorrection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_proxy (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    agent_name character varying(80) NOT NULL,
    scope character varying(200) NOT NULL,
    instruction jsonb,
    scan character varying(120) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    end_reason character varying(200) NOT NULL,
    agent_id bigint,
    ballot_id bigint NOT NULL,
    elector_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    confirmed_by_id bigint,
    confirmed_at timestamp with time zone,
    refused_by_id bigint,
    refused_reason character varying(200) NOT NULL,
    CONSTRAINT proxy_ended_says_why CHECK (((ended_at IS NULL) OR (NOT ((end_reason)::text = ''::text)))),
    CONSTRAINT proxy_is_confirmed_by_another CHECK ((((confirmed_at IS NULL) AND (confirmed_by_id IS NULL)) OR ((confirmed_at IS NOT NULL) AND (confirmed_by_id IS NOT NULL) AND (NOT ((confirmed_by_id = recorded_by_id) AND (confirmed_by_id IS NOT NULL))) AND (NOT ((confirmed_by_id = agent_id) AND (confirmed_by_id IS NOT NULL) AND (agent_id IS NOT NULL)))))),
    CONSTRAINT proxy_is_sent_back_with_a_reason CHECK ((((refused_by_id IS NULL) AND ((refused_reason)::text = ''::text)) OR ((confirmed_at IS NULL) AND (ended_at IS NOT NULL) AND (refused_by_id IS NOT NULL) AND (NOT ((refused_reason)::text = ''::text)) AND (NOT ((refused_by_id = recorded_by_id) AND (refused_by_id IS NOT NULL)))))),
    CONSTRAINT proxy_is_written CHECK ((NOT ((scan)::text = ''::text)))
);

ALTER TABLE public.ballots_proxy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_proxy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_result (
    ballot_id bigint NOT NULL,
    tally jsonb NOT NULL,
    passed boolean,
    file text NOT NULL,
    chain_head character varying(64) NOT NULL,
    papers integer NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    posted_at timestamp with time zone,
    posted_until date,
    counted_by_id bigint,
    notice_id bigint,
    spoilt jsonb NOT NULL,
    CONSTRAINT ballots_result_papers_check CHECK ((papers >= 0)),
    CONSTRAINT result_posted_has_a_period CHECK (((posted_at IS NULL) OR ((notice_id IS NOT NULL) AND (posted_until IS NOT NULL))))
);

CREATE TABLE public.ballots_rollcorrection (
    id bigint NOT NULL,
    revision smallint NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    ballot_id bigint NOT NULL,
    by_id bigint NOT NULL,
    elector_id bigint NOT NULL,
    objection_id bigint,
    confirmed_by_id bigint,
    CONSTRAINT ballots_rollcorrection_revision_check CHECK ((revision >= 0)),
    CONSTRAINT roll_correction_says_why CHECK ((NOT ((reason)::text = ''::text))),
    CONSTRAINT roll_correction_takes_two CHECK (((confirmed_by_id IS NULL) OR (NOT ((confirmed_by_id = by_id) AND (confirmed_by_id IS NOT NULL)))))
);

ALTER TABLE public.ballots_rollcorrection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_rollcorrection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_rollhome (
    id bigint NOT NULL,
    label character varying(80) NOT NULL,
    area numeric(9,2),
    area_source character varying(8) NOT NULL,
    ballot_id bigint NOT NULL,
    dwelling_id bigint NOT NULL,
    elector_id bigint NOT NULL
);

ALTER TABLE public.ballots_rollhome ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_rollhome_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_rollvoter (
    id bigint NOT NULL,
    ended_at timestamp with time zone,
    elector_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.ballots_rollvoter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_rollvoter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_secretbox (
    ballot_id bigint NOT NULL,
    sealed bytea NOT NULL
);

CREATE TABLE public.ballots_secretpaper (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(8) NOT NULL,
    reason character varying(200) NOT NULL,
    ballot_id bigint NOT NULL,
    confirmed_by_id bigint,
    typed_by_id bigint NOT NULL,
    reading bytea,
    second_reading bytea,
    spoilt_by_id bigint,
    spoilt_confirmed_by_id bigint,
    CONSTRAINT ballots_secretpaper_number_check CHECK ((number >= 0)),
    CONSTRAINT secret_paper_is_read_by_two CHECK (((confirmed_by_id IS NULL) OR (NOT ((confirmed_by_id = typed_by_id) AND (confirmed_by_id IS NOT NULL))))),
    CONSTRAINT secret_paper_is_read_or_in_the_box CHECK ((((reading IS NOT NULL) AND ((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('differs'::character varying)::text]))) OR ((reading IS NULL) AND (second_reading IS NULL) AND ((state)::text = ANY (ARRAY[('counted'::character varying)::text, ('spoilt'::character varying)::text]))))),
    CONSTRAINT secret_paper_spoilt_says_why CHECK (((NOT ((state)::text = 'spoilt'::text)) OR (NOT ((reason)::text = ''::text))))
);

ALTER TABLE public.ballots_secretpaper ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_secretpaper_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ballots_vote (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    choices jsonb NOT NULL,
    channel character varying(5) NOT NULL,
    receipt character varying(19) NOT NULL,
    cast_at timestamp with time zone NOT NULL,
    replaced_at timestamp with time zone,
    ballot_id bigint NOT NULL,
    cast_by_id bigint NOT NULL,
    elector_id bigint NOT NULL,
    paper_id bigint,
    proxy_id bigint,
    CONSTRAINT vote_by_proxy_has_its_proxy CHECK (((NOT ((channel)::text = 'proxy'::text)) OR (proxy_id IS NOT NULL))),
    CONSTRAINT vote_on_paper_has_its_paper CHECK (((NOT ((channel)::text = 'paper'::text)) OR (paper_id IS NOT NULL)))
);

ALTER TABLE public.ballots_vote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ballots_vote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.buildings_captaincy (
    id bigint NOT NULL,
    started_on date NOT NULL,
    ended_on date,
    client_key uuid,
    kind character varying(8) NOT NULL,
    role character varying(6) NOT NULL,
    floor_from smallint,
    floor_to smallint,
    selection character varying(11) NOT NULL,
    phone character varying(16) NOT NULL,
    phone_is_public boolean NOT NULL,
    about character varying(120) NOT NULL,
    appointed_by_id bigint,
    user_id bigint NOT NULL,
    place_id bigint NOT NULL,
    search_text text DEFAULT ''::text NOT NULL,
    CONSTRAINT captaincy_ends_after_it_starts CHECK (((ended_on IS NULL) OR (ended_on >= started_on))),
    CONSTRAINT captaincy_floors_in_order CHECK (((floor_from IS NULL) OR (floor_to IS NULL) OR (floor_from <= floor_to)))
);

ALTER TABLE public.buildings_captaincy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buildings_captaincy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.buildings_doorcode (
    id bigint NOT NULL,
    digest character varying(64) NOT NULL,
    kind character varying(6) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    made_by_id bigint NOT NULL,
    used_by_id bigint,
    dwelling_id bigint NOT NULL,
    CONSTRAINT door_code_ends_after_it_begins CHECK ((expires_at > made_at)),
    CONSTRAINT door_code_used_by_someone CHECK ((((used_at IS NULL) AND (used_by_id IS NULL)) OR ((revoked_at IS NULL) AND (used_at IS NOT NULL) AND (used_by_id IS NOT NULL))))
);

ALTER TABLE public.buildings_doorcode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buildings_doorcode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.buildings_doortry (
    id bigint NOT NULL,
    address character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.buildings_doortry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buildings_doortry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.buildings_dwelling (
    id bigint NOT NULL,
    floor smallint,
    door character varying(20) NOT NULL,
    area numeric(9,2),
    area_source character varying(8) NOT NULL,
    presence character varying(8) NOT NULL,
    place_id bigint NOT NULL,
    CONSTRAINT dwelling_area_is_positive CHECK (((area IS NULL) OR (area > (0)::numeric)))
);

ALTER TABLE public.buildings_dwelling ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buildings_dwelling_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.buildings_membership (
    id bigint NOT NULL,
    started_on date NOT NULL,
    ended_on date,
    office character varying(9) NOT NULL,
    title character varying(40) NOT NULL,
    phone character varying(16) NOT NULL,
    user_id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    search_text text DEFAULT ''::text NOT NULL,
    CONSTRAINT membership_ends_after_it_starts CHECK (((ended_on IS NULL) OR (ended_on >= started_on)))
);

ALTER TABLE public.buildings_membership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buildings_membership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.buildings_organisation (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    name character varying(80) NOT NULL,
    short_name character varying(20) NOT NULL,
    phone character varying(16) NOT NULL,
    hours character varying(60) NOT NULL,
    search_text text GENERATED ALWAYS AS (public.linli_fold((((name)::text || '␞'::text) || (short_name)::text))) STORED
);

ALTER TABLE public.buildings_organisation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buildings_organisation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.buildings_ownership (
    id bigint NOT NULL,
    started_on date NOT NULL,
    ended_on date,
    owner_name character varying(80) NOT NULL,
    phone character varying(16) NOT NULL,
    source character varying(8) NOT NULL,
    dwelling_id bigint NOT NULL,
    CONSTRAINT ownership_ends_after_it_starts CHECK (((ended_on IS NULL) OR (ended_on > started_on)))
);

ALTER TABLE public.buildings_ownership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buildings_ownership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.buildings_place ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buildings_place_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.buildings_residency (
    id bigint NOT NULL,
    started_on date NOT NULL,
    ended_on date,
    client_key uuid,
    kind character varying(6) NOT NULL,
    lives_here boolean NOT NULL,
    is_minor boolean NOT NULL,
    dwelling_id bigint NOT NULL,
    guardian_id bigint,
    user_id bigint NOT NULL,
    verified_by_id bigint,
    CONSTRAINT residency_ends_after_it_starts CHECK (((ended_on IS NULL) OR (ended_on >= started_on))),
    CONSTRAINT residency_of_a_child_has_a_guardian CHECK (((NOT is_minor) OR ((guardian_id IS NOT NULL) AND (NOT ((guardian_id = user_id) AND (guardian_id IS NOT NULL))))))
);

ALTER TABLE public.buildings_residency ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buildings_residency_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.buildings_residencyclaim (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    kind character varying(6) NOT NULL,
    lives_here boolean NOT NULL,
    is_minor boolean NOT NULL,
    guardian_phone character varying(16) NOT NULL,
    guardian_agreed_at timestamp with time zone,
    lease_until date,
    note character varying(120) NOT NULL,
    state character varying(9) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    reason character varying(200) NOT NULL,
    decided_by_id bigint,
    dwelling_id bigint NOT NULL,
    guardian_id bigint,
    residency_id bigint,
    user_id bigint NOT NULL,
    vouched_by_id bigint,
    CONSTRAINT claim_confirmed_is_a_home CHECK (((NOT ((state)::text = 'confirmed'::text)) OR (residency_id IS NOT NULL))),
    CONSTRAINT claim_decided_has_a_time CHECK ((((decided_at IS NULL) AND ((state)::text = 'waiting'::text)) OR ((NOT ((state)::text = 'waiting'::text)) AND (decided_at IS NOT NULL)))),
    CONSTRAINT claim_of_a_child_has_a_guardian CHECK (((NOT is_minor) OR ((guardian_id IS NOT NULL) AND (NOT ((guardian_id = user_id) AND (guardian_id IS NOT NULL)))) OR ((guardian_id IS NULL) AND (NOT ((guardian_phone)::text = ''::text))))),
    CONSTRAINT claim_of_a_child_is_agreed CHECK (((NOT ((state)::text = 'confirmed'::text)) OR (NOT is_minor) OR (guardian_agreed_at IS NOT NULL))),
    CONSTRAINT claim_refused_has_a_reason CHECK (((NOT ((state)::text = 'refused'::text)) OR (NOT ((reason)::text = ''::text))))
);

ALTER TABLE public.buildings_residencyclaim ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buildings_residencyclaim_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.buildings_service (
    id bigint NOT NULL,
    started_on date NOT NULL,
    ended_on date,
    organisation_id bigint NOT NULL,
    place_id bigint NOT NULL,
    CONSTRAINT service_ends_after_it_starts CHECK (((ended_on IS NULL) OR (ended_on >= started_on)))
);

ALTER TABLE public.buildings_service ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buildings_service_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.buildings_stillhere (
    id bigint NOT NULL,
    said_at timestamp with time zone NOT NULL,
    ownership_id bigint NOT NULL,
    said_by_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.buildings_stillhere ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.buildings_stillhere_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_actionitem (
    id bigint NOT NULL,
    text character varying(200) NOT NULL,
    due_on date NOT NULL,
    state character varying(8) NOT NULL,
    progress character varying(200) NOT NULL,
    done_at timestamp with time zone,
    accepted_by_id bigint,
    organisation_id bigint,
    person_id bigint,
    meeting_id bigint NOT NULL,
    resolution_id bigint,
    CONSTRAINT action_done_has_a_time CHECK (((NOT ((state)::text = 'done'::text)) OR (done_at IS NOT NULL))),
    CONSTRAINT action_item_someone_owes_it CHECK (((organisation_id IS NOT NULL) OR (person_id IS NOT NULL)))
);

ALTER TABLE public.committees_actionitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_actionitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_actionphoto (
    id bigint NOT NULL,
    file character varying(100) NOT NULL,
    width smallint NOT NULL,
    height smallint NOT NULL,
    report_id bigint NOT NULL,
    CONSTRAINT committees_actionphoto_height_check CHECK ((height >= 0)),
    CONSTRAINT committees_actionphoto_width_check CHECK ((width >= 0))
);

ALTER TABLE public.committees_actionphoto ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_actionphoto_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_actionreport (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    text character varying(200) NOT NULL,
    due_on date,
    at timestamp with time zone NOT NULL,
    action_item_id bigint NOT NULL,
    by_id bigint NOT NULL,
    meeting_id bigint
);

ALTER TABLE public.committees_actionreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_actionreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_agendaitem (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    title character varying(120) NOT NULL,
    minutes smallint NOT NULL,
    presenter character varying(60) NOT NULL,
    is_follow_up boolean NOT NULL,
    summary text NOT NULL,
    version integer NOT NULL,
    added_minutes smallint NOT NULL,
    running_since timestamp with time zone,
    spent interval NOT NULL,
    ended_at timestamp with time zone,
    issue_id bigint,
    meeting_id bigint NOT NULL,
    topic_id bigint,
    search_text text GENERATED ALWAYS AS (public.linli_fold((title)::text)) STORED,
    CONSTRAINT committees_agendaitem_added_minutes_check CHECK ((added_minutes >= 0)),
    CONSTRAINT committees_agendaitem_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT committees_agendaitem_position_check CHECK (("position" >= 0)),
    CONSTRAINT committees_agendaitem_version_check CHECK ((version >= 0))
);

ALTER TABLE public.committees_agendaitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_agendaitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_agendapaper (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    file character varying(100) NOT NULL,
    size integer NOT NULL,
    at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    item_id bigint NOT NULL,
    uploaded_by_id bigint NOT NULL,
    CONSTRAINT committees_agendapaper_size_check CHECK ((size >= 0))
);

ALTER TABLE public.committees_agendapaper ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_agendapaper_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_attendance (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    is_online boolean NOT NULL,
    arrived_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone,
    noted_by_id bigint NOT NULL,
    invitation_id bigint,
    meeting_id bigint NOT NULL,
    party_id bigint,
    CONSTRAINT attendance_is_somebodys CHECK (((invitation_id IS NOT NULL) OR (NOT ((name)::text = ''::text)))),
    CONSTRAINT attendance_leaves_after_it_comes CHECK (((left_at IS NULL) OR (left_at >= arrived_at)))
);

ALTER TABLE public.committees_attendance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_attendance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_calendaraddress (
    id bigint NOT NULL,
    token character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    user_id bigint NOT NULL
);

ALTER TABLE public.committees_calendaraddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_calendaraddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_charter (
    id bigint NOT NULL,
    quorum_of character varying(7) NOT NULL,
    quorum_numerator smallint NOT NULL,
    quorum_denominator smallint NOT NULL,
    quorum_is_strict boolean NOT NULL,
    voters character varying(7) NOT NULL,
    majority_numerator smallint NOT NULL,
    majority_denominator smallint NOT NULL,
    majority_is_strict boolean NOT NULL,
    majority_is_of_all boolean NOT NULL,
    has_substitutes boolean NOT NULL,
    reminder_minutes integer[] NOT NULL,
    confirm_hours smallint NOT NULL,
    post_within_days smallint NOT NULL,
    posting_days smallint NOT NULL,
    posted_at character varying(60) NOT NULL,
    seats smallint NOT NULL,
    term_months smallint NOT NULL,
    offices jsonb NOT NULL,
    text text NOT NULL,
    adopted_on date NOT NULL,
    council_id bigint NOT NULL,
    CONSTRAINT charter_has_a_term CHECK ((term_months > 0)),
    CONSTRAINT charter_has_seats CHECK ((seats > 0)),
    CONSTRAINT charter_is_posted_for_a_while CHECK ((posting_days > 0)),
    CONSTRAINT charter_majority_is_a_share CHECK (((majority_numerator > 0) AND ((majority_numerator < majority_denominator) OR ((NOT majority_is_strict) AND (majority_numerator = majority_denominator))))),
    CONSTRAINT charter_quorum_is_a_share CHECK (((quorum_numerator > 0) AND ((quorum_numerator < quorum_denominator) OR ((NOT quorum_is_strict) AND (quorum_numerator = quorum_denominator))))),
    CONSTRAINT committees_charter_confirm_hours_check CHECK ((confirm_hours >= 0)),
    CONSTRAINT committees_charter_majority_denominator_check CHECK ((majority_denominator >= 0)),
    CONSTRAINT committees_charter_majority_numerator_check CHECK ((majority_numerator >= 0)),
    CONSTRAINT committees_charter_post_within_days_check CHECK ((post_within_days >= 0)),
    CONSTRAINT committees_charter_posting_days_check CHECK ((posting_days >= 0)),
    CONSTRAINT committees_charter_quorum_denominator_check CHECK ((quorum_denominator >= 0)),
    CONSTRAINT committees_charter_quorum_numerator_check CHECK ((quorum_numerator >= 0)),
    CONSTRAINT committees_charter_seats_check CHECK ((seats >= 0)),
    CONSTRAINT committees_charter_term_months_check CHECK ((term_months >= 0))
);

ALTER TABLE public.committees_charter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_charter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_confirmation (
    id bigint NOT NULL,
    version integer NOT NULL,
    answer character varying(9) NOT NULL,
    wording text NOT NULL,
    signed_by character varying(40) NOT NULL,
    on_paper boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    minutes_id bigint NOT NULL,
    party_id bigint NOT NULL,
    CONSTRAINT committees_confirmation_version_check CHECK ((version >= 0)),
    CONSTRAINT objection_has_a_wording CHECK (((NOT ((answer)::text = 'objected'::text)) OR (NOT (wording = ''::text))))
);

ALTER TABLE public.committees_confirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_confirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_councilseat (
    id bigint NOT NULL,
    started_on date NOT NULL,
    ended_on date,
    number smallint NOT NULL,
    duty character varying(40) NOT NULL,
    term_ends_on date,
    end_reason character varying(8) NOT NULL,
    council_id bigint NOT NULL,
    holder_id bigint,
    substitute_id bigint,
    succeeds_id bigint,
    search_text text DEFAULT ''::text NOT NULL,
    CONSTRAINT committees_councilseat_number_check CHECK ((number >= 0)),
    CONSTRAINT seat_ends_after_it_starts CHECK (((ended_on IS NULL) OR (ended_on >= started_on))),
    CONSTRAINT seat_substitute_is_another CHECK (((substitute_id IS NULL) OR (NOT ((substitute_id = holder_id) AND (substitute_id IS NOT NULL) AND (holder_id IS NOT NULL)))))
);

ALTER TABLE public.committees_councilseat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_councilseat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_endorsement (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    topic_id bigint NOT NULL
);

ALTER TABLE public.committees_endorsement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_endorsement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_erratum (
    id bigint NOT NULL,
    number smallint NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    minutes_id bigint NOT NULL,
    CONSTRAINT committees_erratum_number_check CHECK ((number >= 0))
);

ALTER TABLE public.committees_erratum ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_erratum_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_invitation (
    id bigint NOT NULL,
    reply character varying(8) NOT NULL,
    reason character varying(120) NOT NULL,
    says character varying(300) NOT NULL,
    replied_at timestamp with time zone,
    returns smallint NOT NULL,
    stands_in_for_id bigint,
    user_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    party_id bigint,
    CONSTRAINT committees_invitation_returns_check CHECK ((returns >= 0)),
    CONSTRAINT delegate_away_has_a_reason CHECK (((NOT ((reply)::text = 'declined'::text)) OR (party_id IS NULL) OR (NOT ((reason)::text = ''::text))))
);

ALTER TABLE public.committees_invitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_meeting (
    id bigint NOT NULL,
    quorum_of character varying(7) NOT NULL,
    quorum_numerator smallint NOT NULL,
    quorum_denominator smallint NOT NULL,
    quorum_is_strict boolean NOT NULL,
    voters character varying(7) NOT NULL,
    majority_numerator smallint NOT NULL,
    majority_denominator smallint NOT NULL,
    majority_is_strict boolean NOT NULL,
    majority_is_of_all boolean NOT NULL,
    has_substitutes boolean NOT NULL,
    reminder_minutes integer[] NOT NULL,
    confirm_hours smallint NOT NULL,
    post_within_days smallint NOT NULL,
    posting_days smallint NOT NULL,
    posted_at character varying(60) NOT NULL,
    client_key uuid NOT NULL,
    series_on date,
    title character varying(80) NOT NULL,
    lead character varying(200) NOT NULL,
    venue character varying(80) NOT NULL,
    venue_note character varying(80) NOT NULL,
    online_url character varying(200) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    is_open boolean NOT NULL,
    seats_for_residents smallint NOT NULL,
    state character varying(9) NOT NULL,
    revision integer NOT NULL,
    cancel_reason character varying(200) NOT NULL,
    quorum_fixed smallint,
    reminder_words character varying(200) NOT NULL,
    reminder_channels character varying(8)[] NOT NULL,
    reminder_round smallint NOT NULL,
    opened_at timestamp with time zone,
    pulse integer NOT NULL,
    checkin_code character varying(32) NOT NULL,
    screen_code character varying(32) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    chair_id bigint,
    convened_by_id bigint NOT NULL,
    minutes_notice_id bigint,
    organisation_id bigint NOT NULL,
    place_id bigint NOT NULL,
    previous_id bigint,
    kind character varying(16) NOT NULL,
    series_id bigint,
    live_item_id bigint,
    search_text text GENERATED ALWAYS AS (public.linli_fold((((((title)::text || '␞'::text) || (lead)::text) || '␞'::text) || (venue)::text))) STORED,
    CONSTRAINT committees_meeting_confirm_hours_check CHECK ((confirm_hours >= 0)),
    CONSTRAINT committees_meeting_majority_denominator_check CHECK ((majority_denominator >= 0)),
    CONSTRAINT committees_meeting_majority_numerator_check CHECK ((majority_numerator >= 0)),
    CONSTRAINT committees_meeting_post_within_days_check CHECK ((post_within_days >= 0)),
    CONSTRAINT committees_meeting_posting_days_check CHECK ((posting_days >= 0)),
    CONSTRAINT committees_meeting_pulse_check CHECK ((pulse >= 0)),
    CONSTRAINT committees_meeting_quorum_denominator_check CHECK ((quorum_denominator >= 0)),
    CONSTRAINT committees_meeting_quorum_fixed_check CHECK ((quorum_fixed >= 0)),
    CONSTRAINT committees_meeting_quorum_numerator_check CHECK ((quorum_numerator >= 0)),
    CONSTRAINT committees_meeting_reminder_round_check CHECK ((reminder_round >= 0)),
    CONSTRAINT committees_meeting_revision_check CHECK ((revision >= 0)),
    CONSTRAINT committees_meeting_seats_for_residents_check CHECK ((seats_for_residents >= 0)),
    CONSTRAINT meeting_cancelled_has_a_reason CHECK (((NOT ((state)::text = 'cancelled'::text)) OR (NOT ((cancel_reason)::text = ''::text)))),
    CONSTRAINT meeting_closed_has_a_time CHECK (((NOT ((state)::text = 'closed'::text)) OR (closed_at IS NOT NULL))),
    CONSTRAINT meeting_ends_after_it_begins CHECK ((ends_at > starts_at)),
    CONSTRAINT meeting_is_posted_for_a_while CHECK ((posting_days > 0)),
    CONSTRAINT meeting_majority_is_a_share CHECK (((majority_numerator > 0) AND ((majority_numerator < majority_denominator) OR ((NOT majority_is_strict) AND (majority_numerator = majority_denominator))))),
    CONSTRAINT meeting_quorum_is_a_share CHECK (((quorum_numerator > 0) AND ((quorum_numerator < quorum_denominator) OR ((NOT quorum_is_strict) AND (quorum_numerator = quorum_denominator))))),
    CONSTRAINT meeting_quorum_is_somebody CHECK (((quorum_fixed IS NULL) OR (quorum_fixed > 0)))
);

ALTER TABLE public.committees_meeting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_meeting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_meetingkind (
    quorum_of character varying(7) NOT NULL,
    quorum_numerator smallint NOT NULL,
    quorum_denominator smallint NOT NULL,
    quorum_is_strict boolean NOT NULL,
    voters character varying(7) NOT NULL,
    majority_numerator smallint NOT NULL,
    majority_denominator smallint NOT NULL,
    majority_is_strict boolean NOT NULL,
    majority_is_of_all boolean NOT NULL,
    has_substitutes boolean NOT NULL,
    reminder_minutes integer[] NOT NULL,
    confirm_hours smallint NOT NULL,
    post_within_days smallint NOT NULL,
    posting_days smallint NOT NULL,
    posted_at character varying(60) NOT NULL,
    code character varying(16) NOT NULL,
    name character varying(40) NOT NULL,
    force character varying(120) NOT NULL,
    convenors character varying(20)[] NOT NULL,
    invites jsonb NOT NULL,
    notice_days smallint NOT NULL,
    notice_is_binding boolean NOT NULL,
    cadence character varying(200) NOT NULL,
    agenda jsonb NOT NULL,
    is_open boolean NOT NULL,
    endorsements smallint NOT NULL,
    speech_seconds smallint NOT NULL,
    speeches_each smallint NOT NULL,
    "position" smallint NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT committees_meetingkind_confirm_hours_check CHECK ((confirm_hours >= 0)),
    CONSTRAINT committees_meetingkind_endorsements_check CHECK ((endorsements >= 0)),
    CONSTRAINT committees_meetingkind_majority_denominator_check CHECK ((majority_denominator >= 0)),
    CONSTRAINT committees_meetingkind_majority_numerator_check CHECK ((majority_numerator >= 0)),
    CONSTRAINT committees_meetingkind_notice_days_check CHECK ((notice_days >= 0)),
    CONSTRAINT committees_meetingkind_position_check CHECK (("position" >= 0)),
    CONSTRAINT committees_meetingkind_post_within_days_check CHECK ((post_within_days >= 0)),
    CONSTRAINT committees_meetingkind_posting_days_check CHECK ((posting_days >= 0)),
    CONSTRAINT committees_meetingkind_quorum_denominator_check CHECK ((quorum_denominator >= 0)),
    CONSTRAINT committees_meetingkind_quorum_numerator_check CHECK ((quorum_numerator >= 0)),
    CONSTRAINT committees_meetingkind_speech_seconds_check CHECK ((speech_seconds >= 0)),
    CONSTRAINT committees_meetingkind_speeches_each_check CHECK ((speeches_each >= 0)),
    CONSTRAINT kind_is_posted_for_a_while CHECK ((posting_days > 0)),
    CONSTRAINT kind_majority_is_a_share CHECK (((majority_numerator > 0) AND ((majority_numerator < majority_denominator) OR ((NOT majority_is_strict) AND (majority_numerator = majority_denominator))))),
    CONSTRAINT kind_quorum_is_a_share CHECK (((quorum_numerator > 0) AND ((quorum_numerator < quorum_denominator) OR ((NOT quorum_is_strict) AND (quorum_numerator = quorum_denominator)))))
);

CREATE TABLE public.committees_meetingseries (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    title character varying(80) NOT NULL,
    venue character varying(80) NOT NULL,
    online_url character varying(200) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    minutes smallint NOT NULL,
    rule character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_on date,
    trouble character varying(200) NOT NULL,
    created_by_id bigint NOT NULL,
    kind_id character varying(16) NOT NULL,
    organisation_id bigint NOT NULL,
    place_id bigint NOT NULL,
    CONSTRAINT committees_meetingseries_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT series_takes_some_time CHECK ((minutes > 0))
);

ALTER TABLE public.committees_meetingseries ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_meetingseries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_minutes (
    id bigint NOT NULL,
    text text NOT NULL,
    version integer NOT NULL,
    state character varying(10) NOT NULL,
    sent_at timestamp with time zone,
    sealed_at timestamp with time zone,
    document jsonb,
    sha256 character varying(64) NOT NULL,
    meeting_id bigint NOT NULL,
    search_text text GENERATED ALWAYS AS (public.linli_fold(COALESCE(((document -> 'public'::text) ->> 'text'::text), ''::text))) STORED,
    CONSTRAINT committees_minutes_version_check CHECK ((version >= 0)),
    CONSTRAINT minutes_sealed_have_a_seal CHECK (((NOT ((state)::text = 'sealed'::text)) OR ((document IS NOT NULL) AND (sealed_at IS NOT NULL) AND (NOT ((sha256)::text = ''::text))))),
    CONSTRAINT minutes_sent_have_a_time CHECK (((NOT ((state)::text = 'confirming'::text)) OR (sent_at IS NOT NULL)))
);

ALTER TABLE public.committees_minutes ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_minutes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_motion (
    id bigint NOT NULL,
    text text NOT NULL,
    version integer NOT NULL,
    state character varying(9) NOT NULL,
    method character varying(9) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    opened_at timestamp with time zone,
    closed_at timestamp with time zone,
    item_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    moved_by_id bigint NOT NULL,
    CONSTRAINT committees_motion_version_check CHECK ((version >= 0)),
    CONSTRAINT motion_voted_on_has_words CHECK ((((state)::text = ANY ((ARRAY['draft'::character varying, 'withdrawn'::character varying])::text[])) OR (NOT (text = ''::text))))
);

ALTER TABLE public.committees_motion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_motion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_motionvote (
    id bigint NOT NULL,
    choice character varying(7) NOT NULL,
    count smallint NOT NULL,
    cast_at timestamp with time zone NOT NULL,
    cast_by_id bigint NOT NULL,
    invitation_id bigint,
    motion_id bigint NOT NULL,
    party_id bigint NOT NULL,
    CONSTRAINT committees_motionvote_count_check CHECK ((count >= 0)),
    CONSTRAINT vote_counts_somebody CHECK ((count > 0))
);

ALTER TABLE public.committees_motionvote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_motionvote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_party (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    seats smallint NOT NULL,
    "position" smallint NOT NULL,
    meeting_id bigint NOT NULL,
    organisation_id bigint,
    CONSTRAINT committees_party_position_check CHECK (("position" >= 0)),
    CONSTRAINT committees_party_seats_check CHECK ((seats >= 0)),
    CONSTRAINT party_has_a_seat CHECK ((seats > 0))
);

ALTER TABLE public.committees_party ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_party_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_postingcomment (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    answer_by timestamp with time zone NOT NULL,
    answer text NOT NULL,
    answered_at timestamp with time zone,
    answered_by_id bigint,
    by_id bigint NOT NULL,
    posting_id bigint NOT NULL,
    CONSTRAINT comment_answer_is_whole CHECK ((((answer = ''::text) AND (answered_at IS NULL)) OR ((answered_at IS NOT NULL) AND (answered_by_id IS NOT NULL) AND (NOT (answer = ''::text)))))
);

ALTER TABLE public.committees_postingcomment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_postingcomment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_postingproof (
    id bigint NOT NULL,
    "where" character varying(60) NOT NULL,
    file character varying(100) NOT NULL,
    width smallint NOT NULL,
    height smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    posting_id bigint NOT NULL,
    CONSTRAINT committees_postingproof_height_check CHECK ((height >= 0)),
    CONSTRAINT committees_postingproof_width_check CHECK ((width >= 0))
);

ALTER TABLE public.committees_postingproof ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_postingproof_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_publicposting (
    id bigint NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    meeting_id bigint NOT NULL,
    posted_by_id bigint NOT NULL,
    CONSTRAINT posting_ends_after_it_starts CHECK ((ends_on >= starts_on))
);

ALTER TABLE public.committees_publicposting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_publicposting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_resolution (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    number smallint NOT NULL,
    text text NOT NULL,
    outcome character varying(8) NOT NULL,
    votes_for smallint NOT NULL,
    votes_against smallint NOT NULL,
    abstentions smallint NOT NULL,
    is_beyond_power boolean NOT NULL,
    budget numeric(12,2),
    recorded_at timestamp with time zone NOT NULL,
    agenda_item_id bigint,
    meeting_id bigint NOT NULL,
    motion_id bigint,
    recorded_by_id bigint NOT NULL,
    search_text text GENERATED ALWAYS AS (public.linli_fold(text)) STORED,
    CONSTRAINT committees_resolution_abstentions_check CHECK ((abstentions >= 0)),
    CONSTRAINT committees_resolution_number_check CHECK ((number >= 0)),
    CONSTRAINT committees_resolution_votes_against_check CHECK ((votes_against >= 0)),
    CONSTRAINT committees_resolution_votes_for_check CHECK ((votes_for >= 0)),
    CONSTRAINT resolution_costs_no_less_than_nothing CHECK (((budget IS NULL) OR (budget >= (0)::numeric)))
);

ALTER TABLE public.committees_resolution ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_resolution_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_seriesexception (
    id bigint NOT NULL,
    "on" date NOT NULL,
    reason character varying(120) NOT NULL,
    by_id bigint NOT NULL,
    series_id bigint NOT NULL
);

ALTER TABLE public.committees_seriesexception ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_seriesexception_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_speech (
    id bigint NOT NULL,
    side character varying(7) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    off_topic smallint NOT NULL,
    off_topic_at timestamp with time zone,
    attendance_id bigint NOT NULL,
    item_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    CONSTRAINT committees_speech_off_topic_check CHECK ((off_topic >= 0))
);

ALTER TABLE public.committees_speech ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_speech_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.committees_topic (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    title character varying(120) NOT NULL,
    text text NOT NULL,
    state character varying(9) NOT NULL,
    power character varying(9) NOT NULL,
    answer character varying(300) NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    issue_id bigint,
    looked_at_by_id bigint,
    organisation_id bigint,
    place_id bigint NOT NULL,
    raised_by_id bigint NOT NULL,
    CONSTRAINT topic_ready_was_looked_at CHECK (((NOT ((state)::text = ANY ((ARRAY['ready'::character varying, 'scheduled'::character varying, 'settled'::character varying])::text[]))) OR (NOT ((power)::text = ''::text)))),
    CONSTRAINT topic_turned_away_has_a_reason CHECK (((NOT ((state)::text = ANY ((ARRAY['passed_on'::character varying, 'declined'::character varying])::text[]))) OR (NOT ((answer)::text = ''::text))))
);

ALTER TABLE public.committees_topic ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.committees_topic_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id bigint NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);

ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.issues_category (
    code character varying(20) NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(40) NOT NULL,
    icon character varying(20) NOT NULL,
    lead character varying(20) NOT NULL,
    tier character varying(2) NOT NULL,
    is_private boolean NOT NULL,
    is_time_blurred boolean NOT NULL,
    call_first jsonb NOT NULL,
    questions jsonb NOT NULL,
    "position" smallint NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT issues_category_position_check CHECK (("position" >= 0))
);

CREATE TABLE public.issues_dissuasionrecord (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    dissuader character varying(60) NOT NULL,
    dissuaded character varying(60) NOT NULL,
    about character varying(200) NOT NULL,
    witness character varying(60) NOT NULL,
    outcome character varying(8) NOT NULL,
    note character varying(400) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    organisation_id bigint,
    recorded_by_id bigint NOT NULL,
    issue_id bigint NOT NULL
);

ALTER TABLE public.issues_dissuasionrecord ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.issues_dissuasionrecord_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.issues_follower (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    issue_id bigint NOT NULL,
    merged_from_id bigint
);

ALTER TABLE public.issues_follower ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.issues_follower_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.issues_issue (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    floor smallint,
    spot character varying(40) NOT NULL,
    title character varying(80) NOT NULL,
    text text NOT NULL,
    answers jsonb NOT NULL,
    is_danger boolean NOT NULL,
    is_private boolean NOT NULL,
    tier character varying(2) NOT NULL,
    state character varying(12) NOT NULL,
    caller character varying(40) NOT NULL,
    offered_at timestamp with time zone,
    respond_by timestamp with time zone NOT NULL,
    resolve_by timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    stage_started_at timestamp with time zone NOT NULL,
    stage_due_at timestamp with time zone NOT NULL,
    next_alarm smallint,
    next_alarm_at timestamp with time zone,
    escalation_count smallint NOT NULL,
    suspended_at timestamp with time zone,
    suspended_until date,
    joined_count integer NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    responded_at timestamp with time zone,
    resolved_at timestamp with time zone,
    closed_at timestamp with time zone,
    reopened_count smallint NOT NULL,
    is_satisfied boolean,
    changed_at timestamp with time zone NOT NULL,
    category_id character varying(20) NOT NULL,
    dwelling_id bigint,
    holder_id bigint NOT NULL,
    holder_organisation_id bigint,
    logged_by_id bigint NOT NULL,
    merged_into_id bigint,
    offered_organisation_id bigint,
    offered_to_id bigint,
    place_id bigint NOT NULL,
    previous_holder_id bigint,
    previous_organisation_id bigint,
    reporter_id bigint NOT NULL,
    resolved_by_id bigint,
    search_text text GENERATED ALWAYS AS (public.linli_fold((((title)::text || '␞'::text) || text))) STORED,
    CONSTRAINT issue_alarm_has_a_time CHECK ((((next_alarm IS NULL) AND (next_alarm_at IS NULL)) OR ((next_alarm IS NOT NULL) AND (next_alarm_at IS NOT NULL)))),
    CONSTRAINT issue_clocks_in_order CHECK ((resolve_by >= respond_by)),
    CONSTRAINT issue_closed_has_a_time CHECK ((((closed_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['confirmed'::character varying, 'unrated'::character varying, 'withdrawn'::character varying, 'merged'::character varying, 'mediation'::character varying])::text[]))) OR ((NOT ((state)::text = ANY ((ARRAY['confirmed'::character varying, 'unrated'::character varying, 'withdrawn'::character varying, 'merged'::character varying, 'mediation'::character varying])::text[]))) AND (closed_at IS NULL)))),
    CONSTRAINT issue_is_not_joined_with_itself CHECK (((merged_into_id IS NULL) OR (NOT ((merged_into_id = id) AND (merged_into_id IS NOT NULL))))),
    CONSTRAINT issue_joined_names_the_other CHECK ((((merged_into_id IS NOT NULL) AND ((state)::text = 'merged'::text)) OR ((NOT ((state)::text = 'merged'::text)) AND (merged_into_id IS NULL)))),
    CONSTRAINT issue_no_alarm_when_nothing_runs CHECK ((((state)::text = ANY ((ARRAY['reported'::character varying, 'accepted'::character varying, 'in_progress'::character varying, 'disputed'::character varying, 'suspended'::character varying])::text[])) OR (next_alarm_at IS NULL))),
    CONSTRAINT issue_offered_while_open CHECK ((((offered_at IS NULL) AND (offered_organisation_id IS NULL) AND (offered_to_id IS NULL)) OR ((offered_at IS NOT NULL) AND (offered_organisation_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['reported'::character varying, 'accepted'::character varying, 'in_progress'::character varying, 'disputed'::character varying, 'suspended'::character varying])::text[]))))),
    CONSTRAINT issue_put_off_has_an_end CHECK (((((state)::text = 'suspended'::text) AND (suspended_at IS NOT NULL) AND (suspended_until IS NOT NULL)) OR ((NOT ((state)::text = 'suspended'::text)) AND (suspended_at IS NULL) AND (suspended_until IS NULL)))),
    CONSTRAINT issue_resolved_by_someone_at_a_time CHECK (((NOT ((state)::text = ANY ((ARRAY['resolved'::character varying, 'confirmed'::character varying, 'unrated'::character varying])::text[]))) OR ((resolved_at IS NOT NULL) AND (resolved_by_id IS NOT NULL)))),
    CONSTRAINT issue_satisfaction_is_said_not_guessed CHECK (((is_satisfied IS NULL) OR ((state)::text = 'confirmed'::text))),
    CONSTRAINT issue_stage_takes_time CHECK ((stage_due_at > stage_started_at)),
    CONSTRAINT issues_issue_escalation_count_check CHECK ((escalation_count >= 0)),
    CONSTRAINT issues_issue_joined_count_check CHECK ((joined_count >= 0)),
    CONSTRAINT issues_issue_next_alarm_check CHECK ((next_alarm >= 0)),
    CONSTRAINT issues_issue_reopened_count_check CHECK ((reopened_count >= 0))
);

ALTER TABLE public.issues_issue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.issues_issue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.issues_issueevent (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying(10) NOT NULL,
    by_role character varying(9) NOT NULL,
    by_line character varying(120) NOT NULL,
    text text NOT NULL,
    is_relay boolean NOT NULL,
    by_id bigint,
    holder_id bigint,
    holder_organisation_id bigint,
    issue_id bigint NOT NULL,
    organisation_id bigint
);

ALTER TABLE public.issues_issueevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.issues_issueevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.issues_issuephoto (
    id bigint NOT NULL,
    file character varying(100) NOT NULL,
    width smallint NOT NULL,
    height smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    event_id bigint,
    issue_id bigint NOT NULL,
    uploaded_by_id bigint NOT NULL,
    CONSTRAINT issues_issuephoto_height_check CHECK ((height >= 0)),
    CONSTRAINT issues_issuephoto_width_check CHECK ((width >= 0))
);

ALTER TABLE public.issues_issuephoto ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.issues_issuephoto_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.issues_savedview (
    id bigint NOT NULL,
    name character varying(20) NOT NULL,
    query character varying(400) NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.issues_savedview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.issues_savedview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.issues_tally ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.issues_tally_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.journal_entry (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    verb character varying(60) NOT NULL,
    subject character varying(80) NOT NULL,
    data jsonb NOT NULL,
    by_id bigint,
    on_behalf_of_id bigint
);

ALTER TABLE public.journal_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.journal_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.kit_change (
    id bigint NOT NULL,
    "table" character varying(63) NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE public.kit_change ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.kit_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);

ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_boardphoto (
    id bigint NOT NULL,
    hung_on date NOT NULL,
    file character varying(100) NOT NULL,
    width smallint NOT NULL,
    height smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    place_id bigint NOT NULL,
    notice_id bigint NOT NULL,
    CONSTRAINT notices_boardphoto_height_check CHECK ((height >= 0)),
    CONSTRAINT notices_boardphoto_width_check CHECK ((width >= 0))
);

ALTER TABLE public.notices_boardphoto ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_boardphoto_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_grouprobot (
    id bigint NOT NULL,
    place_id bigint NOT NULL,
    robot_id bigint NOT NULL
);

ALTER TABLE public.notices_grouprobot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_grouprobot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_notice (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    title character varying(80) NOT NULL,
    category character varying(12) NOT NULL,
    is_urgent boolean NOT NULL,
    urgent_reason character varying(200) NOT NULL,
    repeats smallint NOT NULL,
    repeat_minutes smallint NOT NULL,
    repeated smallint NOT NULL,
    repeat_at timestamp with time zone,
    when_text character varying(80) NOT NULL,
    where_text character varying(80) NOT NULL,
    ask_text character varying(120) NOT NULL,
    body text NOT NULL,
    source text NOT NULL,
    audience character varying(10)[] NOT NULL,
    is_public boolean NOT NULL,
    asks_acknowledgement boolean NOT NULL,
    allows_comments boolean NOT NULL,
    state character varying(10) NOT NULL,
    publish_at timestamp with time zone,
    expires_at timestamp with time zone,
    announced_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    withdrawn_reason character varying(200) NOT NULL,
    submitted_at timestamp with time zone,
    sent_back_reason character varying(200) NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone,
    author_id bigint NOT NULL,
    confirmed_by_id bigint,
    organisation_id bigint NOT NULL,
    submitted_by_id bigint,
    search_text text GENERATED ALWAYS AS (public.linli_fold((((((((((title)::text || '␞'::text) || (when_text)::text) || '␞'::text) || (where_text)::text) || '␞'::text) || (ask_text)::text) || '␞'::text) || source))) STORED,
    alarm_at timestamp with time zone,
    private_since timestamp with time zone,
    feed_host character varying(253) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT notice_emergency_has_two_people_or_a_reason CHECK (((NOT (is_urgent AND ((state)::text = 'published'::text))) OR (NOT ((urgent_reason)::text = ''::text)) OR ((confirmed_by_id IS NOT NULL) AND (NOT ((confirmed_by_id = author_id) AND (confirmed_by_id IS NOT NULL)))))),
    CONSTRAINT notice_ends_after_it_begins CHECK (((expires_at IS NULL) OR (publish_at IS NULL) OR (expires_at > publish_at))),
    CONSTRAINT notice_in_review_was_submitted CHECK (((NOT ((state)::text = 'review'::text)) OR ((submitted_at IS NOT NULL) AND (submitted_by_id IS NOT NULL)))),
    CONSTRAINT notice_is_for_somebody CHECK ((NOT (audience = '{}'::character varying(10)[]))),
    CONSTRAINT notice_published_has_an_hour CHECK (((NOT ((state)::text = 'published'::text)) OR (publish_at IS NOT NULL))),
    CONSTRAINT notice_repeats_within_reason CHECK (((repeat_minutes >= 15) AND (repeats <= 3))),
    CONSTRAINT notice_withdrawn_has_a_reason CHECK (((NOT ((state)::text = 'withdrawn'::text)) OR (NOT ((withdrawn_reason)::text = ''::text)))),
    CONSTRAINT notices_notice_repeat_minutes_check CHECK ((repeat_minutes >= 0)),
    CONSTRAINT notices_notice_repeated_check CHECK ((repeated >= 0)),
    CONSTRAINT notices_notice_repeats_check CHECK ((repeats >= 0)),
    CONSTRAINT notices_notice_version_check CHECK ((version >= 0))
);

ALTER TABLE public.notices_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_noticecomment (
    id bigint NOT NULL,
    client_key uuid NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    answer_by timestamp with time zone NOT NULL,
    answer text NOT NULL,
    answered_at timestamp with time zone,
    hidden_at timestamp with time zone,
    hidden_reason character varying(200) NOT NULL,
    answered_by_id bigint,
    by_id bigint NOT NULL,
    hidden_by_id bigint,
    notice_id bigint NOT NULL,
    CONSTRAINT notice_answer_is_whole CHECK ((((answer = ''::text) AND (answered_at IS NULL)) OR ((answered_at IS NOT NULL) AND (answered_by_id IS NOT NULL) AND (NOT (answer = ''::text))))),
    CONSTRAINT notice_comment_hidden_with_a_reason CHECK (((hidden_at IS NULL) OR ((hidden_by_id IS NOT NULL) AND (NOT ((hidden_reason)::text = ''::text)))))
);

ALTER TABLE public.notices_noticecomment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_noticecomment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_noticefile (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    name character varying(120) NOT NULL,
    mime character varying(80) NOT NULL,
    file character varying(100) NOT NULL,
    size integer NOT NULL,
    width smallint,
    height smallint,
    alt character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    notice_id bigint NOT NULL,
    CONSTRAINT notices_noticefile_height_check CHECK ((height >= 0)),
    CONSTRAINT notices_noticefile_size_check CHECK ((size >= 0)),
    CONSTRAINT notices_noticefile_width_check CHECK ((width >= 0))
);

ALTER TABLE public.notices_noticefile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_noticefile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_noticeplace (
    id bigint NOT NULL,
    floor_from smallint,
    floor_to smallint,
    dwelling_id bigint,
    notice_id bigint NOT NULL,
    place_id bigint NOT NULL,
    publish_at timestamp with time zone,
    expires_at timestamp with time zone,
    must_reach boolean DEFAULT false NOT NULL,
    area_id bigint,
    CONSTRAINT notice_floors_in_order CHECK ((((floor_from IS NULL) AND (floor_to IS NULL)) OR ((dwelling_id IS NULL) AND (floor_from <= floor_to))))
);

ALTER TABLE public.notices_noticeplace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_noticeplace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_noticeread (
    id bigint NOT NULL,
    read_at timestamp with time zone NOT NULL,
    acknowledged_at timestamp with time zone,
    notice_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.notices_noticeread ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_noticeread_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_noticeshare (
    id bigint NOT NULL,
    again smallint NOT NULL,
    first bigint NOT NULL,
    until bigint NOT NULL,
    due_at timestamp with time zone NOT NULL,
    notice_id bigint NOT NULL,
    CONSTRAINT notice_share_holds_somebody CHECK ((until > first)),
    CONSTRAINT notices_noticeshare_again_check CHECK ((again >= 0))
);

ALTER TABLE public.notices_noticeshare ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_noticeshare_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_told (
    id bigint NOT NULL,
    way character varying(5) NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    dwelling_id bigint NOT NULL,
    notice_id bigint NOT NULL
);

ALTER TABLE public.notices_told ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_told_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notifications_addressmark (
    id bigint NOT NULL,
    channel character varying(8) NOT NULL,
    address character varying(254) NOT NULL,
    what character varying(10) NOT NULL,
    detail character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    cleared_at timestamp with time zone,
    cleared_by_id bigint
);

ALTER TABLE public.notifications_addressmark ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_addressmark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notifications_delivery (
    id bigint NOT NULL,
    recipient_id bigint,
    sent_at timestamp with time zone,
    read_at timestamp with time zone,
    due_at timestamp with time zone,
    expires_at timestamp with time zone,
    lease_until timestamp with time zone,
    digest_id bigint,
    instead_of_id bigint,
    letter_id integer NOT NULL,
    channel smallint NOT NULL,
    state smallint NOT NULL,
    attempts smallint,
    lease uuid,
    error character varying(200),
    address character varying(254),
    CONSTRAINT delivery_has_an_addressee CHECK (((recipient_id IS NOT NULL) OR (address IS NOT NULL))),
    CONSTRAINT delivery_key_has_its_channel CHECK ((channel = (id & (7)::bigint))),
    CONSTRAINT delivery_key_has_its_person CHECK (((recipient_id IS NULL) OR (recipient_id = ((id >> 3) & (536870911)::bigint)))),
    CONSTRAINT delivery_sent_has_a_time CHECK (((NOT (state = 5)) OR (sent_at IS NOT NULL))),
    CONSTRAINT delivery_told_has_a_digest CHECK (((NOT (state = 10)) OR (digest_id IS NOT NULL))),
    CONSTRAINT delivery_waits_for_a_time CHECK (((NOT (state = ANY (ARRAY[1, 2, 3, 4, 9, 11]))) OR (due_at IS NOT NULL))),
    CONSTRAINT notifications_delivery_attempts_check CHECK ((attempts >= 0))
);

CREATE TABLE public.notifications_event (
    id integer NOT NULL,
    dedupe character varying(160) NOT NULL
);

ALTER TABLE public.notifications_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notifications_hours (
    id bigint NOT NULL,
    quiet_from time without time zone,
    quiet_until time without time zone,
    digest_day smallint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT hours_digest_is_a_weekday CHECK ((digest_day <= 6)),
    CONSTRAINT hours_quiet_has_two_ends CHECK ((((quiet_from IS NULL) AND (quiet_until IS NULL)) OR ((quiet_from IS NOT NULL) AND (quiet_until IS NOT NULL)))),
    CONSTRAINT notifications_hours_digest_day_check CHECK ((digest_day >= 0))
);

ALTER TABLE public.notifications_hours ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_hours_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notifications_letter (
    id integer NOT NULL,
    event_id integer NOT NULL,
    kind character varying(40) NOT NULL,
    title character varying(200) NOT NULL,
    body text NOT NULL,
    url character varying(200) NOT NULL,
    subject character varying(80) NOT NULL,
    calendar text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    by_day boolean NOT NULL,
    is_essential boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    is_thinned boolean DEFAULT false NOT NULL
);

ALTER TABLE public.notifications_letter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_letter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.notifications_outbox AS
 SELECT told.id,
    told.recipient_id,
    COALESCE(told.address, ''::character varying) AS address,
    (ARRAY['email'::text, 'inbox'::text, 'push'::text, 'robot'::text, 'sms'::text])[told.channel] AS channel,
    (ARRAY['pending'::text, 'leased'::text, 'sending'::text, 'unknown'::text, 'sent'::text, 'void'::text, 'expired'::text, 'failed'::text, 'held'::text, 'told'::text, 'stopped'::text])[told.state] AS state,
    letter.kind,
    letter.title,
    letter.url,
    letter.subject,
    event.dedupe,
    COALESCE(told.due_at, letter.due_at) AS due_at,
    COALESCE(told.expires_at, letter.expires_at) AS expires_at,
    told.sent_at,
    told.read_at,
    COALESCE((told.attempts)::integer, 0) AS attempts,
    told.lease_until,
    COALESCE(told.error, ''::character varying) AS error,
    letter.created_at
   FROM ((public.notifications_delivery told
     JOIN public.notifications_letter letter ON ((letter.id = told.letter_id)))
     JOIN public.notifications_event event ON ((event.id = letter.event_id)));

CREATE TABLE public.notifications_preference (
    id bigint NOT NULL,
    topic character varying(10) NOT NULL,
    channel character varying(8) NOT NULL,
    mode character varying(6) NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT preference_digest_is_an_email CHECK (((NOT ((mode)::text = 'digest'::text)) OR ((channel)::text = 'email'::text)))
);

ALTER TABLE public.notifications_preference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_preference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notifications_pushdevice (
    id bigint NOT NULL,
    endpoint character varying(1024) NOT NULL,
    p256dh character varying(100) NOT NULL,
    auth character varying(40) NOT NULL,
    label character varying(60) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    last_sent_at timestamp with time zone,
    ended_at timestamp with time zone,
    user_id bigint NOT NULL,
    session_key character varying(40) DEFAULT ''::character varying NOT NULL,
    signed_out boolean DEFAULT false NOT NULL
);

ALTER TABLE public.notifications_pushdevice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_pushdevice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notifications_robot (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    url character varying(400) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    made_by_id bigint NOT NULL
);

ALTER TABLE public.notifications_robot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_robot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notifications_textcount (
    id bigint NOT NULL,
    what character varying(80) NOT NULL,
    since timestamp with time zone NOT NULL,
    count integer NOT NULL,
    CONSTRAINT notifications_textcount_count_check CHECK ((count >= 0)),
    CONSTRAINT texts_counted_from_none CHECK ((count >= 0))
);

ALTER TABLE public.notifications_textcount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_textcount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_consent (
    id bigint NOT NULL,
    item character varying(8) NOT NULL,
    wording character varying(8) NOT NULL,
    given_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    user_id bigint NOT NULL,
    CONSTRAINT consent_ends_after_it_begins CHECK (((withdrawn_at IS NULL) OR (withdrawn_at >= given_at)))
);

ALTER TABLE public.people_consent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_user_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);

ALTER TABLE public.people_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.people_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_user_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.people_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.socialaccount_socialaccount (
    id integer NOT NULL,
    provider character varying(200) NOT NULL,
    uid character varying(191) NOT NULL,
    last_login timestamp with time zone NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    extra_data jsonb NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.socialaccount_socialaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.socialaccount_socialapp (
    id integer NOT NULL,
    provider character varying(30) NOT NULL,
    name character varying(40) NOT NULL,
    client_id character varying(191) NOT NULL,
    secret character varying(191) NOT NULL,
    key character varying(191) NOT NULL,
    provider_id character varying(200) NOT NULL,
    settings jsonb NOT NULL
);

ALTER TABLE public.socialaccount_socialapp ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialapp_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.socialaccount_socialtoken (
    id integer NOT NULL,
    token text NOT NULL,
    token_secret text NOT NULL,
    expires_at timestamp with time zone,
    account_id integer NOT NULL,
    app_id integer
);

ALTER TABLE public.socialaccount_socialtoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialtoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

INSERT INTO public.ballots_matter VALUES (1, 'rules_of_procedure', '制定和修改业主大会议事规则', 'ordinary', '《民法典》第二百七十八条第一款第一项', 0, NULL);
INSERT INTO public.ballots_matter VALUES (2, 'covenant', '制定和修改管理规约', 'ordinary', '《民法典》第二百七十八条第一款第二项', 1, NULL);
INSERT INTO public.ballots_matter VALUES (3, 'committee', '选举业主委员会或者更换业主委员会成员', 'ordinary', '《民法典》第二百七十八条第一款第三项', 2, NULL);
INSERT INTO public.ballots_matter VALUES (4, 'property_company', '选聘和解聘物业服务企业或者其他管理人', 'ordinary', '《民法典》第二百七十八条第一款第四项', 3, NULL);
INSERT INTO public.ballots_matter VALUES (5, 'use_of_fund', '使用建筑物及其附属设施的维修资金', 'ordinary', '《民法典》第二百七十八条第一款第五项', 4, NULL);
INSERT INTO public.ballots_matter VALUES (6, 'raising_of_fund', '筹集建筑物及其附属设施的维修资金', 'special', '《民法典》第二百七十八条第一款第六项', 5, NULL);
INSERT INTO public.ballots_matter VALUES (7, 'rebuilding', '改建、重建建筑物及其附属设施', 'special', '《民法典》第二百七十八条第一款第七项', 6, NULL);
INSERT INTO public.ballots_matter VALUES (8, 'use_of_common_parts', '改变共有部分的用途或者利用共有部分从事经营活动', 'special', '《民法典》第二百七十八条第一款第八项', 7, NULL);
INSERT INTO public.ballots_matter VALUES (9, 'other', '有关共有和共同管理权利的其他重大事项', 'ordinary', '《民法典》第二百七十八条第一款第九项', 8, NULL);
INSERT INTO public.ballots_matter VALUES (10, 'home_to_business', '将住宅改变为经营性用房', 'unanimous', '《民法典》第二百七十九条', 9, NULL);

INSERT INTO public.ballots_process VALUES (1, 'four_and_two', '四议两公开', '党组织领导、居民决定、全程公开，适合关系全体居民的大事。', 1, NULL);
INSERT INTO public.ballots_process VALUES (2, 'five_steps', '五步议事法', '从提出到落实五步走，适合楼栋和小区里的事。', 1, NULL);

INSERT INTO public.ballots_processstep VALUES (1, 1, '社区党组织提议', 'party_committee', 5, 'word', 1);
INSERT INTO public.ballots_processstep VALUES (2, 2, '两委会商议', 'residents_committee', 5, 'meeting', 1);
INSERT INTO public.ballots_processstep VALUES (3, 3, '党员大会审议', 'party_committee', 7, 'meeting', 1);
INSERT INTO public.ballots_processstep VALUES (4, 4, '居民会议或居民代表会议决议', 'residents_committee', 15, 'ballot', 1);
INSERT INTO public.ballots_processstep VALUES (5, 5, '决议公开', 'residents_committee', 3, 'posting', 1);
INSERT INTO public.ballots_processstep VALUES (6, 6, '实施结果公开', 'residents_committee', 30, 'posting', 1);
INSERT INTO public.ballots_processstep VALUES (7, 1, '收集议题', 'author', 5, 'word', 2);
INSERT INTO public.ballots_processstep VALUES (8, 2, '确定议题', 'neighbour_council', 5, 'word', 2);
INSERT INTO public.ballots_processstep VALUES (9, 3, '开会协商', 'neighbour_council', 10, 'meeting', 2);
INSERT INTO public.ballots_processstep VALUES (10, 4, '表决公示', 'neighbour_council', 10, 'ballot', 2);
INSERT INTO public.ballots_processstep VALUES (11, 5, '落实评议', 'residents_committee', 30, 'posting', 2);

INSERT INTO public.committees_meetingkind VALUES ('parties', 1, 2, true, 'parties', 1, 2, true, false, true, '{4320,1440,120}', 24, 3, 7, '各栋大堂公告栏', 'joint', '', '', '{party_committee,residents_committee,neighbour_council,street_office}', '[{"kind": "party_committee", "seats": 1}, {"kind": "residents_committee", "seats": 1}, {"kind": "neighbour_council", "seats": 3}, {"kind": "owners_committee", "seats": 1}, {"kind": "property_company", "seats": 1}, {"kind": "captains", "seats": 4}]', 3, false, 'FREQ=MONTHLY', '[]', true, 3, 120, 2, 1, true);
INSERT INTO public.committees_meetingkind VALUES ('nobody', 1, 2, true, 'nobody', 1, 2, true, false, true, '{4320,1440,120}', 24, 3, 7, '议事厅门口', 'hall', '', '', '{residents_committee,party_committee,neighbour_council}', '[{"kind": "neighbour_council", "seats": 1}, {"kind": "residents_committee", "seats": 1}]', 3, false, 'FREQ=MONTHLY', '[{"title": "街坊发言，每人两分钟", "minutes": 40}, {"title": "大家商定了什么", "minutes": 15}]', true, 3, 120, 2, 2, true);
INSERT INTO public.committees_meetingkind VALUES ('people', 1, 2, true, 'people', 1, 2, true, false, true, '{4320,1440,120}', 24, 3, 7, '', 'captains', '', '', '{residents_committee,party_committee}', '[{"kind": "residents_committee", "seats": 1}, {"kind": "captains", "seats": 20}]', 2, false, 'FREQ=MONTHLY', '[{"title": "各楼一个月的情况", "minutes": 30}, {"title": "下个月分工", "minutes": 20}]', false, 3, 120, 2, 3, true);
INSERT INTO public.committees_meetingkind VALUES ('people', 1, 2, true, 'people', 1, 2, true, false, true, '{4320,1440,120}', 24, 3, 7, '各巷口公告栏', 'lanes', '', '', '{residents_committee,party_committee}', '[{"kind": "residents_committee", "seats": 1}, {"kind": "captains", "seats": 20}]', 2, false, 'FREQ=MONTHLY', '[{"title": "各巷一个月的情况", "minutes": 30}, {"title": "下个月分工", "minutes": 20}]', true, 3, 120, 2, 4, true);
INSERT INTO public.committees_meetingkind VALUES ('people', 1, 2, true, 'people', 1, 2, true, false, true, '{4320,1440,120}', 24, 3, 7, '', 'council', '', '', '{neighbour_council}', '[{"kind": "neighbour_council", "seats": 9}]', 3, false, 'FREQ=MONTHLY', '[]', false, 3, 120, 2, 5, true);
INSERT INTO public.committees_meetingkind VALUES ('people', 1, 2, true, 'people', 1, 2, true, true, false, '{4320,1440,120}', 24, 3, 7, '各栋大堂公告栏', 'owners_committee', '', '', '{owners_committee}', '[{"kind": "owners_committee", "seats": 7}, {"kind": "residents_committee", "seats": 1}]', 7, false, 'FREQ=MONTHLY;INTERVAL=2', '[]', false, 3, 120, 2, 6, true);
INSERT INTO public.committees_meetingkind VALUES ('nobody', 1, 2, true, 'nobody', 1, 2, true, false, true, '{4320,1440,120}', 24, 3, 15, '各栋大堂公告栏', 'owners_assembly', '', '', '{owners_committee}', '[{"kind": "owners_committee", "seats": 7}, {"kind": "residents_committee", "seats": 1}]', 15, true, 'FREQ=YEARLY', '[]', true, 3, 120, 2, 7, true);
INSERT INTO public.committees_meetingkind VALUES ('nobody', 1, 2, true, 'nobody', 1, 2, true, false, true, '{4320,1440,120}', 24, 3, 7, '社区公开栏', 'residents', '', '', '{residents_committee}', '[{"kind": "residents_committee", "seats": 5}]', 7, false, 'FREQ=YEARLY', '[]', true, 3, 120, 2, 8, true);
INSERT INTO public.committees_meetingkind VALUES ('people', 1, 2, true, 'people', 1, 2, true, false, true, '{4320,1440,120}', 24, 3, 7, '社区公开栏', 'representatives', '', '', '{residents_committee}', '[{"kind": "residents_committee", "seats": 5}, {"kind": "captains", "seats": 30}]', 7, false, 'FREQ=YEARLY', '[]', true, 3, 120, 2, 9, true);

SELECT pg_catalog.setval('public.ballots_matter_id_seq', 10, true);

SELECT pg_catalog.setval('public.ballots_process_id_seq', 2, true);

SELECT pg_catalog.setval('public.ballots_processstep_id_seq', 11, true);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_agendaitem
    ADD CONSTRAINT agenda_position_once UNIQUE (meeting_id, "position") DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_agreement
    ADD CONSTRAINT agreed_once UNIQUE (comment_id, user_id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_agreement
    ADD CONSTRAINT ballots_agreement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_notice_id_key UNIQUE (notice_id);

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_public_id_key UNIQUE (public_id);

ALTER TABLE ONLY public.ballots_callingoff
    ADD CONSTRAINT ballots_callingoff_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_candidate
    ADD CONSTRAINT ballots_candidate_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.ballots_candidate
    ADD CONSTRAINT ballots_candidate_option_id_key UNIQUE (option_id);

ALTER TABLE ONLY public.ballots_candidate
    ADD CONSTRAINT ballots_candidate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_comment
    ADD CONSTRAINT ballots_comment_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.ballots_comment
    ADD CONSTRAINT ballots_comment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_deliberation
    ADD CONSTRAINT ballots_deliberation_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.ballots_deliberation
    ADD CONSTRAINT ballots_deliberation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_delivery
    ADD CONSTRAINT ballots_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_elector
    ADD CONSTRAINT ballots_elector_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_endorsement
    ADD CONSTRAINT ballots_endorsement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_lot
    ADD CONSTRAINT ballots_lot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_matter
    ADD CONSTRAINT ballots_matter_key_key UNIQUE (key);

ALTER TABLE ONLY public.ballots_matter
    ADD CONSTRAINT ballots_matter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_objection
    ADD CONSTRAINT ballots_objection_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.ballots_objection
    ADD CONSTRAINT ballots_objection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_option
    ADD CONSTRAINT ballots_option_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_paper
    ADD CONSTRAINT ballots_paper_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.ballots_paper
    ADD CONSTRAINT ballots_paper_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_participation
    ADD CONSTRAINT ballots_participation_pkey PRIMARY KEY (elector_id);

ALTER TABLE ONLY public.ballots_process
    ADD CONSTRAINT ballots_process_key_key UNIQUE (key);

ALTER TABLE ONLY public.ballots_process
    ADD CONSTRAINT ballots_process_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_processstep
    ADD CONSTRAINT ballots_processstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_proposal
    ADD CONSTRAINT ballots_proposal_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.ballots_proposal
    ADD CONSTRAINT ballots_proposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_proposal
    ADD CONSTRAINT ballots_proposal_topic_id_key UNIQUE (topic_id);

ALTER TABLE ONLY public.ballots_proposalrule
    ADD CONSTRAINT ballots_proposalrule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_proposalrule
    ADD CONSTRAINT ballots_proposalrule_place_id_key UNIQUE (place_id);

ALTER TABLE ONLY public.ballots_proposalstep
    ADD CONSTRAINT ballots_proposalstep_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.ballots_proposalstep
    ADD CONSTRAINT ballots_proposalstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_proposedcorrection
    ADD CONSTRAINT ballots_proposedcorrection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_proxy
    ADD CONSTRAINT ballots_proxy_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.ballots_proxy
    ADD CONSTRAINT ballots_proxy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_result
    ADD CONSTRAINT ballots_result_notice_id_key UNIQUE (notice_id);

ALTER TABLE ONLY public.ballots_result
    ADD CONSTRAINT ballots_result_pkey PRIMARY KEY (ballot_id);

ALTER TABLE ONLY public.ballots_rollcorrection
    ADD CONSTRAINT ballots_rollcorrection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_rollhome
    ADD CONSTRAINT ballots_rollhome_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_rollvoter
    ADD CONSTRAINT ballots_rollvoter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_secretbox
    ADD CONSTRAINT ballots_secretbox_pkey PRIMARY KEY (ballot_id);

ALTER TABLE ONLY public.ballots_secretpaper
    ADD CONSTRAINT ballots_secretpaper_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_vote
    ADD CONSTRAINT ballots_vote_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.ballots_vote
    ADD CONSTRAINT ballots_vote_paper_id_key UNIQUE (paper_id);

ALTER TABLE ONLY public.ballots_vote
    ADD CONSTRAINT ballots_vote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_vote
    ADD CONSTRAINT ballots_vote_receipt_key UNIQUE (receipt);

ALTER TABLE ONLY public.buildings_captaincy
    ADD CONSTRAINT buildings_captaincy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_doorcode
    ADD CONSTRAINT buildings_doorcode_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.buildings_doorcode
    ADD CONSTRAINT buildings_doorcode_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_doortry
    ADD CONSTRAINT buildings_doortry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_dwelling
    ADD CONSTRAINT buildings_dwelling_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_membership
    ADD CONSTRAINT buildings_membership_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_organisation
    ADD CONSTRAINT buildings_organisation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_ownership
    ADD CONSTRAINT buildings_ownership_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_place
    ADD CONSTRAINT buildings_place_path_key UNIQUE (path);

ALTER TABLE ONLY public.buildings_place
    ADD CONSTRAINT buildings_place_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_residency
    ADD CONSTRAINT buildings_residency_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_residencyclaim
    ADD CONSTRAINT buildings_residencyclaim_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.buildings_residencyclaim
    ADD CONSTRAINT buildings_residencyclaim_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_residencyclaim
    ADD CONSTRAINT buildings_residencyclaim_residency_id_key UNIQUE (residency_id);

ALTER TABLE ONLY public.buildings_service
    ADD CONSTRAINT buildings_service_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_stillhere
    ADD CONSTRAINT buildings_stillhere_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_captaincy
    ADD CONSTRAINT captaincy_made_once UNIQUE (client_key);

ALTER TABLE ONLY public.buildings_captaincy
    ADD CONSTRAINT captaincy_one_lead_for_a_floor_at_a_time EXCLUDE USING gist (place_id WITH =, int4range((floor_from)::integer, (floor_to)::integer, '[]'::text) WITH &&, daterange(started_on, ended_on) WITH &&) WHERE (((role)::text = 'lead'::text));

ALTER TABLE ONLY public.committees_actionitem
    ADD CONSTRAINT committees_actionitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_actionphoto
    ADD CONSTRAINT committees_actionphoto_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_actionreport
    ADD CONSTRAINT committees_actionreport_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_agendaitem
    ADD CONSTRAINT committees_agendaitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_agendapaper
    ADD CONSTRAINT committees_agendapaper_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_attendance
    ADD CONSTRAINT committees_attendance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_calendaraddress
    ADD CONSTRAINT committees_calendaraddress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_calendaraddress
    ADD CONSTRAINT committees_calendaraddress_token_key UNIQUE (token);

ALTER TABLE ONLY public.committees_charter
    ADD CONSTRAINT committees_charter_council_id_key UNIQUE (council_id);

ALTER TABLE ONLY public.committees_charter
    ADD CONSTRAINT committees_charter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_confirmation
    ADD CONSTRAINT committees_confirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_councilseat
    ADD CONSTRAINT committees_councilseat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_councilseat
    ADD CONSTRAINT committees_councilseat_succeeds_id_key UNIQUE (succeeds_id);

ALTER TABLE ONLY public.committees_endorsement
    ADD CONSTRAINT committees_endorsement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_erratum
    ADD CONSTRAINT committees_erratum_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_invitation
    ADD CONSTRAINT committees_invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_meeting
    ADD CONSTRAINT committees_meeting_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.committees_meeting
    ADD CONSTRAINT committees_meeting_minutes_notice_id_key UNIQUE (minutes_notice_id);

ALTER TABLE ONLY public.committees_meeting
    ADD CONSTRAINT committees_meeting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_meetingkind
    ADD CONSTRAINT committees_meetingkind_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.committees_meetingseries
    ADD CONSTRAINT committees_meetingseries_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.committees_meetingseries
    ADD CONSTRAINT committees_meetingseries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_minutes
    ADD CONSTRAINT committees_minutes_meeting_id_key UNIQUE (meeting_id);

ALTER TABLE ONLY public.committees_minutes
    ADD CONSTRAINT committees_minutes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_motion
    ADD CONSTRAINT committees_motion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_motionvote
    ADD CONSTRAINT committees_motionvote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_party
    ADD CONSTRAINT committees_party_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_postingcomment
    ADD CONSTRAINT committees_postingcomment_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.committees_postingcomment
    ADD CONSTRAINT committees_postingcomment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_postingproof
    ADD CONSTRAINT committees_postingproof_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_publicposting
    ADD CONSTRAINT committees_publicposting_meeting_id_key UNIQUE (meeting_id);

ALTER TABLE ONLY public.committees_publicposting
    ADD CONSTRAINT committees_publicposting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_resolution
    ADD CONSTRAINT committees_resolution_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.committees_resolution
    ADD CONSTRAINT committees_resolution_motion_id_key UNIQUE (motion_id);

ALTER TABLE ONLY public.committees_resolution
    ADD CONSTRAINT committees_resolution_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_seriesexception
    ADD CONSTRAINT committees_seriesexception_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_speech
    ADD CONSTRAINT committees_speech_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_topic
    ADD CONSTRAINT committees_topic_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.committees_topic
    ADD CONSTRAINT committees_topic_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.committees_confirmation
    ADD CONSTRAINT confirmed_once_a_version UNIQUE (minutes_id, party_id, version);

ALTER TABLE ONLY public.ballots_delivery
    ADD CONSTRAINT delivery_once_by_each_way UNIQUE NULLS NOT DISTINCT (elector_id, home_id, way);

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.buildings_dwelling
    ADD CONSTRAINT dwelling_door_once_in_its_place UNIQUE (place_id, door);

ALTER TABLE ONLY public.ballots_elector
    ADD CONSTRAINT elector_number_once UNIQUE (ballot_id, number);

ALTER TABLE ONLY public.committees_endorsement
    ADD CONSTRAINT endorsed_once UNIQUE (topic_id, user_id);

ALTER TABLE ONLY public.committees_erratum
    ADD CONSTRAINT erratum_number_once UNIQUE (minutes_id, number);

ALTER TABLE ONLY public.notifications_event
    ADD CONSTRAINT event_once UNIQUE (dedupe);

ALTER TABLE ONLY public.issues_follower
    ADD CONSTRAINT follower_once UNIQUE (issue_id, user_id);

ALTER TABLE ONLY public.committees_invitation
    ADD CONSTRAINT invited_once UNIQUE (meeting_id, user_id);

ALTER TABLE ONLY public.issues_category
    ADD CONSTRAINT issues_category_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.issues_dissuasionrecord
    ADD CONSTRAINT issues_dissuasionrecord_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.issues_dissuasionrecord
    ADD CONSTRAINT issues_dissuasionrecord_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issues_follower
    ADD CONSTRAINT issues_follower_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issues_issueevent
    ADD CONSTRAINT issues_issueevent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issues_issuephoto
    ADD CONSTRAINT issues_issuephoto_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issues_savedview
    ADD CONSTRAINT issues_savedview_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.issues_tally
    ADD CONSTRAINT issues_tally_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.journal_entry
    ADD CONSTRAINT journal_entry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.kit_change
    ADD CONSTRAINT kit_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_lot
    ADD CONSTRAINT lot_drawn_once UNIQUE (ballot_id, tied);

ALTER TABLE ONLY public.ballots_lot
    ADD CONSTRAINT lot_number_once UNIQUE (ballot_id, number);

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_noticefile
    ADD CONSTRAINT notice_file_once UNIQUE (file);

ALTER TABLE ONLY public.notices_noticeplace
    ADD CONSTRAINT notice_once_per_address UNIQUE NULLS NOT DISTINCT (notice_id, place_id, floor_from, floor_to, dwelling_id);

ALTER TABLE ONLY public.notices_noticeread
    ADD CONSTRAINT notice_read_once UNIQUE (notice_id, user_id);

ALTER TABLE ONLY public.notices_boardphoto
    ADD CONSTRAINT notices_boardphoto_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_grouprobot
    ADD CONSTRAINT notices_grouprobot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_grouprobot
    ADD CONSTRAINT notices_grouprobot_robot_id_key UNIQUE (robot_id);

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_noticecomment
    ADD CONSTRAINT notices_noticecomment_client_key_key UNIQUE (client_key);

ALTER TABLE ONLY public.notices_noticecomment
    ADD CONSTRAINT notices_noticecomment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_noticefile
    ADD CONSTRAINT notices_noticefile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_noticeplace
    ADD CONSTRAINT notices_noticeplace_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_noticeread
    ADD CONSTRAINT notices_noticeread_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_noticeshare
    ADD CONSTRAINT notices_noticeshare_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_told
    ADD CONSTRAINT notices_told_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notifications_addressmark
    ADD CONSTRAINT notifications_addressmark_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notifications_delivery
    ADD CONSTRAINT notifications_delivery_pkey PRIMARY KEY (id) WITH (fillfactor='100');

ALTER TABLE ONLY public.notifications_event
    ADD CONSTRAINT notifications_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notifications_hours
    ADD CONSTRAINT notifications_hours_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notifications_hours
    ADD CONSTRAINT notifications_hours_user_id_key UNIQUE (user_id);

ALTER TABLE ONLY public.notifications_letter
    ADD CONSTRAINT notifications_letter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notifications_preference
    ADD CONSTRAINT notifications_preference_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notifications_pushdevice
    ADD CONSTRAINT notifications_pushdevice_endpoint_key UNIQUE (endpoint);

ALTER TABLE ONLY public.notifications_pushdevice
    ADD CONSTRAINT notifications_pushdevice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notifications_robot
    ADD CONSTRAINT notifications_robot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notifications_textcount
    ADD CONSTRAINT notifications_textcount_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ballots_option
    ADD CONSTRAINT option_key_once UNIQUE (ballot_id, key);

ALTER TABLE ONLY public.ballots_option
    ADD CONSTRAINT option_label_once UNIQUE (ballot_id, label);

ALTER TABLE ONLY public.buildings_organisation
    ADD CONSTRAINT organisation_name_once UNIQUE (name);

ALTER TABLE public.ballots_paper
    ADD CONSTRAINT paper_left_out_by_two CHECK (((NOT ((state)::text = 'spoilt'::text)) OR ((spoilt_by_id IS NOT NULL) AND (spoilt_confirmed_by_id IS NOT NULL) AND (NOT ((spoilt_by_id = spoilt_confirmed_by_id) AND (spoilt_by_id IS NOT NULL) AND (spoilt_confirmed_by_id IS NOT NULL)))))) NOT VALID;

ALTER TABLE ONLY public.committees_party
    ADD CONSTRAINT party_once_in_a_meeting UNIQUE (meeting_id, name);

ALTER TABLE ONLY public.people_consent
    ADD CONSTRAINT people_consent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_user
    ADD CONSTRAINT people_user_email_key UNIQUE (email);

ALTER TABLE ONLY public.people_user_groups
    ADD CONSTRAINT people_user_groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_user_groups
    ADD CONSTRAINT people_user_groups_user_id_group_id_60378d34_uniq UNIQUE (user_id, group_id);

ALTER TABLE ONLY public.people_user
    ADD CONSTRAINT people_user_phone_key UNIQUE (phone);

ALTER TABLE ONLY public.people_user
    ADD CONSTRAINT people_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_user_user_permissions
    ADD CONSTRAINT people_user_user_permiss_user_id_permission_id_a7ac6748_uniq UNIQUE (user_id, permission_id);

ALTER TABLE ONLY public.people_user_user_permissions
    ADD CONSTRAINT people_user_user_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_place
    ADD CONSTRAINT place_alone_on_its_cell UNIQUE (parent_id, plan_x, plan_y);

ALTER TABLE ONLY public.buildings_place
    ADD CONSTRAINT place_made_once UNIQUE (client_key);

ALTER TABLE ONLY public.buildings_place
    ADD CONSTRAINT place_name_once_in_its_parent UNIQUE NULLS NOT DISTINCT (parent_id, name);

ALTER TABLE ONLY public.notifications_preference
    ADD CONSTRAINT preference_once UNIQUE (user_id, topic, channel);

ALTER TABLE ONLY public.ballots_processstep
    ADD CONSTRAINT process_step_has_its_place UNIQUE (process_id, "position");

ALTER TABLE ONLY public.ballots_endorsement
    ADD CONSTRAINT proposal_endorsed_once UNIQUE (proposal_id, user_id);

ALTER TABLE ONLY public.ballots_proposalstep
    ADD CONSTRAINT proposal_step_has_its_place UNIQUE (proposal_id, "position");

ALTER TABLE ONLY public.buildings_residency
    ADD CONSTRAINT residency_made_once UNIQUE (client_key);

ALTER TABLE ONLY public.committees_resolution
    ADD CONSTRAINT resolution_number_once UNIQUE (meeting_id, number);

ALTER TABLE ONLY public.ballots_rollcorrection
    ADD CONSTRAINT roll_correction_once UNIQUE (elector_id, revision);

ALTER TABLE ONLY public.ballots_rollhome
    ADD CONSTRAINT roll_home_counts_once UNIQUE (ballot_id, dwelling_id);

ALTER TABLE ONLY public.ballots_rollvoter
    ADD CONSTRAINT roll_voter_once UNIQUE (elector_id, user_id);

ALTER TABLE ONLY public.issues_savedview
    ADD CONSTRAINT saved_view_name_once UNIQUE (user_id, name);

ALTER TABLE public.ballots_secretpaper
    ADD CONSTRAINT secret_paper_left_out_by_two CHECK (((NOT ((state)::text = 'spoilt'::text)) OR ((spoilt_by_id IS NOT NULL) AND (spoilt_confirmed_by_id IS NOT NULL) AND (NOT ((spoilt_by_id = spoilt_confirmed_by_id) AND (spoilt_by_id IS NOT NULL) AND (spoilt_confirmed_by_id IS NOT NULL)))))) NOT VALID;

ALTER TABLE ONLY public.ballots_secretpaper
    ADD CONSTRAINT secret_paper_number_once UNIQUE (ballot_id, number);

ALTER TABLE ONLY public.committees_seriesexception
    ADD CONSTRAINT series_left_out_once UNIQUE (series_id, "on");

ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_provider_uid_fc810c6e_uniq UNIQUE (provider, uid);

ALTER TABLE ONLY public.socialaccount_socialapp
    ADD CONSTRAINT socialaccount_socialapp_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq UNIQUE (app_id, account_id);

ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.buildings_stillhere
    ADD CONSTRAINT still_here_said_once UNIQUE (ownership_id, user_id);

ALTER TABLE ONLY public.notifications_textcount
    ADD CONSTRAINT texts_counted_once UNIQUE (what, since);

ALTER TABLE ONLY public.notices_told
    ADD CONSTRAINT told_once_a_home UNIQUE (notice_id, dwelling_id);

ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);

CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);

CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);

CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);

CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);

CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);

CREATE INDEX action_open_due ON public.committees_actionitem USING btree (due_on, id) WHERE ((state)::text = ANY ((ARRAY['open'::character varying, 'reported'::character varying])::text[]));

CREATE UNIQUE INDEX address_marked_once ON public.notifications_addressmark USING btree (channel, address) WHERE (cleared_at IS NULL);

CREATE UNIQUE INDEX agenda_one_clock_runs ON public.committees_agendaitem USING btree (meeting_id) WHERE (running_since IS NOT NULL);

CREATE UNIQUE INDEX attendance_here_once ON public.committees_attendance USING btree (invitation_id) WHERE (left_at IS NULL);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX ballot_at_place ON public.ballots_ballot USING btree (place_id, closes_at DESC);

CREATE INDEX ballot_to_close ON public.ballots_ballot USING btree (closes_at) WHERE ((announced_at IS NOT NULL) AND (closed_at IS NULL) AND (voided_at IS NULL));

CREATE INDEX ballot_to_count ON public.ballots_ballot USING btree (closes_at) WHERE ((announced_at IS NOT NULL) AND (counted_at IS NULL) AND (voided_at IS NULL));

CREATE INDEX ballots_agreement_comment_id_e3b83848 ON public.ballots_agreement USING btree (comment_id);

CREATE INDEX ballots_agreement_user_id_dc1412bf ON public.ballots_agreement USING btree (user_id);

CREATE INDEX ballots_ballot_announced_by_id_becdd3d7 ON public.ballots_ballot USING btree (announced_by_id);

CREATE INDEX ballots_ballot_created_by_id_ce20d72b ON public.ballots_ballot USING btree (created_by_id);

CREATE INDEX ballots_ballot_elected_to_id_7f46d08a ON public.ballots_ballot USING btree (elected_to_id);

CREATE INDEX ballots_ballot_matter_id_1834d822 ON public.ballots_ballot USING btree (matter_id);

CREATE INDEX ballots_ballot_members_of_id_f5dbbfd3 ON public.ballots_ballot USING btree (members_of_id);

CREATE INDEX ballots_ballot_organisation_id_84084ec7 ON public.ballots_ballot USING btree (organisation_id);

CREATE INDEX ballots_ballot_papers_in_by_id_cbd817ca ON public.ballots_ballot USING btree (papers_in_by_id);

CREATE INDEX ballots_ballot_place_id_e6dd2e0f ON public.ballots_ballot USING btree (place_id);

CREATE INDEX ballots_ballot_proposal_id_7300f7d9 ON public.ballots_ballot USING btree (proposal_id);

CREATE INDEX ballots_ballot_resolution_id_3d0dd909 ON public.ballots_ballot USING btree (resolution_id);

CREATE INDEX ballots_ballot_search ON public.ballots_ballot USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX ballots_ballot_voided_by_id_7467d01b ON public.ballots_ballot USING btree (voided_by_id);

CREATE INDEX ballots_callingoff_ballot_id_ad646f31 ON public.ballots_callingoff USING btree (ballot_id);

CREATE INDEX ballots_callingoff_by_id_f76d5cb0 ON public.ballots_callingoff USING btree (by_id);

CREATE INDEX ballots_callingoff_confirmed_by_id_70280e62 ON public.ballots_callingoff USING btree (confirmed_by_id);

CREATE INDEX ballots_callingoff_refused_by_id_b409827d ON public.ballots_callingoff USING btree (refused_by_id);

CREATE INDEX ballots_candidate_ballot_id_470e5064 ON public.ballots_candidate USING btree (ballot_id);

CREATE INDEX ballots_candidate_nominated_by_id_b7cfbcc9 ON public.ballots_candidate USING btree (nominated_by_id);

CREATE INDEX ballots_candidate_user_id_c72a256e ON public.ballots_candidate USING btree (user_id);

CREATE INDEX ballots_comment_answers_id_b28efa6f ON public.ballots_comment USING btree (answers_id);

CREATE INDEX ballots_comment_appeal_decided_by_id_298067ab ON public.ballots_comment USING btree (appeal_decided_by_id);

CREATE INDEX ballots_comment_author_id_b319ddcf ON public.ballots_comment USING btree (author_id);

CREATE INDEX ballots_comment_deliberation_id_60c9d4ac ON public.ballots_comment USING btree (deliberation_id);

CREATE INDEX ballots_comment_hidden_by_id_8ea08dfd ON public.ballots_comment USING btree (hidden_by_id);

CREATE INDEX ballots_comment_proposal_id_741d2e7d ON public.ballots_comment USING btree (proposal_id);

CREATE INDEX ballots_deliberation_host_id_77db3fef ON public.ballots_deliberation USING btree (host_id);

CREATE INDEX ballots_deliberation_proposal_id_674e3599 ON public.ballots_deliberation USING btree (proposal_id);

CREATE INDEX ballots_deliberation_summed_up_by_id_9497a3fc ON public.ballots_deliberation USING btree (summed_up_by_id);

CREATE INDEX ballots_delivery_by_id_820c243b ON public.ballots_delivery USING btree (by_id);

CREATE INDEX ballots_delivery_elector_id_88047c5f ON public.ballots_delivery USING btree (elector_id);

CREATE INDEX ballots_delivery_home_id_83a59630 ON public.ballots_delivery USING btree (home_id);

CREATE INDEX ballots_elector_ballot_id_8db2a398 ON public.ballots_elector USING btree (ballot_id);

CREATE INDEX ballots_elector_place_id_701f4179 ON public.ballots_elector USING btree (place_id);

CREATE INDEX ballots_endorsement_proposal_id_1028aac3 ON public.ballots_endorsement USING btree (proposal_id);

CREATE INDEX ballots_endorsement_user_id_6ef8272b ON public.ballots_endorsement USING btree (user_id);

CREATE INDEX ballots_lot_ballot_id_4c7327b0 ON public.ballots_lot USING btree (ballot_id);

CREATE INDEX ballots_lot_recorded_by_id_b40bfc88 ON public.ballots_lot USING btree (recorded_by_id);

CREATE INDEX ballots_matter_key_163f7ae1_like ON public.ballots_matter USING btree (key varchar_pattern_ops);

CREATE INDEX ballots_objection_answered_by_id_40c4e498 ON public.ballots_objection USING btree (answered_by_id);

CREATE INDEX ballots_objection_ballot_id_8c3c2b2a ON public.ballots_objection USING btree (ballot_id);

CREATE INDEX ballots_objection_by_id_fea938be ON public.ballots_objection USING btree (by_id);

CREATE INDEX ballots_objection_elector_id_7deecc2c ON public.ballots_objection USING btree (elector_id);

CREATE INDEX ballots_option_ballot_id_cdbf97bd ON public.ballots_option USING btree (ballot_id);

CREATE INDEX ballots_paper_ballot_id_cd813603 ON public.ballots_paper USING btree (ballot_id);

CREATE INDEX ballots_paper_confirmed_by_id_11a7b969 ON public.ballots_paper USING btree (confirmed_by_id);

CREATE INDEX ballots_paper_elector_id_d75c0595 ON public.ballots_paper USING btree (elector_id);

CREATE INDEX ballots_paper_proxy_id_c7354112 ON public.ballots_paper USING btree (proxy_id);

CREATE INDEX ballots_paper_spoilt_by_id_325a4386 ON public.ballots_paper USING btree (spoilt_by_id);

CREATE INDEX ballots_paper_spoilt_confirmed_by_id_d13d8f4c ON public.ballots_paper USING btree (spoilt_confirmed_by_id);

CREATE INDEX ballots_paper_typed_by_id_6224894c ON public.ballots_paper USING btree (typed_by_id);

CREATE INDEX ballots_participation_ballot_id_46520abd ON public.ballots_participation USING btree (ballot_id);

CREATE INDEX ballots_process_key_a1b88dd9_like ON public.ballots_process USING btree (key varchar_pattern_ops);

CREATE INDEX ballots_processstep_process_id_687b586e ON public.ballots_processstep USING btree (process_id);

CREATE INDEX ballots_proposal_answered_by_id_8cd8b1e7 ON public.ballots_proposal USING btree (answered_by_id);

CREATE INDEX ballots_proposal_answered_for_id_d77553a0 ON public.ballots_proposal USING btree (answered_for_id);

CREATE INDEX ballots_proposal_author_id_49ea0275 ON public.ballots_proposal USING btree (author_id);

CREATE INDEX ballots_proposal_merged_into_id_7523242b ON public.ballots_proposal USING btree (merged_into_id);

CREATE INDEX ballots_proposal_place_id_bdaa83b7 ON public.ballots_proposal USING btree (place_id);

CREATE INDEX ballots_proposal_search ON public.ballots_proposal USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX ballots_proposalrule_set_by_id_6759e193 ON public.ballots_proposalrule USING btree (set_by_id);

CREATE INDEX ballots_proposalstep_ballot_id_38d6e5ee ON public.ballots_proposalstep USING btree (ballot_id);

CREATE INDEX ballots_proposalstep_done_by_id_af83f990 ON public.ballots_proposalstep USING btree (done_by_id);

CREATE INDEX ballots_proposalstep_meeting_id_78fc4e65 ON public.ballots_proposalstep USING btree (meeting_id);

CREATE INDEX ballots_proposalstep_notice_id_e740c3a4 ON public.ballots_proposalstep USING btree (notice_id);

CREATE INDEX ballots_proposalstep_proposal_id_ebb228a3 ON public.ballots_proposalstep USING btree (proposal_id);

CREATE INDEX ballots_proposedcorrection_ballot_id_76f93888 ON public.ballots_proposedcorrection USING btree (ballot_id);

CREATE INDEX ballots_proposedcorrection_by_id_a40abae6 ON public.ballots_proposedcorrection USING btree (by_id);

CREATE INDEX ballots_proposedcorrection_confirmed_by_id_b57d16ed ON public.ballots_proposedcorrection USING btree (confirmed_by_id);

CREATE INDEX ballots_proposedcorrection_elector_id_62b5ce12 ON public.ballots_proposedcorrection USING btree (elector_id);

CREATE INDEX ballots_proposedcorrection_objection_id_16e2931b ON public.ballots_proposedcorrection USING btree (objection_id);

CREATE INDEX ballots_proposedcorrection_refused_by_id_7d1383f3 ON public.ballots_proposedcorrection USING btree (refused_by_id);

CREATE INDEX ballots_proxy_agent_id_e86d0f02 ON public.ballots_proxy USING btree (agent_id);

CREATE INDEX ballots_proxy_ballot_id_f75ea86d ON public.ballots_proxy USING btree (ballot_id);

CREATE INDEX ballots_proxy_confirmed_by_id_01a24450 ON public.ballots_proxy USING btree (confirmed_by_id);

CREATE INDEX ballots_proxy_elector_id_5369d18f ON public.ballots_proxy USING btree (elector_id);

CREATE INDEX ballots_proxy_recorded_by_id_5377a1a2 ON public.ballots_proxy USING btree (recorded_by_id);

CREATE INDEX ballots_proxy_refused_by_id_6167b624 ON public.ballots_proxy USING btree (refused_by_id);

CREATE INDEX ballots_result_counted_by_id_b7ca016f ON public.ballots_result USING btree (counted_by_id);

CREATE INDEX ballots_rollcorrection_ballot_id_622a687d ON public.ballots_rollcorrection USING btree (ballot_id);

CREATE INDEX ballots_rollcorrection_by_id_51995c82 ON public.ballots_rollcorrection USING btree (by_id);

CREATE INDEX ballots_rollcorrection_confirmed_by_id_485373ac ON public.ballots_rollcorrection USING btree (confirmed_by_id);

CREATE INDEX ballots_rollcorrection_elector_id_523fb699 ON public.ballots_rollcorrection USING btree (elector_id);

CREATE INDEX ballots_rollcorrection_objection_id_85eddb75 ON public.ballots_rollcorrection USING btree (objection_id);

CREATE INDEX ballots_rollhome_ballot_id_fac1a105 ON public.ballots_rollhome USING btree (ballot_id);

CREATE INDEX ballots_rollhome_dwelling_id_d51a4f93 ON public.ballots_rollhome USING btree (dwelling_id);

CREATE INDEX ballots_rollhome_elector_id_2bd42956 ON public.ballots_rollhome USING btree (elector_id);

CREATE INDEX ballots_rollvoter_elector_id_0fd1d244 ON public.ballots_rollvoter USING btree (elector_id);

CREATE INDEX ballots_rollvoter_user_id_cf4595d1 ON public.ballots_rollvoter USING btree (user_id);

CREATE INDEX ballots_secretpaper_ballot_id_3bb5bc9f ON public.ballots_secretpaper USING btree (ballot_id);

CREATE INDEX ballots_secretpaper_confirmed_by_id_3b1d7809 ON public.ballots_secretpaper USING btree (confirmed_by_id);

CREATE INDEX ballots_secretpaper_spoilt_by_id_65cfec6a ON public.ballots_secretpaper USING btree (spoilt_by_id);

CREATE INDEX ballots_secretpaper_spoilt_confirmed_by_id_a189d468 ON public.ballots_secretpaper USING btree (spoilt_confirmed_by_id);

CREATE INDEX ballots_secretpaper_typed_by_id_c7e0dca5 ON public.ballots_secretpaper USING btree (typed_by_id);

CREATE INDEX ballots_vote_ballot_id_c84e8abf ON public.ballots_vote USING btree (ballot_id);

CREATE INDEX ballots_vote_cast_by_id_7e9bb310 ON public.ballots_vote USING btree (cast_by_id);

CREATE INDEX ballots_vote_elector_id_7301afdf ON public.ballots_vote USING btree (elector_id);

CREATE INDEX ballots_vote_proxy_id_2c3bce04 ON public.ballots_vote USING btree (proxy_id);

CREATE INDEX ballots_vote_receipt_adb976b3_like ON public.ballots_vote USING btree (receipt varchar_pattern_ops);

CREATE INDEX buildings_captaincy_appointed_by_id_e8e250b5 ON public.buildings_captaincy USING btree (appointed_by_id);

CREATE INDEX buildings_captaincy_place_id_16a6a5f0 ON public.buildings_captaincy USING btree (place_id);

CREATE INDEX buildings_captaincy_search ON public.buildings_captaincy USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX buildings_captaincy_user_id_2883e328 ON public.buildings_captaincy USING btree (user_id);

CREATE INDEX buildings_doorcode_digest_cf7fd354_like ON public.buildings_doorcode USING btree (digest varchar_pattern_ops);

CREATE INDEX buildings_doorcode_dwelling_id_c723c4c5 ON public.buildings_doorcode USING btree (dwelling_id);

CREATE INDEX buildings_doorcode_made_by_id_15600a8d ON public.buildings_doorcode USING btree (made_by_id);

CREATE INDEX buildings_doorcode_used_by_id_2da3120f ON public.buildings_doorcode USING btree (used_by_id);

CREATE INDEX buildings_doortry_user_id_824c5d71 ON public.buildings_doortry USING btree (user_id);

CREATE INDEX buildings_dwelling_place_id_b135036a ON public.buildings_dwelling USING btree (place_id);

CREATE INDEX buildings_membership_organisation_id_f5bdf7e4 ON public.buildings_membership USING btree (organisation_id);

CREATE INDEX buildings_membership_search ON public.buildings_membership USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX buildings_membership_user_id_b76650cf ON public.buildings_membership USING btree (user_id);

CREATE INDEX buildings_organisation_search ON public.buildings_organisation USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX buildings_ownership_dwelling_id_da1b999e ON public.buildings_ownership USING btree (dwelling_id);

CREATE INDEX buildings_ownership_phone_a208ee34 ON public.buildings_ownership USING btree (phone);

CREATE INDEX buildings_ownership_phone_a208ee34_like ON public.buildings_ownership USING btree (phone varchar_pattern_ops);

CREATE INDEX buildings_place_parent_id_64b25b53 ON public.buildings_place USING btree (parent_id);

CREATE INDEX buildings_place_path_01c18b7d_like ON public.buildings_place USING btree (path varchar_pattern_ops);

CREATE INDEX buildings_place_search ON public.buildings_place USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX buildings_residency_dwelling_id_300e50fa ON public.buildings_residency USING btree (dwelling_id);

CREATE INDEX buildings_residency_guardian_id_452d46e6 ON public.buildings_residency USING btree (guardian_id);

CREATE INDEX buildings_residency_user_id_659de1f0 ON public.buildings_residency USING btree (user_id);

CREATE INDEX buildings_residency_verified_by_id_e2434df8 ON public.buildings_residency USING btree (verified_by_id);

CREATE INDEX buildings_residencyclaim_decided_by_id_27dde00a ON public.buildings_residencyclaim USING btree (decided_by_id);

CREATE INDEX buildings_residencyclaim_dwelling_id_8ad27400 ON public.buildings_residencyclaim USING btree (dwelling_id);

CREATE INDEX buildings_residencyclaim_guardian_id_8caf2188 ON public.buildings_residencyclaim USING btree (guardian_id);

CREATE INDEX buildings_residencyclaim_user_id_dc3485c4 ON public.buildings_residencyclaim USING btree (user_id);

CREATE INDEX buildings_residencyclaim_vouched_by_id_1595c496 ON public.buildings_residencyclaim USING btree (vouched_by_id);

CREATE INDEX buildings_service_organisation_id_db02f3e0 ON public.buildings_service USING btree (organisation_id);

CREATE INDEX buildings_service_place_id_158602d3 ON public.buildings_service USING btree (place_id);

CREATE INDEX buildings_stillhere_ownership_id_5a581fbe ON public.buildings_stillhere USING btree (ownership_id);

CREATE INDEX buildings_stillhere_said_by_id_cf7477de ON public.buildings_stillhere USING btree (said_by_id);

CREATE INDEX buildings_stillhere_user_id_60cf8fa1 ON public.buildings_stillhere USING btree (user_id);

CREATE UNIQUE INDEX calendar_one_address ON public.committees_calendaraddress USING btree (user_id) WHERE (revoked_at IS NULL);

CREATE UNIQUE INDEX calling_off_one_at_a_time ON public.ballots_callingoff USING btree (ballot_id) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX candidate_once ON public.ballots_candidate USING btree (ballot_id, user_id) WHERE (user_id IS NOT NULL);

CREATE INDEX change_of_table ON public.kit_change USING btree ("table", id);

CREATE UNIQUE INDEX claim_waits_once ON public.buildings_residencyclaim USING btree (user_id, dwelling_id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX comment_newest ON public.ballots_comment USING btree (proposal_id, at DESC);

CREATE INDEX committees_actionitem_accepted_by_id_dd1907cf ON public.committees_actionitem USING btree (accepted_by_id);

CREATE INDEX committees_actionitem_meeting_id_3f3c05b0 ON public.committees_actionitem USING btree (meeting_id);

CREATE INDEX committees_actionitem_organisation_id_d0c6ac1d ON public.committees_actionitem USING btree (organisation_id);

CREATE INDEX committees_actionitem_person_id_fb2e7f1b ON public.committees_actionitem USING btree (person_id);

CREATE INDEX committees_actionitem_resolution_id_3e94108e ON public.committees_actionitem USING btree (resolution_id);

CREATE INDEX committees_actionphoto_report_id_9476620a ON public.committees_actionphoto USING btree (report_id);

CREATE INDEX committees_actionreport_action_item_id_48253430 ON public.committees_actionreport USING btree (action_item_id);

CREATE INDEX committees_actionreport_by_id_4deb8f30 ON public.committees_actionreport USING btree (by_id);

CREATE INDEX committees_actionreport_meeting_id_5770c941 ON public.committees_actionreport USING btree (meeting_id);

CREATE INDEX committees_agendaitem_issue_id_21e45a20 ON public.committees_agendaitem USING btree (issue_id);

CREATE INDEX committees_agendaitem_meeting_id_ab7ea00a ON public.committees_agendaitem USING btree (meeting_id);

CREATE INDEX committees_agendaitem_search ON public.committees_agendaitem USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX committees_agendaitem_topic_id_7ca3fc6b ON public.committees_agendaitem USING btree (topic_id);

CREATE INDEX committees_agendapaper_item_id_b03c97b8 ON public.committees_agendapaper USING btree (item_id);

CREATE INDEX committees_agendapaper_uploaded_by_id_59b111ab ON public.committees_agendapaper USING btree (uploaded_by_id);

CREATE INDEX committees_attendance_invitation_id_c9b20dab ON public.committees_attendance USING btree (invitation_id);

CREATE INDEX committees_attendance_meeting_id_4507c07f ON public.committees_attendance USING btree (meeting_id);

CREATE INDEX committees_attendance_noted_by_id_5e479afe ON public.committees_attendance USING btree (noted_by_id);

CREATE INDEX committees_attendance_party_id_3ff7a0ce ON public.committees_attendance USING btree (party_id);

CREATE INDEX committees_calendaraddress_token_2d6b5d42_like ON public.committees_calendaraddress USING btree (token varchar_pattern_ops);

CREATE INDEX committees_calendaraddress_user_id_1cc346cf ON public.committees_calendaraddress USING btree (user_id);

CREATE INDEX committees_confirmation_by_id_bbf47b19 ON public.committees_confirmation USING btree (by_id);

CREATE INDEX committees_confirmation_minutes_id_b02e490f ON public.committees_confirmation USING btree (minutes_id);

CREATE INDEX committees_confirmation_party_id_7274b71f ON public.committees_confirmation USING btree (party_id);

CREATE INDEX committees_councilseat_council_id_1bb5aa4f ON public.committees_councilseat USING btree (council_id);

CREATE INDEX committees_councilseat_holder_id_6b631222 ON public.committees_councilseat USING btree (holder_id);

CREATE INDEX committees_councilseat_search ON public.committees_councilseat USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX committees_councilseat_substitute_id_3d1c0967 ON public.committees_councilseat USING btree (substitute_id);

CREATE INDEX committees_endorsement_topic_id_29dad245 ON public.committees_endorsement USING btree (topic_id);

CREATE INDEX committees_endorsement_user_id_6ee26f26 ON public.committees_endorsement USING btree (user_id);

CREATE INDEX committees_erratum_by_id_bc1ce915 ON public.committees_erratum USING btree (by_id);

CREATE INDEX committees_erratum_minutes_id_be891dfd ON public.committees_erratum USING btree (minutes_id);

CREATE INDEX committees_invitation_meeting_id_26619a6a ON public.committees_invitation USING btree (meeting_id);

CREATE INDEX committees_invitation_party_id_44e8b718 ON public.committees_invitation USING btree (party_id);

CREATE INDEX committees_invitation_stands_in_for_id_f535f605 ON public.committees_invitation USING btree (stands_in_for_id);

CREATE INDEX committees_invitation_user_id_f409ffdb ON public.committees_invitation USING btree (user_id);

CREATE INDEX committees_meeting_chair_id_b67755d7 ON public.committees_meeting USING btree (chair_id);

CREATE INDEX committees_meeting_convened_by_id_917e21ef ON public.committees_meeting USING btree (convened_by_id);

CREATE INDEX committees_meeting_kind_11eacbbd ON public.committees_meeting USING btree (kind);

CREATE INDEX committees_meeting_kind_11eacbbd_like ON public.committees_meeting USING btree (kind varchar_pattern_ops);

CREATE INDEX committees_meeting_live_item_id_9f43e635 ON public.committees_meeting USING btree (live_item_id);

CREATE INDEX committees_meeting_organisation_id_bc5a4ca4 ON public.committees_meeting USING btree (organisation_id);

CREATE INDEX committees_meeting_place_id_53027ff0 ON public.committees_meeting USING btree (place_id);

CREATE INDEX committees_meeting_previous_id_abcdbd1d ON public.committees_meeting USING btree (previous_id);

CREATE INDEX committees_meeting_search ON public.committees_meeting USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX committees_meeting_series_id_dc6a8e63 ON public.committees_meeting USING btree (series_id);

CREATE INDEX committees_meetingkind_code_12acb4f1_like ON public.committees_meetingkind USING btree (code varchar_pattern_ops);

CREATE INDEX committees_meetingseries_created_by_id_ba9fe352 ON public.committees_meetingseries USING btree (created_by_id);

CREATE INDEX committees_meetingseries_kind_id_8c289c13 ON public.committees_meetingseries USING btree (kind_id);

CREATE INDEX committees_meetingseries_kind_id_8c289c13_like ON public.committees_meetingseries USING btree (kind_id varchar_pattern_ops);

CREATE INDEX committees_meetingseries_organisation_id_65787cc1 ON public.committees_meetingseries USING btree (organisation_id);

CREATE INDEX committees_meetingseries_place_id_5f309b82 ON public.committees_meetingseries USING btree (place_id);

CREATE INDEX committees_minutes_search ON public.committees_minutes USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX committees_motion_item_id_c205cf1d ON public.committees_motion USING btree (item_id);

CREATE INDEX committees_motion_meeting_id_ba6dd7dd ON public.committees_motion USING btree (meeting_id);

CREATE INDEX committees_motion_moved_by_id_dae3f22b ON public.committees_motion USING btree (moved_by_id);

CREATE INDEX committees_motionvote_cast_by_id_f5d14e3f ON public.committees_motionvote USING btree (cast_by_id);

CREATE INDEX committees_motionvote_invitation_id_5a484002 ON public.committees_motionvote USING btree (invitation_id);

CREATE INDEX committees_motionvote_motion_id_96eab243 ON public.committees_motionvote USING btree (motion_id);

CREATE INDEX committees_motionvote_party_id_923dfcd3 ON public.committees_motionvote USING btree (party_id);

CREATE INDEX committees_party_meeting_id_4217c198 ON public.committees_party USING btree (meeting_id);

CREATE INDEX committees_party_organisation_id_21bae3a9 ON public.committees_party USING btree (organisation_id);

CREATE INDEX committees_postingcomment_answered_by_id_93926e40 ON public.committees_postingcomment USING btree (answered_by_id);

CREATE INDEX committees_postingcomment_by_id_7eef1f62 ON public.committees_postingcomment USING btree (by_id);

CREATE INDEX committees_postingcomment_posting_id_8caf9437 ON public.committees_postingcomment USING btree (posting_id);

CREATE INDEX committees_postingproof_by_id_be7864c0 ON public.committees_postingproof USING btree (by_id);

CREATE INDEX committees_postingproof_posting_id_24e65678 ON public.committees_postingproof USING btree (posting_id);

CREATE INDEX committees_publicposting_posted_by_id_54054442 ON public.committees_publicposting USING btree (posted_by_id);

CREATE INDEX committees_resolution_agenda_item_id_66655484 ON public.committees_resolution USING btree (agenda_item_id);

CREATE INDEX committees_resolution_meeting_id_6721a077 ON public.committees_resolution USING btree (meeting_id);

CREATE INDEX committees_resolution_recorded_by_id_a25e7ec6 ON public.committees_resolution USING btree (recorded_by_id);

CREATE INDEX committees_resolution_search ON public.committees_resolution USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX committees_seriesexception_by_id_45efcdc9 ON public.committees_seriesexception USING btree (by_id);

CREATE INDEX committees_seriesexception_series_id_84374288 ON public.committees_seriesexception USING btree (series_id);

CREATE INDEX committees_speech_attendance_id_b8da00d2 ON public.committees_speech USING btree (attendance_id);

CREATE INDEX committees_speech_item_id_605005f2 ON public.committees_speech USING btree (item_id);

CREATE INDEX committees_speech_meeting_id_b71150f0 ON public.committees_speech USING btree (meeting_id);

CREATE INDEX committees_topic_issue_id_68000b12 ON public.committees_topic USING btree (issue_id);

CREATE INDEX committees_topic_looked_at_by_id_7b222ecd ON public.committees_topic USING btree (looked_at_by_id);

CREATE INDEX committees_topic_organisation_id_60eb3618 ON public.committees_topic USING btree (organisation_id);

CREATE INDEX committees_topic_place_id_78f94bab ON public.committees_topic USING btree (place_id);

CREATE INDEX committees_topic_raised_by_id_d49f00ca ON public.committees_topic USING btree (raised_by_id);

CREATE UNIQUE INDEX consent_once_at_a_time ON public.people_consent USING btree (user_id, item) WHERE (withdrawn_at IS NULL);

CREATE UNIQUE INDEX deliberation_one_at_a_time ON public.ballots_deliberation USING btree (proposal_id) WHERE ((called_off_at IS NULL) AND (summed_up_at IS NULL));

CREATE INDEX delivery_address ON public.notifications_delivery USING btree (address) WHERE (address IS NOT NULL);

CREATE INDEX delivery_failed ON public.notifications_delivery USING btree (channel) WHERE (state = 8);

CREATE INDEX delivery_held ON public.notifications_delivery USING btree (recipient_id, channel) WHERE (state = 9);

CREATE INDEX delivery_in_digest ON public.notifications_delivery USING btree (digest_id) WHERE (digest_id IS NOT NULL);

CREATE INDEX delivery_instead_of ON public.notifications_delivery USING btree (instead_of_id) WHERE (instead_of_id IS NOT NULL);

CREATE INDEX delivery_leased ON public.notifications_delivery USING btree (lease_until) WHERE (state = ANY (ARRAY[2, 3, 4]));

CREATE INDEX delivery_letter ON public.notifications_delivery USING btree (letter_id) WITH (fillfactor='100');

CREATE INDEX delivery_of_person ON public.notifications_delivery USING btree (recipient_id, sent_at);

CREATE INDEX delivery_stopped ON public.notifications_delivery USING btree (due_at) WHERE (state = 11);

CREATE INDEX delivery_troubled ON public.notifications_delivery USING btree (id) WHERE ((state = ANY (ARRAY[8, 4])) OR ((attempts > 0) AND (state = 1)));

CREATE INDEX delivery_unread ON public.notifications_delivery USING btree (recipient_id) WHERE ((channel = 2) AND (read_at IS NULL) AND (state = 5));

CREATE INDEX delivery_waiting ON public.notifications_delivery USING btree (channel, expires_at, due_at, id) WHERE (state = ANY (ARRAY[1, 4]));

CREATE INDEX delivery_went ON public.notifications_delivery USING brin (sent_at);

CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);

CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX door_try_address ON public.buildings_doortry USING btree (address, at);

CREATE INDEX door_try_user ON public.buildings_doortry USING btree (user_id, at);

CREATE INDEX elector_of_building ON public.ballots_elector USING btree (ballot_id, place_id);

CREATE INDEX issue_alarm ON public.issues_issue USING btree (next_alarm_at) WHERE (next_alarm_at IS NOT NULL);

CREATE INDEX issue_by_place ON public.issues_issue USING btree (place_id, reported_at DESC, id DESC);

CREATE INDEX issue_by_time ON public.issues_issue USING btree (reported_at DESC, id DESC);

CREATE INDEX issue_closed_when ON public.issues_issue USING btree (closed_at) WHERE ((state)::text = ANY ((ARRAY['confirmed'::character varying, 'unrated'::character varying, 'withdrawn'::character varying, 'merged'::character varying, 'mediation'::character varying])::text[]));

CREATE INDEX issue_done_at_place ON public.issues_issue USING btree (place_id, resolved_at) WHERE ((state)::text = ANY ((ARRAY['resolved'::character varying, 'confirmed'::character varying, 'unrated'::character varying])::text[]));

CREATE INDEX issue_done_when ON public.issues_issue USING btree (resolved_at) WHERE ((state)::text = ANY ((ARRAY['resolved'::character varying, 'confirmed'::character varying, 'unrated'::character varying])::text[]));

CREATE INDEX issue_open_at_home ON public.issues_issue USING btree (dwelling_id) WHERE ((state)::text = ANY ((ARRAY['reported'::character varying, 'accepted'::character varying, 'in_progress'::character varying, 'disputed'::character varying, 'suspended'::character varying])::text[]));

CREATE INDEX issue_open_at_place ON public.issues_issue USING btree (place_id) INCLUDE (due_at, reported_at, state) WHERE ((state)::text = ANY ((ARRAY['reported'::character varying, 'accepted'::character varying, 'in_progress'::character varying, 'disputed'::character varying, 'suspended'::character varying])::text[]));

CREATE INDEX issue_open_due ON public.issues_issue USING btree (due_at, id) WHERE ((state)::text = ANY ((ARRAY['reported'::character varying, 'accepted'::character varying, 'in_progress'::character varying, 'disputed'::character varying, 'suspended'::character varying])::text[]));

CREATE INDEX issue_open_handed_on_by ON public.issues_issue USING btree (previous_organisation_id) WHERE ((previous_organisation_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['reported'::character varying, 'accepted'::character varying, 'in_progress'::character varying, 'disputed'::character varying, 'suspended'::character varying])::text[])));

CREATE INDEX issue_open_held_by ON public.issues_issue USING btree (holder_organisation_id) WHERE ((state)::text = ANY ((ARRAY['reported'::character varying, 'accepted'::character varying, 'in_progress'::character varying, 'disputed'::character varying, 'suspended'::character varying])::text[]));

CREATE INDEX issue_resolved_by ON public.issues_issue USING btree (resolved_by_id, resolved_at) WHERE (resolved_by_id IS NOT NULL);

CREATE INDEX issue_waits_for_word ON public.issues_issue USING btree (resolved_at) WHERE ((state)::text = 'resolved'::text);

CREATE INDEX issues_category_code_7ac28045_like ON public.issues_category USING btree (code varchar_pattern_ops);

CREATE INDEX issues_dissuasionrecord_issue_id_59d3bba6 ON public.issues_dissuasionrecord USING btree (issue_id);

CREATE INDEX issues_dissuasionrecord_organisation_id_e2b99a3e ON public.issues_dissuasionrecord USING btree (organisation_id);

CREATE INDEX issues_dissuasionrecord_recorded_by_id_4ffe45a5 ON public.issues_dissuasionrecord USING btree (recorded_by_id);

CREATE INDEX issues_follower_issue_id_fad39c40 ON public.issues_follower USING btree (issue_id);

CREATE INDEX issues_follower_merged_from_id_079c4a7c ON public.issues_follower USING btree (merged_from_id);

CREATE INDEX issues_follower_user_id_66ab4658 ON public.issues_follower USING btree (user_id);

CREATE INDEX issues_issue_category_id_53a7fdd2 ON public.issues_issue USING btree (category_id);

CREATE INDEX issues_issue_category_id_53a7fdd2_like ON public.issues_issue USING btree (category_id varchar_pattern_ops);

CREATE INDEX issues_issue_dwelling_id_3b973b01 ON public.issues_issue USING btree (dwelling_id);

CREATE INDEX issues_issue_holder_id_abe2b442 ON public.issues_issue USING btree (holder_id);

CREATE INDEX issues_issue_holder_organisation_id_0b86066c ON public.issues_issue USING btree (holder_organisation_id);

CREATE INDEX issues_issue_logged_by_id_9039562a ON public.issues_issue USING btree (logged_by_id);

CREATE INDEX issues_issue_merged_into_id_805ae032 ON public.issues_issue USING btree (merged_into_id);

CREATE INDEX issues_issue_offered_organisation_id_3f138ccb ON public.issues_issue USING btree (offered_organisation_id);

CREATE INDEX issues_issue_offered_to_id_fc3f9c45 ON public.issues_issue USING btree (offered_to_id);

CREATE INDEX issues_issue_place_id_b4d8f288 ON public.issues_issue USING btree (place_id);

CREATE INDEX issues_issue_previous_holder_id_388c3ce0 ON public.issues_issue USING btree (previous_holder_id);

CREATE INDEX issues_issue_previous_organisation_id_222bcc34 ON public.issues_issue USING btree (previous_organisation_id);

CREATE INDEX issues_issue_reporter_id_0b69a16d ON public.issues_issue USING btree (reporter_id);

CREATE INDEX issues_issue_resolved_by_id_d1163902 ON public.issues_issue USING btree (resolved_by_id);

CREATE INDEX issues_issue_search ON public.issues_issue USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX issues_issueevent_by_id_61c4f8b7 ON public.issues_issueevent USING btree (by_id);

CREATE INDEX issues_issueevent_holder_id_d84dbd79 ON public.issues_issueevent USING btree (holder_id);

CREATE INDEX issues_issueevent_holder_organisation_id_e10123ac ON public.issues_issueevent USING btree (holder_organisation_id);

CREATE INDEX issues_issueevent_issue_id_898f8eb2 ON public.issues_issueevent USING btree (issue_id);

CREATE INDEX issues_issueevent_organisation_id_af76f9ba ON public.issues_issueevent USING btree (organisation_id);

CREATE INDEX issues_issuephoto_event_id_5600493a ON public.issues_issuephoto USING btree (event_id);

CREATE INDEX issues_issuephoto_issue_id_9c915191 ON public.issues_issuephoto USING btree (issue_id);

CREATE INDEX issues_issuephoto_uploaded_by_id_9b77ae0c ON public.issues_issuephoto USING btree (uploaded_by_id);

CREATE INDEX issues_savedview_user_id_0dc9d24a ON public.issues_savedview USING btree (user_id);

CREATE INDEX journal_ent_by_id_aee1b1_idx ON public.journal_entry USING btree (by_id, id DESC);

CREATE INDEX journal_ent_subject_57ed95_idx ON public.journal_entry USING btree (subject, id);

CREATE INDEX journal_entry_by_id_2d8e40aa ON public.journal_entry USING btree (by_id);

CREATE INDEX journal_entry_on_behalf_of_id_ab7f0c21 ON public.journal_entry USING btree (on_behalf_of_id);

CREATE INDEX letter_kind ON public.notifications_letter USING btree (kind, created_at);

CREATE INDEX letter_made ON public.notifications_letter USING btree (created_at);

CREATE INDEX letter_subject ON public.notifications_letter USING btree (subject);

CREATE INDEX letter_whole ON public.notifications_letter USING btree (created_at) WHERE (NOT is_thinned);

CREATE INDEX meeting_newest ON public.committees_meeting USING btree (starts_at DESC, id DESC);

CREATE INDEX meeting_not_over ON public.committees_meeting USING btree (ends_at) WHERE (NOT ((state)::text = 'closed'::text));

CREATE UNIQUE INDEX meeting_once_for_a_day_of_a_series ON public.committees_meeting USING btree (series_id, series_on) WHERE (series_id IS NOT NULL);

CREATE INDEX meeting_to_come ON public.committees_meeting USING btree (starts_at, id) WHERE ((state)::text = 'convened'::text);

CREATE UNIQUE INDEX membership_once_at_a_time ON public.buildings_membership USING btree (user_id, organisation_id) WHERE (ended_on IS NULL);

CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);

CREATE UNIQUE INDEX motion_one_draft_for_an_item ON public.committees_motion USING btree (item_id) WHERE ((state)::text = 'draft'::text);

CREATE UNIQUE INDEX motion_one_vote_at_a_time ON public.committees_motion USING btree (meeting_id) WHERE ((state)::text = 'voting'::text);

CREATE INDEX notice_in_hand ON public.notices_notice USING btree (organisation_id) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'review'::character varying])::text[]));

CREATE INDEX notice_must_at_place ON public.notices_noticeplace USING btree (place_id, expires_at) WHERE (must_reach AND (publish_at IS NOT NULL));

CREATE INDEX notice_newest ON public.notices_notice USING btree (publish_at DESC, id DESC) WHERE ((state)::text = 'published'::text);

CREATE INDEX notice_newest_at_place ON public.notices_noticeplace USING btree (place_id, publish_at DESC, notice_id DESC) WHERE (publish_at IS NOT NULL);

CREATE INDEX notice_newest_in_area ON public.notices_noticeplace USING btree (area_id, publish_at DESC, notice_id DESC) WHERE (publish_at IS NOT NULL);

CREATE INDEX notice_of_a_kind ON public.notices_notice USING btree (category, publish_at DESC, id DESC) WHERE ((state)::text = 'published'::text);

CREATE INDEX notice_posting_ends ON public.notices_notice USING btree (expires_at, id) WHERE (((category)::text = 'posting'::text) AND (expires_at IS NOT NULL) AND ((state)::text = 'published'::text));

CREATE INDEX notice_to_announce ON public.notices_notice USING btree (publish_at) WHERE ((announced_at IS NULL) AND ((state)::text = 'published'::text));

CREATE INDEX notice_to_repeat ON public.notices_notice USING btree (repeat_at) WHERE (repeat_at IS NOT NULL);

CREATE INDEX notice_urgent ON public.notices_notice USING btree (publish_at DESC, id DESC) WHERE (is_urgent AND ((state)::text = 'published'::text));

CREATE INDEX notices_boardphoto_by_id_f8a53a78 ON public.notices_boardphoto USING btree (by_id);

CREATE INDEX notices_boardphoto_notice_id_5481d689 ON public.notices_boardphoto USING btree (notice_id);

CREATE INDEX notices_boardphoto_place_id_011fee46 ON public.notices_boardphoto USING btree (place_id);

CREATE INDEX notices_grouprobot_place_id_27721e98 ON public.notices_grouprobot USING btree (place_id);

CREATE INDEX notices_notice_author_id_99ebb3e0 ON public.notices_notice USING btree (author_id);

CREATE INDEX notices_notice_confirmed_by_id_38cb6cba ON public.notices_notice USING btree (confirmed_by_id);

CREATE INDEX notices_notice_organisation_id_2ca9aa8b ON public.notices_notice USING btree (organisation_id);

CREATE INDEX notices_notice_search ON public.notices_notice USING gin (public.linli_grams(search_text)) WITH (fastupdate=off);

CREATE INDEX notices_notice_submitted_by_id_1f78194c ON public.notices_notice USING btree (submitted_by_id);

CREATE INDEX notices_noticecomment_answered_by_id_f01ca296 ON public.notices_noticecomment USING btree (answered_by_id);

CREATE INDEX notices_noticecomment_by_id_4cf67ca9 ON public.notices_noticecomment USING btree (by_id);

CREATE INDEX notices_noticecomment_hidden_by_id_8a51e36d ON public.notices_noticecomment USING btree (hidden_by_id);

CREATE INDEX notices_noticecomment_notice_id_9b0a7542 ON public.notices_noticecomment USING btree (notice_id);

CREATE INDEX notices_noticefile_by_id_d27756f6 ON public.notices_noticefile USING btree (by_id);

CREATE INDEX notices_noticefile_notice_id_96f29c04 ON public.notices_noticefile USING btree (notice_id);

CREATE INDEX notices_noticeplace_dwelling_id_742404e6 ON public.notices_noticeplace USING btree (dwelling_id);

CREATE INDEX notices_noticeplace_notice_id_66c29d11 ON public.notices_noticeplace USING btree (notice_id);

CREATE INDEX notices_noticeplace_place_id_bf29e318 ON public.notices_noticeplace USING btree (place_id);

CREATE INDEX notices_noticeread_notice_id_5941bd4b ON public.notices_noticeread USING btree (notice_id);

CREATE INDEX notices_noticeread_user_id_f1169606 ON public.notices_noticeread USING btree (user_id);

CREATE INDEX notices_noticeshare_notice_id_bca563a8 ON public.notices_noticeshare USING btree (notice_id);

CREATE INDEX notices_told_by_id_40eea7eb ON public.notices_told USING btree (by_id);

CREATE INDEX notices_told_dwelling_id_dc564a51 ON public.notices_told USING btree (dwelling_id);

CREATE INDEX notices_told_notice_id_db67de68 ON public.notices_told USING btree (notice_id);

CREATE INDEX notifications_addressmark_cleared_by_id_4aa357af ON public.notifications_addressmark USING btree (cleared_by_id);

CREATE INDEX notifications_letter_event_id_bdd0dd3d ON public.notifications_letter USING btree (event_id);

CREATE INDEX notifications_preference_user_id_c839c2d6 ON public.notifications_preference USING btree (user_id);

CREATE INDEX notifications_pushdevice_endpoint_0e3ae846_like ON public.notifications_pushdevice USING btree (endpoint varchar_pattern_ops);

CREATE INDEX notifications_pushdevice_user_id_8ed419a9 ON public.notifications_pushdevice USING btree (user_id);

CREATE INDEX notifications_robot_made_by_id_7416cd8a ON public.notifications_robot USING btree (made_by_id);

CREATE INDEX ownership_ended ON public.buildings_ownership USING btree (dwelling_id) WHERE (ended_on IS NOT NULL);

CREATE UNIQUE INDEX ownership_once_at_a_time ON public.buildings_ownership USING btree (dwelling_id, owner_name) WHERE (ended_on IS NULL);

CREATE UNIQUE INDEX paper_one_of_an_elector ON public.ballots_paper USING btree (elector_id) WHERE ((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('differs'::character varying)::text, ('counted'::character varying)::text]));

CREATE INDEX people_consent_user_id_1c4309de ON public.people_consent USING btree (user_id);

CREATE INDEX people_user_email_1f424fe4_like ON public.people_user USING btree (email varchar_pattern_ops);

CREATE INDEX people_user_groups_group_id_1f0237d0 ON public.people_user_groups USING btree (group_id);

CREATE INDEX people_user_groups_user_id_290df956 ON public.people_user_groups USING btree (user_id);

CREATE INDEX people_user_phone_5ea112eb_like ON public.people_user USING btree (phone varchar_pattern_ops);

CREATE INDEX people_user_user_permissions_permission_id_55f01ef0 ON public.people_user_user_permissions USING btree (permission_id);

CREATE INDEX people_user_user_permissions_user_id_7d19557b ON public.people_user_user_permissions USING btree (user_id);

CREATE INDEX person_runs_the_site ON public.people_user USING btree (id) WHERE (is_staff OR is_superuser);

CREATE INDEX place_on_top ON public.buildings_place USING btree (kind) WHERE ((kind)::text = ANY ((ARRAY['street'::character varying, 'community'::character varying])::text[]));

CREATE INDEX place_path_prefix ON public.buildings_place USING btree (path text_pattern_ops);

CREATE INDEX proposal_at_place ON public.ballots_proposal USING btree (place_id, state);

CREATE INDEX proposal_step_due ON public.ballots_proposalstep USING btree (due_on) WHERE (done_at IS NULL);

CREATE INDEX proposal_waits_for_answer ON public.ballots_proposal USING btree (answer_due_on) WHERE ((state)::text = 'checking'::text);

CREATE UNIQUE INDEX proxy_one_at_a_time ON public.ballots_proxy USING btree (elector_id) WHERE (ended_at IS NULL);

CREATE INDEX push_device_alive ON public.notifications_pushdevice USING btree (user_id) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX residency_once_at_a_time ON public.buildings_residency USING btree (user_id, dwelling_id, kind) WHERE (ended_on IS NULL);

CREATE INDEX result_posted_when ON public.ballots_result USING btree (posted_at);

CREATE UNIQUE INDEX roll_correction_one_proposed ON public.ballots_proposedcorrection USING btree (elector_id) WHERE (ended_at IS NULL);

CREATE INDEX roll_voter_of_user ON public.ballots_rollvoter USING btree (user_id, elector_id);

CREATE UNIQUE INDEX seat_number_once_in_a_council ON public.committees_councilseat USING btree (council_id, number) WHERE (ended_on IS NULL);

CREATE UNIQUE INDEX seat_one_for_a_member ON public.committees_councilseat USING btree (holder_id) WHERE ((ended_on IS NULL) AND (holder_id IS NOT NULL));

CREATE UNIQUE INDEX service_once_at_a_time ON public.buildings_service USING btree (organisation_id, place_id) WHERE (ended_on IS NULL);

CREATE INDEX socialaccount_socialaccount_user_id_8146e70c ON public.socialaccount_socialaccount USING btree (user_id);

CREATE INDEX socialaccount_socialtoken_account_id_951f210e ON public.socialaccount_socialtoken USING btree (account_id);

CREATE INDEX socialaccount_socialtoken_app_id_636a42d7 ON public.socialaccount_socialtoken USING btree (app_id);

CREATE UNIQUE INDEX speech_one_hand_at_a_time ON public.committees_speech USING btree (item_id, attendance_id) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX speech_one_speaks ON public.committees_speech USING btree (meeting_id) WHERE ((ended_at IS NULL) AND (started_at IS NOT NULL));

CREATE INDEX tally_by_place ON public.issues_tally USING btree (place_id, day);

CREATE INDEX tally_fresh ON public.issues_tally USING btree (place_id, day) WHERE is_fresh;

CREATE UNIQUE INDEX topic_once_for_an_open_issue ON public.committees_topic USING btree (issue_id) WHERE ((issue_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['raised'::character varying, 'ready'::character varying, 'scheduled'::character varying])::text[])));

CREATE INDEX topic_tray ON public.committees_topic USING btree (place_id, state);

CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));

CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";

CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;

CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON public.usersessions_usersession USING btree (session_key varchar_pattern_ops);

CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON public.usersessions_usersession USING btree (user_id);

CREATE UNIQUE INDEX vote_once_for_a_delegate ON public.committees_motionvote USING btree (motion_id, invitation_id) WHERE (invitation_id IS NOT NULL);

CREATE UNIQUE INDEX vote_one_of_an_elector ON public.ballots_vote USING btree (elector_id) WHERE (replaced_at IS NULL);

CREATE UNIQUE INDEX vote_one_row_for_a_choice ON public.committees_motionvote USING btree (motion_id, party_id, choice) WHERE (invitation_id IS NULL);

CREATE TRIGGER action_report_is_final BEFORE DELETE OR UPDATE ON public.committees_actionreport FOR EACH ROW EXECUTE FUNCTION public.committees_word_is_final();

CREATE TRIGGER address_knows BEFORE INSERT OR UPDATE OF notice_id, place_id ON public.notices_noticeplace FOR EACH ROW EXECUTE FUNCTION public.notices_address_knows();

CREATE TRIGGER addresses_moved AFTER UPDATE ON public.buildings_place FOR EACH ROW WHEN (((old.path)::text IS DISTINCT FROM (new.path)::text)) EXECUTE FUNCTION public.notices_move_addresses();

CREATE TRIGGER addresses_told AFTER UPDATE OF state, publish_at, expires_at, asks_acknowledgement, is_urgent ON public.notices_notice FOR EACH ROW WHEN (((((((old.state)::text IS DISTINCT FROM (new.state)::text) OR (old.publish_at IS DISTINCT FROM new.publish_at)) OR (old.expires_at IS DISTINCT FROM new.expires_at)) OR (old.asks_acknowledgement IS DISTINCT FROM new.asks_acknowledgement)) OR (old.is_urgent IS DISTINCT FROM new.is_urgent))) EXECUTE FUNCTION public.notices_tell_addresses();

CREATE TRIGGER agent_stands_for_few BEFORE INSERT ON public.ballots_proxy FOR EACH ROW EXECUTE FUNCTION public.ballots_agent_stands_for_few();

CREATE TRIGGER ballot_is_frozen BEFORE DELETE OR UPDATE ON public.ballots_ballot FOR EACH ROW EXECUTE FUNCTION public.ballots_ballot_is_frozen();

CREATE TRIGGER box_is_shut BEFORE INSERT OR DELETE OR UPDATE ON public.ballots_secretbox FOR EACH ROW EXECUTE FUNCTION public.ballots_box_is_shut();

CREATE TRIGGER calling_off_is_answered_once BEFORE DELETE OR UPDATE ON public.ballots_callingoff FOR EACH ROW EXECUTE FUNCTION public.ballots_asked_is_answered_once();

CREATE TRIGGER captain_renamed AFTER UPDATE OF display_name ON public.people_user FOR EACH ROW WHEN (((old.display_name)::text IS DISTINCT FROM (new.display_name)::text)) EXECUTE FUNCTION public.buildings_person_renamed();

CREATE TRIGGER captaincy_words BEFORE INSERT OR UPDATE OF place_id, user_id ON public.buildings_captaincy FOR EACH ROW EXECUTE FUNCTION public.buildings_captaincy_set_words();

CREATE TRIGGER confirmation_is_final BEFORE DELETE OR UPDATE ON public.committees_confirmation FOR EACH ROW EXECUTE FUNCTION public.committees_word_is_final();

CREATE TRIGGER correction_is_answered_once BEFORE DELETE OR UPDATE ON public.ballots_proposedcorrection FOR EACH ROW EXECUTE FUNCTION public.ballots_asked_is_answered_once();

CREATE TRIGGER correction_takes_two BEFORE INSERT ON public.ballots_rollcorrection FOR EACH ROW EXECUTE FUNCTION public.ballots_correction_takes_two();

CREATE TRIGGER counted_is_called_off_by_two BEFORE UPDATE ON public.ballots_ballot FOR EACH ROW EXECUTE FUNCTION public.ballots_counted_is_called_off_by_two();

CREATE TRIGGER dissuasion_is_final BEFORE DELETE OR UPDATE ON public.issues_dissuasionrecord FOR EACH ROW EXECUTE FUNCTION public.issues_dissuasion_is_final();

CREATE CONSTRAINT TRIGGER elector_change_says_why AFTER INSERT OR UPDATE ON public.ballots_elector DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.ballots_elector_change_says_why();

CREATE TRIGGER elector_is_frozen BEFORE INSERT OR DELETE OR UPDATE ON public.ballots_elector FOR EACH ROW EXECUTE FUNCTION public.ballots_elector_is_frozen();

CREATE TRIGGER entry_is_final BEFORE DELETE OR UPDATE ON public.journal_entry FOR EACH ROW EXECUTE FUNCTION public.journal_entry_is_final();

CREATE TRIGGER erratum_is_final BEFORE DELETE OR UPDATE ON public.committees_erratum FOR EACH ROW EXECUTE FUNCTION public.committees_word_is_final();

CREATE TRIGGER event_is_final BEFORE DELETE OR UPDATE ON public.issues_issueevent FOR EACH ROW EXECUTE FUNCTION public.issues_event_is_final();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.buildings_captaincy FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.buildings_dwelling FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.buildings_membership FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.buildings_organisation FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.buildings_place FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.buildings_residency FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.buildings_service FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.committees_actionitem FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.committees_agendaitem FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.committees_attendance FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.committees_erratum FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.committees_invitation FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.committees_meeting FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.committees_meetingkind FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.committees_minutes FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.committees_party FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.committees_publicposting FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.committees_resolution FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.issues_issue FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.notices_boardphoto FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.notices_notice FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.notices_noticecomment FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.notices_noticefile FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.notices_noticeplace FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER kit_noted AFTER INSERT OR DELETE OR UPDATE OF display_name, is_active, phone OR TRUNCATE ON public.people_user FOR EACH STATEMENT EXECUTE FUNCTION public.kit_note_change();

CREATE TRIGGER lot_is_final BEFORE DELETE OR UPDATE ON public.ballots_lot FOR EACH ROW EXECUTE FUNCTION public.ballots_record_is_final();

CREATE TRIGGER member_renamed AFTER UPDATE OF display_name ON public.people_user FOR EACH ROW WHEN (((old.display_name)::text IS DISTINCT FROM (new.display_name)::text)) EXECUTE FUNCTION public.buildings_member_renamed();

CREATE TRIGGER membership_words BEFORE INSERT OR UPDATE OF user_id, title ON public.buildings_membership FOR EACH ROW EXECUTE FUNCTION public.buildings_membership_set_words();

CREATE TRIGGER minutes_are_final BEFORE DELETE OR UPDATE ON public.committees_minutes FOR EACH ROW EXECUTE FUNCTION public.committees_minutes_are_final();

CREATE TRIGGER no_paper_waits BEFORE UPDATE ON public.ballots_ballot FOR EACH ROW EXECUTE FUNCTION public.ballots_no_paper_waits();

CREATE TRIGGER option_is_frozen BEFORE INSERT OR DELETE OR UPDATE ON public.ballots_option FOR EACH ROW EXECUTE FUNCTION public.ballots_option_is_frozen();

CREATE TRIGGER paper_is_in_time BEFORE INSERT OR UPDATE ON public.ballots_paper FOR EACH ROW EXECUTE FUNCTION public.ballots_paper_is_in_time();

CREATE TRIGGER paper_is_in_time BEFORE INSERT OR UPDATE ON public.ballots_secretbox FOR EACH ROW EXECUTE FUNCTION public.ballots_paper_is_in_time();

CREATE TRIGGER paper_is_in_time BEFORE INSERT OR UPDATE ON public.ballots_secretpaper FOR EACH ROW EXECUTE FUNCTION public.ballots_paper_is_in_time();

CREATE TRIGGER place_path BEFORE INSERT OR UPDATE ON public.buildings_place FOR EACH ROW EXECUTE FUNCTION public.buildings_place_set_path();

CREATE TRIGGER place_path_below AFTER UPDATE ON public.buildings_place FOR EACH ROW WHEN (((old.path)::text IS DISTINCT FROM (new.path)::text)) EXECUTE FUNCTION public.buildings_place_carry_children();

CREATE TRIGGER place_renamed AFTER UPDATE OF name, parent_id ON public.buildings_place FOR EACH ROW WHEN ((((old.name)::text IS DISTINCT FROM (new.name)::text) OR (old.parent_id IS DISTINCT FROM new.parent_id))) EXECUTE FUNCTION public.buildings_place_renamed();

CREATE TRIGGER place_words BEFORE INSERT OR UPDATE OF name, address, parent_id ON public.buildings_place FOR EACH ROW EXECUTE FUNCTION public.buildings_place_set_words();

CREATE TRIGGER proxy_is_final BEFORE DELETE OR UPDATE ON public.ballots_proxy FOR EACH ROW EXECUTE FUNCTION public.ballots_proxy_is_final();

CREATE TRIGGER proxy_of_participation_holds BEFORE INSERT OR UPDATE ON public.ballots_participation FOR EACH ROW EXECUTE FUNCTION public.ballots_proxy_of_participation_holds();

CREATE TRIGGER proxy_of_vote_holds BEFORE INSERT ON public.ballots_vote FOR EACH ROW EXECUTE FUNCTION public.ballots_proxy_of_vote_holds();

CREATE TRIGGER result_is_final BEFORE DELETE OR UPDATE ON public.ballots_result FOR EACH ROW EXECUTE FUNCTION public.ballots_result_is_final();

CREATE TRIGGER roll_correction_is_final BEFORE DELETE OR UPDATE ON public.ballots_rollcorrection FOR EACH ROW EXECUTE FUNCTION public.ballots_record_is_final();

CREATE TRIGGER roll_home_is_frozen BEFORE INSERT OR DELETE OR UPDATE ON public.ballots_rollhome FOR EACH ROW EXECUTE FUNCTION public.ballots_roll_part_is_frozen();

CREATE TRIGGER roll_voter_is_frozen BEFORE INSERT OR DELETE OR UPDATE ON public.ballots_rollvoter FOR EACH ROW EXECUTE FUNCTION public.ballots_roll_part_is_frozen();

CREATE TRIGGER seat_holder_renamed AFTER UPDATE OF display_name ON public.people_user FOR EACH ROW WHEN (((old.display_name)::text IS DISTINCT FROM (new.display_name)::text)) EXECUTE FUNCTION public.committees_holder_renamed();

CREATE TRIGGER seat_words BEFORE INSERT OR UPDATE OF holder_id, duty ON public.committees_councilseat FOR EACH ROW EXECUTE FUNCTION public.committees_seat_set_words();

CREATE TRIGGER takes_part_once BEFORE INSERT OR DELETE OR UPDATE ON public.ballots_participation FOR EACH ROW EXECUTE FUNCTION public.ballots_takes_part_once();

CREATE TRIGGER tally_changed AFTER UPDATE ON public.issues_issue REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.issues_tally_keep();

CREATE TRIGGER tally_gone AFTER DELETE ON public.issues_issue REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.issues_tally_keep();

CREATE TRIGGER tally_moved AFTER UPDATE ON public.buildings_place FOR EACH ROW WHEN (((old.path)::text IS DISTINCT FROM (new.path)::text)) EXECUTE FUNCTION public.issues_tally_move();

CREATE TRIGGER tally_new AFTER INSERT ON public.issues_issue REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.issues_tally_keep();

CREATE TRIGGER vote_is_final BEFORE INSERT OR DELETE OR UPDATE ON public.ballots_vote FOR EACH ROW EXECUTE FUNCTION public.ballots_vote_is_final();

CREATE TRIGGER voter_stands_in_correction BEFORE INSERT OR UPDATE ON public.ballots_rollvoter FOR EACH ROW EXECUTE FUNCTION public.ballots_voter_stands_in_correction();

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_agreement
    ADD CONSTRAINT ballots_agreement_comment_id_e3b83848_fk_ballots_comment_id FOREIGN KEY (comment_id) REFERENCES public.ballots_comment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_agreement
    ADD CONSTRAINT ballots_agreement_user_id_dc1412bf_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_announced_by_id_becdd3d7_fk_people_user_id FOREIGN KEY (announced_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_created_by_id_ce20d72b_fk_people_user_id FOREIGN KEY (created_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_elected_to_id_7f46d08a_fk_buildings FOREIGN KEY (elected_to_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_matter_id_1834d822_fk_ballots_matter_id FOREIGN KEY (matter_id) REFERENCES public.ballots_matter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_members_of_id_f5dbbfd3_fk_buildings FOREIGN KEY (members_of_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_notice_id_2ede9af2_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_organisation_id_84084ec7_fk_buildings FOREIGN KEY (organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_papers_in_by_id_cbd817ca_fk_people_user_id FOREIGN KEY (papers_in_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_place_id_e6dd2e0f_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_proposal_id_7300f7d9_fk_ballots_proposal_id FOREIGN KEY (proposal_id) REFERENCES public.ballots_proposal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_resolution_id_3d0dd909_fk_committee FOREIGN KEY (resolution_id) REFERENCES public.committees_resolution(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_ballot
    ADD CONSTRAINT ballots_ballot_voided_by_id_7467d01b_fk_people_user_id FOREIGN KEY (voided_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_callingoff
    ADD CONSTRAINT ballots_callingoff_ballot_id_ad646f31_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_callingoff
    ADD CONSTRAINT ballots_callingoff_by_id_f76d5cb0_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_callingoff
    ADD CONSTRAINT ballots_callingoff_confirmed_by_id_70280e62_fk_people_user_id FOREIGN KEY (confirmed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_callingoff
    ADD CONSTRAINT ballots_callingoff_refused_by_id_b409827d_fk_people_user_id FOREIGN KEY (refused_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_candidate
    ADD CONSTRAINT ballots_candidate_ballot_id_470e5064_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_candidate
    ADD CONSTRAINT ballots_candidate_nominated_by_id_b7cfbcc9_fk_people_user_id FOREIGN KEY (nominated_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_candidate
    ADD CONSTRAINT ballots_candidate_option_id_f4b392be_fk_ballots_option_id FOREIGN KEY (option_id) REFERENCES public.ballots_option(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_candidate
    ADD CONSTRAINT ballots_candidate_user_id_c72a256e_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_comment
    ADD CONSTRAINT ballots_comment_answers_id_b28efa6f_fk_ballots_comment_id FOREIGN KEY (answers_id) REFERENCES public.ballots_comment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_comment
    ADD CONSTRAINT ballots_comment_appeal_decided_by_id_298067ab_fk_people_user_id FOREIGN KEY (appeal_decided_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_comment
    ADD CONSTRAINT ballots_comment_author_id_b319ddcf_fk_people_user_id FOREIGN KEY (author_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_comment
    ADD CONSTRAINT ballots_comment_deliberation_id_60c9d4ac_fk_ballots_d FOREIGN KEY (deliberation_id) REFERENCES public.ballots_deliberation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_comment
    ADD CONSTRAINT ballots_comment_hidden_by_id_8ea08dfd_fk_people_user_id FOREIGN KEY (hidden_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_comment
    ADD CONSTRAINT ballots_comment_proposal_id_741d2e7d_fk_ballots_proposal_id FOREIGN KEY (proposal_id) REFERENCES public.ballots_proposal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_deliberation
    ADD CONSTRAINT ballots_deliberation_host_id_77db3fef_fk_people_user_id FOREIGN KEY (host_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_deliberation
    ADD CONSTRAINT ballots_deliberation_proposal_id_674e3599_fk_ballots_p FOREIGN KEY (proposal_id) REFERENCES public.ballots_proposal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_deliberation
    ADD CONSTRAINT ballots_deliberation_summed_up_by_id_9497a3fc_fk_people_user_id FOREIGN KEY (summed_up_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_delivery
    ADD CONSTRAINT ballots_delivery_by_id_820c243b_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_delivery
    ADD CONSTRAINT ballots_delivery_elector_id_88047c5f_fk_ballots_elector_id FOREIGN KEY (elector_id) REFERENCES public.ballots_elector(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_delivery
    ADD CONSTRAINT ballots_delivery_home_id_83a59630_fk_ballots_rollhome_id FOREIGN KEY (home_id) REFERENCES public.ballots_rollhome(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_elector
    ADD CONSTRAINT ballots_elector_ballot_id_8db2a398_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_elector
    ADD CONSTRAINT ballots_elector_place_id_701f4179_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_endorsement
    ADD CONSTRAINT ballots_endorsement_proposal_id_1028aac3_fk_ballots_proposal_id FOREIGN KEY (proposal_id) REFERENCES public.ballots_proposal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_endorsement
    ADD CONSTRAINT ballots_endorsement_user_id_6ef8272b_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_lot
    ADD CONSTRAINT ballots_lot_ballot_id_4c7327b0_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_lot
    ADD CONSTRAINT ballots_lot_recorded_by_id_b40bfc88_fk_people_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_objection
    ADD CONSTRAINT ballots_objection_answered_by_id_40c4e498_fk_people_user_id FOREIGN KEY (answered_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_objection
    ADD CONSTRAINT ballots_objection_ballot_id_8c3c2b2a_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_objection
    ADD CONSTRAINT ballots_objection_by_id_fea938be_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_objection
    ADD CONSTRAINT ballots_objection_elector_id_7deecc2c_fk_ballots_elector_id FOREIGN KEY (elector_id) REFERENCES public.ballots_elector(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_option
    ADD CONSTRAINT ballots_option_ballot_id_cdbf97bd_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_paper
    ADD CONSTRAINT ballots_paper_ballot_id_cd813603_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_paper
    ADD CONSTRAINT ballots_paper_confirmed_by_id_11a7b969_fk_people_user_id FOREIGN KEY (confirmed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_paper
    ADD CONSTRAINT ballots_paper_elector_id_d75c0595_fk_ballots_elector_id FOREIGN KEY (elector_id) REFERENCES public.ballots_elector(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_paper
    ADD CONSTRAINT ballots_paper_proxy_id_c7354112_fk_ballots_proxy_id FOREIGN KEY (proxy_id) REFERENCES public.ballots_proxy(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_paper
    ADD CONSTRAINT ballots_paper_spoilt_by_id_325a4386_fk_people_user_id FOREIGN KEY (spoilt_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_paper
    ADD CONSTRAINT ballots_paper_spoilt_confirmed_by_id_d13d8f4c_fk_people_user_id FOREIGN KEY (spoilt_confirmed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_paper
    ADD CONSTRAINT ballots_paper_typed_by_id_6224894c_fk_people_user_id FOREIGN KEY (typed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_participation
    ADD CONSTRAINT ballots_participation_ballot_id_46520abd_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_participation
    ADD CONSTRAINT ballots_participation_elector_id_64c4f1fa_fk_ballots_elector_id FOREIGN KEY (elector_id) REFERENCES public.ballots_elector(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_processstep
    ADD CONSTRAINT ballots_processstep_process_id_687b586e_fk_ballots_process_id FOREIGN KEY (process_id) REFERENCES public.ballots_process(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposal
    ADD CONSTRAINT ballots_proposal_answered_by_id_8cd8b1e7_fk_people_user_id FOREIGN KEY (answered_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposal
    ADD CONSTRAINT ballots_proposal_answered_for_id_d77553a0_fk_buildings FOREIGN KEY (answered_for_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposal
    ADD CONSTRAINT ballots_proposal_author_id_49ea0275_fk_people_user_id FOREIGN KEY (author_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposal
    ADD CONSTRAINT ballots_proposal_merged_into_id_7523242b_fk_ballots_proposal_id FOREIGN KEY (merged_into_id) REFERENCES public.ballots_proposal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposal
    ADD CONSTRAINT ballots_proposal_place_id_bdaa83b7_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposal
    ADD CONSTRAINT ballots_proposal_topic_id_981b3d1a_fk_committees_topic_id FOREIGN KEY (topic_id) REFERENCES public.committees_topic(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposalrule
    ADD CONSTRAINT ballots_proposalrule_place_id_0790139c_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposalrule
    ADD CONSTRAINT ballots_proposalrule_set_by_id_6759e193_fk_people_user_id FOREIGN KEY (set_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposalstep
    ADD CONSTRAINT ballots_proposalstep_ballot_id_38d6e5ee_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposalstep
    ADD CONSTRAINT ballots_proposalstep_done_by_id_af83f990_fk_people_user_id FOREIGN KEY (done_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposalstep
    ADD CONSTRAINT ballots_proposalstep_meeting_id_78fc4e65_fk_committee FOREIGN KEY (meeting_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposalstep
    ADD CONSTRAINT ballots_proposalstep_notice_id_e740c3a4_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposalstep
    ADD CONSTRAINT ballots_proposalstep_proposal_id_ebb228a3_fk_ballots_p FOREIGN KEY (proposal_id) REFERENCES public.ballots_proposal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposedcorrection
    ADD CONSTRAINT ballots_proposedcorr_ballot_id_76f93888_fk_ballots_b FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposedcorrection
    ADD CONSTRAINT ballots_proposedcorr_confirmed_by_id_b57d16ed_fk_people_us FOREIGN KEY (confirmed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposedcorrection
    ADD CONSTRAINT ballots_proposedcorr_elector_id_62b5ce12_fk_ballots_e FOREIGN KEY (elector_id) REFERENCES public.ballots_elector(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposedcorrection
    ADD CONSTRAINT ballots_proposedcorr_objection_id_16e2931b_fk_ballots_o FOREIGN KEY (objection_id) REFERENCES public.ballots_objection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposedcorrection
    ADD CONSTRAINT ballots_proposedcorr_refused_by_id_7d1383f3_fk_people_us FOREIGN KEY (refused_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proposedcorrection
    ADD CONSTRAINT ballots_proposedcorrection_by_id_a40abae6_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proxy
    ADD CONSTRAINT ballots_proxy_agent_id_e86d0f02_fk_people_user_id FOREIGN KEY (agent_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proxy
    ADD CONSTRAINT ballots_proxy_ballot_id_f75ea86d_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proxy
    ADD CONSTRAINT ballots_proxy_confirmed_by_id_01a24450_fk_people_user_id FOREIGN KEY (confirmed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proxy
    ADD CONSTRAINT ballots_proxy_elector_id_5369d18f_fk_ballots_elector_id FOREIGN KEY (elector_id) REFERENCES public.ballots_elector(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proxy
    ADD CONSTRAINT ballots_proxy_recorded_by_id_5377a1a2_fk_people_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_proxy
    ADD CONSTRAINT ballots_proxy_refused_by_id_6167b624_fk_people_user_id FOREIGN KEY (refused_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_result
    ADD CONSTRAINT ballots_result_ballot_id_178e55d3_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_result
    ADD CONSTRAINT ballots_result_counted_by_id_b7ca016f_fk_people_user_id FOREIGN KEY (counted_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_result
    ADD CONSTRAINT ballots_result_notice_id_ee54468c_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_rollcorrection
    ADD CONSTRAINT ballots_rollcorrecti_confirmed_by_id_485373ac_fk_people_us FOREIGN KEY (confirmed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_rollcorrection
    ADD CONSTRAINT ballots_rollcorrecti_elector_id_523fb699_fk_ballots_e FOREIGN KEY (elector_id) REFERENCES public.ballots_elector(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_rollcorrection
    ADD CONSTRAINT ballots_rollcorrecti_objection_id_85eddb75_fk_ballots_o FOREIGN KEY (objection_id) REFERENCES public.ballots_objection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_rollcorrection
    ADD CONSTRAINT ballots_rollcorrection_ballot_id_622a687d_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_rollcorrection
    ADD CONSTRAINT ballots_rollcorrection_by_id_51995c82_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_rollhome
    ADD CONSTRAINT ballots_rollhome_ballot_id_fac1a105_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_rollhome
    ADD CONSTRAINT ballots_rollhome_dwelling_id_d51a4f93_fk_buildings_dwelling_id FOREIGN KEY (dwelling_id) REFERENCES public.buildings_dwelling(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_rollhome
    ADD CONSTRAINT ballots_rollhome_elector_id_2bd42956_fk_ballots_elector_id FOREIGN KEY (elector_id) REFERENCES public.ballots_elector(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_rollvoter
    ADD CONSTRAINT ballots_rollvoter_elector_id_0fd1d244_fk_ballots_elector_id FOREIGN KEY (elector_id) REFERENCES public.ballots_elector(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_rollvoter
    ADD CONSTRAINT ballots_rollvoter_user_id_cf4595d1_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_secretbox
    ADD CONSTRAINT ballots_secretbox_ballot_id_e60820d1_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_secretpaper
    ADD CONSTRAINT ballots_secretpaper_ballot_id_3bb5bc9f_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_secretpaper
    ADD CONSTRAINT ballots_secretpaper_confirmed_by_id_3b1d7809_fk_people_user_id FOREIGN KEY (confirmed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_secretpaper
    ADD CONSTRAINT ballots_secretpaper_spoilt_by_id_65cfec6a_fk_people_user_id FOREIGN KEY (spoilt_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_secretpaper
    ADD CONSTRAINT ballots_secretpaper_spoilt_confirmed_by__a189d468_fk_people_us FOREIGN KEY (spoilt_confirmed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_secretpaper
    ADD CONSTRAINT ballots_secretpaper_typed_by_id_c7e0dca5_fk_people_user_id FOREIGN KEY (typed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_vote
    ADD CONSTRAINT ballots_vote_ballot_id_c84e8abf_fk_ballots_ballot_id FOREIGN KEY (ballot_id) REFERENCES public.ballots_ballot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_vote
    ADD CONSTRAINT ballots_vote_cast_by_id_7e9bb310_fk_people_user_id FOREIGN KEY (cast_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_vote
    ADD CONSTRAINT ballots_vote_elector_id_7301afdf_fk_ballots_elector_id FOREIGN KEY (elector_id) REFERENCES public.ballots_elector(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_vote
    ADD CONSTRAINT ballots_vote_paper_id_a80edffe_fk_ballots_paper_id FOREIGN KEY (paper_id) REFERENCES public.ballots_paper(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ballots_vote
    ADD CONSTRAINT ballots_vote_proxy_id_2c3bce04_fk_ballots_proxy_id FOREIGN KEY (proxy_id) REFERENCES public.ballots_proxy(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_captaincy
    ADD CONSTRAINT buildings_captaincy_appointed_by_id_e8e250b5_fk_people_user_id FOREIGN KEY (appointed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_captaincy
    ADD CONSTRAINT buildings_captaincy_place_id_16a6a5f0_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_captaincy
    ADD CONSTRAINT buildings_captaincy_user_id_2883e328_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_doorcode
    ADD CONSTRAINT buildings_doorcode_dwelling_id_c723c4c5_fk_buildings FOREIGN KEY (dwelling_id) REFERENCES public.buildings_dwelling(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_doorcode
    ADD CONSTRAINT buildings_doorcode_made_by_id_15600a8d_fk_people_user_id FOREIGN KEY (made_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_doorcode
    ADD CONSTRAINT buildings_doorcode_used_by_id_2da3120f_fk_people_user_id FOREIGN KEY (used_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_doortry
    ADD CONSTRAINT buildings_doortry_user_id_824c5d71_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_dwelling
    ADD CONSTRAINT buildings_dwelling_place_id_b135036a_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_membership
    ADD CONSTRAINT buildings_membership_organisation_id_f5bdf7e4_fk_buildings FOREIGN KEY (organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_membership
    ADD CONSTRAINT buildings_membership_user_id_b76650cf_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_ownership
    ADD CONSTRAINT buildings_ownership_dwelling_id_da1b999e_fk_buildings FOREIGN KEY (dwelling_id) REFERENCES public.buildings_dwelling(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_place
    ADD CONSTRAINT buildings_place_parent_id_64b25b53_fk_buildings_place_id FOREIGN KEY (parent_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_residency
    ADD CONSTRAINT buildings_residency_dwelling_id_300e50fa_fk_buildings FOREIGN KEY (dwelling_id) REFERENCES public.buildings_dwelling(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_residency
    ADD CONSTRAINT buildings_residency_guardian_id_452d46e6_fk_people_user_id FOREIGN KEY (guardian_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_residency
    ADD CONSTRAINT buildings_residency_user_id_659de1f0_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_residency
    ADD CONSTRAINT buildings_residency_verified_by_id_e2434df8_fk_people_user_id FOREIGN KEY (verified_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_residencyclaim
    ADD CONSTRAINT buildings_residencyc_decided_by_id_27dde00a_fk_people_us FOREIGN KEY (decided_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_residencyclaim
    ADD CONSTRAINT buildings_residencyc_dwelling_id_8ad27400_fk_buildings FOREIGN KEY (dwelling_id) REFERENCES public.buildings_dwelling(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_residencyclaim
    ADD CONSTRAINT buildings_residencyc_residency_id_3fc271a3_fk_buildings FOREIGN KEY (residency_id) REFERENCES public.buildings_residency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_residencyclaim
    ADD CONSTRAINT buildings_residencyc_vouched_by_id_1595c496_fk_people_us FOREIGN KEY (vouched_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_residencyclaim
    ADD CONSTRAINT buildings_residencyclaim_guardian_id_8caf2188_fk_people_user_id FOREIGN KEY (guardian_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_residencyclaim
    ADD CONSTRAINT buildings_residencyclaim_user_id_dc3485c4_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_service
    ADD CONSTRAINT buildings_service_organisation_id_db02f3e0_fk_buildings FOREIGN KEY (organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_service
    ADD CONSTRAINT buildings_service_place_id_158602d3_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_stillhere
    ADD CONSTRAINT buildings_stillhere_ownership_id_5a581fbe_fk_buildings FOREIGN KEY (ownership_id) REFERENCES public.buildings_ownership(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_stillhere
    ADD CONSTRAINT buildings_stillhere_said_by_id_cf7477de_fk_people_user_id FOREIGN KEY (said_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.buildings_stillhere
    ADD CONSTRAINT buildings_stillhere_user_id_60cf8fa1_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_actionitem
    ADD CONSTRAINT committees_actionite_meeting_id_3f3c05b0_fk_committee FOREIGN KEY (meeting_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_actionitem
    ADD CONSTRAINT committees_actionite_organisation_id_d0c6ac1d_fk_buildings FOREIGN KEY (organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_actionitem
    ADD CONSTRAINT committees_actionite_resolution_id_3e94108e_fk_committee FOREIGN KEY (resolution_id) REFERENCES public.committees_resolution(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_actionitem
    ADD CONSTRAINT committees_actionitem_accepted_by_id_dd1907cf_fk_people_user_id FOREIGN KEY (accepted_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_actionitem
    ADD CONSTRAINT committees_actionitem_person_id_fb2e7f1b_fk_people_user_id FOREIGN KEY (person_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_actionphoto
    ADD CONSTRAINT committees_actionpho_report_id_9476620a_fk_committee FOREIGN KEY (report_id) REFERENCES public.committees_actionreport(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_actionreport
    ADD CONSTRAINT committees_actionrep_action_item_id_48253430_fk_committee FOREIGN KEY (action_item_id) REFERENCES public.committees_actionitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_actionreport
    ADD CONSTRAINT committees_actionrep_meeting_id_5770c941_fk_committee FOREIGN KEY (meeting_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_actionreport
    ADD CONSTRAINT committees_actionreport_by_id_4deb8f30_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_agendaitem
    ADD CONSTRAINT committees_agendaite_meeting_id_ab7ea00a_fk_committee FOREIGN KEY (meeting_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_agendaitem
    ADD CONSTRAINT committees_agendaitem_issue_id_21e45a20_fk_issues_issue_id FOREIGN KEY (issue_id) REFERENCES public.issues_issue(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_agendaitem
    ADD CONSTRAINT committees_agendaitem_topic_id_7ca3fc6b_fk_committees_topic_id FOREIGN KEY (topic_id) REFERENCES public.committees_topic(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_agendapaper
    ADD CONSTRAINT committees_agendapap_item_id_b03c97b8_fk_committee FOREIGN KEY (item_id) REFERENCES public.committees_agendaitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_agendapaper
    ADD CONSTRAINT committees_agendapap_uploaded_by_id_59b111ab_fk_people_us FOREIGN KEY (uploaded_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_attendance
    ADD CONSTRAINT committees_attendanc_invitation_id_c9b20dab_fk_committee FOREIGN KEY (invitation_id) REFERENCES public.committees_invitation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_attendance
    ADD CONSTRAINT committees_attendanc_meeting_id_4507c07f_fk_committee FOREIGN KEY (meeting_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_attendance
    ADD CONSTRAINT committees_attendance_noted_by_id_5e479afe_fk_people_user_id FOREIGN KEY (noted_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_attendance
    ADD CONSTRAINT committees_attendance_party_id_3ff7a0ce_fk_committees_party_id FOREIGN KEY (party_id) REFERENCES public.committees_party(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_calendaraddress
    ADD CONSTRAINT committees_calendaraddress_user_id_1cc346cf_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_charter
    ADD CONSTRAINT committees_charter_council_id_d3b91ace_fk_buildings FOREIGN KEY (council_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_confirmation
    ADD CONSTRAINT committees_confirmat_minutes_id_b02e490f_fk_committee FOREIGN KEY (minutes_id) REFERENCES public.committees_minutes(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_confirmation
    ADD CONSTRAINT committees_confirmat_party_id_7274b71f_fk_committee FOREIGN KEY (party_id) REFERENCES public.committees_party(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_confirmation
    ADD CONSTRAINT committees_confirmation_by_id_bbf47b19_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_councilseat
    ADD CONSTRAINT committees_councilse_council_id_1bb5aa4f_fk_buildings FOREIGN KEY (council_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_councilseat
    ADD CONSTRAINT committees_councilse_holder_id_6b631222_fk_buildings FOREIGN KEY (holder_id) REFERENCES public.buildings_membership(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_councilseat
    ADD CONSTRAINT committees_councilse_substitute_id_3d1c0967_fk_buildings FOREIGN KEY (substitute_id) REFERENCES public.buildings_membership(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_councilseat
    ADD CONSTRAINT committees_councilse_succeeds_id_9b902366_fk_committee FOREIGN KEY (succeeds_id) REFERENCES public.committees_councilseat(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_endorsement
    ADD CONSTRAINT committees_endorsement_topic_id_29dad245_fk_committees_topic_id FOREIGN KEY (topic_id) REFERENCES public.committees_topic(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_endorsement
    ADD CONSTRAINT committees_endorsement_user_id_6ee26f26_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_erratum
    ADD CONSTRAINT committees_erratum_by_id_bc1ce915_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_erratum
    ADD CONSTRAINT committees_erratum_minutes_id_be891dfd_fk_committees_minutes_id FOREIGN KEY (minutes_id) REFERENCES public.committees_minutes(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_invitation
    ADD CONSTRAINT committees_invitatio_meeting_id_26619a6a_fk_committee FOREIGN KEY (meeting_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_invitation
    ADD CONSTRAINT committees_invitatio_stands_in_for_id_f535f605_fk_committee FOREIGN KEY (stands_in_for_id) REFERENCES public.committees_invitation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_invitation
    ADD CONSTRAINT committees_invitation_party_id_44e8b718_fk_committees_party_id FOREIGN KEY (party_id) REFERENCES public.committees_party(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_invitation
    ADD CONSTRAINT committees_invitation_user_id_f409ffdb_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meeting
    ADD CONSTRAINT committees_meeting_chair_id_b67755d7_fk_people_user_id FOREIGN KEY (chair_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meeting
    ADD CONSTRAINT committees_meeting_convened_by_id_917e21ef_fk_people_user_id FOREIGN KEY (convened_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meeting
    ADD CONSTRAINT committees_meeting_kind_11eacbbd_fk_committees_meetingkind_code FOREIGN KEY (kind) REFERENCES public.committees_meetingkind(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meeting
    ADD CONSTRAINT committees_meeting_live_item_id_9f43e635_fk_committee FOREIGN KEY (live_item_id) REFERENCES public.committees_agendaitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meeting
    ADD CONSTRAINT committees_meeting_minutes_notice_id_292eb117_fk_notices_n FOREIGN KEY (minutes_notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meeting
    ADD CONSTRAINT committees_meeting_organisation_id_bc5a4ca4_fk_buildings FOREIGN KEY (organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meeting
    ADD CONSTRAINT committees_meeting_place_id_53027ff0_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meeting
    ADD CONSTRAINT committees_meeting_previous_id_abcdbd1d_fk_committee FOREIGN KEY (previous_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meeting
    ADD CONSTRAINT committees_meeting_series_id_dc6a8e63_fk_committee FOREIGN KEY (series_id) REFERENCES public.committees_meetingseries(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meetingseries
    ADD CONSTRAINT committees_meetingse_created_by_id_ba9fe352_fk_people_us FOREIGN KEY (created_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meetingseries
    ADD CONSTRAINT committees_meetingse_kind_id_8c289c13_fk_committee FOREIGN KEY (kind_id) REFERENCES public.committees_meetingkind(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meetingseries
    ADD CONSTRAINT committees_meetingse_organisation_id_65787cc1_fk_buildings FOREIGN KEY (organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_meetingseries
    ADD CONSTRAINT committees_meetingse_place_id_5f309b82_fk_buildings FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_minutes
    ADD CONSTRAINT committees_minutes_meeting_id_b6f8ab96_fk_committees_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_motion
    ADD CONSTRAINT committees_motion_item_id_c205cf1d_fk_committees_agendaitem_id FOREIGN KEY (item_id) REFERENCES public.committees_agendaitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_motion
    ADD CONSTRAINT committees_motion_meeting_id_ba6dd7dd_fk_committees_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_motion
    ADD CONSTRAINT committees_motion_moved_by_id_dae3f22b_fk_people_user_id FOREIGN KEY (moved_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_motionvote
    ADD CONSTRAINT committees_motionvot_invitation_id_5a484002_fk_committee FOREIGN KEY (invitation_id) REFERENCES public.committees_invitation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_motionvote
    ADD CONSTRAINT committees_motionvot_motion_id_96eab243_fk_committee FOREIGN KEY (motion_id) REFERENCES public.committees_motion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_motionvote
    ADD CONSTRAINT committees_motionvote_cast_by_id_f5d14e3f_fk_people_user_id FOREIGN KEY (cast_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_motionvote
    ADD CONSTRAINT committees_motionvote_party_id_923dfcd3_fk_committees_party_id FOREIGN KEY (party_id) REFERENCES public.committees_party(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_party
    ADD CONSTRAINT committees_party_meeting_id_4217c198_fk_committees_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_party
    ADD CONSTRAINT committees_party_organisation_id_21bae3a9_fk_buildings FOREIGN KEY (organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_postingcomment
    ADD CONSTRAINT committees_postingco_answered_by_id_93926e40_fk_people_us FOREIGN KEY (answered_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_postingcomment
    ADD CONSTRAINT committees_postingco_posting_id_8caf9437_fk_committee FOREIGN KEY (posting_id) REFERENCES public.committees_publicposting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_postingcomment
    ADD CONSTRAINT committees_postingcomment_by_id_7eef1f62_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_postingproof
    ADD CONSTRAINT committees_postingpr_posting_id_24e65678_fk_committee FOREIGN KEY (posting_id) REFERENCES public.committees_publicposting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_postingproof
    ADD CONSTRAINT committees_postingproof_by_id_be7864c0_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_publicposting
    ADD CONSTRAINT committees_publicpos_meeting_id_ddedd359_fk_committee FOREIGN KEY (meeting_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_publicposting
    ADD CONSTRAINT committees_publicpos_posted_by_id_54054442_fk_people_us FOREIGN KEY (posted_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_resolution
    ADD CONSTRAINT committees_resolutio_agenda_item_id_66655484_fk_committee FOREIGN KEY (agenda_item_id) REFERENCES public.committees_agendaitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_resolution
    ADD CONSTRAINT committees_resolutio_meeting_id_6721a077_fk_committee FOREIGN KEY (meeting_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_resolution
    ADD CONSTRAINT committees_resolutio_motion_id_bf19f1f9_fk_committee FOREIGN KEY (motion_id) REFERENCES public.committees_motion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_resolution
    ADD CONSTRAINT committees_resolution_recorded_by_id_a25e7ec6_fk_people_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_seriesexception
    ADD CONSTRAINT committees_seriesexc_series_id_84374288_fk_committee FOREIGN KEY (series_id) REFERENCES public.committees_meetingseries(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_seriesexception
    ADD CONSTRAINT committees_seriesexception_by_id_45efcdc9_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_speech
    ADD CONSTRAINT committees_speech_attendance_id_b8da00d2_fk_committee FOREIGN KEY (attendance_id) REFERENCES public.committees_attendance(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_speech
    ADD CONSTRAINT committees_speech_item_id_605005f2_fk_committees_agendaitem_id FOREIGN KEY (item_id) REFERENCES public.committees_agendaitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_speech
    ADD CONSTRAINT committees_speech_meeting_id_b71150f0_fk_committees_meeting_id FOREIGN KEY (meeting_id) REFERENCES public.committees_meeting(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_topic
    ADD CONSTRAINT committees_topic_issue_id_68000b12_fk_issues_issue_id FOREIGN KEY (issue_id) REFERENCES public.issues_issue(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_topic
    ADD CONSTRAINT committees_topic_looked_at_by_id_7b222ecd_fk_people_user_id FOREIGN KEY (looked_at_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_topic
    ADD CONSTRAINT committees_topic_organisation_id_60eb3618_fk_buildings FOREIGN KEY (organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_topic
    ADD CONSTRAINT committees_topic_place_id_78f94bab_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.committees_topic
    ADD CONSTRAINT committees_topic_raised_by_id_d49f00ca_fk_people_user_id FOREIGN KEY (raised_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_dissuasionrecord
    ADD CONSTRAINT issues_dissuasionrec_organisation_id_e2b99a3e_fk_buildings FOREIGN KEY (organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_dissuasionrecord
    ADD CONSTRAINT issues_dissuasionrec_recorded_by_id_4ffe45a5_fk_people_us FOREIGN KEY (recorded_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_dissuasionrecord
    ADD CONSTRAINT issues_dissuasionrecord_issue_id_59d3bba6_fk_issues_issue_id FOREIGN KEY (issue_id) REFERENCES public.issues_issue(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_follower
    ADD CONSTRAINT issues_follower_issue_id_fad39c40_fk_issues_issue_id FOREIGN KEY (issue_id) REFERENCES public.issues_issue(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_follower
    ADD CONSTRAINT issues_follower_merged_from_id_079c4a7c_fk_issues_issue_id FOREIGN KEY (merged_from_id) REFERENCES public.issues_issue(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_follower
    ADD CONSTRAINT issues_follower_user_id_66ab4658_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_category_id_53a7fdd2_fk_issues_category_code FOREIGN KEY (category_id) REFERENCES public.issues_category(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_dwelling_id_3b973b01_fk_buildings_dwelling_id FOREIGN KEY (dwelling_id) REFERENCES public.buildings_dwelling(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_holder_id_abe2b442_fk_people_user_id FOREIGN KEY (holder_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_holder_organisation__0b86066c_fk_buildings FOREIGN KEY (holder_organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_logged_by_id_9039562a_fk_people_user_id FOREIGN KEY (logged_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_merged_into_id_805ae032_fk_issues_issue_id FOREIGN KEY (merged_into_id) REFERENCES public.issues_issue(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_offered_organisation_3f138ccb_fk_buildings FOREIGN KEY (offered_organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_offered_to_id_fc3f9c45_fk_people_user_id FOREIGN KEY (offered_to_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_place_id_b4d8f288_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_previous_holder_id_388c3ce0_fk_people_user_id FOREIGN KEY (previous_holder_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_previous_organisatio_222bcc34_fk_buildings FOREIGN KEY (previous_organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_reporter_id_0b69a16d_fk_people_user_id FOREIGN KEY (reporter_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issue
    ADD CONSTRAINT issues_issue_resolved_by_id_d1163902_fk_people_user_id FOREIGN KEY (resolved_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issueevent
    ADD CONSTRAINT issues_issueevent_by_id_61c4f8b7_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issueevent
    ADD CONSTRAINT issues_issueevent_holder_id_d84dbd79_fk_people_user_id FOREIGN KEY (holder_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issueevent
    ADD CONSTRAINT issues_issueevent_holder_organisation__e10123ac_fk_buildings FOREIGN KEY (holder_organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issueevent
    ADD CONSTRAINT issues_issueevent_issue_id_898f8eb2_fk_issues_issue_id FOREIGN KEY (issue_id) REFERENCES public.issues_issue(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issueevent
    ADD CONSTRAINT issues_issueevent_organisation_id_af76f9ba_fk_buildings FOREIGN KEY (organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issuephoto
    ADD CONSTRAINT issues_issuephoto_event_id_5600493a_fk_issues_issueevent_id FOREIGN KEY (event_id) REFERENCES public.issues_issueevent(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issuephoto
    ADD CONSTRAINT issues_issuephoto_issue_id_9c915191_fk_issues_issue_id FOREIGN KEY (issue_id) REFERENCES public.issues_issue(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_issuephoto
    ADD CONSTRAINT issues_issuephoto_uploaded_by_id_9b77ae0c_fk_people_user_id FOREIGN KEY (uploaded_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_savedview
    ADD CONSTRAINT issues_savedview_user_id_0dc9d24a_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_tally
    ADD CONSTRAINT issues_tally_category_id_cca4c743_fk_issues_category_code FOREIGN KEY (category_id) REFERENCES public.issues_category(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.issues_tally
    ADD CONSTRAINT issues_tally_place_id_c6a06d0f_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.journal_entry
    ADD CONSTRAINT journal_entry_by_id_2d8e40aa_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.journal_entry
    ADD CONSTRAINT journal_entry_on_behalf_of_id_ab7f0c21_fk_people_user_id FOREIGN KEY (on_behalf_of_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_boardphoto
    ADD CONSTRAINT notices_boardphoto_by_id_f8a53a78_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_boardphoto
    ADD CONSTRAINT notices_boardphoto_notice_id_5481d689_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_boardphoto
    ADD CONSTRAINT notices_boardphoto_place_id_011fee46_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_grouprobot
    ADD CONSTRAINT notices_grouprobot_place_id_27721e98_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_grouprobot
    ADD CONSTRAINT notices_grouprobot_robot_id_4c3d66b3_fk_notifications_robot_id FOREIGN KEY (robot_id) REFERENCES public.notifications_robot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_author_id_99ebb3e0_fk_people_user_id FOREIGN KEY (author_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_confirmed_by_id_38cb6cba_fk_people_user_id FOREIGN KEY (confirmed_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_organisation_id_2ca9aa8b_fk_buildings FOREIGN KEY (organisation_id) REFERENCES public.buildings_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_submitted_by_id_1f78194c_fk_people_user_id FOREIGN KEY (submitted_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_noticecomment
    ADD CONSTRAINT notices_noticecomment_answered_by_id_f01ca296_fk_people_user_id FOREIGN KEY (answered_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_noticecomment
    ADD CONSTRAINT notices_noticecomment_by_id_4cf67ca9_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_noticecomment
    ADD CONSTRAINT notices_noticecomment_hidden_by_id_8a51e36d_fk_people_user_id FOREIGN KEY (hidden_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_noticecomment
    ADD CONSTRAINT notices_noticecomment_notice_id_9b0a7542_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_noticefile
    ADD CONSTRAINT notices_noticefile_by_id_d27756f6_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_noticefile
    ADD CONSTRAINT notices_noticefile_notice_id_96f29c04_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_noticeplace
    ADD CONSTRAINT notices_noticeplace_dwelling_id_742404e6_fk_buildings FOREIGN KEY (dwelling_id) REFERENCES public.buildings_dwelling(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_noticeplace
    ADD CONSTRAINT notices_noticeplace_notice_id_66c29d11_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_noticeplace
    ADD CONSTRAINT notices_noticeplace_place_id_bf29e318_fk_buildings_place_id FOREIGN KEY (place_id) REFERENCES public.buildings_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_noticeread
    ADD CONSTRAINT notices_noticeread_notice_id_5941bd4b_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_noticeread
    ADD CONSTRAINT notices_noticeread_user_id_f1169606_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_noticeshare
    ADD CONSTRAINT notices_noticeshare_notice_id_bca563a8_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_told
    ADD CONSTRAINT notices_told_by_id_40eea7eb_fk_people_user_id FOREIGN KEY (by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_told
    ADD CONSTRAINT notices_told_dwelling_id_dc564a51_fk_buildings_dwelling_id FOREIGN KEY (dwelling_id) REFERENCES public.buildings_dwelling(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_told
    ADD CONSTRAINT notices_told_notice_id_db67de68_fk_notices_notice_id FOREIGN KEY (notice_id) REFERENCES public.notices_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications_addressmark
    ADD CONSTRAINT notifications_addres_cleared_by_id_4aa357af_fk_people_us FOREIGN KEY (cleared_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications_delivery
    ADD CONSTRAINT notifications_delive_digest_id_315052ac_fk_notificat FOREIGN KEY (digest_id) REFERENCES public.notifications_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications_delivery
    ADD CONSTRAINT notifications_delive_instead_of_id_83ce13a9_fk_notificat FOREIGN KEY (instead_of_id) REFERENCES public.notifications_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications_delivery
    ADD CONSTRAINT notifications_delive_letter_id_4b904c63_fk_notificat FOREIGN KEY (letter_id) REFERENCES public.notifications_letter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications_delivery
    ADD CONSTRAINT notifications_delivery_recipient_id_8d8ed928_fk_people_user_id FOREIGN KEY (recipient_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications_hours
    ADD CONSTRAINT notifications_hours_user_id_8bea0e9f_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications_letter
    ADD CONSTRAINT notifications_letter_event_id_bdd0dd3d_fk_notificat FOREIGN KEY (event_id) REFERENCES public.notifications_event(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications_preference
    ADD CONSTRAINT notifications_preference_user_id_c839c2d6_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications_pushdevice
    ADD CONSTRAINT notifications_pushdevice_user_id_8ed419a9_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notifications_robot
    ADD CONSTRAINT notifications_robot_made_by_id_7416cd8a_fk_people_user_id FOREIGN KEY (made_by_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_consent
    ADD CONSTRAINT people_consent_user_id_1c4309de_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_user_groups
    ADD CONSTRAINT people_user_groups_group_id_1f0237d0_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_user_groups
    ADD CONSTRAINT people_user_groups_user_id_290df956_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_user_user_permissions
    ADD CONSTRAINT people_user_user_per_permission_id_55f01ef0_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_user_user_permissions
    ADD CONSTRAINT people_user_user_permissions_user_id_7d19557b_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_account_id_951f210e_fk_socialacc FOREIGN KEY (account_id) REFERENCES public.socialaccount_socialaccount(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_app_id_636a42d7_fk_socialacc FOREIGN KEY (app_id) REFERENCES public.socialaccount_socialapp(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_user_id_8146e70c_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_people_user_id FOREIGN KEY (user_id) REFERENCES public.people_user(id) DEFERRABLE INITIALLY DEFERRED;
