"""Of several database hosts the one that led last is asked first: one that is dead costs a process its
patience once, and not with each new line. Celery opens one for every task."""

from django.db.backends.signals import connection_created
from django.dispatch import receiver


@receiver(connection_created)
def ask_it_first(connection, **_kwargs) -> None:
    known = connection.settings_dict
    hosts, ports = known["HOST"].split(","), str(known["PORT"]).split(",")
    if len(hosts) == 1:
        return
    places = list(zip(hosts, ports if len(ports) > 1 else ports * len(hosts), strict=False))
    here = connection.connection.info
    # Those that are this one, then the others; the order among them stays.
    places.sort(key=lambda place: (place[0] != here.host, place[1] not in ("", str(here.port))))
    known["HOST"] = ",".join(host for host, _ in places)
    if len(ports) > 1:
        known["PORT"] = ",".join(port for _, port in places)
