"""The pages that are measured in a city, and who opens them. An address names what `readers` found."""

from typing import NamedTuple

EVERYONE = ("visitor", "resident", "captain", "president", "company", "staff", "street")
NEIGHBOURS = ("resident", "captain", "president")
OFFICES = ("company", "staff", "street")
SIGNED_IN = NEIGHBOURS + OFFICES


class Page(NamedTuple):
    name: str
    path: str
    readers: tuple[str, ...] = EVERYONE


LISTS = (
    Page("home", "/"),
    Page("notices", "/notices/"),
    Page("notices by kind", "/notices/?category=safety"),
    Page("archive of notices", "/notices/archive/"),
    Page("postings", "/notices/postings/"),
    Page("meetings", "/meetings/"),
    Page("meetings to come", "/meetings/?when=ahead"),
    Page("topics", "/meetings/topics/", SIGNED_IN),
    Page("promises", "/meetings/actions/"),
    Page("series", "/meetings/series/", SIGNED_IN),
    Page("ballots", "/ballots/"),
    Page("proposals", "/ballots/proposals/"),
    Page("places", "/places/"),
    Page("street", "/places/{street}/"),
    Page("community", "/places/{community}/"),
    Page("estate", "/places/{estate}/"),
    Page("building", "/places/{building}/"),
    Page("issues around", "/issues/around/{estate}/"),
    Page("issues around the street", "/issues/around/{street}/"),
    Page("feed", "/notices/feed/{community}.atom", ("visitor",)),
    Page("desk", "/desk/", ("captain", "president", *OFFICES)),
    Page("people of the desk", "/desk/people/", ("captain",)),
    Page("issues", "/issues/", SIGNED_IN),
    *(
        Page(f"issues, {show}", f"/issues/?show={show}", SIGNED_IN)
        for show in ("mine", "held", "all", "overdue", "open", "closed")
    ),
    Page("queue", "/issues/queue/", OFFICES),
    Page("queue, overdue", "/issues/queue/?when=overdue", OFFICES),
    Page("queue, closed", "/issues/queue/?state=word&state=closed", OFFICES),
    Page("rates", "/issues/rates/", ("staff", "street")),
    Page("form for an issue", "/issues/new", NEIGHBOURS),
    Page("my building", "/places/mine/", SIGNED_IN),
    Page("claims", "/places/claims/", SIGNED_IN),
    Page("inbox", "/inbox/", SIGNED_IN),
    Page("drafts", "/notices/drafts/", ("captain", "president", *OFFICES)),
)

DETAILS = (
    Page("notice", "/notices/{notice}/"),
    Page("issue", "/issues/{issue}/", SIGNED_IN),
    Page("meeting", "/meetings/{meeting}/"),
    Page("ballot", "/ballots/{ballot}/"),
    Page("coverage", "/notices/{notice}/coverage/", ("captain", "staff")),
    Page("doors", "/notices/{notice}/doors/", ("captain",)),
    Page("roll", "/ballots/{ballot}/roll/", SIGNED_IN),
    Page("objections", "/ballots/{ballot}/objections/", SIGNED_IN),
    Page("papers", "/ballots/{ballot}/papers/", ("staff",)),
    Page("proxies", "/ballots/{ballot}/proxies/", ("staff",)),
    Page("turnout", "/ballots/{ballot}/turnout/", ("captain", "president", "staff")),
)

SHELVES = ("", "notices", "issues", "meetings", "ballots", "proposals", "captains", "organisations", "places")
# Of one to six characters; some stand in many texts, some in few, some in none.
WORDS = (
    "水", "垚", "电梯", "龘靐", "加装电", "龙舟赛", "电梯困人", "鱼跃龙门",
    "楼道堆放杂", "白日依山尽", "楼道堆放杂物", "欲穷千里目更",
)  # fmt: skip
COMMON_WORDS = ("水", "楼长")
SEARCHES = (
    *(
        Page(f"search {word}", f"/search/?q={word}", ("visitor", "resident", "staff", "street"))
        for word in WORDS
    ),
    *(
        Page(f"search {word}, {kind}", f"/search/?q={word}&kind={kind}", ("resident", "staff"))
        for word in COMMON_WORDS
        for kind in SHELVES
        if kind
    ),
)

# Of `make bench CITY=`, each as those who open it most.
BENCH = (
    Page("notices", "/notices/", ("visitor", "resident")),
    Page("notice", "/notices/{notice}/", ("visitor", "resident")),
    Page("issues", "/issues/", ("resident",)),
    Page("issue", "/issues/{issue}/", ("resident",)),
    Page("queue", "/issues/queue/", ("staff",)),
    Page("meeting", "/meetings/{meeting}/", ("visitor", "resident")),
    Page("ballots", "/ballots/", ("resident",)),
    Page("ballot", "/ballots/{ballot}/", ("resident",)),
    Page("home", "/", ("visitor", "resident", "president", "company", "staff", "street")),
    Page("desk", "/desk/", ("captain",)),
    Page("search", "/search/?q=%E6%9C%A8%E6%A3%89%E8%8A%B1%E5%BC%80", ("resident",)),
)
