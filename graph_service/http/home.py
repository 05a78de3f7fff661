"""``/``: what a stranger reads first, in either language."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from graph_service.examples import Example, read_examples
from graph_service.http.languages import Language, language_of
from schema.packs import Pack

__all__ = ["home_page", "home_text"]

_WORDS: Final = {
    Language.ENGLISH: {
        "title": "Innovation ecosystem graph",
        "language": "中文",
        "what": "Platforms, universities, institutes, enterprises and people of a region, their "
        "projects and results, and industry chains: who works with whom, who said so, and where "
        "links to industry are weak. Every number opens to what it counts.",
        "sample": "Illustrative sample data: the organisations, people and projects are invented.",
        "ask": "Ask questions",
        "editor": "Open the query editor",
        "begin": "Questions to begin with",
        "programs": "For programs",
        "graphql": "GraphQL by POST or GET, as the schema describes itself",
        "reference": "what can be asked, and what the answers mean",
        "exports": "parts of the graph as files: GraphML, GEXF, CSV, JSON lines, Parquet, Cypher",
        "imports": "send files to be imported and see how far they are; needs a key of an editor",
        "key": "Who has an API key sends it in the header",
        "health": "whether the process is alive",
        "ready": "whether the graph can be read",
    },
    Language.CHINESE: {
        "title": "创新生态图谱",
        "language": "English",
        "what": "一个地区的创新平台、高校、科研机构、企业与人才，及其项目、成果和产业链："
        "谁与谁合作、数据出自何处、哪里的产业联系薄弱。每个数字都可以展开，看到它所计的记录。",
        "sample": "示例数据：机构、人员和项目均为虚构。",
        "ask": "提问",
        "editor": "打开查询编辑器",
        "begin": "从这些问题开始",
        "programs": "供程序使用",
        "graphql": "GraphQL 接口（POST 或 GET），结构由其自身说明",
        "reference": "接口参考：可以查询什么，结果是什么意思",
        "exports": "导出部分图谱：GraphML、GEXF、CSV、JSON lines、Parquet、Cypher",
        "imports": "上传待导入的文件并查看进度；需要编辑者的密钥",
        "key": "持有 API 密钥者，在请求头中发送",
        "health": "进程是否在运行",
        "ready": "图谱是否可读",
    },
}
_STYLE: Final = """
:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.2rem 3rem; line-height: 1.6; font-family: system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 1rem; }
h1 { margin: 0; font-size: 1.7rem; } h2 { margin: 2rem 0 .6rem; font-size: 1.2rem; }
.region { opacity: .8; } .sample { padding: .5rem .8rem; border-left: 4px solid #d98a00; background: #d98a0018; }
.editor { display: inline-block; padding: .45rem 1rem; border-radius: 6px; background: #1f6feb; color: #fff; text-decoration: none; }
ul { margin: 0; padding: 0; list-style: none; } code { font-size: .95em; }
.examples { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .7rem; }
.examples a { display: block; height: 100%; box-sizing: border-box; padding: .6rem .8rem; border: 1px solid #8884; border-radius: 6px; color: inherit; text-decoration: none; }
.examples a:hover, .examples a:focus-visible { border-color: #1f6feb; }
.examples b { display: block; } .examples span { font-size: .9em; opacity: .8; }
"""
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Vary": "Accept-Language",
    "X-Content-Type-Options": "nosniff",
}


def home_page(request: Request, *, questions: bool, sample: bool) -> HTMLResponse:
    """Return the page for who asks; the application's state has the ``service``.

    Parameters
    ----------
    request : Request
    questions : bool
        Whether there is a query editor to ask them in.
    sample : bool
        Whether the data are invented.
    """
    language = language_of(request.scope["query_string"], request.headers.get("accept-language"))
    pack = request.state.service.built.served.pack
    examples = read_examples() if questions else ()
    html = home_text(language, pack, examples, sample=sample)
    return HTMLResponse(html, headers=_HEADERS)


def home_text(
    language: Language, pack: Pack, examples: tuple[Example, ...], *, sample: bool
) -> str:
    """Return the page's text.

    Parameters
    ----------
    language : Language
    pack : Pack
        Of which region the graph is.
    examples : tuple of Example
        Links into the query editor; none where there is no editor.
    sample : bool
        Whether the data are invented.
    """
    words = _WORDS[language]
    # Packs describe themselves in English; the label is what people of the region read.
    told = f"<br>{escape(pack.description)}" if language is Language.ENGLISH else ""
    notice = f'<p class="sample"><strong>{words["sample"]}</strong></p>' if sample else ""
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{words["title"]}</title>
<link rel="icon" href="data:,">
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>{words["title"]}</h1>
<a href="?lang={language.other}" hreflang="{language.other}" lang="{language.other}">{words["language"]}</a>
</header>
<p class="region">{escape(pack.label)}{told}</p>
<p>{words["what"]}</p>
{notice}
{_questions(language, examples) if examples else ""}
<h2>{words["programs"]}</h2>
<ul>
<li><a href="graphql">/graphql</a>: {words["graphql"]}</li>
<li><a href="reference?lang={language}">/reference</a>: {words["reference"]}</li>
<li><a href="exports">/exports</a>: {words["exports"]}</li>
<li>/imports: {words["imports"]}</li>
<li><a href="healthz">/healthz</a>: {words["health"]}; <a href="readyz">/readyz</a>: {words["ready"]}</li>
<li>{words["key"]} <code>Authorization: Bearer …</code></li>
</ul>
</body>
</html>
"""


def _questions(language: Language, examples: tuple[Example, ...]) -> str:
    words = _WORDS[language]
    links = "\n".join(
        f'<li><a href="graphql?lang={language}#{example.name}"><b>{escape(example.title[language])}</b> '
        f"<span>{escape(example.about[language])}</span></a></li>"
        for example in examples
    )
    return f"""<h2>{words["ask"]}</h2>
<p><a class="editor" href="graphql?lang={language}">{words["editor"]}</a></p>
<h2>{words["begin"]}</h2>
<ul class="examples">
{links}
</ul>"""
