"""The only documents that a service answers, where its operator lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph_service.api.documents.reading import digest_of

__all__ = ["Allowed", "AllowedError", "load_allowed"]

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PATTERN = "*.graphql"


class AllowedError(ValueError):
    """A list of documents cannot be read; the message is a sentence for its author."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Documents that are answered.

    Attributes
    ----------
    digests : frozenset of str
        The SHA-256 of each text, hexadecimal.
    texts : mapping of str to str
        The texts that are known, by their digests: of these a client can send the digest alone.
    """

    digests: frozenset[str]
    texts: Mapping[str, str] = field(default_factory=dict)


def load_allowed(path: Path) -> Allowed:
    """Read a list of documents.

    Parameters
    ----------
    path : Path
        A folder of ``.graphql`` files, each the whole text of a document as clients send it; or a
        file of digests, one a line, as ``sha256sum`` prints them.

    Returns
    -------
    Allowed

    Raises
    ------
    AllowedError
        If there is no such file or folder, no document in it, or a line without a digest.
    """
    try:
        return _of_folder(path) if path.is_dir() else _of_file(path)
    except (OSError, UnicodeDecodeError) as error:
        raise AllowedError(f"The allowed documents in {path} cannot be read: {error}") from error


def _of_folder(folder: Path) -> Allowed:
    files = sorted(folder.rglob(_PATTERN))
    # As it stands in the file: that is what sha256sum reads.
    read = [file.read_bytes().decode("utf-8") for file in files]
    texts = {digest_of(text): text for text in read}
    if not texts:
        raise AllowedError(f"The folder {folder} of allowed documents has no {_PATTERN} file.")
    return Allowed(frozenset(texts), texts)


def _of_file(file: Path) -> Allowed:
    digests = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        digest = words[0].lower()
        if not _DIGEST.fullmatch(digest):
            raise AllowedError(
                f"Line {number} of {file} does not begin with a SHA-256 of 64 hexadecimal digits."
            )
        digests.append(digest)
    if not digests:
        raise AllowedError(f"The file {file} of allowed documents lists none.")
    return Allowed(frozenset(digests))
