"""Structs of Thrift's compact protocol, in which Parquet files describe themselves."""

from __future__ import annotations

from typing import Protocol, TypeAlias

__all__ = ["BadStruct", "Struct", "number_in", "read_struct", "struct_in", "structs_in"]

Struct: TypeAlias = "dict[int, int | Struct | list[int | Struct]]"
"""Values by the number of their field: whole numbers, structs, lists of both; of texts the length."""

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _STRUCT = 1, 2, 3, 7, 8, 12
_INTEGERS, _LISTS = frozenset({4, 5, 6}), frozenset({9, 10})
_DEEPEST = 32
_LONG_LIST = 15
_LAST_SHIFT = 63
_GOES_ON = 0x80


class BadStruct(ValueError):
    """What should be a struct is damaged."""

    def __init__(self) -> None:
        super().__init__("its description of itself cannot be read")


class _Bytes(Protocol):
    def __getitem__(self, at: int, /) -> int: ...
    def __len__(self) -> int: ...


def read_struct(data: _Bytes, at: int, depth: int = 0) -> tuple[Struct, int]:
    """Read a struct and say where it ends.

    Parameters
    ----------
    data : bytes
    at : int
        Where it begins.
    depth : int
        How many structs it lies in.

    Raises
    ------
    BadStruct
        If it is damaged, or goes on behind the end.
    """
    try:
        return _struct(data, at, depth)
    except IndexError:
        raise BadStruct from None


def number_in(struct: Struct, field: int) -> int:
    """Return a number of a struct that must have it.

    Raises
    ------
    BadStruct
        If it has none.
    """
    found = struct.get(field)
    if not isinstance(found, int):
        raise BadStruct
    return found


def struct_in(struct: Struct, field: int) -> Struct:
    """Return a struct within a struct.

    Raises
    ------
    BadStruct
        If it has none.
    """
    found = struct.get(field)
    if not isinstance(found, dict):
        raise BadStruct
    return found


def structs_in(struct: Struct, field: int) -> list[Struct]:
    """Return a list of structs within a struct; empty if it has none.

    Raises
    ------
    BadStruct
        If they are something else.
    """
    found = struct.get(field, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise BadStruct
    return found  # type: ignore[return-value]  # mypy does not look into all()


def _struct(data: _Bytes, at: int, depth: int) -> tuple[Struct, int]:
    if depth > _DEEPEST:
        raise BadStruct
    found: Struct = {}
    field = 0
    while True:
        mark = data[at]
        at += 1
        if mark == 0:
            return found, at
        step, kind = mark >> 4, mark & 15
        if step:
            field += step
        else:
            field, at = _integer(data, at)
        if kind in {_TRUE, _FALSE}:
            found[field] = kind == _TRUE
        else:
            found[field], at = _value(data, at, kind, depth)


def _value(
    data: _Bytes, at: int, kind: int, depth: int
) -> tuple[int | Struct | list[int | Struct], int]:
    if kind in _INTEGERS:
        return _integer(data, at)
    if kind == _BINARY:
        length, at = _varint(data, at)
        if length > len(data) - at:
            raise BadStruct
        return length, at + length
    if kind == _STRUCT:
        return _struct(data, at, depth + 1)
    if kind in _LISTS:
        return _list(data, at, depth + 1)
    if kind in {_TRUE, _FALSE, _BYTE}:
        return data[at], at + 1
    if kind == _DOUBLE:
        return 0, at + 8
    raise BadStruct


def _list(data: _Bytes, at: int, depth: int) -> tuple[list[int | Struct], int]:
    length, kind = data[at] >> 4, data[at] & 15
    at += 1
    if length == _LONG_LIST:
        length, at = _varint(data, at)
    # Every item takes a byte at least.
    if length > len(data) - at or depth > _DEEPEST:
        raise BadStruct
    found: list[int | Struct] = []
    for _ in range(length):
        value, at = _value(data, at, kind, depth)
        found.append(0 if isinstance(value, list) else value)
    return found, at


def _integer(data: _Bytes, at: int) -> tuple[int, int]:
    number, at = _varint(data, at)
    return (number >> 1) ^ -(number & 1), at


def _varint(data: _Bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & (_GOES_ON - 1)) << shift
        if byte < _GOES_ON:
            return number, at
        shift += 7
        if shift > _LAST_SHIFT:
            raise BadStruct
