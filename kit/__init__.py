"""Small helpers with no tables. Imports none of our rooms."""
