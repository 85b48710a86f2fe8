"""Section 3 of the inheritance checklist: loading. The test names carry its line numbers; SQLAlchemy runs them too."""

import pytest

from ..people import shown

LOADERS = ("selectinload", "joinedload", "subqueryload", "immediateload", "lazyload")
EAGER = LOADERS[:3]
EVERYBODY = [
    ["Engineer ed", "Engineer wally", "Manager pointy", "Boss boss"], ["Engineer vlad", "Person joe"], [],
]  # fmt: skip
ALIASES = [
    {"aliased": True}, {"flat": True}, {"aliased": True, "flat": True}, {"flat": True, "name": "pp"},
    {"aliased": True, "name": "pp"},
]  # fmt: skip


def test_l01_select_of_the_base_gives_real_subclasses(people):
    m = people
    assert shown([(x, type(x)) for x in m.s.scalars(m.sa.select(m.Person).order_by(m.Person.id))]) == [
        ["Engineer ed", "Engineer"],
        ["Engineer wally", "Engineer"],
        ["Manager pointy", "Manager"],
        ["Boss boss", "Boss"],
        ["Engineer vlad", "Engineer"],
        ["Person joe", "Person"],
    ]


def test_l02_joined_subclass_in_a_join(people):
    m = people
    assert shown(
        m.s.execute(
            m.sa.select(m.Company.name, m.Engineer.name)
            .join(m.Engineer, m.Engineer.company_id == m.Company.id)
            .order_by(m.Engineer.id)
        ).all()
    ) == [["A", "ed"], ["A", "wally"], ["C", "vlad"]]


def test_l02_joined_subclass_in_an_outer_join(people):
    m = people
    assert shown(
        m.s.execute(
            m.sa.select(m.Company.name, m.Engineer.name)
            .outerjoin(m.Engineer, m.Engineer.company_id == m.Company.id)
            .order_by(m.Company.id, m.Engineer.id)
        ).all()
    ) == [["A", "ed"], ["A", "wally"], ["C", "vlad"], ["E", None]]


def test_l02_joined_subclass_in_exists(people):
    m = people
    assert shown(
        m.s.execute(
            m.sa.select(m.Company.name).where(
                m.sa.select(m.Engineer.id)
                .where(m.Engineer.company_id == m.Company.id, m.Engineer.language == "java")
                .exists()
            )
        ).all()
    ) == [["C"]]


def test_l02_aggregate_by_type(people):
    m = people
    assert shown(
        m.s.execute(
            m.sa.select(m.Person.type, m.sa.func.count(m.Person.id)).group_by(m.Person.type).order_by(m.Person.type)
        ).all()
    ) == [["boss", 1], ["engineer", 3], ["manager", 1], ["person", 1]]


def test_l02_count_of_a_subclass_includes_its_descendants(people):
    m = people
    assert shown(m.s.execute(m.sa.select(m.sa.func.count()).select_from(m.Manager)).all()) == [[2]]
    assert shown(m.s.execute(m.sa.select(m.sa.func.count(m.Boss.id))).all()) == [[1]]
    assert shown(m.s.scalar(m.sa.select(m.sa.func.max(m.Boss.swing)))) == "x"


def test_l03_get_by_base_and_subclass_and_of_a_sibling(people):
    m = people
    a = m.s.get(m.Person, 1)
    b = m.s.get(m.Engineer, 1)
    c = m.s.get(m.Manager, 1)
    d = m.s.get(m.Manager, 4)
    m.s.expunge_all()
    e = m.s.get(m.Manager, 1)
    f = m.s.get(m.Boss, 3)
    g = m.s.get(m.Boss, 4)
    assert a is b
    assert c is None
    assert shown(d) == "Boss boss"
    assert e is None
    assert f is None
    assert shown(g) == "Boss boss"


def test_l04_selectin_polymorphic(people):
    m = people
    r = m.s.scalars(
        m.sa.select(m.Person)
        .order_by(m.Person.id)
        .options(m.orm.selectin_polymorphic(m.Person, [m.Engineer, m.Manager]))
    ).all()
    m.statements.clear()
    x = [getattr(p, "language", None) or getattr(p, "hobby", None) for p in r]
    assert shown(x) == ["py", "c", "golf", "chess", "java", None]
    assert m.statements == []


def test_l05_selectin_polymorphic_below_another_eager_load(people):
    m = people
    r = m.s.scalars(
        m.sa.select(m.Company)
        .order_by(m.Company.id)
        .options(
            m.orm.selectinload(m.Company.employees).options(
                m.orm.selectin_polymorphic(m.Person, [m.Engineer, m.Manager])
            )
        )
    ).all()
    m.statements.clear()
    x = [[getattr(p, "language", None) or getattr(p, "hobby", None) for p in c.employees] for c in r]
    assert shown(x) == [["py", "c", "golf", "chess"], ["java", None], []]
    assert m.statements == []


def test_l05_selectin_polymorphic_beside_an_option_on_the_subclass(people):
    m = people
    r = m.s.scalars(
        m.sa.select(m.Person)
        .order_by(m.Person.id)
        .options(m.orm.selectin_polymorphic(m.Person, [m.Engineer, m.Manager]), m.orm.selectinload(m.Engineer.machines))
    ).all()
    m.statements.clear()
    x = [[q.name for q in getattr(p, "machines", [])] for p in r]
    assert shown(x) == [["m1", "m2"], ["m3"], [], [], [], []]
    assert m.statements == []


def test_l08_with_polymorphic_in_where_and_order_by(people):
    m = people
    wp = m.orm.with_polymorphic(m.Person, "*")
    assert shown(
        m.s.scalars(
            m.sa.select(wp)
            .where(m.sa.or_(wp.Engineer.language == "py", wp.Manager.hobby == "golf", wp.Boss.swing == "x"))
            .order_by(wp.Manager.hobby.is_not(None), wp.Manager.hobby)
        ).all()
    ) == ["Engineer ed", "Boss boss", "Manager pointy"]


def test_l08_with_polymorphic_columns_of_siblings_of_one_name(people):
    m = people
    wp = m.orm.with_polymorphic(m.Person, [m.Engineer, m.Manager])
    assert shown(
        m.s.execute(
            m.sa.select(wp.id, wp.Engineer.language, wp.Manager.hobby, wp.Engineer.status, wp.Manager.status).order_by(
                wp.id
            )
        ).all()
    ) == [
        [1, "py", None, "s1", None],
        [2, "c", None, "s2", None],
        [3, None, "golf", None, "s3"],
        [4, None, "chess", None, "s4"],
        [5, "java", None, "s5", None],
        [6, None, None, None, None],
    ]


def test_l08_with_polymorphic_joins_a_relationship_of_the_subclass(people):
    m = people
    wp = m.orm.with_polymorphic(m.Person, [m.Engineer])
    assert shown(
        m.s.execute(m.sa.select(wp.name, m.Machine.name).join(wp.Engineer.machines).order_by(m.Machine.id)).all()
    ) == [["ed", "m1"], ["ed", "m2"], ["wally", "m3"]]


def test_l08_with_polymorphic_joins_a_relationship_of_the_base(people):
    m = people
    wp = m.orm.with_polymorphic(m.Person, "*")
    assert shown(m.s.execute(m.sa.select(wp.name, m.Paper.name).join(wp.papers).order_by(m.Paper.id)).all()) == [
        ["ed", "p1"],
        ["ed", "p2"],
        ["pointy", "p3"],
        ["boss", "p4"],
    ]


def test_l08_with_polymorphic_joins_an_inherited_relationship(people):
    m = people
    wp = m.orm.with_polymorphic(m.Person, "*")
    assert shown(m.s.execute(m.sa.select(wp.name, m.Paper.name).join(wp.Boss.papers).order_by(m.Paper.id)).all()) == [
        ["ed", "p1"],
        ["ed", "p2"],
        ["pointy", "p3"],
        ["boss", "p4"],
    ]


def test_l09_two_with_polymorphic_in_one_statement(people):
    m = people
    a = m.orm.with_polymorphic(m.Person, [m.Engineer], flat=True)
    b = m.orm.with_polymorphic(m.Person, "*", flat=True)
    assert shown(
        m.s.execute(
            m.sa.select(a, b)
            .join(b, m.sa.and_(a.company_id == b.company_id, a.id < b.id))
            .where(a.Engineer.language.is_not(None))
            .order_by(a.id, b.id)
        ).all()
    ) == [
        ["Engineer ed", "Engineer wally"],
        ["Engineer ed", "Manager pointy"],
        ["Engineer ed", "Boss boss"],
        ["Engineer wally", "Manager pointy"],
        ["Engineer wally", "Boss boss"],
        ["Engineer vlad", "Person joe"],
    ]


def test_l09_with_polymorphic_innerjoin(people):
    m = people
    wp = m.orm.with_polymorphic(m.Person, [m.Engineer], innerjoin=True)
    assert shown(m.s.scalars(m.sa.select(wp).order_by(wp.id)).all()) == [
        "Engineer ed",
        "Engineer wally",
        "Engineer vlad",
    ]


def test_l09_with_polymorphic_selectable(people):
    m = people
    t = m.Person.__table__
    et = m.Engineer.__table__
    mt = m.Manager.__table__
    j = t.outerjoin(et).outerjoin(mt)
    wp = m.orm.with_polymorphic(m.Person, [m.Engineer, m.Manager], selectable=j)
    assert shown(
        m.s.scalars(
            m.sa.select(wp).where(m.sa.or_(wp.Engineer.language == "py", wp.Manager.hobby == "golf")).order_by(wp.id)
        ).all()
    ) == ["Engineer ed", "Manager pointy"]


def test_l10_of_type_in_join(people):
    m = people
    assert shown(
        m.s.execute(
            m.sa.select(m.Company.name, m.Engineer.name)
            .join(m.Company.employees.of_type(m.Engineer))
            .order_by(m.Engineer.id)
        ).all()
    ) == [["A", "ed"], ["A", "wally"], ["C", "vlad"]]


def test_l10_of_type_in_outer_join(people):
    m = people
    assert shown(
        m.s.execute(
            m.sa.select(m.Company.name, m.Engineer.name)
            .outerjoin(m.Company.employees.of_type(m.Engineer))
            .order_by(m.Company.id, m.Engineer.id)
        ).all()
    ) == [["A", "ed"], ["A", "wally"], ["C", "vlad"], ["E", None]]


def test_l10_of_type_with_polymorphic_in_join(people):
    m = people
    wp = m.orm.with_polymorphic(m.Person, [m.Manager, m.Engineer], flat=True)
    assert shown(
        m.s.execute(
            m.sa.select(m.Company.name, wp)
            .join(m.Company.employees.of_type(wp))
            .where(m.sa.or_(wp.Engineer.language == "py", wp.Manager.hobby == "chess"))
        ).all()
    ) == [["A", "Engineer ed"], ["A", "Boss boss"]]


def test_l10_of_type_with_polymorphic_in_outer_join(people):
    m = people
    wp = m.orm.with_polymorphic(m.Person, "*", aliased=True)
    assert shown(
        m.s.execute(
            m.sa.select(m.Company.name, wp.name, wp.Engineer.language)
            .outerjoin(m.Company.employees.of_type(wp))
            .order_by(m.Company.id, wp.id)
        ).all()
    ) == [
        ["A", "ed", "py"],
        ["A", "wally", "c"],
        ["A", "pointy", None],
        ["A", "boss", None],
        ["C", "vlad", "java"],
        ["C", "joe", None],
        ["E", None, None],
    ]


def test_l10_of_type_alias(people):
    m = people
    ea = m.orm.aliased(m.Engineer)
    assert shown(
        m.s.execute(
            m.sa.select(m.Company.name, ea.name, ea.language)
            .join(m.Company.employees.of_type(ea))
            .where(ea.language != "c")
            .order_by(ea.id)
        ).all()
    ) == [["A", "ed", "py"], ["C", "vlad", "java"]]


def test_l10_of_type_then_a_relationship_of_the_subclass(people):
    m = people
    assert shown(
        m.s.execute(
            m.sa.select(m.Company.name, m.Machine.name)
            .join(m.Company.employees.of_type(m.Engineer))
            .join(m.Engineer.machines)
            .order_by(m.Machine.id)
        ).all()
    ) == [["A", "m1"], ["A", "m2"], ["A", "m3"]]


def test_l10_of_type_of_the_third_level(people):
    m = people
    assert shown(
        m.s.execute(m.sa.select(m.Company.name, m.Boss.swing).join(m.Company.employees.of_type(m.Boss))).all()
    ) == [["A", "x"]]


def test_l11_contains_eager_of_with_polymorphic(people):
    m = people
    wp = m.orm.with_polymorphic(m.Person, "*", flat=True)
    r = (
        m.s.scalars(
            m.sa.select(m.Company)
            .join(m.Company.employees.of_type(wp))
            .where(wp.Engineer.language != "zz")
            .order_by(m.Company.id, wp.id)
            .options(m.orm.contains_eager(m.Company.employees.of_type(wp)))
        )
        .unique()
        .all()
    )
    assert shown([list(c.employees) for c in r]) == [["Engineer ed", "Engineer wally"], ["Engineer vlad"]]


def test_l11_contains_eager_of_a_subclass(people):
    m = people
    r = (
        m.s.scalars(
            m.sa.select(m.Company)
            .join(m.Company.employees.of_type(m.Engineer))
            .where(m.Engineer.language != "c")
            .order_by(m.Company.id)
            .options(m.orm.contains_eager(m.Company.employees.of_type(m.Engineer)))
        )
        .unique()
        .all()
    )
    assert shown([list(c.employees) for c in r]) == [["Engineer ed"], ["Engineer vlad"]]


def test_l11_contains_eager_chain_through_a_subclass(people):
    m = people
    r = (
        m.s.scalars(
            m.sa.select(m.Company)
            .join(m.Company.employees.of_type(m.Engineer))
            .join(m.Engineer.machines)
            .order_by(m.Company.id)
            .options(m.orm.contains_eager(m.Company.employees.of_type(m.Engineer)).contains_eager(m.Engineer.machines))
        )
        .unique()
        .all()
    )
    assert shown([[(p, [q.name for q in p.machines]) for p in c.employees] for c in r]) == [
        [["Engineer ed", ["m1", "m2"]], ["Engineer wally", ["m3"]]]
    ]


def test_l12_has_and_comparison_through_of_type(people):
    m = people

    def g(c):
        return [x.name for x in m.s.scalars(m.sa.select(m.Paper).where(c).order_by(m.Paper.id))]

    P = m.Paper.person
    assert shown(g(P.of_type(m.Engineer).has(m.Engineer.language == "py"))) == ["p1", "p2"]
    assert shown(g(P.of_type(m.Manager).has())) == ["p3", "p4"]
    assert shown(g(~P.of_type(m.Manager).has())) == ["p1", "p2"]
    assert shown(g(P.has(name="boss"))) == ["p4"]
    assert shown(g(P == m.s.get(m.Person, 1))) == ["p1", "p2"]
    assert shown(g(P == m.s.get(m.Boss, 4))) == ["p4"]


def test_l12_any_through_with_polymorphic(people):
    m = people
    wp = m.orm.with_polymorphic(m.Person, [m.Engineer, m.Manager], flat=True)
    assert shown(
        m.s.scalars(
            m.sa.select(m.Company).where(
                m.Company.employees.of_type(wp).any(m.sa.or_(wp.Engineer.language == "java", wp.Manager.hobby == "zz"))
            )
        ).all()
    ) == ["Company C"]


def test_l12_contains_a_subclass(people):
    m = people
    ed = m.s.get(m.Engineer, 1)
    assert shown(m.s.scalars(m.sa.select(m.Company).where(m.Company.employees.contains(ed))).all()) == ["Company A"]


def test_l13_many_to_one_to_the_base_is_taken_from_the_identity_map(people):
    m = people
    everybody = m.s.scalars(m.sa.select(m.Person)).all()
    c = m.s.scalars(m.sa.select(m.Paper).order_by(m.Paper.id)).all()
    m.statements.clear()
    assert shown([p.person for p in c]) == ["Engineer ed", "Engineer ed", "Manager pointy", "Boss boss"]
    assert (len(everybody), m.statements) == (6, [])


def test_l14_flat_alias_of_subclasses(people):
    m = people
    a = m.orm.aliased(m.Engineer, flat=True)
    b = m.orm.aliased(m.Manager)
    assert shown(
        m.s.execute(m.sa.select(a.name, b.name).join(b, a.company_id == b.company_id).order_by(a.id, b.id)).all()
    ) == [["ed", "pointy"], ["ed", "boss"], ["wally", "pointy"], ["wally", "boss"]]


def test_l15_load_only_on_the_base(people):
    m = people
    r = m.s.scalars(m.sa.select(m.Person).options(m.orm.load_only(m.Person.name)).order_by(m.Person.id)).all()
    assert shown([(p, "company_id" in p.__dict__) for p in r]) == [
        ["Engineer ed", False],
        ["Engineer wally", False],
        ["Manager pointy", False],
        ["Boss boss", False],
        ["Engineer vlad", False],
        ["Person joe", False],
    ]
    assert shown([p.company_id for p in r]) == [1, 1, 1, 1, 2, 2]


def test_l15_load_only_on_a_subclass(people):
    m = people
    r = m.s.scalars(m.sa.select(m.Engineer).options(m.orm.load_only(m.Engineer.language)).order_by(m.Engineer.id)).all()
    assert shown([("name" in p.__dict__, "language" in p.__dict__, "status" in p.__dict__) for p in r]) == [
        [False, True, False],
        [False, True, False],
        [False, True, False],
    ]
    assert shown([p.name for p in r]) == ["ed", "wally", "vlad"]


def test_l16_columns_of_a_subclass_bring_its_join(people):
    m = people
    assert shown(m.s.execute(m.sa.select(m.Engineer.name, m.Engineer.language).order_by(m.Engineer.id)).all()) == [
        ["ed", "py"],
        ["wally", "c"],
        ["vlad", "java"],
    ]
    assert shown(m.s.execute(m.sa.select(m.Boss.name, m.Boss.hobby, m.Boss.swing)).all()) == [["boss", "chess", "x"]]


def test_l16_select_from_a_subclass(people):
    m = people
    assert shown(
        m.s.execute(m.sa.select(m.Person.name, m.Engineer.language).select_from(m.Engineer).order_by(m.Person.id)).all()
    ) == [["ed", "py"], ["wally", "c"], ["vlad", "java"]]


def test_l16_scalar_subquery_of_a_subclass(people):
    m = people
    q = m.sa.select(m.sa.func.count(m.Engineer.id)).where(m.Engineer.company_id == m.Company.id).scalar_subquery()
    assert shown(m.s.execute(m.sa.select(m.Company.name, q).order_by(m.Company.id)).all()) == [
        ["A", 2],
        ["C", 1],
        ["E", 0],
    ]


def test_l17_union_of_base_selects_under_an_alias(people):
    m = people
    u = m.sa.union_all(
        m.sa.select(m.Person).where(m.Person.id < 3), m.sa.select(m.Person).where(m.Person.id == 4)
    ).subquery()
    pa = m.orm.aliased(m.Person, u)
    assert shown(m.s.scalars(m.sa.select(pa).order_by(pa.id)).all()) == ["Engineer ed", "Engineer wally", "Boss boss"]


def test_l17_union_of_subclass_selects_under_an_alias(people):
    m = people
    u = m.sa.union(
        m.sa.select(m.Engineer).where(m.Engineer.language == "c"),
        m.sa.select(m.Engineer).where(m.Engineer.language == "py"),
    ).subquery()
    pa = m.orm.aliased(m.Engineer, u)
    r = m.s.scalars(m.sa.select(pa).order_by(pa.id)).all()
    assert shown([(x.name, x.language) for x in r]) == [["ed", "py"], ["wally", "c"]]


def test_l18_yield_per_with_selectin(people):
    m = people
    assert shown(
        list(
            m.s.scalars(
                m.sa.select(m.Person)
                .order_by(m.Person.id)
                .options(m.orm.selectinload(m.Engineer.machines))
                .execution_options(yield_per=2)
            )
        )
    ) == ["Engineer ed", "Engineer wally", "Manager pointy", "Boss boss", "Engineer vlad", "Person joe"]


def test_l18_populate_existing(people):
    m = people
    e = m.s.get(m.Engineer, 1)
    e.language = "zz"
    e.name = "q"
    with m.s.no_autoflush:
        m.s.scalars(m.sa.select(m.Person).execution_options(populate_existing=True)).all()
    assert shown(e.language) == "py"
    assert shown(e.name) == "ed"


def test_l20_an_expired_subclass_column_reads_its_own_table_only(people):
    m = people
    e = m.s.get(m.Engineer, 1)
    m.s.expire(e, ["language"])
    m.statements.clear()
    assert e.language
    assert len(m.statements) <= 1
    assert "JOIN" not in m.statements[0]
    assert "person" not in m.statements[0]


def test_l23_query_of_a_subclass(people):
    m = people
    assert shown(m.s.query(m.Engineer).filter(m.Engineer.name == "ed").count()) == 1
    assert shown(m.s.query(m.Person).filter(m.Person.name == "ed").one()) == "Engineer ed"
    assert shown(m.s.query(m.Person).filter_by(name="boss").one()) == "Boss boss"
    assert shown(m.s.query(m.Engineer).filter_by(name="ed").one()) == "Engineer ed"
    assert shown(
        m.s.query(m.Company).join(m.Company.employees.of_type(m.Engineer)).filter(m.Engineer.language == "py").all()
    ) == ["Company A"]


def test_l02_subclass_as_a_subquery(people):
    m = people
    sq = m.sa.select(m.Engineer).subquery()
    assert shown(sorted(sq.c.keys())) == ["company_id", "id", "id_1", "language", "name", "status", "type"]
    assert shown(m.s.execute(m.sa.select(sq.c.name, sq.c.language).order_by(sq.c.name)).all()) == [
        ["ed", "py"],
        ["vlad", "java"],
        ["wally", "c"],
    ]


def test_l02_subclass_as_a_cte(people):
    m = people
    sq = m.sa.select(m.Engineer.id, m.Engineer.name).where(m.Engineer.language == "py").cte("x")
    assert shown(m.s.execute(m.sa.select(m.Person, sq.c.name).join(sq, sq.c.id == m.Person.id)).all()) == [
        ["Engineer ed", "ed"]
    ]


def test_l14_join_a_subclass_to_an_alias_of_the_base(people):
    m = people
    pa = m.orm.aliased(m.Person)
    assert shown(
        m.s.execute(
            m.sa.select(m.Engineer.name, pa.name)
            .join(pa, pa.company_id == m.Engineer.company_id)
            .where(pa.id > m.Engineer.id)
            .order_by(m.Engineer.id, pa.id)
        ).all()
    ) == [["ed", "wally"], ["ed", "pointy"], ["ed", "boss"], ["wally", "pointy"], ["wally", "boss"], ["vlad", "joe"]]


def test_l18_order_and_limit_with_joined_eager_load(people):
    m = people
    assert shown(m.s.scalars(m.sa.select(m.Person).order_by(m.Person.name.desc()).limit(2).offset(1)).all()) == [
        "Engineer vlad",
        "Manager pointy",
    ]
    assert shown(
        m.s.scalars(m.sa.select(m.Person).options(m.orm.joinedload(m.Person.papers)).order_by(m.Person.id).limit(2))
        .unique()
        .all()
    ) == ["Engineer ed", "Engineer wally"]


def test_l18_distinct(people):
    m = people
    assert shown(m.s.scalars(m.sa.select(m.Person).join(m.Person.papers).distinct().order_by(m.Person.id)).all()) == [
        "Engineer ed",
        "Manager pointy",
        "Boss boss",
    ]
    assert shown(
        m.s.scalars(m.sa.select(m.Engineer).join(m.Engineer.papers).distinct().order_by(m.Engineer.id)).all()
    ) == ["Engineer ed"]


def test_l02_subclass_in_a_subquery(people):
    m = people
    assert shown(
        m.s.scalars(
            m.sa.select(m.Paper)
            .where(m.Paper.person_id.in_(m.sa.select(m.Engineer.id).where(m.Engineer.name == "ed")))
            .order_by(m.Paper.id)
        ).all()
    ) == ["Paper p1", "Paper p2"]
    assert shown(m.s.scalars(m.sa.select(m.Paper).where(m.Paper.person_id.in_(m.sa.select(m.Boss.id)))).all()) == [
        "Paper p4"
    ]


def test_l16_subclass_filtered_by_a_base_attribute(people):
    m = people
    assert shown(m.s.scalars(m.sa.select(m.Engineer).where(m.Person.name == "ed")).all()) == ["Engineer ed"]


@pytest.mark.parametrize("given", ALIASES, ids=lambda given: "-".join(given))
def test_l09_with_polymorphic_under_other_names(people, given):
    m = people
    wp = m.orm.with_polymorphic(m.Person, [m.Engineer, m.Manager], **given)
    either = m.sa.or_(wp.Engineer.language == "py", wp.Manager.hobby == "golf")
    assert shown(m.s.scalars(m.sa.select(wp).where(either).order_by(wp.id))) == ["Engineer ed", "Manager pointy"]
    columns = m.sa.select(wp.name, wp.Engineer.language).order_by(wp.id)
    assert shown(m.s.execute(columns))[:3] == [["ed", "py"], ["wally", "c"], ["pointy", None]]
    joined = m.sa.select(wp.name, m.Paper.name).join(m.Paper, m.Paper.person_id == wp.id).order_by(m.Paper.id)
    assert shown(m.s.execute(joined)) == [["ed", "p1"], ["ed", "p2"], ["pointy", "p3"], ["boss", "p4"]]


@pytest.mark.parametrize("loader", EAGER)
def test_l11_of_type_in_a_loader_keeps_the_whole_collection(people, loader):
    m, load = people, getattr(people.orm, loader)
    option = load(m.Company.employees.of_type(m.Engineer)).options(load(m.Engineer.machines))
    rows = m.s.scalars(m.sa.select(m.Company).order_by(m.Company.id).options(option)).unique().all()
    assert shown([list(one.employees) for one in rows]) == EVERYBODY
    m.statements.clear()
    machines = [[one.name for one in person.machines] for person in rows[0].employees[:2]]
    assert (machines, m.statements) == ([["m1", "m2"], ["m3"]], [])


@pytest.mark.parametrize("loader", EAGER)
def test_l11_with_polymorphic_in_a_loader_chains_to_subclass_relationships(people, loader):
    m, load = people, getattr(people.orm, loader)
    wp = m.orm.with_polymorphic(m.Person, "*", flat=True)
    option = load(m.Company.employees.of_type(wp)).options(load(wp.Engineer.machines), load(wp.papers))
    rows = m.s.scalars(m.sa.select(m.Company).order_by(m.Company.id).options(option)).unique().all()
    assert shown([list(one.employees) for one in rows]) == EVERYBODY
    m.statements.clear()
    ed = rows[0].employees[0]
    assert ([one.name for one in ed.machines], [one.name for one in ed.papers]) == (["m1", "m2"], ["p1", "p2"])
    assert m.statements == []


@pytest.mark.parametrize("loader", LOADERS)
def test_r10_inherited_relationship_in_every_loader(people, loader):
    m, load = people, getattr(people.orm, loader)
    for cls in (m.Engineer, m.Person):
        m.s.expunge_all()
        statement = m.sa.select(m.Engineer).options(load(cls.papers), load(cls.company)).order_by(m.Engineer.id)
        rows = m.s.scalars(statement).unique().all()
        found = [(one.name, [paper.name for paper in one.papers], one.company.name) for one in rows]
        assert found == [("ed", ["p1", "p2"], "A"), ("wally", [], "A"), ("vlad", [], "C")]


@pytest.mark.parametrize("loader", LOADERS)
def test_r02_relationship_of_a_subclass_is_loaded_by_a_query_of_the_base(people, loader):
    m, load = people, getattr(people.orm, loader)
    rows = m.s.scalars(m.sa.select(m.Person).options(load(m.Engineer.machines)).order_by(m.Person.id)).unique().all()
    found = [[one.name for one in getattr(row, "machines", [])] for row in rows]
    assert found == [["m1", "m2"], ["m3"], [], [], [], []]


def test_l12_any_through_of_type(people):
    m = people
    employees = m.Company.employees

    def names(condition):
        return [one.name for one in m.s.scalars(m.sa.select(m.Company).where(condition).order_by(m.Company.id))]

    assert names(employees.of_type(m.Engineer).any(m.Engineer.language == "java")) == ["C"]
    assert names(~employees.of_type(m.Engineer).any(m.Engineer.language == "java")) == ["A", "E"]
    assert names(employees.of_type(m.Manager).any()) == ["A"]
    assert names(employees.of_type(m.Boss).any(m.Boss.swing == "x")) == ["A"]
    assert names(employees.any(m.Person.name == "joe")) == ["C"]


def test_l15_raiseload_on_a_subclass_attribute(people):
    m = people
    rows = m.s.scalars(m.sa.select(m.Person).options(m.orm.raiseload(m.Engineer.machines)).order_by(m.Person.id)).all()
    with pytest.raises(m.sa.exc.InvalidRequestError, match="'Engineer.machines' is not available"):
        assert rows[0].machines
    assert [one.name for one in rows[0].papers] == ["p1", "p2"]


@pytest.mark.parametrize("loader", LOADERS)
def test_l15_with_loader_criteria_holds_for_what_relationships_load(people, loader):
    m, load = people, getattr(people.orm, loader)
    limit = m.orm.with_loader_criteria(m.Person, lambda cls: cls.name != "ed")
    statement = m.sa.select(m.Company).options(load(m.Company.employees), limit).order_by(m.Company.id)
    rows = m.s.scalars(statement).unique().all()
    assert shown([list(one.employees) for one in rows]) == [EVERYBODY[0][1:], *EVERYBODY[1:]]
    papers = m.orm.with_loader_criteria(m.Paper, lambda cls: cls.name != "p1")
    m.s.expunge_all()
    statement = m.sa.select(m.Company).options(load(m.Company.employees), papers).order_by(m.Company.id)
    first = m.s.scalars(statement).unique().all()[0]
    assert [[one.name for one in person.papers] for person in first.employees] == [["p2"], [], ["p3"], ["p4"]]


@pytest.mark.parametrize("explicit", [False, True], ids=["automatic", "explicit"])
def test_l16_subqueries_correlate_to_a_joined_class(people, explicit):
    m = people

    def counted(column, cls):
        inner = m.sa.select(m.sa.func.count()).where(column == cls.id)
        return (inner.correlate(cls) if explicit else inner).scalar_subquery()

    machines = counted(m.Machine.engineer_id, m.Engineer)
    wanted = [2, 1, 0]
    assert m.s.scalars(m.sa.select(machines).select_from(m.Engineer).order_by(m.Engineer.id)).all() == wanted
    assert [row[1] for row in m.s.execute(m.sa.select(m.Engineer, machines).order_by(m.Engineer.id))] == wanted
    papers = counted(m.Paper.person_id, m.Engineer)
    assert [row[1] for row in m.s.execute(m.sa.select(m.Engineer.name, papers).order_by(m.Engineer.id))] == [2, 0, 0]
    everybody = counted(m.Paper.person_id, m.Person)
    rows = m.s.execute(m.sa.select(m.Person, everybody).order_by(m.Person.id))
    assert [row[1] for row in rows] == [2, 0, 1, 1, 0, 0]


@pytest.mark.parametrize("explicit", [False, True], ids=["automatic", "explicit"])
def test_l14_subquery_on_an_alias_correlates_to_the_class(people, explicit):
    m = people
    other = m.orm.aliased(m.Engineer)
    last = m.sa.select(m.sa.func.max(other.id)).where(other.company_id == m.Engineer.company_id)
    last = (last.correlate(m.Engineer) if explicit else last).scalar_subquery()
    found = m.sa.select(m.Engineer.name).where(m.Engineer.id == last).order_by(m.Engineer.id)
    assert m.s.scalars(found).all() == ["wally", "vlad"]


def test_l16_columns_of_two_classes_and_a_join_without_condition(people):
    m = people
    to_base = m.sa.select(m.Company.name, m.Person.name).join(m.Person).order_by(m.Person.id)
    assert shown(m.s.execute(to_base))[2:5] == [["A", "pointy"], ["A", "boss"], ["C", "vlad"]]
    to_leaf = m.sa.select(m.Company.name, m.Engineer.name).join(m.Engineer).order_by(m.Engineer.id)
    assert shown(m.s.execute(to_leaf)) == [["A", "ed"], ["A", "wally"], ["C", "vlad"]]


def test_l22_concrete_classes_are_read_by_the_union_and_by_nothing_else(library):
    sa, orm = library.sa, library.orm
    column = orm.mapped_column
    base = library.base()

    class Sensor(library.ext.declarative.ConcreteBase, base):
        __tablename__ = "sensor"
        __mapper_args__ = {"polymorphic_identity": "sensor", "concrete": True}
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(10))

    class Heat(Sensor):
        __tablename__ = "heat"
        __mapper_args__ = {"polymorphic_identity": "heat", "concrete": True}
        id = column(sa.Integer, primary_key=True)
        name = column(sa.String(10))
        degrees = column(sa.Integer)

    orm.configure_mappers()
    session = library.store(base, Sensor(id=1, name="s"), Heat(id=1, name="h", degrees=5))
    found = session.scalars(sa.select(Sensor).order_by(Sensor.name)).all()
    assert [(type(one).__name__, one.id) for one in found] == [("Heat", 1), ("Sensor", 1)]
    assert found[0].degrees == 5
    assert library.taken() == 1
    assert [one.name for one in session.scalars(sa.select(Heat).where(Heat.degrees > 1))] == ["h"]
    assert "UNION" not in library.statements[0].upper()
