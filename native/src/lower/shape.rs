//! Where the parts of nodes lie: the kind of a node's class and the offsets of its `__slots__`, found once per class.
//! Reading a slot by its offset costs a fiftieth of an attribute look-up, and lowering does little else.

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use parking_lot::Mutex;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyType};
use rustc_hash::FxHashMap;

use super::kind::node;

macro_rules! parts {
    ($($part:ident $name:literal),* $(,)?) => {
        /// An attribute that lowering reads on its hot path.
        #[derive(Clone, Copy)]
        #[repr(usize)]
        pub enum Part { $($part),* }

        const NAMES: &[&str] = &[$($name),*];
    };
}

parts! {
    Callable "callable_",
    Clauses "clauses",
    Column "column",
    Columns "columns",
    Criteria "criteria",
    Element "element",
    Entity "entity",
    Expanding "expanding",
    Expression "_expression",
    ExpressionEntity "_expression_entity",
    FromClause "from_clause",
    IsLiteral "is_literal",
    Key "key",
    Left "left",
    LiteralExecute "literal_execute",
    MapperEntity "_entity",
    Modifiers "modifiers",
    Name "name",
    Operator "operator",
    Parent "parent",
    Projection "_projection",
    Required "required",
    Right "right",
    Schema "schema",
    SelectColumns "_columns",
    SelectDistinct "_distinct",
    SelectFrom "_from",
    SelectGroupBy "_group_by",
    SelectHaving "_having",
    SelectLimit "_limit",
    SelectOffset "_offset",
    SelectOrderBy "_order_by",
    SelectRest "_rest",
    SelectWhere "_where",
    Source "source",
    Specs "_specs",
    Table "table",
    Type "type",
    Unique "unique",
    Value "value",
}

const COUNT: usize = NAMES.len();

impl Part {
    /// The attribute's name, interned.
    pub fn name(self, py: Python<'_>) -> &Bound<'_, PyString> {
        static INTERNED: [PyOnceLock<Py<PyString>>; COUNT] = [const { PyOnceLock::new() }; COUNT];
        let at = self as usize;
        INTERNED[at]
            .get_or_init(py, || PyString::intern(py, NAMES[at]).unbind())
            .bind(py)
    }
}

/// What is known of one class.
pub struct Shape {
    class: *mut ffi::PyTypeObject,
    /// `_kind`, if the class is a node's.
    pub kind: Option<i64>,
    /// 0 where the class has no slot of that name, or something else before it in its order of resolution.
    offsets: [usize; COUNT],
    /// The offsets of all slots there are.
    slots: Box<[usize]>,
}

// SAFETY: the class is only compared by address, and is kept alive for good by `Shape::of_class`.
unsafe impl Send for Shape {}
// SAFETY: as above; nothing in a shape changes after it is made.
unsafe impl Sync for Shape {}

/// Shapes that were used last, by the address of their class.
const RECENT: usize = 128;
static RECENTLY: [AtomicPtr<Shape>; RECENT] = [const { AtomicPtr::new(ptr::null_mut()) }; RECENT];

/// All shapes. Classes of nodes are made when modules are imported, so that a few dozen stay here for good.
static KNOWN: Mutex<Option<FxHashMap<usize, &'static Shape>>> = Mutex::new(None);

/// The shape of an object's class.
pub fn of(object: &Bound<'_, PyAny>) -> &'static Shape {
    let class = object.get_type_ptr();
    let slot = &RECENTLY[(class as usize >> 4) % RECENT];
    let recent = slot.load(Ordering::Acquire);
    if !recent.is_null() {
        // SAFETY: only pointers from `Box::leak` are stored here, so the shape lives for good and never changes.
        let shape: &'static Shape = unsafe { &*recent };
        if shape.class == class {
            return shape;
        }
    }
    let shape = find(object);
    slot.store(ptr::from_ref(shape).cast_mut(), Ordering::Release);
    shape
}

/// Look at all classes anew: what a class is has changed. The shapes known so far stay where they are, unused.
#[pyfunction]
pub fn forget_shapes() {
    *KNOWN.lock() = None;
    for slot in &RECENTLY {
        slot.store(ptr::null_mut(), Ordering::Release);
    }
}

#[cold]
fn find(object: &Bound<'_, PyAny>) -> &'static Shape {
    let class = object.get_type();
    let key = class.as_ptr() as usize;
    if let Some(known) = KNOWN.lock().as_ref().and_then(|known| known.get(&key)) {
        return known;
    }
    // Looking at a class may run Python code, so the lock is not held meanwhile.
    let shape: &'static Shape = Box::leak(Box::new(Shape::of_class(&class)));
    KNOWN
        .lock()
        .get_or_insert_with(FxHashMap::default)
        .insert(key, shape);
    shape
}

impl Shape {
    fn of_class(class: &Bound<'_, PyType>) -> Shape {
        let py = class.py();
        let handled = class
            .getattr(intern!(py, "_compile_handlers"))
            .is_ok_and(|handlers| !handlers.is_none());
        let kind = match handled {
            true => Some(node::CONSTRUCT),
            false => class
                .getattr(intern!(py, "_kind"))
                .and_then(|kind| kind.extract())
                .ok(),
        };
        let mut offsets = [0; COUNT];
        for (offset, name) in offsets.iter_mut().zip(NAMES) {
            *offset = slot_offset(class, name).unwrap_or(0);
        }
        // An address must not come to mean another class.
        std::mem::forget(class.clone());
        Shape {
            class: class.as_type_ptr(),
            kind,
            offsets,
            slots: all_slots(class),
        }
    }

    /// Read a slot of an object of this class. None: the class has no such slot, or it is not set.
    pub fn read<'py>(&self, object: &Bound<'py, PyAny>, part: Part) -> Option<Bound<'py, PyAny>> {
        let offset = self.offsets[part as usize];
        if offset == 0 || object.get_type_ptr() != self.class {
            return None;
        }
        // SAFETY: the object is of the class whose member descriptor gave the offset, so a pointer lies there: null, or an
        // object that the slot owns. The interpreter lock is held, so nobody changes it meanwhile.
        unsafe { Bound::from_borrowed_ptr_or_opt(object.py(), *slot_at(object, offset)) }
    }

    /// Tell whether a slot of an object of this class holds exactly `value`.
    pub fn holds(&self, object: &Bound<'_, PyAny>, part: Part, value: &Bound<'_, PyAny>) -> bool {
        self.read(object, part).is_some_and(|held| held.is(value))
    }

    /// Set a slot of an object of this class. Gives the value back where the class has no such slot.
    pub fn write<'py>(
        &self,
        object: &Bound<'py, PyAny>,
        part: Part,
        value: Bound<'py, PyAny>,
    ) -> Option<Bound<'py, PyAny>> {
        let offset = self.offsets[part as usize];
        if offset == 0 || object.get_type_ptr() != self.class {
            return Some(value);
        }
        // SAFETY: as in `read`; the slot owns the new value, and what it held before is released after it is replaced, because
        // that may run Python code.
        unsafe {
            let slot = slot_at(object, offset);
            let before = std::mem::replace(&mut *slot, value.into_ptr());
            ffi::Py_XDECREF(before);
        }
        None
    }

    /// Set every slot of `copy`, a new object of this class, to what it is in `object`.
    pub fn copy_slots(&self, object: &Bound<'_, PyAny>, copy: &Bound<'_, PyAny>) {
        if object.get_type_ptr() != self.class || copy.get_type_ptr() != self.class {
            return;
        }
        for offset in &self.slots {
            // SAFETY: as in `read`, for both objects; the slots of the new one are null.
            unsafe {
                let value = *slot_at(object, *offset);
                ffi::Py_XINCREF(value);
                *slot_at(copy, *offset) = value;
            }
        }
    }
}

/// The place of a slot.
///
/// # Safety
/// `offset` is that of a member of the object's own class.
unsafe fn slot_at(object: &Bound<'_, PyAny>, offset: usize) -> *mut *mut ffi::PyObject {
    // SAFETY: the member lies inside the object.
    unsafe { object.as_ptr().byte_add(offset).cast() }
}

/// The offsets of all slots of a class and its bases.
fn all_slots(class: &Bound<'_, PyType>) -> Box<[usize]> {
    let mut found = Vec::new();
    for base in class.mro().iter() {
        let Ok(names) = base.getattr(intern!(class.py(), "__slots__")) else {
            continue;
        };
        let names = match names.extract::<String>() {
            Ok(name) => vec![name],
            Err(_) => names.extract::<Vec<String>>().unwrap_or_default(),
        };
        let own = base.getattr(intern!(class.py(), "__dict__"));
        for name in names {
            let member = own.as_ref().ok().and_then(|own| own.get_item(name).ok());
            if let Some(offset) = member.as_ref().and_then(member_offset)
                && !found.contains(&offset)
            {
                found.push(offset);
            }
        }
    }
    found.into()
}

/// The offset of a slot, if the attribute is one: the first class in the order of resolution that has the name decides.
fn slot_offset(class: &Bound<'_, PyType>, name: &str) -> Option<usize> {
    for base in class.mro().iter() {
        let names = base.getattr(intern!(class.py(), "__dict__")).ok()?;
        let Ok(found) = names.get_item(name) else {
            continue;
        };
        return member_offset(&found);
    }
    None
}

fn member_offset(descriptor: &Bound<'_, PyAny>) -> Option<usize> {
    // SAFETY: the type is compared by address only; an object of exactly that type has the descriptor's layout, and its
    // member definition lives as long as the class that owns it.
    unsafe {
        if descriptor.get_type_ptr() != &raw mut ffi::PyMemberDescr_Type {
            return None;
        }
        let member = (*descriptor.as_ptr().cast::<ffi::PyMemberDescrObject>()).d_member;
        if (*member).type_code != ffi::Py_T_OBJECT_EX {
            return None;
        }
        usize::try_from((*member).offset).ok()
    }
}

/// Read an attribute: by its offset where it is a slot, else as Python does.
pub fn part<'py>(object: &Bound<'py, PyAny>, part: Part) -> PyResult<Bound<'py, PyAny>> {
    match of(object).read(object, part) {
        Some(value) => Ok(value),
        None => object.getattr(part.name(object.py())),
    }
}

/// The items of a tuple or any other iterable, one after the other.
pub fn each<'py>(
    items: &Bound<'py, PyAny>,
    mut visit: impl FnMut(Bound<'py, PyAny>) -> PyResult<()>,
) -> PyResult<()> {
    if let Ok(items) = items.cast::<pyo3::types::PyTuple>() {
        for item in items.iter() {
            visit(item)?;
        }
        return Ok(());
    }
    for item in items.try_iter()? {
        visit(item?)?;
    }
    Ok(())
}

/// A dict that lies in an attribute, or None.
pub fn dict_part<'py>(
    object: &Bound<'py, PyAny>,
    name: Part,
) -> PyResult<Option<Bound<'py, PyDict>>> {
    Ok(part(object, name)?.cast_into::<PyDict>().ok())
}
