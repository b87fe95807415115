from buildings.operations.captains import appoint_captain, end_captaincy
from buildings.operations.children import claim_for_child, come_of_age, register_child
from buildings.operations.claims import (
    answer_as_guardian,
    claim_home,
    confirm_claim,
    lapse_claims,
    open_claim,
    refuse_claim,
    withdraw_claim,
)
from buildings.operations.door_codes import (
    look_at_code,
    make_door_codes,
    revoke_door_codes,
    use_door_code,
)
from buildings.operations.last_members import warn_of_last_members
from buildings.operations.leases import tell_of_leases_over
from buildings.operations.letting_go import erase_standing, leave_homes
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
    open_name,
    register_neighbour,
    register_residency,
)
from buildings.operations.still_here import open_doubts, say_moved_out, say_still_here
from buildings.operations.vacancies import ask_again_about_claims, warn_of_vacancies

__all__ = [
    "HomePlan",
    "add_dwelling",
    "add_dwellings",
    "answer_as_guardian",
    "appoint_captain",
    "appoint_member",
    "ask_again_about_claims",
    "begin_service",
    "claim_for_child",
    "claim_home",
    "claim_homes",
    "come_of_age",
    "confirm_claim",
    "create_place",
    "describe_organisation",
    "end_captaincy",
    "end_membership",
    "end_residency",
    "end_service",
    "erase_standing",
    "found_organisation",
    "lapse_claims",
    "leave_homes",
    "look_at_code",
    "make_door_codes",
    "move_place",
    "open_claim",
    "open_doubts",
    "open_household",
    "open_name",
    "put_on_plan",
    "refuse_claim",
    "register_child",
    "register_neighbour",
    "register_residency",
    "revoke_door_codes",
    "say_moved_out",
    "say_still_here",
    "set_presence",
    "tell_of_leases_over",
    "use_door_code",
    "warn_of_last_members",
    "warn_of_vacancies",
    "withdraw_claim",
]
