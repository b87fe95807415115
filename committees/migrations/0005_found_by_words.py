"""Found by words: what a meeting is about, its agenda, what it decided, and what everyone may read of its
minutes once they are sealed (never the version with names)."""

from django.db import migrations

from kit.search import search_column

PUBLIC = "coalesce(document -> 'public' ->> 'text', '')"


class Migration(migrations.Migration):
    dependencies = [("committees", "0004_minutes_are_final"), ("kit", "0001_words_for_search")]
    operations = [
        search_column("committees_meeting", ["title", "lead", "venue"]),
        search_column("committees_agendaitem", ["title"]),
        search_column("committees_resolution", ["text"]),
        search_column("committees_minutes", [PUBLIC]),
    ]
