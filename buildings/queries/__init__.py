from buildings.queries.chain import (
    Answerer,
    DutyLine,
    captain_of,
    duty_line,
    organisation_answering,
)
from buildings.queries.duty import (
    administrators,
    duty_people,
    duty_person,
    members_of,
    places_served_by,
    staff_there,
)
from buildings.queries.grid import building_grid
from buildings.queries.overview import children_of
from buildings.queries.places import (
    community_of,
    find_people,
    full_name,
    full_names,
    neighbours_of,
)

__all__ = [
    "Answerer",
    "DutyLine",
    "administrators",
    "building_grid",
    "captain_of",
    "children_of",
    "community_of",
    "duty_line",
    "duty_people",
    "duty_person",
    "find_people",
    "full_name",
    "full_names",
    "members_of",
    "neighbours_of",
    "organisation_answering",
    "places_served_by",
    "staff_there",
]
