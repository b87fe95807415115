"""What the clock starts: argument-free tasks, which ask the database what is due.

None of them expires (portal/beat.py).
"""

from celery.schedules import crontab

BEAT = {
    "drain the outbox": {
        "task": "notifications.tasks.drain",
        "schedule": 10.0,
    },
    "send the weekly digests": {
        "task": "notifications.tasks.send_digests",
        "schedule": 3600.0,
    },
    "let go of what was told long ago": {
        "task": "notifications.tasks.prune",
        "schedule": crontab(hour="18-20", minute="*/10"),  # from 2:00 to 5:00 at the site
    },
    "take away rosters that nobody imported": {
        "task": "buildings.tasks.sweep_rosters",
        "schedule": 600.0,
    },
    "bring home or take away what uploads left on their way": {
        "task": "portal.tasks.sweep_uploads",
        "schedule": crontab(hour=19, minute=30),  # 3:30 at the site
    },
    "forget sessions that are over, and where they were": {
        "task": "portal.tasks.forget_what_is_over",
        "schedule": 900.0,
    },
    "forget which tables changed a while ago": {
        "task": "kit.tasks.forget_changes",
        "schedule": 120.0,
    },
    "let claims that nobody answered lapse": {
        "task": "buildings.tasks.lapse_claims",
        "schedule": 3600.0,
    },
    "warn of places without a captain, and ask those who came about newcomers": {
        "task": "buildings.tasks.leave_nobody_alone",
        "schedule": crontab(hour=1, minute=0),  # 9:00 at the site
    },
    "watch the clocks of issues": {
        "task": "issues.tasks.watch_clocks",
        "schedule": 15.0,
    },
    "fold the tallies of issues": {
        "task": "issues.tasks.fold_tallies",
        "schedule": 60.0,
    },
    "count the tallies of issues anew": {
        "task": "issues.tasks.mend_tallies",
        "schedule": crontab(hour=19, minute=10),  # 3:10 at the site
    },
    "warn of a year whose public holidays are not known": {
        "task": "issues.tasks.warn_of_unknown_holidays",
        "schedule": crontab(hour=1, minute=30),
    },
    "close what nobody said a word about": {
        "task": "issues.tasks.close_silent",
        "schedule": 3600.0,
    },
    "announce notices whose hour has come": {
        "task": "notices.tasks.announce_due",
        "schedule": 10.0,
    },
    "tell of emergencies again": {
        "task": "notices.tasks.repeat_due",
        "schedule": 30.0,
    },
    "ask those who are here what was asked of those who left": {
        "task": "notices.tasks.ask_again",
        "schedule": crontab(hour=1, minute=10),
    },
    "warn of terms that end": {
        "task": "committees.tasks.warn_of_terms",
        "schedule": 3600.0,
    },
    "pass on promises of whoever is gone": {
        "task": "committees.tasks.pass_on_promises",
        "schedule": 900.0,
    },
    "tell of topics that lie, and ask those who are here about comments": {
        "task": "committees.tasks.leave_nothing_lying",
        "schedule": crontab(hour=1, minute=20),
    },
    "call the meetings of each series": {
        "task": "committees.tasks.call_series",
        "schedule": 600.0,
    },
    "remind of proposals that wait for an answer or a step": {
        "task": "ballots.tasks.remind_of_proposals",
        "schedule": 3600.0,
    },
    "remind voters, captains and whoever owes an answer to an objection": {
        "task": "ballots.tasks.remind_of_ballots",
        "schedule": crontab(hour=2, minute=0),  # 10:00 at the site
    },
    "collect the text messages about ballots, and tell captains that voting has begun": {
        "task": "ballots.tasks.collect_texts",
        "schedule": 900.0,
    },
    "shut the door of ballots whose hour has come": {
        "task": "ballots.tasks.close_ballots",
        "schedule": 60.0,
    },
}
