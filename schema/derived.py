"""Derived fields: worked out from stored values when a record is read, on the day asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from schema.declarations import Property
from schema.packs import Pack
from schema.stages import stage_of_trl
from schema.vocabularies import Basis, ContractKind

__all__ = [
    "BestRecognised",
    "Derived",
    "FourKinds",
    "GivenOrByReadiness",
    "IsRecognised",
    "Recognitions",
    "Rule",
    "Values",
]

Values: TypeAlias = Mapping[str, str | int | float | bool | tuple[str, ...] | None]
"""Values of a record by property; None where there is none."""


@dataclass(frozen=True, slots=True)
class Recognitions:
    """The accreditations of a record that are true on the day asked about.

    Attributes
    ----------
    meaning : str
        What the service takes their kind for.
    reads : tuple of str
        Properties of them that are needed.
    most : int
        How many are read, the newest first.
    link, kind, first, last : str
        The link field that leads to them, and their properties that say as what they recognise
        and from when to when.
    """

    meaning: str
    reads: tuple[str, ...] = ()
    most: int = 1
    link: str = "accreditations"
    kind: str = "kind"
    first: str = "validFrom"
    last: str = "validTo"


class Rule(Protocol):
    """How a derived field is worked out."""

    @property
    def reads(self) -> tuple[str, ...]:
        """Properties of the record itself that are needed."""

    @property
    def recognitions(self) -> Recognitions | None:
        """The accreditations that are needed."""

    def value(self, pack: Pack, own: Values, granted: Sequence[Values]) -> object:
        """Work it out; a pair with a `Basis` if the field says on what it rests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A field that no source states and no store holds.

    Attributes
    ----------
    shown : Property
        Its name, labels and kind of value.
    rule : Rule
    based : bool
        Whether it says on what it rests: values of such fields are pairs with a `Basis`.
    """

    shown: Property
    rule: Rule
    based: bool = False

    @property
    def name(self) -> str:
        """Name in the API."""
        return self.shown.name


@dataclass(frozen=True, slots=True)
class IsRecognised:
    """Whether there is an accreditation of one meaning."""

    meaning: str
    reads: tuple[str, ...] = ()

    @property
    def recognitions(self) -> Recognitions:
        """One of them is enough."""
        return Recognitions(self.meaning)

    def value(self, _pack: Pack, _own: Values, granted: Sequence[Values]) -> bool:
        """Say whether there is any."""
        return bool(granted)


@dataclass(frozen=True, slots=True)
class BestRecognised:
    """The best of what accreditations of one meaning say, else what is stated without a date.

    Attributes
    ----------
    meaning : str
    of : str
        The property of the accreditations.
    vocabulary : str
        The pack's list of its values, best first; what it lacks does not count.
    stated : str
        The record's own property.
    """

    meaning: str
    of: str
    vocabulary: str
    stated: str

    @property
    def reads(self) -> tuple[str, ...]:
        """What is stated without a date."""
        return (self.stated,)

    @property
    def recognitions(self) -> Recognitions:
        """The newest twenty: nobody has more at a time."""
        return Recognitions(self.meaning, (self.of,), most=20)

    def value(self, pack: Pack, own: Values, granted: Sequence[Values]) -> object:
        """Return the first code of the list that an accreditation says."""
        said = {accreditation[self.of] for accreditation in granted}
        ordered = (term.code for term in pack.lists.get(self.vocabulary, ()))
        return next((code for code in ordered if code in said), own[self.stated])


@dataclass(frozen=True, slots=True)
class GivenOrByReadiness:
    """The stage as given, else that of the level of technology readiness; with its basis."""

    given: str
    level: str = ""
    recognitions: None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The stage, and the level if the record can have one."""
        return (self.given, self.level) if self.level else (self.given,)

    def value(
        self, _pack: Pack, own: Values, _granted: Sequence[Values]
    ) -> tuple[object, Basis] | None:
        """Return the stage and its basis; None if neither is known."""
        if own[self.given] is not None:
            return own[self.given], Basis.GIVEN
        level = own.get(self.level)
        stage = stage_of_trl(level) if isinstance(level, int) else None
        return None if stage is None else (stage, Basis.DERIVED)


@dataclass(frozen=True, slots=True)
class FourKinds:
    """The kind of a contract among the four of before the Civil Code."""

    of: str
    recognitions: None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The kind among five."""
        return (self.of,)

    def value(self, _pack: Pack, own: Values, _granted: Sequence[Values]) -> str | None:
        """Count licences as transfers."""
        kind = own[self.of]
        return None if kind is None else ContractKind[str(kind)].four_kind.name
