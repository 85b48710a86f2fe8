//! Values with parts as Python objects: ranges, key and value pairs, networks, times with a zone.

use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use sqlmodel_rs_engine::driver::Compound;

type Any<'py> = Bound<'py, PyAny>;

static RANGE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
static NETWORK: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
static ADDRESS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
static ZONE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

fn found<'py>(
    py: Python<'py>,
    cell: &'static PyOnceLock<Py<PyAny>>,
    module: &str,
    name: &str,
) -> PyResult<&'py Any<'py>> {
    let make = || py.import(module)?.getattr(name).map(Bound::unbind);
    Ok(cell.get_or_try_init(py, make)?.bind(py))
}

/// Make the object of a value whose parts are objects already.
pub fn object<'py>(py: Python<'py>, kind: Compound, parts: &[Any<'py>]) -> PyResult<Any<'py>> {
    match (kind, parts) {
        (Compound::Pairs, parts) => {
            let pairs = PyDict::new(py);
            for pair in parts.chunks_exact(2) {
                pairs.set_item(&pair[0], &pair[1])?;
            }
            Ok(pairs.into_any())
        }
        (
            Compound::Range {
                empty,
                lower_included,
                upper_included,
            },
            [lower, upper],
        ) => {
            let keywords = PyDict::new(py);
            keywords.set_item(intern!(py, "empty"), empty)?;
            let bounds = match (lower_included, upper_included) {
                _ if empty => "[)",
                (true, true) => "[]",
                (true, false) => "[)",
                (false, true) => "(]",
                (false, false) => "()",
            };
            keywords.set_item(intern!(py, "bounds"), bounds)?;
            found(py, &RANGE, "sqlmodel_rs.types.ranges", "Range")?
                .call((lower, upper), Some(&keywords))
        }
        (Compound::Network { is_network: true }, [text]) => {
            found(py, &NETWORK, "ipaddress", "ip_network")?.call1((text,))
        }
        (Compound::Network { is_network: false }, [text]) => address(py, text),
        (Compound::ZonedTime { offset }, [time]) => {
            let delta = pyo3::types::PyDelta::new(py, 0, offset, 0, true)?;
            let zone = found(py, &ZONE, "datetime", "timezone")?.call1((delta,))?;
            let keywords = PyDict::new(py);
            keywords.set_item(intern!(py, "tzinfo"), zone)?;
            time.call_method(intern!(py, "replace"), (), Some(&keywords))
        }
        _ => Err(PyValueError::new_err(
            "a value with parts came without them",
        )),
    }
}

/// An address alone, or with the mask of its network, as psycopg reads them.
fn address<'py>(py: Python<'py>, text: &Any<'py>) -> PyResult<Any<'py>> {
    let masked = text.contains("/")?;
    match masked {
        true => py
            .import("ipaddress")?
            .getattr("ip_interface")?
            .call1((text,)),
        false => found(py, &ADDRESS, "ipaddress", "ip_address")?.call1((text,)),
    }
}
