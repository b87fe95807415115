"""Found by words: the title and what was said at first, which whoever may read an issue reads."""

from django.db import migrations

from kit.search import search_column


class Migration(migrations.Migration):
    dependencies = [("issues", "0009_volunteer_teams"), ("kit", "0001_words_for_search")]
    operations = [search_column("issues_issue", ["title", "text"])]
