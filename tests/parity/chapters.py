"""The features that FEATURE_PARITY.md names, and the tests that prove each: `file::test`, both with `*` as a wildcard.

A test that no line here names stands in the page under its folder, so nothing that runs is left out.
"""

Chapter = tuple[str, str, dict[str, list[str]]]

MODEL = "tests/unit/model"

KEPT: dict[str, list[str]] = {
    "constructor of a table model: no validation, unknown keywords dropped, no positional arguments": [
        f"{MODEL}/test_table_model.py::test_constructor_*",
        f"{MODEL}/test_construction.py::test_required_fields_may_be_missing_and_unknown_keywords_are_dropped",
    ],
    "an unset required field is absent and reads as None; the set fields are the given ones": [
        f"{MODEL}/test_table_model.py::test_unset_required_field_is_absent_and_reads_as_none",
        f"{MODEL}/test_table_model.py::test_fields_set_*",
    ],
    "a data model validates": [f"{MODEL}/test_table_model.py::test_data_model_validates"],
    "`model_validate` of a table model validates and makes a new object": [
        f"{MODEL}/test_table_model.py::test_model_validate_*"
    ],
    "relationships are no fields: not in the dump, not in the JSON schema": [
        "tests/suite/test_kept.py::test_relationships_are_no_fields",
        f"{MODEL}/test_table_model.py::test_json_schema_has_no_relationships",
    ],
    "relationship defaults, and constructor arguments that fire the other side": [
        f"{MODEL}/test_relationships.py::test_defaults_of_new_objects",
        f"{MODEL}/test_relationships.py::test_constructor_argument_fires_the_back_reference",
        "tests/suite/test_session.py::test_relationship_loads_lazily_and_fires_the_other_side",
    ],
    "listeners to sessions, objects, mappers and attributes are told what SQLAlchemy's are, in its order": [
        "tests/sa/test_programs.py::test_output",
        "tests/session/test_events.py::*",
        "tests/session/test_mapper_events.py::*",
    ],
    "an expired object dumps `{}` until an attribute is read": [
        "tests/suite/test_kept.py::test_expired_object_dumps_nothing_until_it_is_read",
        "tests/suite/test_session.py::test_added_row_gets_its_key_and_reloads_after_commit",
    ],
    "`validate_assignment` holds at construction and on assignment": [
        f"{MODEL}/test_table_model.py::test_validate_assignment_at_init_and_on_set"
    ],
    "setting or reading an unknown name is an error": [
        f"{MODEL}/test_table_model.py::test_setting_an_unknown_name_is_an_error",
        f"{MODEL}/test_table_model.py::test_reading_an_unknown_name_is_an_error",
    ],
    "equality by fields, unhashable; copy, deepcopy and pickle": [
        f"{MODEL}/test_table_model.py::test_equality_*",
        f"{MODEL}/test_table_model.py::test_instances_are_unhashable",
        f"{MODEL}/test_copying.py::*",
    ],
    "`table` as a keyword and in `model_config`": [
        f"{MODEL}/test_class_creation.py::test_table_in_model_config_is_inherited"
    ],
    "`registry=` makes a base with its own metadata; `metadata` of one model": [
        f"{MODEL}/test_class_creation.py::test_registry_keyword_makes_a_base_with_its_own_metadata",
        f"{MODEL}/test_class_creation.py::test_metadata_of_one_model",
    ],
    "table names: the lower class name, a string, a declared_attr": [
        f"{MODEL}/test_class_creation.py::test_table_name_*"
    ],
    "nullability follows the annotation and `nullable=`": [
        f"{MODEL}/test_annotations.py::test_nullable",
        "tests/suite/test_kept.py::test_nullable_primary_key_has_no_not_null",
    ],
    "`default` and `default_factory` are the column's defaults too": [
        f"{MODEL}/test_annotations.py::test_default_*",
    ],
    "type map from annotations to columns": [
        f"{MODEL}/test_annotations.py::test_annotation_*",
        f"{MODEL}/test_annotations.py::test_sa_type_wins",
        f"{MODEL}/test_annotations.py::test_max_length_*",
        f"{MODEL}/test_annotations.py::test_decimal_*",
        "tests/bridge/test_conversion.py::*",
    ],
    "`sa_column` excludes the other column options": [f"{MODEL}/test_fields.py::test_sa_column_excludes_*"],
    "`ondelete` needs a foreign key, SET NULL a nullable one": [f"{MODEL}/test_fields.py::test_ondelete_*"],
    "without a cascade, children lose their parent when it is deleted": [
        "tests/suite/test_kept.py::test_children_lose_their_parent_when_it_is_deleted",
    ],
    "`link_model`: rows of the link table follow the collection": [
        "tests/suite/test_session.py::test_link_table_rows_follow_the_collection"
    ],
    "names of indexes and unique constraints, naming conventions": [
        "tests/suite/test_kept.py::test_index_and_unique_names",
        "tests/suite/test_kept.py::test_naming_convention_names_indexes",
    ],
    "`__table_args__` and `version_id_col` in `__mapper_args__`": [
        f"{MODEL}/test_class_creation.py::test_table_args",
        "tests/suite/test_kept.py::test_version_column_counts_and_guards",
    ],
    "`exec` gives scalars, rows or a cursor result by the statement": [
        "tests/suite/test_kept.py::test_what_exec_returns"
    ],
    "errors: texts, classes, statement and parameters": [
        "tests/suite/test_kept.py::test_results_say_what_they_miss",
        "tests/suite/test_kept.py::test_database_errors_carry_statement_and_cause",
        "tests/suite/test_kept.py::test_detached_object_cannot_load",
        "tests/suite/test_kept.py::test_unknown_targets_are_named",
    ],
    "FastAPI reads attributes": ["tests/suite/test_kept.py::test_fastapi_reads_attributes"],
    "engine: lazy connect, `session.bind`, `StaticPool`, PRAGMAs that last": [
        "tests/suite/test_kept.py::test_engine_of_a_session",
        "tests/sa/test_fixtures.py::test_static_pool_and_an_overridden_dependency",
        "tests/sa/test_fixtures.py::test_foreign_keys_are_turned_on_by_a_connect_listener",
    ],
    "every public name with upstream's signature": ["tests/parity/test_public_names.py::*"],
}

DECLARED = "tests/suite/test_declared.py"

MENDED: dict[str, list[str]] = {
    "`Literal`, `NewType` and type aliases as columns": [
        f"{DECLARED}::test_literal_newtype_and_type_alias_are_columns"
    ],
    "`list`, `dict` and pydantic models as JSON columns": [
        f"{DECLARED}::test_documents_come_back_as_their_annotation",
        f"{DECLARED}::test_json_type_holds_the_annotation",
        f"{DECLARED}::test_list_without_a_word_on_json_names_both_spellings",
    ],
    "`AnyUrl`, `SecretStr` and addresses come back as objects": [
        f"{DECLARED}::test_urls_secrets_and_addresses_come_back_as_objects"
    ],
    "private attributes on rows that were loaded": [f"{DECLARED}::test_private_attributes_of_rows"],
    "`set[...]` relationships": [f"{DECLARED}::test_set_relationship"],
    "relationships under `from __future__ import annotations`": [
        f"{DECLARED}::test_relationships_under_future_annotations"
    ],
    "`hybrid_property`": [f"{DECLARED}::test_hybrids"],
    "generic table models": [f"{DECLARED}::test_generic_models"],
    "a Relationship on a mixin": [f"{DECLARED}::test_relationship_of_a_mixin_belongs_to_each_table"],
    "aliases on table models": [f"{DECLARED}::test_aliases_of_a_table_model"],
    "class keywords such as `extra=`": [f"{DECLARED}::test_class_keyword_extra"],
    "table models that validate (`table_validate`)": [
        f"{DECLARED}::test_table_validate_as_class_keyword",
        f"{MODEL}/test_table_validate.py::*",
    ],
    "related objects created in `model_validate`": [f"{DECLARED}::test_nested_objects_are_created_and_validated"],
    "`link_model` named by a string": [f"{DECLARED}::test_link_model_named_by_a_string"],
    "composite foreign keys": [f"{DECLARED}::test_composite_foreign_key"],
    "`Computed`, `Identity` and `server_default` as arguments of Field": [
        f"{DECLARED}::test_columns_that_the_database_fills"
    ],
}

DIFFERENT: dict[str, list[str]] = {
    "a child of a hierarchy is mapped (SQLModel: created and never mapped)": [
        "tests/suite/test_inheritance.py::*",
        f"{MODEL}/test_inheritance.py::*",
    ],
    "a hierarchy's class in an annotation is the union of its classes; `variant=` (SQLModel: the class alone)": [
        "tests/inheritance/test_fastapi.py::*",
    ],
    "an unknown class keyword is an error (SQLModel: ignored)": [
        f"{MODEL}/test_class_creation.py::test_unknown_class_keyword_is_an_error"
    ],
    "`regex=` is a pattern (SQLModel: ignored)": [f"{MODEL}/test_fields.py::test_regex_is_a_pattern"],
    "column options in Annotated and in the assignment add up (SQLModel: the first are lost)": [
        f"{MODEL}/test_fields.py::test_column_options_in_annotated_and_in_the_assignment_add_up"
    ],
    "`model_validate` takes relationships from dicts (SQLModel: dropped)": [
        f"{MODEL}/test_relationships.py::test_model_validate_takes_relationships_from_dicts"
    ],
    "the state is no entry of `__dict__` (SQLModel: `_sa_instance_state`)": [
        f"{MODEL}/test_table_model.py::test_state_is_not_in_the_dict"
    ],
    "the discriminator is set in spite of a default (SQLModel: the default wins)": [
        f"{MODEL}/test_inheritance.py::test_discriminator_is_set_on_construction_in_spite_of_a_default"
    ],
    "an unloaded attribute under an async session names the way out (SQLModel: MissingGreenlet alone)": [
        "tests/suite/test_async.py::test_unloaded_attribute_names_the_way_out",
        "tests/session/test_async_session.py::test_plain_lazy_read_raises_and_names_the_option",
    ],
    "a session in use refuses a second task or thread (SQLAlchemy: undefined)": [
        "tests/faults/test_session_misuse.py::test_a_second_*",
        "tests/session/test_async_session.py::test_two_tasks_may_not_share_a_session",
    ],
    "a transaction begins when it is needed (SQLAlchemy: with the first statement)": ["tests/engine/test_begin.py::*"],
    "a value that does not fit its column is refused before the flush sends it": [
        "tests/faults/test_bad_input.py::test_a_value_that_does_not_fit*"
    ],
    "update and delete of a joined class reach both tables (SQLAlchemy: the class's own)": [
        "tests/session/test_hierarchy_statements.py::test_update*",
        "tests/session/test_hierarchy_statements.py::test_delete*",
    ],
}

BESIDE: dict[str, list[str]] = {
    "`get_many`: the objects of many keys in their order, by one statement": [
        "tests/shortcuts/test_objects.py::test_get_many_*"
    ],
    "`get_or_create`, safe against a concurrent creator": ["tests/shortcuts/test_objects.py::test_get_or_create_*"],
    "`upsert`: one spelling on every database, returns the objects": ["tests/shortcuts/test_objects.py::test_upsert_*"],
    "`session.run` and `retry_transaction`: again after a deadlock or a serialization failure": [
        "tests/shortcuts/test_retry.py::*"
    ],
    "`engine.detect_n_plus_one` names the attribute and the line": ["tests/shortcuts/test_repeats.py::*"],
    "`session.explain`: a statement's plan as a tree": ["tests/shortcuts/test_plan.py::*"],
    "cancelled at every await, and in random schedules: all or nothing, and usable afterwards": [
        "tests/faults/test_every_await.py::*",
        "tests/faults/test_schedules.py::*",
    ],
    "listeners of an async session are awaited": ["tests/session/test_async_listeners.py::*"],
    "a pytest plugin: `db_session`, `async_db_session`, `sql_log`": ["tests/shortcuts/test_plugin.py::*"],
}

#: The lines of the inheritance checklist; the tests of a line have its number in their names.
CHECKLIST = [
    "M01: joined: a table for each class, the key is the base's",
    "M02: joined: keys of other names, composite keys, a link that is no key",
    "M03: single-table: the columns move up to the table of the base",
    "M04: single-table below joined and joined below single-table, three levels and more",
    "M05: concrete: a full table of its own",
    "M06: `ConcreteBase`",
    "M07: `AbstractConcreteBase`",
    "M08: `polymorphic_union()` by hand; a class mapped to what selects rows",
    "M09: `DeferredReflection` in a hierarchy",
    "M10: `polymorphic_on` as a name or a column",
    "M11: `polymorphic_on` as an expression",
    "M12: `polymorphic_identity`: text, numbers, enums; set when an object is made",
    "M13: identities that are false, NULL, or part of the key",
    "M14: a wrong, unknown or sibling's identity is an error",
    "M15: `polymorphic_abstract` at any level",
    "M16: a class without an identity, at the top or between",
    "M17: `use_existing_column`",
    "M18: `inherit_condition`, several foreign keys to the parent",
    "M19: names of attributes and columns differ, are repeated or left out; synonyms",
    "M20: `__abstract__`, mixins, `declared_attr`, `has_inherited_table`",
    "M21: `__mapper_args__` and `__table_args__` of each level",
    "M22: a subclass that comes after the base was used",
    "M23: duplicate identities, missing discriminators, abstract and generic bases",
    "M24: the pydantic side of a subclass",
    "W01: INSERT parent first, in the order of the objects",
    "W02: UPDATE of the tables that changed and of no other",
    "W03: DELETE child first, ON DELETE CASCADE by level",
    "W04: a primary key that changes, along the chain",
    "W05: `eager_defaults` and server defaults of every table",
    "W06: `version_id_col`, also when only the child changes",
    "W07: cascades from and to subclasses",
    "W08: rows that refer to each other, `post_update`",
    "W09: update and delete of a single-table class meet its rows",
    "W10: bulk insert and update of a joined class",
    "W11: `merge`, `refresh`, `expire` of a subclass",
    "W12: identity by the base, expunge, pickle",
    "L01: `select(Base)` gives real subclasses",
    "L02: `select(Sub)` in joins, aliases, subqueries, aggregates, EXISTS",
    "L03: `get` by any class of the chain, and of a sibling",
    "L04: `selectin_polymorphic`",
    "L05: `selectin_polymorphic` below and beside other options",
    "L06: `polymorphic_load` as `inline` and `selectin`",
    "L07: `with_polymorphic` of a mapper",
    "L08: `with_polymorphic(Base, ...)` in where, order and joins",
    "L09: `with_polymorphic`: aliased, flat, innerjoin, selectable, two in one statement",
    "L10: `of_type` in joins",
    "L11: `of_type` in eager options",
    "L12: `any`, `has`, comparison and `with_parent` through `of_type`",
    "L13: a many-to-one reads the identity map by its class",
    "L14: aliases of subclasses, joins of a hierarchy to itself",
    "L15: `load_only`, `defer`, `raiseload`, `with_loader_criteria`, wildcards",
    "L16: columns alone, `select_from`, scalar subqueries, correlation",
    "L17: `from_statement` and unions",
    "L18: order, one object for one row, `populate_existing`, `yield_per`",
    "L19: one attribute name on two siblings",
    "L20: columns of a child read from its table alone",
    "L21: `column_property` and `hybrid_property` on every level",
    "L22: concrete classes are read by the union",
    "L23: all of it awaited",
    "R01: a collection of mixed classes",
    "R02: a relationship to a subclass",
    "R03: relationships of one name on two subclasses",
    "R04: from a subclass to the base, to itself, to a sibling",
    "R05: many-to-many between classes of hierarchies",
    "R06: a relationship to an abstract class",
    "R07: an object of a wrong class is refused",
    "R08: concrete classes repeat their relationships",
    "R09: a join condition of one's own across tables",
    "R10: an inherited relationship in queries, joins and options",
]

HIERARCHIES: dict[str, list[str]] = {
    "`session.become(object, Class)`: an object takes another class of its hierarchy": [
        "tests/inheritance/test_become.py::*"
    ],
    "update, delete and insert of a joined class write every table of its chain": [
        "tests/inheritance/test_statements.py::*",
        "tests/session/test_hierarchy_statements.py::*",
    ],
    "upsert of a joined class, the target in either table": ["tests/inheritance/test_upserts.py::*"],
    "unknown and NULL discriminators, missing and doubled child rows are typed errors, or read leniently": [
        "tests/inheritance/test_safety.py::test_unknown_*",
        "tests/inheritance/test_safety.py::test_a_row_*",
        "tests/inheritance/test_safety.py::test_rows_*",
        "tests/inheritance/test_safety.py::test_null_*",
        "tests/inheritance/test_safety.py::test_lenient_*",
        "tests/inheritance/test_safety.py::test_a_composite_*",
        "tests/inheritance/test_safety.py::test_the_errors_*",
    ],
    "an audit names the rows that contradict the classes": ["tests/inheritance/test_safety.py::test_audit_*"],
    "CHECK constraints tie the discriminator to the columns of the classes": ["tests/inheritance/test_checks.py::*"],
    "contradictory declarations are errors that name both classes": ["tests/inheritance/test_contradictions.py::*"],
    "every loader with every kind of hierarchy, nested": ["tests/inheritance/test_loader_matrix.py::*"],
    "a hierarchy as a tree, a Mermaid and a DOT picture": ["tests/inheritance/test_picture.py::*"],
}

NAMED: list[Chapter] = [
    ("SQLModel's behaviours, kept", "what a program that uses SQLModel relies on", KEPT),
    ("Broken in SQLModel, right here", "what SQLModel 0.0.50 refuses, drops or gets wrong", MENDED),
    ("Different on purpose", "why: docs/decisions", DIFFERENT),
    ("Beside SQLModel and SQLAlchemy", "what neither of them has", BESIDE),
    ("Hierarchies beyond SQLAlchemy", "what a hierarchy does here and nowhere else", HIERARCHIES),
    (
        "Inheritance, line by line",
        "what SQLAlchemy documents of mapping (M), persistence (W), loading (L) and relationships (R) of hierarchies",
        {line: [f"tests/*/test_*.py::test_*{line[:3].lower()}_*"] for line in CHECKLIST},
    ),
]

#: Title of what no line above names, by the beginning of the file's path.
FOLDERS = {
    "tests/inheritance": "Inheritance",
    "tests/shortcuts": "Shortcuts",
    "tests/session": "Sessions and the unit of work",
    "tests/differential": "Compared with SQLAlchemy, step by step",
    "tests/unit/orm": "Loading and attributes",
    "tests/relationship": "Relationships",
    "tests/sql": "Statements",
    "tests/compile": "Text of statements, compared with SQLAlchemy",
    "tests/schema": "Schema",
    "tests/migrations": "Migrations",
    "tests/engine": "Engine and results",
    "tests/bridge": "Values and connections",
    "tests/faults": "Faults",
    "tests/declarative": "Declarative classes",
    "tests/sa": "SQLAlchemy's names and other packages",
    "tests/docs": "Programs of the documentation",
    "tests/parity": "Parity",
    "tests/benchmarks": "Speed",
    "tests/cost": "Speed",
    "tests/suite": "From class to row",
    "tests/unit": "Models and types",
}
