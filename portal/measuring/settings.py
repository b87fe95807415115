"""The house as it is, and beside it the bare views that `make bench CITY=` compares its pages with.

Only the bench names these settings, in the environment of the web process that it starts.
"""

from portal.settings import *  # noqa: F403
from portal.settings import DEMO

if not DEMO:
    raise RuntimeError("Pages are measured only where everybody is invented (DEMO=1).")
ROOT_URLCONF = "portal.measuring.urls"
