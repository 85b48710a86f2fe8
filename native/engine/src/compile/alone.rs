//! Whether the runs of an UPDATE or DELETE with many parameter sets may be put together without anybody noticing.

use crate::ir::{BinaryOp, BindId, Delete, Expr, SourceId, UnaryOp, Update};

/// An UPDATE or DELETE of one table, by conditions on that table's columns and on parameters that occur once.
///
/// Rows that are deleted are the same whether the conditions are tried one after the other or at once. Rows that are
/// updated are the same when no row is found by two parameter sets: when the sets differ in `keys`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainChange {
    /// Where the condition begins in the text; it ends the text.
    pub condition: usize,
    /// Placeholders that a column has to equal which the statement does not assign. Empty for a DELETE.
    pub keys: Vec<usize>,
}

/// Return the parameters that tell the runs of an UPDATE apart; None where its runs may not be put together.
pub(super) fn update_keys(update: &Update) -> Option<Vec<BindId>> {
    let is_single = update.extra_froms.is_empty()
        && update.returning.items.is_empty()
        && update.prefixes.is_empty()
        && update.limit.is_none();
    let predicate = update.predicate.as_ref().filter(|_| is_single)?;
    let mut assigned = Vec::with_capacity(update.set.len());
    let mut binds = Vec::new();
    for assignment in &update.set {
        let Expr::Column { name, .. } = &assignment.column else {
            return None;
        };
        assigned.push(name);
        if !is_plain(&assignment.value, update.table, &mut binds) {
            return None;
        }
    }
    if !is_plain(predicate, update.table, &mut binds) || occurs_twice(&mut binds) {
        return None;
    }
    let conditions = match predicate {
        Expr::And(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let keys: Vec<BindId> = conditions
        .iter()
        .filter_map(|condition| match condition {
            Expr::Binary {
                op: BinaryOp::Eq,
                left,
                right,
                ..
            } => match (&**left, &**right) {
                (Expr::Column { name, .. }, Expr::Bind(bind)) if !assigned.contains(&name) => {
                    Some(*bind)
                }
                _ => None,
            },
            _ => None,
        })
        .collect();
    (!keys.is_empty()).then_some(keys)
}

/// Tell whether the runs of a DELETE may be put together.
pub(super) fn is_plain_delete(delete: &Delete) -> bool {
    let mut binds = Vec::new();
    delete.extra_froms.is_empty()
        && delete.returning.items.is_empty()
        && delete.prefixes.is_empty()
        && delete.limit.is_none()
        && delete
            .predicate
            .as_ref()
            .is_some_and(|predicate| is_plain(predicate, delete.table, &mut binds))
        && !occurs_twice(&mut binds)
}

fn occurs_twice(binds: &mut [BindId]) -> bool {
    binds.sort_unstable_by_key(|bind| bind.0);
    binds.windows(2).any(|pair| pair[0] == pair[1])
}

/// Tell whether an expression is made of the table's columns, parameters and operators.
fn is_plain(expr: &Expr, table: SourceId, binds: &mut Vec<BindId>) -> bool {
    match expr {
        Expr::Column { source, .. } => source.is_none_or(|source| source == table),
        Expr::Bind(bind) => {
            binds.push(*bind);
            true
        }
        Expr::Null | Expr::Bool(_) => true,
        Expr::Unary { op, operand } => {
            !matches!(op, UnaryOp::Any | UnaryOp::All) && is_plain(operand, table, binds)
        }
        Expr::Binary {
            left,
            right,
            flags: None,
            ..
        } => is_plain(left, table, binds) && is_plain(right, table, binds),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().all(|part| is_plain(part, table, binds)),
        _ => false,
    }
}
