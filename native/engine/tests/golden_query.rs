//! Golden text of queries, the dialects side by side.

mod program;

use std::sync::Arc;

use program::{Build, column, same};
use sqlmodel_rs_engine::ir::{
    BinaryOp, Case, ColumnRun, Correlation, Expr, ForUpdate, From, Func, InList, Item, ItemLabel,
    JoinKind, JsonAccess, LikePattern, Name, OverClause, Query, Select, Source, SourceId,
    Statement, UnaryOp,
};
use sqlmodel_rs_engine::{SmolStr, SqlType};

fn eq(left: Expr, right: Expr) -> Expr {
    Expr::Binary {
        op: BinaryOp::Eq,
        left: Box::new(left),
        right: Box::new(right),
        escape: None,
        flags: None,
    }
}

#[test]
fn a_condition_and_a_limit() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let name = build.bind("name", SqlType::Varchar { length: None });
    let limit = build.bind("param", SqlType::BigInteger);
    let select = Select {
        items: vec![column(hero, "id"), column(hero, "name")],
        froms: vec![From::Source(hero)],
        predicate: Some(eq(
            Expr::Column {
                source: Some(hero),
                name: Name::plain("name"),
            },
            Expr::Bind(name),
        )),
        limit: Some(Expr::Bind(limit)),
        ..Select::default()
    };
    build.select(select).expect(
        "SELECT hero.id, hero.name \nFROM hero \nWHERE hero.name = :name_1\n LIMIT :param_1",
        "SELECT hero.id, hero.name \nFROM hero \nWHERE hero.name = ?1\n LIMIT ?2",
        "SELECT hero.id, hero.name \nFROM hero \nWHERE hero.name = $1::VARCHAR \n LIMIT $2::BIGINT",
        "SELECT hero.id, hero.name \nFROM hero \nWHERE hero.name = ? \n LIMIT ?",
    );
}

#[test]
fn an_offset_without_a_limit() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let offset = build.bind("param", SqlType::BigInteger);
    let select = Select {
        items: vec![column(hero, "id")],
        froms: vec![From::Source(hero)],
        offset: Some(Expr::Bind(offset)),
        ..Select::default()
    };
    build.select(select).expect(
        "SELECT hero.id \nFROM hero\n LIMIT -1 OFFSET :param_1",
        "SELECT hero.id \nFROM hero\n LIMIT -1 OFFSET ?1",
        "SELECT hero.id \nFROM hero\n LIMIT ALL OFFSET $1::BIGINT",
        "SELECT hero.id \nFROM hero \n LIMIT ?, 18446744073709551615",
    );
}

#[test]
fn clashing_names_are_labelled_and_rows_of_several_tables_are_qualified() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let team = build.table("team");
    let select = Select {
        items: vec![column(hero, "id"), column(team, "id")],
        froms: vec![From::Join {
            left: Box::new(From::Source(hero)),
            right: Box::new(From::Source(team)),
            on: Some(eq(
                Expr::Column {
                    source: Some(team),
                    name: Name::plain("id"),
                },
                Expr::Column {
                    source: Some(hero),
                    name: Name::plain("team_id"),
                },
            )),
            kind: JoinKind::LeftOuter,
            entity: false,
        }],
        qualify: true,
        ..Select::default()
    };
    let tail = "FROM hero LEFT OUTER JOIN team ON team.id = hero.team_id";
    let sent = format!("SELECT hero.id AS hero__id, team.id AS team__id \n{tail}");
    let program = build.select(select);
    program.expect(
        &format!("SELECT hero.id, team.id AS id_1 \n{tail}"),
        &sent,
        &sent,
        &sent,
    );
    assert_eq!(program.keys(), ["id", "id_1"]);
}

#[test]
fn a_join_on_the_right_side_stands_in_parentheses() {
    let mut build = Build::new();
    let [a, b, c] = [build.table("a"), build.table("b"), build.table("c")];
    let inner = From::Join {
        left: Box::new(From::Source(b)),
        right: Box::new(From::Source(c)),
        on: Some(Expr::Bool(true)),
        kind: JoinKind::Inner,
        entity: false,
    };
    let select = Select {
        items: vec![column(a, "id")],
        froms: vec![From::Join {
            left: Box::new(From::Source(a)),
            right: Box::new(inner),
            on: Some(Expr::Bool(true)),
            kind: JoinKind::Inner,
            entity: false,
        }],
        ..Select::default()
    };
    build.select(select).expect(
        "SELECT a.id \nFROM a JOIN (b JOIN c ON true) ON true",
        "SELECT a.id \nFROM a JOIN (b JOIN c ON 1 = 1) ON 1 = 1",
        "SELECT a.id \nFROM a JOIN (b JOIN c ON true) ON true",
        "SELECT a.id \nFROM a INNER JOIN (b INNER JOIN c ON true = 1) ON true = 1",
    );
}

#[test]
fn exists_leaves_the_outer_table_to_the_query_around_it() {
    let mut build = Build::new();
    let [hero, team] = [build.table("hero"), build.table("team")];
    let inner = |correlation| Select {
        items: vec![Item::Value {
            expr: Expr::Star(None),
            label: ItemLabel::Bare,
        }],
        froms: vec![From::Source(team), From::Source(hero)],
        predicate: Some(eq(
            Expr::Column {
                source: Some(team),
                name: Name::plain("id"),
            },
            Expr::Column {
                source: Some(hero),
                name: Name::plain("team_id"),
            },
        )),
        correlation,
        ..Select::default()
    };
    let outer = |correlation| Select {
        items: vec![column(hero, "id")],
        froms: vec![From::Source(hero)],
        predicate: Some(Expr::Exists {
            query: Box::new(Query::Select(Box::new(inner(correlation)))),
            negated: false,
        }),
        ..Select::default()
    };
    let correlated = "SELECT hero.id \nFROM hero \nWHERE EXISTS (SELECT * \nFROM team \nWHERE team.id = hero.team_id)";
    same(&build.clone().select(outer(Correlation::Auto)), correlated);
    let separate = "SELECT hero.id \nFROM hero \nWHERE EXISTS (SELECT * \nFROM team, hero \nWHERE team.id = hero.team_id)";
    same(&build.select(outer(Correlation::Only(vec![]))), separate);
}

#[test]
fn a_subquery_with_nothing_left_to_select_from_is_an_error() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let inner = Select {
        items: vec![column(hero, "id")],
        froms: vec![From::Source(hero)],
        correlation: Correlation::Only(vec![hero]),
        ..Select::default()
    };
    let outer = Select {
        items: vec![column(hero, "id")],
        froms: vec![From::Source(hero)],
        predicate: Some(Expr::Scalar(Box::new(Query::Select(Box::new(inner))))),
        ..Select::default()
    };
    assert!(
        build
            .select(outer)
            .error()
            .contains("no FROM clauses due to auto-correlation")
    );
}

#[test]
fn parentheses_follow_the_strength_of_operators() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let age = || Expr::Column {
        source: Some(hero),
        name: Name::plain("age"),
    };
    let binary = |op, left, right| Expr::Binary {
        op,
        left: Box::new(left),
        right: Box::new(right),
        escape: None,
        flags: None,
    };
    let sum = binary(BinaryOp::Add, age(), age());
    let cases = [
        (
            binary(BinaryOp::Mul, sum.clone(), age()),
            "(hero.age + hero.age) * hero.age",
        ),
        (
            binary(BinaryOp::Add, sum.clone(), age()),
            "hero.age + hero.age + hero.age",
        ),
        (
            binary(BinaryOp::Sub, age(), binary(BinaryOp::Sub, age(), age())),
            "hero.age - (hero.age - hero.age)",
        ),
        (
            Expr::And(vec![
                Expr::Or(vec![eq(age(), age()), eq(age(), age())]),
                eq(age(), age()),
            ]),
            "(hero.age = hero.age OR hero.age = hero.age) AND hero.age = hero.age",
        ),
        (
            Expr::Or(vec![
                Expr::And(vec![eq(age(), age()), eq(age(), age())]),
                eq(age(), age()),
            ]),
            "hero.age = hero.age AND hero.age = hero.age OR hero.age = hero.age",
        ),
        (
            Expr::Unary {
                op: UnaryOp::Not,
                operand: Box::new(Expr::Or(vec![eq(age(), age()), eq(age(), age())])),
            },
            "NOT (hero.age = hero.age OR hero.age = hero.age)",
        ),
    ];
    for (expr, text) in cases {
        same(&build.clone().statement(Statement::Expression(expr)), text);
    }
}

#[test]
fn lists_patterns_and_case() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let name = || Expr::Column {
        source: Some(hero),
        name: Name::plain("name"),
    };
    let part = build.bind("name", SqlType::Text);
    let like = LikePattern {
        operand: name(),
        part: Expr::Bind(part),
        open_start: true,
        open_end: true,
        ignore_case: true,
        negated: false,
        escape: Some("/".into()),
    };
    build
        .clone()
        .statement(Statement::Expression(Expr::Like(Box::new(like))))
        .expect(
            "lower(hero.name) LIKE '%' || lower(:name_1) || '%' ESCAPE '/'",
            "lower(hero.name) LIKE '%' || lower(?1) || '%' ESCAPE '/'",
            "hero.name ILIKE '%' || $1::TEXT || '%' ESCAPE '/'",
            "lower(hero.name) LIKE concat('%', lower(?), '%') ESCAPE '/'",
        );
    let empty = Expr::In {
        operand: Box::new(name()),
        list: InList::Items(vec![]),
        negated: true,
    };
    same(
        &build.clone().statement(Statement::Expression(empty)),
        "(hero.name NOT IN (NULL) OR (1 = 1))",
    );
    let case = Case {
        value: None,
        whens: vec![(eq(name(), Expr::Null), Expr::Raw("1".into()))],
        otherwise: Some(Expr::Raw("2".into())),
    };
    same(
        &build.statement(Statement::Expression(Expr::Case(Box::new(case)))),
        "CASE WHEN (hero.name = NULL) THEN 1 ELSE 2 END",
    );
}

#[test]
fn json_elements() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let key = build.bind("data", SqlType::Text);
    let access = JsonAccess {
        subscript: false,
        operand: Expr::Column {
            source: Some(hero),
            name: Name::plain("data"),
        },
        index: Expr::Bind(key),
        path: false,
        read_as: Some(SqlType::Integer),
    };
    build.statement(Statement::Expression(Expr::Json(Box::new(access)))).expect(
        "hero.data[:data_1]",
        "CAST(JSON_EXTRACT(hero.data, ?1) AS INTEGER)",
        "CAST(hero.data ->> $1::TEXT AS INTEGER)",
        "CASE JSON_EXTRACT(hero.data, ?) WHEN 'null' THEN NULL ELSE CAST(JSON_EXTRACT(hero.data, ?) AS SIGNED INTEGER) \
         END",
    );
}

#[test]
fn windows_and_nulls_last() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let age = || Expr::Column {
        source: Some(hero),
        name: Name::plain("age"),
    };
    let call = Func {
        name: "row_number".into(),
        over: Some(OverClause {
            partition_by: vec![age()],
            order_by: vec![age()],
            frame: None,
        }),
        ..Func::default()
    };
    let descending = Expr::Unary {
        op: UnaryOp::Desc,
        operand: Box::new(age()),
    };
    let select = Select {
        items: vec![Item::Value {
            expr: Expr::Func(Box::new(call)),
            label: ItemLabel::Anon("anon".into()),
        }],
        froms: vec![From::Source(hero)],
        order_by: vec![Expr::Unary {
            op: UnaryOp::NullsLast,
            operand: Box::new(descending),
        }],
        ..Select::default()
    };
    let head = "SELECT row_number() OVER (PARTITION BY hero.age ORDER BY hero.age) AS anon_1 \nFROM hero ORDER BY ";
    let plain = format!("{head}hero.age DESC NULLS LAST");
    build.select(select).expect(
        &plain,
        &plain,
        &plain,
        &format!("{head}hero.age IS NULL, hero.age DESC"),
    );
}

#[test]
fn a_cte_comes_first_and_its_columns_are_labelled() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let inner = Select {
        items: vec![column(hero, "id")],
        froms: vec![From::Source(hero)],
        ..Select::default()
    };
    let cte = build.cte(Source::Cte {
        name: Name::plain("young"),
        query: Box::new(Statement::Query(Query::Select(Box::new(inner)))),
        recursive: false,
        columns: vec![],
        materialized: None,
    });
    let select = Select {
        items: vec![column(cte, "id")],
        froms: vec![From::Source(cte)],
        ..Select::default()
    };
    same(
        &build.select(select),
        "WITH young AS \n(SELECT hero.id AS id \nFROM hero)\n SELECT young.id \nFROM young",
    );
}

#[test]
fn locks_are_written_where_they_exist() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let select = Select {
        items: vec![column(hero, "id")],
        froms: vec![From::Source(hero)],
        for_update: Some(ForUpdate {
            nowait: true,
            of: vec![hero],
            ..ForUpdate::default()
        }),
        ..Select::default()
    };
    let head = "SELECT hero.id \nFROM hero";
    build.select(select).expect(
        &format!("{head} FOR UPDATE"),
        head,
        &format!("{head} FOR UPDATE OF hero NOWAIT"),
        &format!("{head} FOR UPDATE NOWAIT"),
    );
}

#[test]
fn labels_past_the_limit_are_cut_and_stay_apart() {
    let mut build = Build::new();
    let table = build.table(&"t".repeat(40));
    let other = build.table("o");
    let long = "c".repeat(40);
    let select = Select {
        items: vec![
            column(table, &format!("{long}a")),
            column(table, &format!("{long}b")),
            column(other, "id"),
        ],
        froms: vec![From::Source(table), From::Source(other)],
        qualify: true,
        ..Select::default()
    };
    let program = build.select(select);
    for (text, limit) in [(program.postgres(), 63), (program.mysql(), 64)] {
        let labels: Vec<&str> = text
            .split(" AS ")
            .skip(1)
            .filter_map(|rest| rest.split([',', ' ']).next())
            .collect();
        assert!(
            labels.iter().all(|label| label.len() <= limit),
            "{labels:?}"
        );
        assert_ne!(labels[0], labels[1]);
    }
}

/// A run of columns of one source.
fn run(source: SourceId, names: &[&str]) -> Item {
    let names = names.iter().map(|name| SmolStr::from(*name)).collect();
    Item::Columns {
        source,
        run: Arc::new(ColumnRun::new(names)),
    }
}

#[test]
fn a_run_of_columns_is_written_the_same_each_time() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let items = vec![run(hero, &["id", "order", "secretName"])];
    let built = build.select(Select {
        items,
        froms: vec![From::Source(hero)],
        ..Select::default()
    });
    for _ in 0..2 {
        built.expect(
            "SELECT hero.id, hero.\"order\", hero.\"secretName\" \nFROM hero",
            "SELECT hero.id, hero.\"order\", hero.\"secretName\" \nFROM hero",
            "SELECT hero.id, hero.\"order\", hero.\"secretName\" \nFROM hero",
            "SELECT hero.id, hero.`order`, hero.`secretName` \nFROM hero",
        );
    }
    assert_eq!(built.keys(), ["id", "order", "secretName"]);
}

#[test]
fn one_run_of_columns_serves_a_table_and_its_aliases() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let alias = build.source(Source::Alias {
        name: Name::Anon {
            id: 7,
            base: "hero".into(),
        },
        of: hero,
        lateral: false,
    });
    let columns = Arc::new(ColumnRun::new(vec!["id".into(), "name".into()]));
    for (source, text) in [
        (hero, "SELECT hero.id, hero.name \nFROM hero"),
        (alias, "SELECT hero_1.id, hero_1.name \nFROM hero AS hero_1"),
        (hero, "SELECT hero.id, hero.name \nFROM hero"),
    ] {
        let items = vec![Item::Columns {
            source,
            run: Arc::clone(&columns),
        }];
        let select = Select {
            items,
            froms: vec![From::Source(source)],
            ..Select::default()
        };
        same(&build.clone().select(select), text);
    }
}

#[test]
fn runs_of_columns_keep_their_labels_and_keys_apart() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let team = build.table("team");
    let select = Select {
        items: vec![
            run(hero, &["id", "name"]),
            run(team, &["id"]),
            column(hero, "id"),
        ],
        froms: vec![From::Source(hero), From::Source(team)],
        ..Select::default()
    };
    let bare = build.clone().select(select.clone());
    same(
        &bare,
        "SELECT hero.id, hero.name, team.id AS id_1, hero.id AS id__1 \nFROM hero, team",
    );
    assert_eq!(bare.keys(), ["id", "name", "id_1", "id__1"]);
    let qualified = build.select(Select {
        qualify: true,
        ..select
    });
    assert_eq!(
        qualified.postgres(),
        "SELECT hero.id AS hero__id, hero.name AS hero__name, team.id AS team__id, hero.id AS hero__id_1 \n\
         FROM hero, team"
    );
}
