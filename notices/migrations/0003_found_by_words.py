"""Found by words: the title, the three facts and the text, which whoever may open a notice reads."""

from django.db import migrations

from kit.search import search_column


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_audience_review_and_reach"), ("kit", "0001_words_for_search")]
    operations = [
        search_column("notices_notice", ["title", "when_text", "where_text", "ask_text", "source"]),
    ]
