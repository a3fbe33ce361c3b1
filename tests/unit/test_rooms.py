"""Directions of import that import-linter's contracts cannot say; the rest stands in pyproject.toml."""

import sys

import grimp
import pytest


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Who imports whom in the knowledge."""
    return grimp.build_graph("knowledge", include_external_packages=True, cache_dir=None)


def test_models_import_nothing_but_pydantic(imports: grimp.ImportGraph) -> None:
    """The models stand on pydantic and Python alone."""
    models = {"knowledge.models", *imports.find_descendants("knowledge.models")}
    imported = {name for module in models for name in imports.find_modules_directly_imported_by(module)}

    assert imported - models - sys.stdlib_module_names == {"pydantic"}
