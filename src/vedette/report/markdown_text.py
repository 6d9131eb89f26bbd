"""Text of others in Markdown (CommonMark 0.31): shown as it is, never a link, a heading, an image or HTML.

What stands between backticks becomes one code span, backticks included. Of the rest a word of letters, digits and harmless signs
stands as it is; any other becomes a code span, in which nothing is
interpreted, neither by CommonMark nor by the dialects that link bare addresses and call names.
"""

from __future__ import annotations

from typing import Final

from vedette.model.visible import printable

_HARMLESS: Final = frozenset(".,;:()'\"?%/=+-–—…→×≥≤§’“”")
_BESIDE: Final = frozenset(" (),.;:")
"""What may stand beside a quotation."""
_ALONE: Final = frozenset("<>&")
"""Signs that mean something only where letters follow them: comparisons stand as they are."""


def text(value: str) -> str:
    """One line of text, without spaces at its ends; where there is none, a word that says so."""
    shown = printable(value).strip(" ") or "(empty)"
    return "".join(
        code(f"`{piece}`") if is_quoted else _plain(piece, first=not number)
        for number, (piece, is_quoted) in enumerate(_pieces(shown))
    )


def _pieces(value: str) -> list[tuple[str, bool]]:
    """A text cut where it quotes: each piece, and whether it stood between backticks.

    Only clean pairs quote, with something between them that neither begins nor ends with a space, and beside each a
    space, punctuation or the text's end; any other backtick stands for itself.
    """
    parts = value.split("`")
    inner, outer = parts[1::2], parts[::2]
    clean = (
        len(parts) % 2 == 1
        and all(part and part == part.strip() for part in inner)
        and all(part for part in outer[1:-1])
        and all(not part or part[-1] in _BESIDE for part in outer[:-1])
        and all(not part or part[0] in _BESIDE for part in outer[1:])
    )
    return (
        [(part, number % 2 == 1) for number, part in enumerate(parts) if part] if clean else [(value, False)]
    )


def _plain(piece: str, *, first: bool) -> str:
    """Words that nothing quotes, with a space at each end where the piece has some."""
    words = [word for word in piece.split(" ") if word]
    told = " ".join(_word(word, first=first and not number) for number, word in enumerate(words))
    before, after = " " * piece.startswith(" "), " " * piece.endswith(" ")
    return f"{before}{told}{after}" if words else " "


def _word(word: str, *, first: bool) -> str:
    """The word, or a code span of it that leaves the punctuation around it outside."""
    if _is_harmless(word, first=first):
        return word
    core = word.lstrip("(").rstrip(".,;:)")
    if not core or core[0] == "`" or core[-1] == "`" or (first and _opens_block(word)):
        return code(word)
    before, _, after = word.partition(core)
    return f"{before}{code(core)}{after}"


def _is_harmless(word: str, *, first: bool) -> bool:
    if word in _ALONE:
        return not first
    if not all(character.isalnum() or character in _HARMLESS for character in word):
        return False
    lowered = word.lower()
    if "://" in word or "www." in lowered or lowered.startswith(("http:", "https:", "javascript:", "data:")):
        return False
    return not (first and _opens_block(word))


def _opens_block(word: str) -> bool:
    """Whether a line that begins so could be a list, a rule or the underline of a heading."""
    return all(character in "-+=" for character in word) or (word[:-1].isdigit() and word[-1] in ".)")


def code(value: str) -> str:
    """A code span (section 6.1). Empty text is a word that says so."""
    shown = printable(value)
    if not shown.strip():
        return "(empty)" if not shown else "(spaces)"
    fence = "`" * (_longest_run(shown) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def block(lines: tuple[str, ...], indent: str = "") -> list[str]:
    """A fenced block of code (section 4.5)."""
    shown = [printable(line) for line in lines]
    fence = "`" * max(3, _longest_run("\n".join(shown)) + 1)
    return [f"{indent}{line}" for line in (fence, *shown, fence)]


def _longest_run(shown: str) -> int:
    """Backticks that follow one another."""
    longest = run = 0
    for character in shown:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest
