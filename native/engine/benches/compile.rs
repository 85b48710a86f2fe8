//! Writing statements as SQL: a simple one, one of every day, and one larger than most programs ever send.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use sqlmodel_rs_engine::SqlType;
use sqlmodel_rs_engine::compile::{Options, render};
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::ir::{
    BinaryOp, Bind, BindId, Case, ColumnRun, Compound, CompoundKind, Expr, From, Func, InList,
    Item, ItemLabel, JoinKind, Name, OverClause, Program, Query, Select, Source, SourceId,
    Statement, UnaryOp,
};

const HERO: [&str; 10] = [
    "id",
    "name",
    "secret_name",
    "age",
    "power",
    "is_active",
    "born",
    "created",
    "data",
    "team_id",
];
const FLAVORS: [Flavor; 3] = [Flavor::Sqlite, Flavor::Postgres, Flavor::Mysql];

/// A program under construction.
#[derive(Default)]
struct Build {
    sources: Vec<Source>,
    binds: Vec<Bind>,
    ctes: Vec<SourceId>,
}

impl Build {
    fn source(&mut self, source: Source) -> SourceId {
        self.sources.push(source);
        SourceId(u32::try_from(self.sources.len() - 1).expect("few sources"))
    }

    fn table(&mut self, name: &str) -> SourceId {
        let name = name.into();
        self.source(Source::Table { schema: None, name })
    }

    fn bind(&mut self, base: &str, ty: SqlType) -> Expr {
        let id = self.binds.len();
        let name = Name::Anon {
            id: id as u64,
            base: base.into(),
        };
        self.binds.push(Bind {
            name,
            ty,
            literal: None,
            in_text: false,
        });
        Expr::Bind(BindId(u32::try_from(id).expect("few parameters")))
    }

    fn finish(self, query: Query) -> Program {
        Program {
            sources: self.sources,
            binds: self.binds,
            ctes: self.ctes,
            statement: Statement::Query(query),
        }
    }
}

fn column(source: SourceId, name: &str) -> Expr {
    Expr::Column {
        source: Some(source),
        name: Name::plain(name),
    }
}

fn item(expr: Expr, label: ItemLabel) -> Item {
    Item::Value { expr, label }
}

fn entity(source: SourceId, run: &Arc<ColumnRun>) -> Item {
    Item::Columns {
        source,
        run: Arc::clone(run),
    }
}

fn hero_columns() -> Arc<ColumnRun> {
    Arc::new(ColumnRun::new(HERO.map(Into::into).to_vec()))
}

fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    Expr::Binary {
        op,
        left: Box::new(left),
        right: Box::new(right),
        escape: None,
        flags: None,
    }
}

fn call(name: &str, args: Vec<Expr>) -> Func {
    Func {
        name: name.into(),
        args,
        ..Func::default()
    }
}

/// Ten columns of one table, three predicates, an order and a limit.
fn simple() -> Program {
    let mut build = Build::default();
    let hero = build.table("hero");
    let low = build.bind("age", SqlType::Integer);
    let high = build.bind("age", SqlType::Integer);
    let count = build.bind("param", SqlType::BigInteger);
    let select = Select {
        items: vec![entity(hero, &hero_columns())],
        froms: vec![From::Source(hero)],
        predicate: Some(Expr::And(vec![
            binary(BinaryOp::Ge, column(hero, "age"), low),
            binary(BinaryOp::Le, column(hero, "age"), high),
            binary(BinaryOp::Eq, column(hero, "is_active"), Expr::Bool(true)),
        ])),
        order_by: vec![column(hero, "name")],
        limit: Some(count),
        ..Select::default()
    };
    build.finish(Query::Select(Box::new(select)))
}

/// Two entities joined, a list, a CASE, an aggregate with GROUP BY and HAVING.
fn medium() -> Program {
    let mut build = Build::default();
    let hero = build.table("hero");
    let team = build.table("team");
    let names = (0..5)
        .map(|_| build.bind("name", SqlType::Varchar { length: None }))
        .collect();
    let grown = build.bind("age", SqlType::Integer);
    let least = build.bind("param", SqlType::BigInteger);
    let team_columns = Arc::new(ColumnRun::new(
        ["id", "name", "headquarters"].map(Into::into).to_vec(),
    ));
    let age_group = Case {
        value: None,
        whens: vec![(
            binary(BinaryOp::Ge, column(hero, "age"), grown),
            Expr::Raw("'grown'".into()),
        )],
        otherwise: Some(Expr::Raw("'young'".into())),
    };
    let select = Select {
        items: vec![
            entity(team, &team_columns),
            entity(hero, &hero_columns()),
            item(
                Expr::Case(Box::new(age_group)),
                ItemLabel::Named(Name::plain("age_group")),
            ),
            item(
                Expr::Func(Box::new(call("count", vec![column(hero, "id")]))),
                ItemLabel::Anon("count".into()),
            ),
        ],
        froms: vec![From::Join {
            left: Box::new(From::Source(team)),
            right: Box::new(From::Source(hero)),
            on: Some(binary(
                BinaryOp::Eq,
                column(team, "id"),
                column(hero, "team_id"),
            )),
            kind: JoinKind::LeftOuter,
            entity: false,
        }],
        predicate: Some(Expr::In {
            operand: Box::new(column(team, "name")),
            list: InList::Items(names),
            negated: false,
        }),
        group_by: vec![column(team, "id"), column(hero, "id")],
        having: Some(binary(
            BinaryOp::Gt,
            Expr::Func(Box::new(call("count", vec![column(hero, "id")]))),
            least,
        )),
        order_by: vec![Expr::Unary {
            op: UnaryOp::Desc,
            operand: Box::new(column(team, "name")),
        }],
        qualify: true,
        ..Select::default()
    };
    build.finish(Query::Select(Box::new(select)))
}

/// A common table expression under a union of twelve selects, each a join of six aliases with a window function, a
/// correlated EXISTS and a list of forty parameters.
fn monster() -> Program {
    let mut build = Build::default();
    let hero = build.table("hero");
    let recent = Select {
        items: vec![entity(hero, &hero_columns())],
        froms: vec![From::Source(hero)],
        ..Select::default()
    };
    let recent = build.source(Source::Cte {
        name: Name::plain("recent"),
        query: Box::new(Statement::Query(Query::Select(Box::new(recent)))),
        recursive: false,
        columns: Vec::new(),
        materialized: None,
    });
    build.ctes.push(recent);
    let run = hero_columns();
    let parts = (0..12)
        .map(|part| monster_part(&mut build, part, recent, hero, &run))
        .collect();
    let compound = Compound {
        kind: CompoundKind::UnionAll,
        parts,
        group_by: Vec::new(),
        order_by: vec![Expr::Column {
            source: None,
            name: Name::plain("name"),
        }],
        limit: None,
        offset: None,
        for_update: None,
    };
    build.finish(Query::Compound(Box::new(compound)))
}

fn monster_part(
    build: &mut Build,
    part: u64,
    recent: SourceId,
    hero: SourceId,
    run: &Arc<ColumnRun>,
) -> Query {
    let mut from = From::Source(recent);
    let mut last = recent;
    for number in 0..6 {
        let alias = build.source(Source::Alias {
            name: Name::Anon {
                id: 1_000_000 + part * 100 + number,
                base: "hero".into(),
            },
            of: hero,
            lateral: false,
        });
        from = From::Join {
            left: Box::new(from),
            right: Box::new(From::Source(alias)),
            on: Some(binary(
                BinaryOp::Eq,
                column(last, "team_id"),
                column(alias, "id"),
            )),
            kind: JoinKind::Inner,
            entity: false,
        };
        last = alias;
    }
    let rank = Func {
        over: Some(OverClause {
            partition_by: vec![column(last, "team_id")],
            order_by: vec![column(last, "age")],
            frame: None,
        }),
        ..call("rank", Vec::new())
    };
    let list = (0..40)
        .map(|_| build.bind("id", SqlType::BigInteger))
        .collect();
    let inner = Select {
        items: vec![item(column(hero, "id"), ItemLabel::Natural("id".into()))],
        froms: vec![From::Source(hero)],
        predicate: Some(binary(BinaryOp::Eq, column(hero, "id"), column(last, "id"))),
        ..Select::default()
    };
    Query::Select(Box::new(Select {
        items: vec![
            entity(last, run),
            item(
                Expr::Func(Box::new(rank)),
                ItemLabel::Named(Name::plain("place")),
            ),
        ],
        froms: vec![from],
        predicate: Some(Expr::And(vec![
            Expr::Exists {
                query: Box::new(Query::Select(Box::new(inner))),
                negated: false,
            },
            Expr::In {
                operand: Box::new(column(last, "id")),
                list: InList::Items(list),
                negated: true,
            },
        ])),
        ..Select::default()
    }))
}

fn compile(criterion: &mut Criterion) {
    let programs = [
        ("simple", simple()),
        ("medium", medium()),
        ("monster", monster()),
    ];
    let mut group = criterion.benchmark_group("compile");
    for (name, program) in &programs {
        for flavor in FLAVORS {
            let id = BenchmarkId::new(*name, flavor.name());
            group.bench_with_input(id, program, |bencher, program| {
                let options = Options::execute(flavor);
                bencher.iter(|| render(black_box(program), &options).expect("renders"));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, compile);
criterion_main!(benches);
