"""How words are made alike, and cut into pieces, so that Chinese can be found by any part of it.

Both functions depend on nothing that differs between servers: no locale, no search path, no dictionary. So
an index made with them stays right after a restore, and kit/bigrams.py can say the same in Python.
"""

from django.db import migrations

FOLD = r"""
CREATE FUNCTION linli_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 50
RETURN lower(
    translate(
        normalize(words, NFKC),
        E' \t\n\r\f\v\u00A0\u1680\u180E\u200B\u200C\u2028\u2029\u2060\u3000\uFEFF',
        ''
    ) COLLATE "C"
);
"""

# Of words that were folded. A character is its number, two neighbours are one number made of both: numbers are
# compared faster than letters, and no collation has a say in it.
GRAMS = r"""
CREATE FUNCTION linli_grams(words text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000
RETURN (
    SELECT coalesce(
        array_agg(ascii(one)::bigint << 21) || array_agg(ascii(one)::bigint << 21 | ascii(next)) FILTER (
            WHERE next IS NOT NULL
        ),
        '{}'
    )
    FROM (
        SELECT pg_catalog.string_to_array(words, NULL) AS characters
    ) AS folded,
    unnest(characters, characters[2:]) AS pair (one, next)
    WHERE one IS NOT NULL
);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION linli_fold(text)"),
        migrations.RunSQL(GRAMS, "DROP FUNCTION linli_grams(text)"),
    ]
