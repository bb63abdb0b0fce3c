"""Set calls as lines of Python, as a formatter would: on one line where it fits."""

from __future__ import annotations

from typing import TypeGuard

from explorer.engine.network.text.source_tree import (
    Argument,
    Block,
    Call,
    Chain,
    Expression,
    Number,
    Repeat,
    Value,
    Words,
)

WIDTH = 88
STEP = "    "


def set_lines(
    node: Expression, indent: str, before: str = "", after: str = "", *, opens: bool = False
) -> list[str]:
    """Return a call as lines.

    Parameters
    ----------
    before, after
        What stands on the first line before it and on the last line after it: ``return ``, a comma.
    opens
        Each argument stands on a line of its own even where one line has room for all.
    """
    comment = _comment(_remark(node))
    line = indent + before + flat(node) + after
    is_plain = not opens and not _is_remarked(node)
    if not _breaks(node) or (is_plain and len(line + comment) <= WIDTH):
        return [line + comment]
    if is_plain and len(line + _comment(_shape(node))) <= WIDTH:
        return [f"{indent}# {_label(node)}", line + _comment(_shape(node))]
    if is_plain and len(line) <= WIDTH:
        return [f"{indent}# {_remark(node)}", line]
    if not isinstance(node, Call):
        return _set_repeat(node, indent, before, after, comment)
    opening, closing = _brackets(node)
    lines = [f"{indent}{before}{opening}"]
    for argument in written(node):
        keyword = f"{argument.keyword}=" if argument.keyword else ""
        lines += set_lines(argument.value, indent + STEP, keyword, ",")
    return [*lines, f"{indent}{closing}{after}{comment}"]


def _set_repeat(node: Repeat, indent: str, before: str, after: str, comment: str) -> list[str]:
    inside = set_lines(node.chain.items[0], indent + STEP)
    loop = f"{indent}{STEP}for _ in range({node.count})"
    return [f"{indent}{before}*[", *inside, loop, f"{indent}]{after}{comment}"]


def flat(node: Expression) -> str:
    """Return a call on one line, without remarks."""
    if isinstance(node, Number):
        return number_text(node.value)
    if isinstance(node, Words):
        return node.text
    if isinstance(node, Repeat):
        return f"*[{flat(node.chain.items[0])} for _ in range({node.count})]"
    if isinstance(node, Chain | Block):
        raise TypeError(f"A {type(node).__name__} has to become calls before it is set.")
    inside = ", ".join(_flat_argument(argument) for argument in written(node))
    is_single = not node.function and len(node.arguments) == 1
    opening, closing = _brackets(node)
    return f"{opening}{inside}{',' if is_single else ''}{closing}"


def _brackets(node: Call) -> tuple[str, str]:
    return ("[", "]") if node.function == "[" else (f"{node.function}(", ")")


def _flat_argument(argument: Argument) -> str:
    value = flat(argument.value)
    return f"{argument.keyword}={value}" if argument.keyword else value


def written(node: Call) -> list[Argument]:
    """Return the arguments that are not left at their default."""
    return [one for one in node.arguments if one.value != one.default]


def number_text(value: Value) -> str:
    """Return a number as Python reads it."""
    return repr(value).replace("e-0", "e-")


def _remark(node: Expression) -> str:
    label, shape = _label(node), _shape(node)
    return f"{label}: {shape}" if label and shape else label or shape


def _label(node: Expression) -> str:
    return node.label if isinstance(node, Call | Repeat) else ""


def _shape(node: Expression) -> str:
    return node.shape if isinstance(node, Call | Repeat) else ""


def _comment(text: str) -> str:
    return f"  # {text}" if text else ""


def _breaks(node: Expression) -> TypeGuard[Call | Repeat]:
    """Return whether there is a place to break a line."""
    return isinstance(node, Repeat) or (isinstance(node, Call) and bool(written(node)))


def _is_remarked(node: Expression) -> bool:
    """Return whether something inside a node has a remark of its own."""
    if isinstance(node, Repeat):
        return any(_remark(item) or _is_remarked(item) for item in node.chain.items)
    if not isinstance(node, Call):
        return False
    inside = [argument.value for argument in node.arguments]
    return any(_remark(value) or _is_remarked(value) for value in inside)
