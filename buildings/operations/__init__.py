from buildings.operations.captains import appoint_captain, end_captaincy
from buildings.operations.organisations import (
    appoint_member,
    begin_service,
    describe_organisation,
    end_membership,
    end_service,
    found_organisation,
)
from buildings.operations.places import (
    HomePlan,
    add_dwelling,
    add_dwellings,
    create_place,
    move_place,
    put_on_plan,
    set_presence,
)
from buildings.operations.residents import (
    claim_homes,
    end_residency,
    open_household,
    register_neighbour,
    register_residency,
)

__all__ = [
    "HomePlan",
    "add_dwelling",
    "add_dwellings",
    "appoint_captain",
    "appoint_member",
    "begin_service",
    "claim_homes",
    "create_place",
    "describe_organisation",
    "end_captaincy",
    "end_membership",
    "end_residency",
    "end_service",
    "found_organisation",
    "move_place",
    "open_household",
    "put_on_plan",
    "register_neighbour",
    "register_residency",
    "set_presence",
]
