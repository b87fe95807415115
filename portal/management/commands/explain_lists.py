"""Reads the plan of every statement of every list, in a city: none may go through a big table row by row."""

import re
from dataclasses import dataclass, field
from html import unescape

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.measuring.pages import DETAILS, LISTS, SEARCHES, Page
from portal.measuring.plans import Statement, big_tables, plan_of, read_whole, statements
from portal.measuring.readers import Ground, client_of, ground

NEXT = re.compile(r'href="([^"]*[?&;]after=[^"]+)"')


@dataclass
class Found:
    status: int
    asked: list[Statement]
    whole: list[tuple[str, Statement]] = field(default_factory=list)
    after: str = ""  # the address of the next page

    @property
    def ms(self) -> float:
        return sum(statement.ms for statement in self.asked)


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "In a city made by seed_city: opens every list, its second page and the search as the hot resident, "
        "captain, council president, company, staff, street office and as a visitor, and EXPLAINs each "
        "statement. Fails where one reads a table of over 100,000 rows from end to end."
    )

    def add_arguments(self, parser):
        parser.add_argument("--only", default="", help="pages and readers whose names hold this")
        parser.add_argument("--slow", type=float, default=50, help="print statements that took so many ms")
        parser.add_argument(
            "--sql", action="store_true", help="print the statements that are found fault with"
        )

    def handle(self, *args, only: str, slow: float, sql: bool, **options):
        self.slow, self.with_sql, self.faults = slow, sql, 0
        self.big, self.seen = big_tables(), {}
        here = ground()
        for page in (*LISTS, *DETAILS, *SEARCHES):
            for reader in page.readers:
                if only in f"{page.name}, {reader}":
                    self.look_at(page, reader, here)
        if self.faults:
            raise CommandError(f"{self.faults} statements read a big table from end to end.")
        self.stdout.write("No statement reads a big table from end to end.")

    def look_at(self, page: Page, reader: str, here: Ground) -> None:
        client = client_of(here.people[reader])
        path, name = page.path.format(**here.words), f"{page.name}, {reader}"
        first = self.opened(client, path)
        self.tell(name, path, first)
        if first.after:
            there = first.after if first.after.startswith("/") else path.partition("?")[0] + first.after
            self.tell(f"{name}, page 2", there, self.opened(client, there))

    def opened(self, client, path: str) -> Found:
        client.get(path)
        with transaction.atomic(), statements() as asked:
            answer = client.get(path)
        found = Found(answer.status_code, list(asked))
        if answer.status_code == 200 and not answer.streaming:
            link = NEXT.search(answer.content.decode())
            found.after = unescape(link[1]) if link else ""
        for statement in asked:
            if statement.is_read:
                found.whole += [(table, statement) for table in self.plan(statement)]
        return found

    def plan(self, statement: Statement) -> list[str]:
        key = (statement.sql, repr(statement.params))
        if key not in self.seen:
            self.seen[key] = read_whole(plan_of(statement), self.big)
        return self.seen[key]

    def tell(self, name: str, path: str, found: Found) -> None:
        other = "" if found.status == 200 else f"  {found.status}"
        self.stdout.write(f"{name:<44}{len(found.asked):>4} queries{found.ms:>9.1f} ms{other}")
        for table, statement in found.whole:
            self.faults += 1
            self.stdout.write(f"    SEQ SCAN of {table} ({self.big[table]} rows) in {path}")
            self.show(statement)
        for statement in found.asked:
            if statement.ms >= self.slow:
                self.stdout.write(f"    SLOW {statement.ms:.0f} ms in {path}")
                self.show(statement)

    def show(self, statement: Statement) -> None:
        if self.with_sql:
            self.stdout.write(f"        {statement.sql} {statement.params}")
