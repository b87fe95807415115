"""Fills the demo up to many notices at once, for `make bench`.

Like bench_issues it goes round the rules of the house, only ever among invented people, and writes what
satisfies the tables' own constraints. Words are drawn as people use them: a few in every second notice, most
seldom, one in a thousand notices only.
"""

from collections.abc import Sequence

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from buildings.models import Place, Residency, Service
from buildings.models.organisations import OrganisationKind
from buildings.models.places import PlaceKind
from notices.models import Notice
from people.models import User

SPEAKERS = [
    OrganisationKind.PROPERTY_COMPANY,
    OrganisationKind.RESIDENTS_COMMITTEE,
    OrganisationKind.NEIGHBOUR_COUNCIL,
]
KINDS = [PlaceKind.BUILDING, PlaceKind.BUILDING, PlaceKind.ESTATE, PlaceKind.COMMUNITY]
MOST_READERS = 60
# What launcher/bench.py asks for.
SEARCHED = {"rare": "白蚁", "common": "街坊", "absent": "龙舟", "one": "水", "six": "楼道堆放杂物"}

TITLES = """
3栋下午停水，更换供水阀门|周六上午议事：立管要不要换|春季灭蚊，请收好阳台晾晒|电动自行车不再进楼|公共收益公示
元宵灯会谢谢大家|楼道堆放杂物清理|电梯年检，轮流停用|台风将至，请收好花盆|老人体检报名|亲子读书会|垃圾分类指引
停车位调整|消防演练|外墙瓷砖维修|水箱清洗|业主大会筹备|志愿者招募|物业服务满意度调查|儿童游乐区翻新
"""
SENTENCES = """
各位街坊：|请提前存水，临时取水点设在楼下消防通道旁。|施工期间有噪音，请多包涵。|请把阳台上的花盆搬进屋里。
有困难的街坊可以打楼长电话。|报名请到居委会一楼窗口。|费用从公共维修金里出，明细贴在大堂。|请勿在楼道堆放杂物。
电动自行车请停到充电棚。|家里有长者的，志愿者可以上门帮忙。|工人进场时会出示证件。|如有疑问请打值班电话。
会议在二层议事厅举行。|不能到场可以先提意见。|结果公示七天。|孩子请由大人带着。|请带上身份证。|天气不好就改期。
旧家具请联系物业统一清运。|谢谢大家的配合。|宠物请拴好绳子。|水压恢复后先放一放黄水。|电梯停用时请走另一侧。
晚上十点以后请轻声。|路灯已经报修。|门禁卡可以到前台补办。|雨天路滑，小心台阶。|快递柜移到东门。|请互相转告。
绿化带刚打过药，别让小孩触摸。|燃气公司入户安检，请留人在家。|公共座椅重新刷漆，未干勿坐。|地下车库清洗，请挪车。
"""
SELDOM = "发现白蚁，请打电话登记。"

# Each of the numbers becomes one notice; hashes of it spread them, alike each time. Sentences are drawn from
# the front of the list far more often than from its end.
FILL = """
WITH spot AS (
    SELECT * FROM unnest(%(places)s::bigint[], %(organisations)s::bigint[], %(authors)s::bigint[])
        WITH ORDINALITY AS t (place_id, organisation_id, author_id, n)
), drawn AS (
    SELECT g, abs(hashint4(g)::bigint) AS hash, abs(hashint4(-g)::bigint) %% 100000 / 100000.0 AS part
    FROM generate_series(%(first)s, %(last)s) AS g
), worded AS (
    SELECT drawn.*, (%(titles)s::text[])[1 + hash %% cardinality(%(titles)s::text[])] AS title,
        (
            SELECT string_agg((%(sentences)s::text[])[
                1 + floor(cardinality(%(sentences)s::text[]) * power(
                    abs(hashint8(hash * 31 + line)::bigint) %% 10000 / 10000.0, 2
                ))::int
            ], E'\n' ORDER BY line) FROM generate_series(1, 8 + hash %% 13) AS line
        ) || CASE WHEN g %% 1000 = 7 THEN %(seldom)s::text ELSE '' END AS words,
        %(now)s::timestamptz - interval '1 hour' - part * interval '1000 days' AS publish_at
    FROM drawn
), made AS (
    INSERT INTO notices_notice (
        client_key, title, category, is_urgent, urgent_reason, repeats, repeat_minutes, repeated, when_text,
        where_text, ask_text, body, source, organisation_id, author_id, audience, is_public,
        asks_acknowledgement, allows_comments, state, publish_at, expires_at, announced_at,
        withdrawn_reason, sent_back_reason, version, created_at
    )
    SELECT gen_random_uuid(), title || '（' || g || '）',
        (%(categories)s::text[])[1 + hash %% cardinality(%(categories)s::text[])],
        g %% 500 = 0, CASE WHEN g %% 500 = 0 THEN '等不及明天' ELSE '' END, 0, 60, 0, '14:00 – 17:00', '', '',
        '<p>' || replace(words, E'\n', '</p><p>') || '</p>', words, organisation_id, author_id,
        (ARRAY['{residents}', '{residents}', '{residents,owners}', '{owners}', '{captains}'])[
            1 + hash / 7 %% 5
        ]::text[],
        hash %% 10 > 1, hash %% 40 = 0, hash %% 3 = 0,
        CASE WHEN g %% 60 = 0 THEN 'withdrawn' ELSE 'published' END, publish_at,
        CASE WHEN hash %% 10 < 9 THEN publish_at + interval '3 days' + part * interval '30 days' END,
        publish_at, CASE WHEN g %% 60 = 0 THEN '写错了' ELSE '' END, '', 1, publish_at
    FROM worded JOIN spot ON spot.n = 1 + hash %% %(spots)s
    ORDER BY publish_at
    RETURNING id, organisation_id, publish_at
)
SELECT count(*) FROM made
"""
ADDRESS = """
WITH spot AS (
    SELECT DISTINCT ON (place_id, organisation_id) * FROM unnest(%(places)s::bigint[],
        %(organisations)s::bigint[]) WITH ORDINALITY AS t (place_id, organisation_id, n)
), ranked AS (
    SELECT place_id, organisation_id, row_number() OVER (PARTITION BY organisation_id ORDER BY n) - 1 AS n,
        count(*) OVER (PARTITION BY organisation_id) AS size FROM spot
)
INSERT INTO notices_noticeplace (notice_id, place_id)
SELECT DISTINCT notice.id, ranked.place_id
FROM notices_notice notice
CROSS JOIN LATERAL generate_series(0, notice.id %% 3) AS more
JOIN ranked ON ranked.organisation_id = notice.organisation_id
    AND ranked.n = (abs(hashint8(notice.id)::bigint) + more) %% ranked.size
WHERE notice.id > %(after)s
"""
READ = """
INSERT INTO notices_noticeread (notice_id, user_id, read_at)
SELECT notice.id, reader.id, notice.publish_at + interval '1 hour'
FROM notices_notice notice
JOIN unnest(%(readers)s::bigint[]) WITH ORDINALITY AS reader (id, n)
    ON abs(hashint8(notice.id * 131 + reader.n)::bigint) %% 20 = 0
WHERE notice.id > %(after)s AND notice.state = 'published'
"""


class Command(BaseCommand):
    requires_system_checks = []
    help = "Fills the demo up to so many notices, for measuring. Never where real people are."

    def add_arguments(self, parser):
        parser.add_argument("count", type=int)

    def handle(self, *args, count: int, **options):
        if not settings.DEMO or User.objects.exclude(is_demo=True).exists():
            raise CommandError("Invented notices are only written where everybody is invented, and DEMO=1.")
        before = Notice.objects.count()
        if count > before:
            fill(before, count)
        with connection.cursor() as cursor:  # as the database does by itself, but before we measure
            cursor.execute("VACUUM ANALYZE notices_notice, notices_noticeplace, notices_noticeread")
        self.stdout.write(f"{Notice.objects.count()} notices, {max(0, count - before)} of them new")


@transaction.atomic
def fill(before: int, count: int) -> None:
    spots = spots_of_demo()
    if not spots:
        raise CommandError("No organisation of the demo speaks to any place.")
    places, organisations, authors = (list(column) for column in zip(*spots, strict=True))
    after = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    facts = {"places": places, "organisations": organisations, "authors": authors, "spots": len(spots)}
    facts |= {"titles": words_of(TITLES), "sentences": words_of(SENTENCES), "seldom": SELDOM, "after": after}
    facts |= {"categories": ["utilities", "deliberation", "safety", "activity", "posting", "other"]}
    facts |= {"first": before + 1, "last": count, "now": timezone.now(), "readers": readers_of_demo()}
    with connection.cursor() as cursor:
        for step in (FILL, ADDRESS, READ):
            cursor.execute(step, facts)


def words_of(text: str) -> list[str]:
    return [part for line in text.split("\n") for part in line.split("|") if part]


def spots_of_demo() -> Sequence[tuple[int, int, int]]:
    """(place, who speaks there, in whose hand), small places more often than large ones."""
    services = Service.objects.current().filter(organisation__kind__in=SPEAKERS).order_by("pk")
    rows = services.annotate(member=F("organisation__memberships__user")).exclude(member=None)
    found = []
    for path, organisation, member in rows.values_list("place__path", "organisation", "member"):
        below = Place.objects.below(path)
        for kind in KINDS:
            inside = below.filter(kind=kind).order_by("pk").values_list("pk", flat=True)
            found += [(place, organisation, member) for place in inside]
    return found


def readers_of_demo() -> list[int]:
    rows = Residency.objects.current().filter(user__isnull=False).order_by("user").distinct("user")
    return list(rows.values_list("user", flat=True)[:MOST_READERS])
