from issues.queries.desk import Dashboard, DeskCounts, dashboard, desk_counts
from issues.queries.lists import FILTERS, held, listed, mine, needs_confirmation, with_names
from issues.queries.recent import Recent, recent_figures

__all__ = [
    "FILTERS",
    "Dashboard",
    "DeskCounts",
    "Recent",
    "dashboard",
    "desk_counts",
    "held",
    "listed",
    "mine",
    "needs_confirmation",
    "recent_figures",
    "with_names",
]
