//! JSON text to Python objects without an intermediate tree. Accepts what `json.loads` accepts; whatever is rare or wrong
//! goes to `json.loads` itself, so that results and errors are the standard library's.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyList, PyString};
use rustc_hash::FxHashMap;

use super::scalar;

/// Nesting that is followed here; deeper documents are json.loads' to refuse.
const DEPTH: usize = 200;

/// Why the fast parser stopped.
enum Stop {
    /// Not for this parser: let `json.loads` answer.
    Rare,
    Python(PyErr),
}

impl From<PyErr> for Stop {
    fn from(error: PyErr) -> Self {
        Stop::Python(error)
    }
}

/// Parse a document.
pub fn loads<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let mut parser = Parser {
        py,
        bytes: text.as_bytes(),
        text,
        at: 0,
        keys: FxHashMap::default(),
    };
    match parser.document() {
        Ok(value) => Ok(value),
        Err(Stop::Python(error)) => Err(error),
        Err(Stop::Rare) => scalar::json_loads(py)?.call1((text,)),
    }
}

struct Parser<'t, 'py> {
    py: Python<'py>,
    bytes: &'t [u8],
    text: &'t str,
    at: usize,
    /// Keys of this document, made once each.
    keys: FxHashMap<&'t str, Bound<'py, PyString>>,
}

type Parsed<T> = Result<T, Stop>;

impl<'t, 'py> Parser<'t, 'py> {
    fn document(&mut self) -> Parsed<Bound<'py, PyAny>> {
        let value = self.value(0)?;
        self.space();
        if self.at == self.bytes.len() {
            Ok(value)
        } else {
            Err(Stop::Rare)
        }
    }

    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&mut self) -> Parsed<u8> {
        self.space();
        self.bytes.get(self.at).copied().ok_or(Stop::Rare)
    }

    fn value(&mut self, depth: usize) -> Parsed<Bound<'py, PyAny>> {
        if depth > DEPTH {
            return Err(Stop::Rare);
        }
        match self.peek()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => {
                self.at += 1;
                self.string()
            }
            b't' => self.word("true", PyBool::new(self.py, true).to_owned().into_any()),
            b'f' => self.word("false", PyBool::new(self.py, false).to_owned().into_any()),
            b'n' => self.word("null", self.py.None().into_bound(self.py)),
            b'N' => self.word("NaN", PyFloat::new(self.py, f64::NAN).into_any()),
            b'I' => self.word("Infinity", PyFloat::new(self.py, f64::INFINITY).into_any()),
            b'-' | b'0'..=b'9' => self.number(),
            _ => Err(Stop::Rare),
        }
    }

    fn word(&mut self, word: &str, value: Bound<'py, PyAny>) -> Parsed<Bound<'py, PyAny>> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(Stop::Rare)
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Parsed<Bound<'py, PyAny>> {
        let start = self.at;
        if self.bytes[self.at] == b'-' {
            self.at += 1;
            if self.bytes.get(self.at) == Some(&b'I') {
                return self.word(
                    "Infinity",
                    PyFloat::new(self.py, f64::NEG_INFINITY).into_any(),
                );
            }
        }
        let leading_zero = self.bytes.get(self.at) == Some(&b'0');
        let count = self.digits();
        if count == 0 || (leading_zero && count > 1) {
            return Err(Stop::Rare);
        }
        let mut whole = true;
        if self.bytes.get(self.at) == Some(&b'.') {
            whole = false;
            self.at += 1;
            if self.digits() == 0 {
                return Err(Stop::Rare);
            }
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            whole = false;
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(Stop::Rare);
            }
        }
        let text = &self.text[start..self.at];
        if whole {
            return match text.parse::<i64>() {
                Ok(number) => Ok(number
                    .into_pyobject(self.py)
                    .map_err(PyErr::from)?
                    .into_any()),
                Err(_) => Ok(self.py.get_type::<pyo3::types::PyInt>().call1((text,))?),
            };
        }
        let number = text.parse::<f64>().map_err(|_| Stop::Rare)?;
        Ok(PyFloat::new(self.py, number).into_any())
    }

    /// Return the raw text up to the closing quote when it has no escape; the cursor is behind the opening quote.
    fn plain(&mut self) -> Parsed<Option<&'t str>> {
        let start = self.at;
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    let text = &self.text[start..self.at];
                    self.at += 1;
                    return Ok(Some(text));
                }
                Some(b'\\') => {
                    self.at = start;
                    return Ok(None);
                }
                Some(0..=0x1f) | None => return Err(Stop::Rare),
                Some(_) => self.at += 1,
            }
        }
    }

    fn string(&mut self) -> Parsed<Bound<'py, PyAny>> {
        match self.plain()? {
            Some(text) => Ok(PyString::new(self.py, text).into_any()),
            None => Ok(PyString::new(self.py, &self.escaped()?).into_any()),
        }
    }

    fn escaped(&mut self) -> Parsed<String> {
        let mut out = String::new();
        loop {
            let start = self.at;
            while !matches!(
                self.bytes.get(self.at),
                Some(b'"' | b'\\' | 0..=0x1f) | None
            ) {
                self.at += 1;
            }
            out.push_str(&self.text[start..self.at]);
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                _ => return Err(Stop::Rare),
            }
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        let code = self.bytes.get(self.at).copied().ok_or(Stop::Rare)?;
        self.at += 1;
        Ok(match code {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit()?;
                if !(0xD800..0xDC00).contains(&first) {
                    // A lone surrogate is legal for json.loads and not for Rust's text.
                    return char::from_u32(first).ok_or(Stop::Rare);
                }
                if !self.bytes[self.at..].starts_with(b"\\u") {
                    return Err(Stop::Rare);
                }
                self.at += 2;
                let second = self.unit()?;
                if !(0xDC00..0xE000).contains(&second) {
                    return Err(Stop::Rare);
                }
                char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
                    .ok_or(Stop::Rare)?
            }
            _ => return Err(Stop::Rare),
        })
    }

    fn unit(&mut self) -> Parsed<u32> {
        let digits = self.bytes.get(self.at..self.at + 4).ok_or(Stop::Rare)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(Stop::Rare);
        }
        let digits = std::str::from_utf8(digits).map_err(|_| Stop::Rare)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| Stop::Rare)
    }

    fn array(&mut self, depth: usize) -> Parsed<Bound<'py, PyAny>> {
        self.at += 1;
        let mut items = Vec::new();
        if self.peek()? == b']' {
            self.at += 1;
            return Ok(PyList::empty(self.py).into_any());
        }
        loop {
            items.push(self.value(depth + 1)?);
            let next = self.peek()?;
            self.at += 1;
            match next {
                b',' => {}
                b']' => return Ok(PyList::new(self.py, items)?.into_any()),
                _ => return Err(Stop::Rare),
            }
        }
    }

    fn key(&mut self) -> Parsed<Bound<'py, PyString>> {
        match self.plain()? {
            Some(text) => {
                let py = self.py;
                Ok(self
                    .keys
                    .entry(text)
                    .or_insert_with(|| PyString::new(py, text))
                    .clone())
            }
            None => Ok(PyString::new(self.py, &self.escaped()?)),
        }
    }

    fn object(&mut self, depth: usize) -> Parsed<Bound<'py, PyAny>> {
        self.at += 1;
        let object = PyDict::new(self.py);
        if self.peek()? == b'}' {
            self.at += 1;
            return Ok(object.into_any());
        }
        loop {
            if self.peek()? != b'"' {
                return Err(Stop::Rare);
            }
            self.at += 1;
            let key = self.key()?;
            if self.peek()? != b':' {
                return Err(Stop::Rare);
            }
            self.at += 1;
            let value = self.value(depth + 1)?;
            // SAFETY: three live references; the dictionary takes its own.
            if unsafe { ffi::PyDict_SetItem(object.as_ptr(), key.as_ptr(), value.as_ptr()) } != 0 {
                return Err(Stop::Python(PyErr::fetch(self.py)));
            }
            let next = self.peek()?;
            self.at += 1;
            match next {
                b',' => {}
                b'}' => return Ok(object.into_any()),
                _ => return Err(Stop::Rare),
            }
        }
    }
}
