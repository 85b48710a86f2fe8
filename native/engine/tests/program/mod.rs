//! Builds programs for the golden tests and writes them in every dialect.

#![allow(clippy::expect_used, clippy::panic)]
#![allow(dead_code)]

use sqlmodel_rs_engine::SqlType;
use sqlmodel_rs_engine::compile::{Options, render};
use sqlmodel_rs_engine::dialect::Flavor;
use sqlmodel_rs_engine::ir::{
    Bind, BindId, Expr, Item, ItemLabel, Name, Program, Query, Select, Source, SourceId, Statement,
};

/// A program under construction.
#[derive(Clone, Default)]
pub struct Build {
    sources: Vec<Source>,
    binds: Vec<Bind>,
    ctes: Vec<SourceId>,
}

impl Build {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn source(&mut self, source: Source) -> SourceId {
        self.sources.push(source);
        SourceId(u32::try_from(self.sources.len() - 1).expect("few sources"))
    }

    pub fn table(&mut self, name: &str) -> SourceId {
        self.source(Source::Table {
            schema: None,
            name: name.into(),
        })
    }

    pub fn cte(&mut self, source: Source) -> SourceId {
        let id = self.source(source);
        self.ctes.push(id);
        id
    }

    pub fn bind(&mut self, base: &str, ty: SqlType) -> BindId {
        let id = self.binds.len();
        self.binds.push(Bind {
            name: Name::Anon {
                id: id as u64,
                base: base.into(),
            },
            ty,
            literal: None,
            in_text: false,
        });
        BindId(u32::try_from(id).expect("few binds"))
    }

    pub fn statement(self, statement: Statement) -> Built {
        Built(Program {
            sources: self.sources,
            binds: self.binds,
            ctes: self.ctes,
            statement,
        })
    }

    pub fn select(self, select: Select) -> Built {
        self.statement(Statement::Query(Query::Select(Box::new(select))))
    }
}

/// A finished program.
pub struct Built(Program);

impl Built {
    fn write(&self, options: &Options) -> String {
        render(&self.0, options)
            .unwrap_or_else(|error| panic!("{error}"))
            .sql
    }

    pub fn postgres(&self) -> String {
        self.write(&Options::execute(Flavor::Postgres))
    }

    pub fn mysql(&self) -> String {
        self.write(&Options::execute(Flavor::Mysql))
    }

    pub fn keys(&self) -> Vec<String> {
        render(&self.0, &Options::execute(Flavor::Sqlite))
            .expect("renders")
            .keys
            .into_iter()
            .map(String::from)
            .collect()
    }

    pub fn error(&self) -> String {
        render(&self.0, &Options::text(Flavor::Standard))
            .expect_err("an error")
            .to_string()
    }

    pub fn error_of(&self, flavor: Flavor) -> String {
        render(&self.0, &Options::execute(flavor))
            .expect_err("an error")
            .to_string()
    }

    /// Compare `str()` text and the text sent to each database.
    pub fn expect(&self, standard: &str, sqlite: &str, postgres: &str, mysql: &str) {
        assert_eq!(
            self.write(&Options::text(Flavor::Standard)),
            standard,
            "default"
        );
        assert_eq!(
            self.write(&Options::execute(Flavor::Sqlite)),
            sqlite,
            "sqlite"
        );
        assert_eq!(self.postgres(), postgres, "postgresql");
        assert_eq!(self.mysql(), mysql, "mysql");
    }
}

/// The text is the same everywhere.
pub fn same(built: &Built, text: &str) {
    built.expect(text, text, text, text);
}

/// A projected column.
pub fn column(source: SourceId, name: &str) -> Item {
    Item::Value {
        expr: Expr::Column {
            source: Some(source),
            name: Name::plain(name),
        },
        label: ItemLabel::Natural(name.into()),
    }
}
