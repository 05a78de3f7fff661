"""What cannot be imported over HTTP is refused with a sentence, and nothing of it stays."""

from __future__ import annotations

import asyncio
from itertools import product

import pytest
from api_client import WRITE_TOKEN, serving_store
from import_jobs import all_files
from stores import MEMORY

TABLE = "企业名称,成立日期\n甲厂,2015-03\n乙厂,someday\n"
MAPPING = 'label = "名录"\ndescription = "A list."\n[[records]]\nname = "firm"\ntype = "Nothing"\n'


@pytest.fixture
async def api(tmp_path):
    """A service over an empty store in memory."""
    async with (
        MEMORY.new() as store,
        serving_store(
            store, write_token=WRITE_TOKEN, uploads=str(tmp_path / "up"), upload_max_bytes=1_000
        ) as client,
    ):
        client.use_token()
        yield client


def form(*files: tuple[str, str], **fields: str) -> dict:
    """What a request sends: files by name."""
    parts = [("file", (name, text.encode())) for name, text in files or (("list.csv", TABLE),)]
    return {"files": parts, "data": {"by": "李", **fields}}


async def problem(api, status: int, method: str = "POST", path: str = "/imports", **sent) -> str:
    """Send what must be refused, and return the sentence."""
    answer = await api.http.request(method, path, **sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert told["title"]
    return told["detail"]


async def ended(api, answer) -> dict:
    """Wait for the end of a job that was taken."""
    assert answer.status_code == 202, answer.text
    async with asyncio.timeout(60):
        while True:
            job = (await api.http.get(answer.headers["Location"])).json()
            if job["ended"]:
                return job
            await asyncio.sleep(0)


IMPOSSIBLE = [
    ({"by": " "}, "Say who sends this"),
    ({"period": "soon"}, "The period: "),
    ({"as": "Castle"}, "There is no type 'Castle'"),
    ({"mapping": "unknown"}, "There is no mapping 'unknown'; shipped are cordis-"),
    ({"mapping": "/etc/passwd.toml"}, "There is no mapping '/etc/passwd.toml'"),
    ({"closeMissing": "true"}, "the period of the files must be given"),
    ({"dryRun": "yes"}, "dryRun is true or false"),
    ({"limit": "-1"}, "limit is a number from 0 to 1000"),
    ({"colour": "red"}, "There is no field 'colour'; fields are file, by, as"),
]
NO_NAMES = [
    "../up.csv",
    "..",
    ".hidden.csv",
    "a/b.csv",
    "a\\b.csv",
    "a\0b.csv",
    "a\u202egpj.csv",
    " ",
    "con:.csv",
    "长" * 80 + ".csv",
]
HOSTILE = [
    ("list.pdf", "%PDF-1.7", "list.pdf is a PDF"),
    ("list.xlsx", "PK\3\4 no workbook", "list.xlsx"),
    ("list.csv", "", "list.csv is empty."),
    ("list.csv", "甲,乙\n1,2\n", "list.csv: nobody knows the headers"),
]
PATHS = ["/imports", "/imports/000000000001", "/imports/000000000001/report",
         "/imports/000000000001/annotated", "/imports/000000000001/cancel"]  # fmt: skip


async def test_nothing_is_shown_or_taken_without_the_token(api, tmp_path):
    for path, token in product(PATHS, (None, "a wrong one", "")):
        api.use_token(token)
        for method in ("GET", "POST", "DELETE"):
            assert "Authorization: Bearer" in await problem(api, 401, method, path)
    api.use_token()
    api.http.headers["Authorization"] = f"Basic {WRITE_TOKEN}"
    answer = await api.http.post("/imports", **form())
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert not (tmp_path / "up").exists()


async def test_a_service_that_only_reads_takes_nothing(tmp_path):
    chosen = {"write_token": WRITE_TOKEN, "read_only": True, "uploads": str(tmp_path / "up")}
    async with MEMORY.new() as store, serving_store(store, **chosen) as api:
        api.use_token()
        assert "only reads" in await problem(api, 403, **form())


async def test_what_is_asked_for_must_be_possible(api, tmp_path):
    for fields, sentence in IMPOSSIBLE:
        assert sentence in await problem(api, 422, **form(**fields))
    assert (await api.http.get("/imports")).json() == {"totalCount": 0, "imports": []}
    assert all_files(tmp_path / "up") == ["place"]


async def test_names_that_are_no_names_are_refused(api, tmp_path):
    for name in NO_NAMES:
        body = (
            f'--xx\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
            f"{TABLE}\r\n--xx--\r\n"
        ).encode()
        kind = {"Content-Type": "multipart/form-data; boundary=xx"}
        assert "name of a file" in await problem(api, 422, content=body, headers=kind)
    assert all_files(tmp_path) == ["place"]


async def test_files_that_are_too_long_are_refused_whether_they_say_so_or_not(api, tmp_path):
    long = form(("long.csv", "企业名称\n" + "甲" * 600))
    assert "longer than 1,000 bytes together" in await problem(api, 413, **long)
    honest = await problem(api, 413, content=b"x" * 2_000_000, headers={
        "Content-Type": "multipart/form-data; boundary=xx"
    })  # fmt: skip
    assert "GRAPH_UPLOAD_MAX_BYTES" in honest
    many = form(*[(f"{n}.csv", "a") for n in range(21)])
    assert "over 20 files" in await problem(api, 413, **many)
    assert "is longer than 1000 bytes" in await problem(api, 413, **form(source="长" * 400))
    assert all_files(tmp_path) == ["place"]


async def test_what_is_no_form_is_refused(api):
    assert "multipart/form-data" in await problem(api, 415, json={"file": "list.csv"})
    kind = {"Content-Type": "multipart/form-data; boundary=xx"}
    assert "no form" in await problem(api, 400, content=b"nonsense", headers=kind)
    cut = b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nabc'
    assert "ends before its end" in await problem(api, 400, content=cut, headers=kind)
    other = {"files": [("photo", ("a.csv", b"a"))], "data": {"by": "李"}}
    assert "not as 'photo'" in await problem(api, 422, **other)
    assert "No file was sent" in await problem(api, 422, files=[("by", (None, b"Li"))])


async def test_a_mapping_that_cannot_be_used_is_refused_with_its_line(api):
    sent = form()
    sent["files"].append(("mapping", ("mine.toml", MAPPING.encode())))
    assert "mine.toml" in await problem(api, 422, **sent)
    sent["files"][-1] = ("mapping", ("mine.exe", b""))
    assert "ends in .toml" in await problem(api, 422, **sent)
    both = form(mapping="ror")
    both["files"].append(("mapping", ("mine.toml", MAPPING.encode())))
    assert "not both" in await problem(api, 422, **both)


async def test_a_hostile_file_fails_with_the_sentence_of_the_loaders(api):
    for name, content, sentence in HOSTILE:
        job = await ended(api, await api.http.post("/imports", **form((name, content))))

        assert (job["state"], job["runs"]) == ("FAILED", [])
        assert sentence in job["error"]
        assert job["error"] in await problem(api, 404, "GET", job["report"])
        # It comes back with the reason in it.
        back = job["files"][0]["annotated"]
        assert (back["marked"], back["problems"]) == (0, 1)
        assert (await api.http.get(back["url"])).content[:2] == b"PK"
    assert await api.store.runs() == ()


async def test_other_methods_and_numbers_are_answered_sanely(api):
    assert (await api.http.request("HEAD", "/imports")).status_code == 200
    options = await api.http.request("OPTIONS", "/imports")
    assert (options.status_code, options.headers["Allow"]) == (204, "GET, POST, HEAD, OPTIONS")
    refused = await api.http.put("/imports")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, POST, HEAD, OPTIONS")
    for id_ in ("000000000009", "1", "nothing", "%2e%2e", "０００００００００００１"):
        assert "no import with this id" in await problem(api, 404, "GET", f"/imports/{id_}")
    for first in ("0", "101", "x", "９"):
        assert "from 1 to 100" in await problem(api, 422, "GET", f"/imports?first={first}")


async def test_several_files_are_runs_of_their_own_and_come_back_each(api, tmp_path):
    sent = form(("一.csv", TABLE), ("二.csv", TABLE.replace("厂", "坊")))
    job = await ended(api, await api.http.post("/imports", **sent))

    assert (job["state"], len(job["runs"])) == ("DONE", 2)
    assert [file["annotated"]["problems"] for file in job["files"]] == [1, 1]
    for number, name in ((1, "一.csv.xlsx"), (2, "二.csv.xlsx")):
        answer = await api.http.get(f"{job['self']}/annotated", params={"file": number})
        assert answer.content[:2] == b"PK"
        assert answer.headers["Cache-Control"] == "no-store"
        assert job["files"][number - 1]["annotated"]["name"] == name
    assert "from 1 to 2" in await problem(api, 422, "GET", f"{job['self']}/annotated?file=3")
    assert all_files(tmp_path) == sorted(["一.csv.xlsx", "二.csv.xlsx", "place", "worker.lock"])
    folders = [path for path in (tmp_path / "up").iterdir() if path.is_dir()]
    assert all(folder.stat().st_mode & 0o077 == 0 for folder in folders)
