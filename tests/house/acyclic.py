"""An import-linter contract: no modules import each other in a circle, imports inside functions included.

The layers contract holds the direction between rooms, this one between the files of a room. An import under
`if TYPE_CHECKING` does not run and is no part of a circle.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import grimp
from importlinter import Contract, ContractCheck, output


class AcyclicModules(Contract):
    """Kept when the modules of the root packages can be put in an order in which each imports earlier ones only."""

    type_name = "acyclic_modules"

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Build the graph anew without type-checking imports and look for a circle of modules in it."""
        packages = self.session_options["root_packages"]
        running = grimp.build_graph(*packages, exclude_type_checking_imports=True, cache_dir=None)
        circle = circle_in({module: running.find_modules_directly_imported_by(module) for module in running.modules})
        lines = [
            f"{importer} -> {imported} (l.{detail['line_number']})"
            for imported, importer in zip(circle, circle[1:], strict=False)
            for detail in running.get_import_details(importer=importer, imported=imported)
        ]
        return ContractCheck(kept=not circle, metadata={"lines": lines})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print the imports that close the circle."""
        output.print_error("These modules import each other:")
        for line in check.metadata["lines"]:
            output.print_error(f"- {line}", bold=False)


def circle_in(imports: dict[str, set[str]]) -> list[str]:
    """Return a circle of modules, each imported by the one after it and the first one again at the end; [] if none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []
