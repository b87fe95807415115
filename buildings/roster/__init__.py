"""Reads the roster a property company exports (xlsx) into plain rows and problems. No database here.

    roster = read_roster(file, estate_name="水岸公馆")
    roster.rows       what can be imported, one RosterRow a home
    roster.problems   what is wrong or doubtful, each with its row and column
    roster.understood what was made of each sheet: header, columns, rows passed over

The steps, a module each: files (is this a workbook?), xlsx (its sheets, streamed), headers and titles (which
column is what), tables and lines (a sheet's rows), parse (all homes together). Single cells are read by
cells, rooms and people_cells. docs/roster.md says what a person may rely on.
"""

from buildings.roster.parse import read_roster
from buildings.roster.problems import Problem
from buildings.roster.shapes import Owner, Roster, RosterRow

__all__ = ["Owner", "Problem", "Roster", "RosterRow", "read_roster"]
