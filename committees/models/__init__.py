from committees.models.councils import CouncilSeat
from committees.models.meetings import AgendaItem, Invitation, Meeting, Party
from committees.models.resolutions import ActionItem, Resolution

__all__ = ["ActionItem", "AgendaItem", "CouncilSeat", "Invitation", "Meeting", "Party", "Resolution"]
