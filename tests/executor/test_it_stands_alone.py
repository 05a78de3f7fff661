"""The executor is usable without the product."""

import ast
import os
import sys
from pathlib import Path

HERE = "graph_service.api.executor"


def test_it_imports_graphql_strawberry_and_the_standard_library_alone():
    folder = Path(os.environ["CHECKOUT"], *HERE.split("."))
    imported = set()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Import():
                    imported |= {alias.name for alias in node.names}
                case ast.ImportFrom():
                    assert node.level == 0
                    imported.add(node.module)

    of_the_product = {
        n
        for n in imported
        if n.split(".")[0] in {"graph_service", "schema", "loaders", "analytics"}
    }
    assert of_the_product == {n for n in imported if n.startswith(HERE)}
    assert f"{HERE}.programs" in of_the_product
    libraries = {n.split(".")[0] for n in imported - of_the_product}
    assert libraries <= {"graphql", "strawberry", "__future__", *sys.stdlib_module_names}
