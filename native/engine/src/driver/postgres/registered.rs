//! Values of `regtype`, `regclass` and their kin: on the wire numbers of the catalogue, of which only the server knows
//! the names that a client is shown.

use rustc_hash::FxHashMap;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Executor, Row};

use crate::decode::Cell;
use crate::decode::postgres::{Decoder, registered};
use crate::error::Result;

/// Names asked for at once; the server has at most 1600 columns in a row.
const ASKED: usize = 500;

/// What the objects that some rows name are called, by the type and the number.
pub(super) struct Names(FxHashMap<(u32, u32), String>);

impl Names {
    /// Ask the server for the names of all such values of some rows.
    ///
    /// # Errors
    /// A lost connection.
    pub(super) async fn of(
        server: &mut PgConnection,
        rows: &[PgRow],
        decoders: &[Decoder],
    ) -> Result<Self> {
        let mut names = FxHashMap::default();
        for row in rows {
            for (index, decoder) in decoders.iter().enumerate() {
                if let Decoder::Registered { oid } = decoder
                    && let Ok(bytes) = row.try_get_raw(index)?.as_bytes()
                    && let Some(number) = number(bytes)
                {
                    names.insert((*oid, number), String::new());
                }
            }
        }
        let keys: Vec<(u32, u32)> = names.keys().copied().collect();
        for some in keys.chunks(ASKED) {
            let columns: Vec<String> = some
                .iter()
                .map(|(oid, number)| {
                    let kind = registered(*oid).unwrap_or("oid");
                    format!("{number}::oid::{kind}::text")
                })
                .collect();
            let ask = sqlx::raw_sql(AssertSqlSafe(format!("SELECT {}", columns.join(", "))));
            let row = server.fetch_one(ask).await?;
            for (index, key) in some.iter().enumerate() {
                names.insert(*key, row.try_get_unchecked(index)?);
            }
        }
        Ok(Names(names))
    }

    /// Return the name that a value stands for.
    pub(super) fn cell(&self, oid: u32, bytes: &[u8]) -> Cell<'_> {
        let name = number(bytes).and_then(|number| self.0.get(&(oid, number)));
        name.map_or(Cell::Null, |name| Cell::Text(name))
    }
}

fn number(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u32::from_be_bytes)
}
