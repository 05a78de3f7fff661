"""How answers are compressed. What reads them again is the standard library's gzip and libzstd."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from graph_service.http.graphql.encodings import Compressor, Encoding, compressed, encoding_for

READ = {Encoding.GZIP: gzip.decompress, Encoding.ZSTD: zstd.decompress}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", None),
        ("identity", None),
        ("br", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate", "gzip"),
        ("zstd;q=0.5, gzip;q=0.8", "gzip"),
        ("zstd;q=0, *", "gzip"),
        ("*", "zstd"),
        ("*;q=0", None),
        ("gzip;q=0", None),
        ("identity;q=0.5, *;q=0.4", None),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("gzip;q=2", None),
    ],
)
def test_the_encoding_that_weighs_most_is_taken(accept, expected):
    assert encoding_for(accept) == expected


@pytest.mark.parametrize("encoding", list(Encoding))
@given(body=st.binary(max_size=5_000))
def test_what_is_compressed_can_be_read_by_others(encoding, body):
    assert READ[encoding](compressed(body, encoding)) == body


@pytest.mark.parametrize("length", [10, 70_000], ids=["at once", "by a thread"])
async def test_what_is_kept_is_compressed_once_for_all_who_ask_together(length, monkeypatch):
    bodies = []

    def counted(body: bytes, encoding: Encoding) -> bytes:
        bodies.append(body)
        return compressed(body, encoding)

    monkeypatch.setattr("graph_service.http.graphql.encodings.compressed", counted)
    compressor, body = Compressor(), b"x" * length
    forms: dict[str, bytes] = {}
    asked = [compressor.once(body, Encoding.ZSTD, forms) for _ in range(5)]
    together = await asyncio.gather(*asked)
    later = await compressor.once(body, Encoding.ZSTD, forms)

    assert bodies == [body]
    assert forms == {"zstd": later}
    assert set(together) == {later}
    assert zstd.decompress(later) == body


async def test_who_goes_away_does_not_take_the_compressed_form_from_others():
    compressor, body = Compressor(), b"x" * 70_000
    forms: dict[str, bytes] = {}
    first = asyncio.create_task(compressor.once(body, Encoding.GZIP, forms))
    second = asyncio.create_task(compressor.once(body, Encoding.GZIP, forms))
    await asyncio.sleep(0)
    first.cancel()

    assert gzip.decompress(await second) == body
    assert first.cancelled()
