"""What earlier tests rolled back or deleted still lies in the tables, and whoever looks through one passes it all.

The tests' server does not clean up by itself (`launcher.postgres.FORGETFUL`); swept now and then, its share of
the suite's processor time is less than half.
"""

import pytest

EVERY = 100  # tests of one process
_begun = 0


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    global _begun
    _begun += 1
    if _begun % EVERY == 0:
        _sweep(item.config)


def _sweep(config: pytest.Config) -> None:
    from django.db import connection
    from pytest_django.plugin import blocking_manager_key

    with config.stash[blocking_manager_key].unblock():
        if (
            connection.connection and not connection.in_atomic_block
        ):  # nobody has opened the database yet, else
            with connection.cursor() as cursor:
                # Another process may be looking at what all databases of the server share.
                cursor.execute("VACUUM (SKIP_LOCKED)")
