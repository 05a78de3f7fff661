"""What was worked out for single nodes, kept while the graph stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from graph_service.store.memory import Node

__all__ = ["Held", "KeptOfNodes"]

V = TypeVar("V")

_MOST_NAMES: Final = 64


class Held:
    """How much is kept of one revision.

    Parameters
    ----------
    most : int

    Attributes
    ----------
    weight : int
        Of everything together.
    """

    __slots__ = ("_most", "weight")

    def __init__(self, most: int) -> None:
        self._most = most
        self.weight = 0

    @property
    def full(self) -> bool:
        """Whether it is more than there is room for."""
        return self.weight > self._most


class KeptOfNodes(Generic[V]):
    """Values of nodes by the name of what they are, of one revision of one graph.

    Parameters
    ----------
    most : int
        How much all values together may weigh. With more, all are forgotten.

    Attributes
    ----------
    held : Held
        How much they weigh now; another one when they have been forgotten.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._revision: Hashable = None
        self.held = Held(most)
        self._values: dict[Hashable, dict[Any, V]] = {}

    def values_of(self, name: Hashable, revision: Hashable) -> dict[Any, V]:
        """Return what is kept under a name, for the time of one read.

        Parameters
        ----------
        name, revision : hashable
            As for `of`. Who adds to it adds the weight to `held`.
        """
        if self._revision != revision or self.held.full:
            self._values, self._revision, self.held = {}, revision, Held(self._most)
        if name not in self._values and len(self._values) >= _MOST_NAMES:
            self._values, self.held = {}, Held(self._most)
        return self._values.setdefault(name, {})

    def of(
        self,
        name: Hashable,
        revision: Hashable,
        make: Callable[[Node], V],
        weight: Callable[[V], int],
    ) -> Callable[[Node], V]:
        """Return a function that makes the value of a node, unless it is kept.

        Parameters
        ----------
        name : hashable
            Says what the values are; with one name, a node has always the same value.
        revision : hashable
            The graph's revision; what is of another one is never returned.
        make : callable
            Makes the value of a node.
        weight : callable
            How much a value weighs; one that weighs nothing is not kept.

        Returns
        -------
        callable
            For the time of one read. Its values are not to be changed.
        """
        kept = self.values_of(name, revision)

        def value_of(node: Node) -> V:
            value: V | None = kept.get(node)
            if value is None:
                value = make(node)
                if more := weight(value):
                    kept[node] = value
                    self.held.weight += more
            return value

        return value_of
