"""What `explain_lists` and `make bench CITY=` ask of a city: its readers, its pages, the plans of its SQL."""
