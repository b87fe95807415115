"""A whole invented city, for measuring: `manage.py seed_city --residents 1m`.

Not by operations, which would take a week for it and measure nothing else. So this goes round the rules of
the house, only ever where nobody is real (`safe.py`), and what it writes satisfies the tables' own
constraints and triggers, which stay on.

Everything follows from a seed, a day and a number: `plan.py` lays out streets, estates and buildings, and
each later row is worked out in the database from its own number, by hashes (`filling.py`). So it comes out
the same wherever it is made, and a run that was killed goes on where it stopped (`progress.py`).
"""
