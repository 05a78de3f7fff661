"""Small faults put into the compiled executor are all found by the cases of every run."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from effort import THOROUGH, tried
from executors_compared import Counted, compared
from mutated_executor import executor
from torture_cases import asked
from torture_schema import torture_schema

from graph_service.api.executor.compiled import CompiledExecutor

# graphql-core drops coroutines of what is nulled too. Where Python comes upon one while it makes a
# named tuple, whose code has no builtins, it cannot even warn.
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <coroutine object:pytest.PytestUnraisableExceptionWarning"
    ),
]
QUICK = [
    ("leaves", '"type({v}) is int and', '"hasattr({v}, \'imag\') and'),
    ("leaves", '(GraphQLBoolean, "type({v}) is bool")', '(GraphQLBoolean, "type({v}) is int")'),
    ("leaves", "words[word] = type_.coerce_output_value(word)", "words[word] = word"),
    ("leaves", "members[member._name_] = type_.coerce_output_value(member)", "members[member._name_] = member.value"),
    ("leaves", 'if nullable:\n        cases.append(("None"', 'if True:\n        cases.append(("None"'),
    ("checks", "coerced is None or coerced is Undefined or is_awaitable(coerced)", "is_awaitable(coerced)"),
    ("checks", "                if nullable:\n                    return None\n                raise Doubt", "                return None"),
    ("checks", "    if value is not None and value is not Undefined:\n        raise Doubt", "    return None"),
    ("compiler", "completed = literal(type_.name)", "completed = literal(key)"),
    ("compiler", 'parts.append(f"{literal(key)}: {completed}")', 'parts.append(f"{literal(details[0].node.name.value)}: {completed}")'),
    ("compiler", 'more = f", **{here.function.arguments(here.place)}" if given else ""', 'more = ""'),
    ("compiler", 'return f"{self._names.keep(way.convert)}({read})" if way.convert else read', "return read"),
    ("compiler", "nullable = not isinstance(type_, GraphQLNonNull)", "nullable = True"),
    ("compiler", "if type(s) is not list and type(s) is not tuple: return", "if s is None: return"),
    ("program", "key = (type_, id(details))\n        kept = self._collected", "key = id(details)\n        kept = self._collected"),
    ("program", "            if group:\n                steps.append(Step(group, compile_fields(self, type_, group)))\n                group = {}\n            steps.append(Step({key: details}, None))", "            steps.append(Step({key: details}, None))"),
    ("programs", "dict(zip(switches.variables, values, strict=True)),", "{name: not value for name, value in zip(switches.variables, values, strict=True)},"),
    ("programs", "program = operation.programs.get(values)", "program = next(iter(operation.programs.values()), None)"),
    ("document", "if isinstance(argument.value, VariableNode)", "if False"),
    ("operations", "if signature.default is not None:", "if False:"),
    ("completing", "            run.holes.clear()\n", "            run.holes.clear()\n            return {} if not unit.lists else []\n"),
    ("completing", "                        if self.is_awaitable(completed):\n                            awaited.append(key)", "                        pass"),
    ("completing", "if done is not _FAILED:\n                        results.update(done)\n                        continue", "results.update(done if done is not _FAILED else {})\n                    continue"),
    ("running", "place.node, executor.variable_values, None", "place.node, None, None"),
]  # fmt: skip
"""Found by the first cases."""
RARE = [
    ("leaves", "<= v <= 2147483647", "<= v <= 2147483648"),
    ("leaves", "-2147483648 <= v", "-2147483649 <= v"),
    ("leaves", "and v - v == 0.0", ""),
    ("leaves", '(GraphQLID, "type({v}) is str")', '(GraphQLID, "hasattr({v}, \'real\')")'),
    ("checks", "            if nullable:\n                return False\n            raise Doubt", "            return False"),
    ("checks", "            if isinstance(value, Exception) or is_awaitable(value):\n                raise Doubt\n            classes", "            if is_awaitable(value):\n                raise Doubt\n            classes"),
    ("checks", "            if isinstance(value, Exception) or is_awaitable(value):\n                raise Doubt\n            classes", "            if isinstance(value, Exception):\n                raise Doubt\n            classes"),
    ("kinds", "or not self._schema.is_sub_type(\n            self._type, found\n        )", ""),
    ("kinds", "(v := {check}({u}, {_info(at)})) is True", "(v := True)"),
    ("kinds", "if above is not None and above.extensions.get(TYPE_KEY) == key:", "if True:"),
    ("compiler", 'read = f"{o}[{literal(place.key)}]"', 'read = f"{o}[{literal(place.node.name.value)}]"'),
    ("compiler", "inner, details, spot.place, nullable=nullable, shared=spot.shared", "inner, details, spot.place, nullable=True, shared=spot.shared"),
    ("compiler", "test = self._object_test(first, u, nullable=nullable)", "test = self._object_test(first, u, nullable=True)"),
    ("compiler", "test = self._abstract_test(first, u, nullable=nullable)", "test = self._abstract_test(first, u, nullable=True)"),
    ("compiler", 'test = f"{test} and {more}" if more else test', "pass"),
    ("operations", "elif is_non_null_type(type_):", "elif False:"),
    ("completing", "            run.holes.clear()\n", ""),
    ("batches", "for (_, into), value in zip(waiting, values, strict=True):", "for (_, into), value in zip(waiting, reversed(values), strict=True):"),
    ("batches", "kept[2],)", "None,)"),
    ("batches", "have[0] for have in kept", "have for have in kept"),
    ("compiled", "serially = self.operation.operation is OperationType.MUTATION", "serially = False")]  # fmt: skip
"""Found by one of the others; looked for with THOROUGH=1."""
FIRST = tried(every_run=8, thorough=75)
"""So many of the documents of every run."""


@dataclass(frozen=True)
class Known:
    """A case, and how the stock executor answers it."""

    case: object
    stock: list


@pytest.fixture(scope="module")
def known():
    with Counted(CompiledExecutor) as counted:
        cases = [one.case for one in asked(torture_schema(), 0, FIRST)]
        return [Known(case, case.by_stock(counted)) for case in cases]


def found(known, mutation):
    """The number of the first case that finds a fault; None if none does."""
    with executor(mutation) as (mutant, programs), Counted(mutant) as counted:
        for number, one in enumerate(known):
            try:
                different = compared(counted, one.case, programs, one.stock).difference
            except Exception:  # noqa: BLE001 - an executor that fails is found out
                return number
            if different:
                return number
    return None


@pytest.mark.parametrize(
    "mutation", [*QUICK, *(RARE if THOROUGH else ())], ids=lambda m: f"{m[0]}: {m[2].strip()[:50]}"
)
def test_the_cases_find_the_fault(known, mutation):
    assert found(known, mutation) is not None


def test_the_cases_find_no_fault_where_there_is_none(known):
    assert found(known[:40], None) is None
