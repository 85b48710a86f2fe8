"""The requests the board is asked, in order: what succeeds and every way to fail.

A call is a method, a path, httpx's arguments and, where later calls need it, a name for the `id` that came back.
"""

from typing import Any

Call = tuple[Any, ...]
TOKEN = {"headers": {"X-Token": "let-me-in", "X-User": "ada"}}
NOBODY = "00000000-0000-0000-0000-000000000000"


def get(path: str, *name: str, **parameters: Any) -> Call:
    return ("GET", path, {"params": parameters}, *name)


def post(path: str, body: Any = None, *name: str, **options: Any) -> Call:
    return ("POST", path, {"json": body, **options}, *name)


def patch(path: str, body: Any) -> Call:
    return ("PATCH", path, {"json": body})


def put(path: str, body: Any) -> Call:
    return ("PUT", path, {"json": body})


def delete(path: str, **options: Any) -> Call:
    return ("DELETE", path, options)


COMPANIES: list[Call] = [
    get("/companies"),
    post(
        "/companies",
        {
            "name": "Acme Holding",
            "slug": "  ACME ",
            "size": "large",
            "founded": "1999-12-31",
            "website": "https://acme.example",
            "preferences": {"colour": "red", "limits": {"jobs": 3, "ratio": 0.1}, "list": [1, None, "ä€𝄞"]},
            "offices": [
                {"city": "Turin", "country": "IT", "latitude": 45.0703, "opens_at": "08:30:00"},
                {"city": "Oslo", "country": "NO", "capacity": 25, "opens_at": "09:00:00.250000"},
            ],
        },
        "acme",
    ),
    post("/companies", {"name": "Bolt & Söhne", "slug": "bolt", "parent_id": "$acme", "founded": "2010-01-02"}, "bolt"),
    post("/companies", {"name": "Cogs 100%", "slug": "cogs_1", "parent_id": "$bolt"}),
    post("/companies", {"name": "Cogs 100%", "slug": "cogs-1", "parent_id": "$bolt", "size": "medium"}, "cogs"),
    post("/companies", {"name": "delta 'quoted' \\ slash", "slug": "delta", "founded": "2010-06-30"}, "delta"),
    post(
        "/companies",
        {"name": "Echo", "slug": "echo", "preferences": {}, "offices": [{"city": "Oslo", "country": "NO"}]},
    ),
    post("/companies", {"name": "Foxtrot", "slug": "foxtrot", "founded": "1850-02-28", "size": "medium"}, "foxtrot"),
    post("/companies", {"name": "Second Acme", "slug": "acme"}),
    post("/companies", {"name": "A", "slug": "No Such Slug", "size": "huge", "founded": "2023-02-30"}),
    post("/companies", {"name": "Golf", "slug": "golf", "website": "ftp://golf.example"}),
    post("/companies", {"name": "Golf", "slug": "golf", "parent_id": NOBODY}),
    post("/companies", {"name": "Golf", "slug": "golf", "offices": [{"city": "", "country": "it"}] * 4}),
    post("/companies", {"name": "Golf", "slug": "golf", "offices": [{"city": "Rome", "country": "IT", "capacity": 0}]}),
    post("/companies", {"name": "Golf", "slug": "golf", "offices": [{"city": "Rome", "country": "IT"}] * 2}),
    post("/companies"),
    ("POST", "/companies", {"content": "{not json", "headers": {"content-type": "application/json"}}),
    get("/companies"),
    get("/companies", limit=2, offset=2),
    get("/companies", limit=2, offset=40),
    get("/companies", limit=0, offset=-1),
    get("/companies", order="-name", limit=50),
    get("/companies", order="-founded"),
    get("/companies", order="founded", limit=3),
    get("/companies", order="nothing"),
    get("/companies", search="ac"),
    get("/companies", search="100%"),
    get("/companies", search="cogs_"),
    get("/companies", search="'quoted' \\"),
    get("/companies", search="SÖHNE"),
    get("/companies", size=["small", "medium"], limit=3),
    get("/companies", founded_from="2010-01-02", founded_to="2010-06-30"),
    get("/companies", founded_from="2010-01-03"),
    get("/companies", has_parent=True),
    get("/companies", has_parent=False, size="large"),
    get("/companies", has_parent="perhaps", founded_from="yesterday"),
    get("/companies/$acme"),
    get("/companies/by-slug/acme"),
    get("/companies/by-slug/bolt"),
    get("/companies/by-slug/nothing"),
    get("/companies/only", city="Turin"),
    get("/companies/only", city="Oslo"),
    get("/companies/only", city="Lima"),
    get("/companies/only"),
    get("/companies/roots"),
    get("/companies/$bolt/staff"),
    get(f"/companies/{NOBODY}/staff"),
    get(f"/companies/{NOBODY}"),
    get("/companies/17"),
    patch("/companies/$delta", {"name": "Delta", "preferences": {"a": [1, 2]}}),
    patch("/companies/$delta", {"preferences": {"b": {"deep": True}}, "parent_id": "$acme"}),
    patch("/companies/$delta", {}),
    patch("/companies/$delta", {"slug": "acme"}),
    patch("/companies/$delta", {"parent_id": NOBODY}),
    patch("/companies/$delta", {"name": None}),
    patch("/companies/$delta", {"size": 3, "name": "x"}),
    patch("/companies/$delta", {"parent_id": None, "founded": None}),
    get("/companies/by-slug/delta"),
    post("/companies/$delta/offices", {"city": "Lima", "country": "PE", "capacity": 5}),
    post("/companies/$delta/offices", {"city": "Cusco", "country": "PE", "opens_at": "23:59:59.999999"}),
    post("/companies/$delta/offices", {"city": "Lima", "country": "PE"}),
    post("/companies/$delta/offices", {"city": "Ica", "country": "PE", "capacity": -5}),
    post("/companies/$delta/offices", {"city": "Ica", "country": "PE", "latitude": 91}),
    post(f"/companies/{NOBODY}/offices", {"city": "Ica", "country": "PE"}),
    get("/companies/$delta/offices"),
    get("/companies/$acme/offices", country="NO"),
]

SKILLS: list[Call] = [
    post("/skills", {"name": "Python", "category": "language"}, "python"),
    post("/skills", {"name": "Rust", "category": "language"}, "rust"),
    post("/skills", {"name": "Python"}),
    post("/skills", {"category": "language"}),
    post("/skills/many", [{"name": "SQL"}, {"name": "Rust"}, {"name": "Cooking", "category": "life"}, {"name": "SQL"}]),
    post("/skills/many", []),
    get("/skills"),
    get("/skills", category="LANGUAGE", limit=1),
    get("/skills/names"),
    get("/skills/$python"),
    get("/skills/9999"),
    get("/skills/x"),
    put("/skills/$rust", {"name": "Rust", "category": "languages"}),
    put("/skills/40", {"name": "Forty"}),
    patch("/skills/40", {"category": "number"}),
    patch("/skills/40", {"name": "SQL"}),
    patch("/skills/40", {"name": None}),
    patch("/skills/41", {"name": "none"}),
]

CANDIDATES: list[Call] = [
    post(
        "/candidates",
        {
            "email": " ada@example.com",
            "first_name": " Ada ",
            "last_name": "Lovelace",
            "born": "1815-12-10",
            "rating": 4.75,
            "profile": {"summary": "Notes\nand more", "expected_salary": "1234567.80", "notice": "P30DT2H"},
            "skill_ids": ["$rust", "$python", 9999],
        },
        "ada",
    ),
    post(
        "/candidates", {"email": "bob@example.com", "first_name": "Bob", "last_name": "Lovejoy", "rating": 3.1}, "bob"
    ),
    post("/candidates", {"email": "eve@example.com", "first_name": "Eve", "last_name": "Ünal", "active": False}, "eve"),
    post("/candidates", {"email": "ada@example.com", "first_name": "Ada", "last_name": "Again"}),
    post("/candidates", {"email": "nothing", "first_name": "", "last_name": "B", "rating": 9, "born": 3}),
    post(
        "/candidates",
        {"email": "d@example.com", "first_name": "D", "last_name": "E", "profile": {"summary": "", "notice": "soon"}},
    ),
    get("/candidates"),
    get("/candidates", q="love"),
    get("/candidates", q="ada LOVE"),
    get("/candidates", q="%"),
    get("/candidates", active=True, rating_above=3.05, limit=1),
    get("/candidates", active=False),
    get("/candidates/$ada"),
    get("/candidates/$bob"),
    get("/candidates/777"),
    get("/candidates/with-skill/Python"),
    get("/candidates/with-skill/None"),
    patch("/candidates/$bob", {"rating": 5, "last_name": "Smith"}),
    patch("/candidates/$bob", {"email": "ada@example.com"}),
    patch("/candidates/$bob", {"first_name": ""}),
    put("/candidates/$bob/profile", {"summary": "First", "notice": 86400.5}),
    put("/candidates/$bob/profile", {"summary": "Second", "expected_salary": 10.5}),
    put("/candidates/$bob/profile", {"expected_salary": "12345678.123"}),
    delete("/candidates/$bob/profile"),
    get("/candidates/$bob"),
    post("/candidates/$bob/skills/$python"),
    post("/candidates/$bob/skills/$rust"),
    post("/candidates/$bob/skills/$rust"),
    post("/candidates/$bob/skills/9999"),
    delete("/candidates/$bob/skills/$python"),
    delete("/candidates/$bob/skills/$python"),
    get("/skills/unused"),
]

JOBS: list[Call] = [
    post(
        "/jobs",
        {
            "title": "Rust Engineer",
            "description": "Write engines. 50% remote_work",
            "company_id": "$acme",
            "kind": "full-time",
            "level": 5,
            "salary_min": "60000.5",
            "salary_max": 90000.75,
            "remote": True,
            "closes_at": "2024-07-01T12:30:00+02:00",
            "benefits": ["bicycle", "lunch"],
            "skills": [{"skill_id": "$rust", "years": 3}, {"skill_id": "$python", "required": False}],
        },
        "engineer",
    ),
    post("/jobs", {"title": "Clerk", "company_id": "$acme", "kind": "part-time", "salary_max": "20000"}, "clerk"),
    post("/jobs", {"title": "Cook", "company_id": "$bolt", "kind": "contract", "salary_max": "45000.1"}, "cook"),
    post(
        "/jobs",
        {
            "title": "Data Cook",
            "company_id": "$bolt",
            "salary_max": "45000.1",
            "closes_at": "2024-01-01T00:00:00Z",
            "skills": [{"skill_id": "$python"}],
        },
        "data",
    ),
    post("/jobs", {"title": "Clerk", "company_id": "$acme"}),
    post("/jobs", {"title": "Clerk", "company_id": NOBODY}),
    post("/jobs", {"title": "Gone", "company_id": "$acme", "skills": [{"skill_id": 9999}]}),
    post("/jobs", {"title": "Wrong", "company_id": "$acme", "salary_min": 5, "salary_max": 4}),
    post("/jobs", {"title": "Wrong", "company_id": "$acme", "salary_min": "1.234", "level": 2, "kind": "none"}),
    post("/jobs", {"title": "Wrong", "company_id": "$acme", "closes_at": "2024-01-01T00:00:00"}),
    get("/jobs"),
    get("/jobs", q="cook"),
    get("/jobs", q="50%"),
    get("/jobs", q="remote_work"),
    get("/jobs", kind=["contract", "part-time"]),
    get("/jobs", status="published"),
    get("/jobs", remote=True),
    get("/jobs", remote=False, limit=1),
    get("/jobs", salary_from="60000.50"),
    get("/jobs", salary_from="60000.51"),
    get("/jobs", open_at="2024-07-01T10:29:59Z"),
    get("/jobs", open_at="2024-07-01T10:30:00Z"),
    get("/jobs", company="bolt"),
    get("/jobs", kind="other", salary_from="-1", open_at="now"),
    get("/jobs/asking-for", skill=["Python"]),
    get("/jobs/asking-for", skill=["Python", "Rust"], required=False),
    get("/jobs/asking-for"),
    get("/jobs/$engineer"),
    get("/jobs/$engineer"),
    get(f"/jobs/{NOBODY}"),
    patch("/jobs/$engineer", {"title": "Rust  Engineer II", "salary_max": "95000"}),
    patch("/jobs/$engineer", {"title": "Rust  Engineer II"}),
    patch("/jobs/$engineer", {"salary_min": "99999.99"}),
    patch("/jobs/$clerk", {"title": "Cook", "level": 1, "closes_at": "2025-01-01T00:00:00.000001Z"}),
    patch("/jobs/$clerk", {"title": "Rust  Engineer II"}),
    patch(f"/jobs/{NOBODY}", {}),
    post("/jobs/$engineer/publish", **TOKEN),
    post("/jobs/$engineer/publish", **TOKEN),
    post("/jobs/$cook/publish", headers={"X-Token": "let-me-in"}),
    post("/jobs/$clerk/publish"),
    post("/jobs/$clerk/publish", headers={"X-Token": "wrong"}),
    get("/jobs/latest"),
    get("/jobs/latest", limit=1),
    post("/jobs/$cook/benefits", params={"name": "soup"}),
    post("/jobs/$cook/benefits", params={"name": "salad"}),
    get("/jobs/benefits"),
    get("/companies/hiring"),
    get("/companies/hiring", minimum=2),
    get("/jobs", status="published"),
]

APPLICATIONS: list[Call] = [
    post("/jobs/$engineer/applications", {"candidate_id": "$ada", "letter": "Dear\u2028all"}),
    post("/jobs/$engineer/applications", {"candidate_id": "$bob"}),
    post("/jobs/$engineer/applications", {"candidate_id": "$eve"}),
    post("/jobs/$cook/applications", {"candidate_id": "$ada"}),
    post("/jobs/$engineer/applications", {"candidate_id": "$ada"}),
    post("/jobs/$engineer/applications", {"candidate_id": 777}),
    post("/jobs/$engineer/applications", {"letter": "x" * 1001}),
    patch("/jobs/$engineer/applications/$ada", {"score": "9.125", "status": "invited"}),
    patch("/jobs/$engineer/applications/$bob", {"score": 7.5}),
    patch("/jobs/$engineer/applications/$bob", {"score": "7.12345", "status": "unknown"}),
    patch("/jobs/$engineer/applications/777", {}),
    post("/jobs/$engineer/applications/$ada/notes", {"author": "hr", "text": "good"}),
    post("/jobs/$engineer/applications/$ada/notes", {"author": "cto", "text": "very good"}),
    post("/jobs/$engineer/applications/777/notes", {"author": "hr", "text": "who?"}),
    post("/jobs/$engineer/applications/$ada/notes", {"author": "hr", "text": ""}),
    get("/jobs/$engineer/applications"),
    get(f"/jobs/{NOBODY}/applications"),
    get("/jobs/$engineer/applications/summary"),
    get("/jobs/$engineer/applications/ranking"),
    post("/jobs/$engineer/applications/reject-rest"),
    get("/jobs/$engineer/applications/summary"),
    get("/candidates/$ada/applications"),
]

STATISTICS: list[Call] = [
    get("/statistics/salaries"),
    get("/statistics/salaries", minimum=2),
    get("/statistics/bands"),
    get("/statistics/companies"),
    get("/statistics/years"),
    get("/statistics/groups"),
    get("/statistics/people"),
    get("/statistics/places"),
    get("/statistics/totals"),
    get("/statistics/audit"),
    get("/statistics/audit", action="app"),
]

DELETIONS: list[Call] = [
    delete("/candidates/$ada"),
    delete("/candidates/$ada", **TOKEN),
    delete("/candidates/$ada", **TOKEN),
    get("/jobs/$engineer/applications"),
    delete("/jobs/$engineer", **TOKEN),
    get("/jobs/$engineer"),
    delete("/skills/$python"),
    delete("/skills/$python"),
    delete("/skills", params={"category": "life"}),
    delete("/companies/$acme"),
    delete("/companies/$acme", **TOKEN),
    get("/companies/by-slug/bolt"),
    get("/companies/roots"),
    delete("/companies/$bolt", headers={"X-Token": "let-me-in"}),
    get("/jobs"),
    get("/statistics/companies"),
    get("/statistics/totals"),
    get("/statistics/audit"),
    get("/nowhere"),
    put("/jobs", {}),
    get("/health"),
    get("/openapi.json"),
]

DOCUMENTS: list[Call] = [
    post(
        "/documents",
        {
            "name": "first",
            "tags": ["a", "b", 'q"uote', "back\\slash", "NULL", "", "{curly,}"],
            "scores": [1, None, 3],
            "grid": [[1, 2], [3, 4]],
            "prices": ["1.50", 2],
            "days": ["2024-02-29"],
            "owners": [NOBODY],
            "attributes": {
                "weight": 3,
                "size": {"x": [10, 20], "unit": "cm"},
                "none": None,
                "ratio": 1.50,
                "big": 2**60,
            },
        },
        "first",
    ),
    post("/documents", {"name": "second", "tags": ["b", "c"], "attributes": {"weight": 12, "size": {"unit": "m"}}}),
    post("/documents", {"name": "third"}, "third"),
    post("/documents", {"name": "third"}),
    post("/documents", {"name": "x", "tags": [1], "grid": [[1], ["x"]], "days": ["never"], "attributes": []}),
    post("/documents", {"name": "large", "scores": [2**31]}),
    put("/documents/by-name", {"name": "second", "tags": ["b", "z"], "attributes": {"new": [True]}}),
    put("/documents/by-name", {"name": "fourth", "tags": ["z"], "attributes": {"size": 3}}),
    *(
        get("/documents/with-tags", tag=tags, how=how)
        for how in ("contains", "contained", "overlap", "any", "any_", "first", "length", "equal", "wrong")
        for tags in (["b", "z"], ["a"])
    ),
    get("/documents/with-tags"),
    post("/documents/matching", {"size": {"unit": "cm"}}),
    post("/documents/matching", {}),
    post("/documents/matching", {"none": None}),
    get("/documents/with-keys", key=["weight"]),
    get("/documents/with-keys", key=["weight", "new"]),
    get("/documents/with-keys", key=["weight", "new"], every=True),
    get("/documents/path", keys="size.unit"),
    get("/documents/path", keys="size.x.1"),
    get("/documents/path", keys="size", equals="3"),
    get("/documents/path", keys="none"),
    get("/documents/heavier-than/2"),
    get("/documents/heavier-than/x"),
    get("/documents/tag-counts"),
    get("/documents/aggregate"),
    post("/documents/$third/tags", params={"tag": "late"}),
    post("/documents/777/tags", params={"tag": "late"}),
    patch("/documents/$third/attributes", {"k": {"v": [1, {"w": None}]}}),
    patch("/documents/777/attributes", {}),
    get("/documents/$first"),
    get("/documents/$third"),
]


def calls(postgresql: bool) -> list[Call]:
    parts = (COMPANIES, SKILLS, CANDIDATES, JOBS, APPLICATIONS, STATISTICS, DOCUMENTS if postgresql else [], DELETIONS)
    return [call for part in parts for call in part]
