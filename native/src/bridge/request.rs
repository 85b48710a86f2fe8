//! A call, and everything its answer needs to become Python objects.

use super::answer::Describe;
use super::statement::Call;
use crate::hydrate::Builder;

/// What a connection is asked to do, and for whom.
pub struct Request {
    pub call: Call,
    pub builder: Builder,
    pub describe: Describe,
}

impl Request {
    /// Leave the rows of the statement to be fetched.
    pub fn opening(self) -> Self {
        let call = match self.call {
            Call::Run(statement) => Call::Open(statement),
            other => other,
        };
        Request { call, ..self }
    }

    /// Ask what the columns are called instead of running the statement.
    pub fn describing(self) -> Self {
        let call = match self.call {
            Call::Run(statement) => Call::Describe(statement),
            other => other,
        };
        Request { call, ..self }
    }
}
