"""RFC 5545 read line by line, by nothing but this file: what a calendar program of any make relies on."""

import re

ONCE_IN_AN_EVENT = [
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SEQUENCE",
    "SUMMARY",
    "STATUS",
    "TRANSP",
    "URL",
    "ORGANIZER",
    "DESCRIPTION",
]
ONCE_IN_A_CALENDAR = ("VERSION", "PRODID", "METHOD", "CALSCALE")
LINE = re.compile(r"([A-Z][A-Z0-9-]*)((?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(.*)", re.DOTALL)


def unfolded(data: bytes) -> list[tuple[str, str, str]]:
    """(name, parameters, value) of each line; the octets are as 3.1 wants them."""
    assert data.endswith(b"\r\n")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # folded between characters, never within one
    text = data.decode().replace("\r\n ", "")
    found = [LINE.fullmatch(line) for line in text.removesuffix("\r\n").split("\r\n")]
    assert all(found)
    return [match.groups() for match in found]


def components(lines: list[tuple[str, str, str]]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Each component with its own lines; BEGIN and END pair like brackets."""
    done, stack = [], []
    for name, parameters, value in lines:
        if name == "BEGIN":
            stack.append((value, []))
        elif name == "END":
            assert stack[-1][0] == value
            done.append(stack.pop())
        else:
            stack[-1][1].append((name, parameters, value))
    assert not stack
    return done


def insist_on_rfc_5545(data: bytes) -> None:
    lines = unfolded(data)
    parts = components(lines)
    assert [kind for kind, _own in parts].count("VCALENDAR") == 1
    assert parts[-1][0] == "VCALENDAR"
    calendar = [name for name, _parameters, _value in parts[-1][1]]
    assert all(calendar.count(name) == 1 for name in ONCE_IN_A_CALENDAR)
    zones = {value for kind, own in parts if kind == "VTIMEZONE" for name, _p, value in own if name == "TZID"}
    for kind, own in parts:
        if kind == "VEVENT":
            insist_on_an_event(own, zones)
    uids = [value for kind, own in parts for name, _p, value in own if (kind, name) == ("VEVENT", "UID")]
    assert len(uids) == len(set(uids))


def insist_on_an_event(own: list[tuple[str, str, str]], zones: set[str]) -> None:
    names = [name for name, _parameters, _value in own]
    assert all(names.count(name) == 1 for name in ONCE_IN_AN_EVENT)
    known = {name: (parameters, value) for name, parameters, value in own}
    for name in ("DTSTART", "DTEND"):
        parameters, value = known[name]
        assert parameters.removeprefix(";TZID=") in zones
        assert re.fullmatch(r"\d{8}T\d{6}", value)
    assert re.fullmatch(r"\d{8}T\d{6}Z", known["DTSTAMP"][1])
    assert known["STATUS"][1] in ("CONFIRMED", "CANCELLED", "TENTATIVE")
    assert known["SEQUENCE"][1].isdecimal()
    assert known["ORGANIZER"][1].startswith("mailto:")
    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):  # TEXT: 3.3.11
        if name in known:
            assert not re.search(r"(?<!\\)(\\\\)*[,;]", known[name][1])


def events_by_uid(data: bytes) -> dict[str, dict[str, str]]:
    found = {}
    for kind, own in components(unfolded(data)):
        if kind == "VEVENT":
            values = {name: value for name, _parameters, value in own}
            found[values["UID"]] = values
    return found


def imported(store: dict[str, dict[str, str]], data: bytes) -> dict[str, dict[str, str]]:
    """What a calendar holds after an import (RFC 5546, 2.1.5): by UID the event with the highest SEQUENCE."""
    after = dict(store)
    for uid, event in events_by_uid(data).items():
        old = after.get(uid)
        order = (int(event["SEQUENCE"]), event["DTSTAMP"])
        if old is None or order >= (int(old["SEQUENCE"]), old["DTSTAMP"]):
            after[uid] = event
    return after
