from buildings.models.captaincies import Captaincy
from buildings.models.claims import DoorCode, DoorTry, ResidencyClaim
from buildings.models.dwellings import Dwelling, Ownership, Residency
from buildings.models.organisations import Membership, Organisation, Service
from buildings.models.places import Place
from buildings.models.still_here import StillHere

__all__ = [
    "Captaincy",
    "DoorCode",
    "DoorTry",
    "Dwelling",
    "Membership",
    "Organisation",
    "Ownership",
    "Place",
    "Residency",
    "ResidencyClaim",
    "Service",
    "StillHere",
]
