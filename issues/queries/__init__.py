from issues.queries.board import Dashboard, dashboard
from issues.queries.lists import FILTERS, held, listed, mine, needs_confirmation, with_names
from issues.queries.recent import Recent, recent_figures

__all__ = [
    "FILTERS",
    "Dashboard",
    "Recent",
    "dashboard",
    "held",
    "listed",
    "mine",
    "needs_confirmation",
    "recent_figures",
    "with_names",
]
