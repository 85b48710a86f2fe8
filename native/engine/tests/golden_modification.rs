//! Golden text of INSERT, UPDATE, DELETE and of definitions, the dialects side by side.

mod program;

use program::{Build, column, same};
use sqlmodel_rs_engine::SqlType;
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::ir::{
    Assignment, BinaryOp, ColumnDef, ColumnGeneration, Conflict, ConflictTarget, ConstraintDef,
    ConstraintKind, DdlStatement, Delete, Expr, ForeignKeyDef, From, Insert, InsertRows, Name,
    QualifiedName, Returning, Statement, TableDef, Update,
};

fn bare(name: &str) -> Expr {
    Expr::Column {
        source: None,
        name: Name::plain(name),
    }
}

#[test]
fn insert_with_returning() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let name = build.bind("name", SqlType::Varchar { length: None });
    let insert = Insert {
        table: hero,
        columns: vec!["name".into()],
        rows: InsertRows::Values(vec![vec![Expr::Bind(name)]]),
        conflict: None,
        returning: Returning {
            items: vec![column(hero, "id")],
        },
        prefixes: vec![],
    };
    build.statement(Statement::Insert(Box::new(insert))).expect(
        "INSERT INTO hero (name) VALUES (:name_1) RETURNING hero.id",
        "INSERT INTO hero (name) VALUES (?1) RETURNING id",
        "INSERT INTO hero (name) VALUES ($1::VARCHAR) RETURNING hero.id",
        "INSERT INTO hero (name) VALUES (?) RETURNING hero.id",
    );
}

#[test]
fn insert_of_defaults() {
    let mut build = Build::new();
    let hero = build.table("hero");
    let insert = Insert {
        table: hero,
        columns: vec![],
        rows: InsertRows::Defaults,
        conflict: None,
        returning: Returning::default(),
        prefixes: vec![],
    };
    build.statement(Statement::Insert(Box::new(insert))).expect(
        "INSERT INTO hero () VALUES ()",
        "INSERT INTO hero DEFAULT VALUES",
        "INSERT INTO hero DEFAULT VALUES",
        "INSERT INTO hero () VALUES ()",
    );
}

fn upsert(conflict: Conflict) -> (Build, Insert) {
    let mut build = Build::new();
    let table = build.table("hero");
    let insert = Insert {
        table,
        columns: vec!["name".into()],
        rows: InsertRows::Values(vec![vec![Expr::Raw("'a'".into())]]),
        conflict: Some(conflict),
        returning: Returning::default(),
        prefixes: vec![],
    };
    (build, insert)
}

#[test]
fn upserts_are_written_where_they_exist_and_refused_elsewhere() {
    let set = || {
        vec![Assignment {
            source: None,
            column: bare("age"),
            value: Expr::Excluded("age".into()),
        }]
    };
    let target = ConflictTarget::Elements {
        elements: vec![bare("name")],
        predicate: None,
    };
    let (build, insert) = upsert(Conflict::Update {
        target,
        set: set(),
        predicate: None,
    });
    let program = build.statement(Statement::Insert(Box::new(insert)));
    assert_eq!(
        program.postgres(),
        "INSERT INTO hero (name) VALUES ('a') ON CONFLICT (name) DO UPDATE SET age = excluded.age"
    );
    assert_eq!(
        program.error_of(Flavor::Mysql),
        "ON CONFLICT is not supported by dialect mysql"
    );
    let (build, insert) = upsert(Conflict::DuplicateKey(set()));
    let program = build.statement(Statement::Insert(Box::new(insert)));
    assert_eq!(
        program.mysql(),
        "INSERT INTO hero (name) VALUES ('a') ON DUPLICATE KEY UPDATE age = VALUES(age)"
    );
    assert_eq!(
        program.error_of(Flavor::Sqlite),
        "ON DUPLICATE KEY UPDATE is not supported by dialect sqlite"
    );
}

#[test]
fn update_and_delete_over_several_tables() {
    let mut build = Build::new();
    let [hero, team] = [build.table("hero"), build.table("team")];
    let on = || {
        Some(Expr::Binary {
            op: BinaryOp::Eq,
            left: Box::new(Expr::Column {
                source: Some(hero),
                name: Name::plain("team_id"),
            }),
            right: Box::new(Expr::Column {
                source: Some(team),
                name: Name::plain("id"),
            }),
            escape: None,
            flags: None,
        })
    };
    let update = Update {
        table: hero,
        set: vec![Assignment {
            source: None,
            column: bare("age"),
            value: Expr::Raw("1".into()),
        }],
        extra_froms: vec![From::Source(team)],
        predicate: on(),
        returning: Returning::default(),
        prefixes: vec![],
        limit: None,
    };
    let plain = "UPDATE hero SET age=1 FROM team WHERE hero.team_id = team.id";
    let mysql = "UPDATE hero, team SET age=1 WHERE hero.team_id = team.id";
    build
        .clone()
        .statement(Statement::Update(Box::new(update)))
        .expect(plain, plain, plain, mysql);
    let delete = Delete {
        table: hero,
        extra_froms: vec![From::Source(team)],
        predicate: on(),
        returning: Returning::default(),
        prefixes: vec![],
        limit: None,
    };
    let program = build.statement(Statement::Delete(Box::new(delete)));
    assert_eq!(
        program.postgres(),
        "DELETE FROM hero USING team WHERE hero.team_id = team.id"
    );
    assert_eq!(
        program.mysql(),
        "DELETE FROM hero USING hero, team WHERE hero.team_id = team.id"
    );
    assert!(
        program
            .error_of(Flavor::Sqlite)
            .contains("multiple-table criteria within DELETE")
    );
}

fn definition(name: &str, ty: SqlType, nullable: bool) -> ColumnDef {
    ColumnDef {
        name: name.into(),
        ty,
        type_text: None,
        nullable,
        primary_key: false,
        generation: ColumnGeneration::None,
        default: None,
        computed: None,
        identity: None,
        comment: None,
        collation: None,
        checks: vec![],
    }
}

fn constraint(name: Option<&str>, kind: ConstraintKind) -> ConstraintDef {
    ConstraintDef {
        name: name.map(Into::into),
        kind,
        deferrable: None,
        initially: None,
        comment: None,
    }
}

#[test]
fn create_table() {
    let id = ColumnDef {
        generation: ColumnGeneration::Auto,
        primary_key: true,
        ..definition("id", SqlType::Integer, false)
    };
    let table = TableDef {
        name: QualifiedName {
            schema: None,
            name: "hero".into(),
        },
        columns: vec![
            id,
            definition("name", SqlType::Varchar { length: Some(50) }, false),
            definition("active", SqlType::Boolean, true),
            definition("key", SqlType::Uuid, true),
            definition("born", SqlType::DateTime { timezone: true }, true),
            definition("team_id", SqlType::Integer, true),
        ],
        constraints: vec![
            constraint(None, ConstraintKind::PrimaryKey(vec!["id".into()])),
            constraint(Some("ck"), ConstraintKind::Check("team_id > 0".into())),
            constraint(
                None,
                ConstraintKind::ForeignKey(ForeignKeyDef {
                    columns: vec!["team_id".into()],
                    target: QualifiedName {
                        schema: None,
                        name: "team".into(),
                    },
                    target_columns: vec!["id".into()],
                    on_delete: Some("CASCADE".into()),
                    on_update: None,
                    match_type: None,
                }),
            ),
        ],
        ..TableDef::default()
    };
    let text = |id: &str, active: &str, key: &str, born: &str| {
        format!(
            "\nCREATE TABLE hero (\n\t{id}, \n\tname VARCHAR(50) NOT NULL, \n\tactive {active}, \n\t{key}, \n\tborn \
             {born}, \n\tteam_id INTEGER, \n\tPRIMARY KEY (id), \n\tCONSTRAINT ck CHECK (team_id > 0), \n\tFOREIGN \
             KEY(team_id) REFERENCES team (id) ON DELETE CASCADE\n)\n\n"
        )
    };
    let ddl = DdlStatement::CreateTable {
        table: Box::new(table),
        if_not_exists: false,
    };
    Build::new()
        .statement(Statement::Ddl(Box::new(ddl)))
        .expect(
            &text("id INTEGER NOT NULL", "BOOLEAN", "key CHAR(32)", "DATETIME"),
            &text(
                "id INTEGER NOT NULL",
                "BOOLEAN",
                "\"key\" CHAR(32)",
                "DATETIME",
            ),
            &text(
                "id SERIAL NOT NULL",
                "BOOLEAN",
                "key UUID",
                "TIMESTAMP WITH TIME ZONE",
            ),
            &text(
                "id INTEGER NOT NULL AUTO_INCREMENT",
                "BOOL",
                "`key` CHAR(32)",
                "DATETIME",
            ),
        );
}

#[test]
fn a_type_the_database_lacks_is_an_error_with_its_place() {
    let table = TableDef {
        name: QualifiedName {
            schema: None,
            name: "hero".into(),
        },
        columns: vec![definition("name", SqlType::Varchar { length: None }, false)],
        ..TableDef::default()
    };
    let ddl = DdlStatement::CreateTable {
        table: Box::new(table),
        if_not_exists: false,
    };
    let program = Build::new().statement(Statement::Ddl(Box::new(ddl)));
    assert_eq!(
        program.error_of(Flavor::Mysql),
        "(in table 'hero', column 'name'): VARCHAR requires a length on dialect mysql"
    );
}

#[test]
fn dropping_a_table() {
    let name = QualifiedName {
        schema: Some("Sales".into()),
        name: "hero".into(),
    };
    let ddl = DdlStatement::DropTable {
        name: name.clone(),
        if_exists: true,
        cascade: false,
    };
    let quoted = "\nDROP TABLE IF EXISTS \"Sales\".hero";
    Build::new()
        .statement(Statement::Ddl(Box::new(ddl)))
        .expect(
            quoted,
            quoted,
            quoted,
            "\nDROP TABLE IF EXISTS `Sales`.hero",
        );
    let plain = DdlStatement::DropTable {
        name: QualifiedName {
            schema: None,
            ..name
        },
        if_exists: false,
        cascade: false,
    };
    same(
        &Build::new().statement(Statement::Ddl(Box::new(plain))),
        "\nDROP TABLE hero",
    );
}
