"""The short ways through Jinja give what Jinja gives."""

from decimal import Decimal
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError, pass_context, pass_eval_context
from jinja2.runtime import Context
from markupsafe import Markup
from markupsafe import escape as thorough

from emall.web.quick import QuickEnvironment, escape


class Shown:
    """Something that knows how it is shown."""

    def __html__(self) -> str:
        return "<i>shown</i>"


class Callable:
    """Something that can be called with what it asks for."""

    @pass_context
    def __call__(self, context: Context, word: str) -> str:
        return f"{word} {context['name']}"


@pass_context
def named(context: Context) -> str:
    return str(context["name"])


@pass_eval_context
def escaping(held: Any) -> bool:
    return bool(held.autoescape)


TEMPLATES = {
    "macros": "{% macro box(text, wide=False) %}<p{{ ' wide' if wide }}>{{ text }}{{ caller() if caller }}</p>{% endmacro %}",
    "base": "<title>{% block title %}{% endblock %}</title>{% block main %}{% endblock %}",
    "page": """{% extends "base" %}{% from "macros" import box %}{% set who %}<b>{{ name }}</b>{% endset %}
{% block title %}{{ name }}{% endblock %}
{% block main %}{{ who }}{{ box(name) }}{{ box(markup, wide=True) }}{% call box(number) %}{{ name }}{% endcall %}
{% for row in rows %}{{ loop.index }}{{ row }}{{ plain(row) }}{{ named() }}{{ thing("x") }}{{ escaping() }}{% endfor %}
{{ name ~ markup ~ number }}{{ "%s" | format(name) }}{{ [name, markup] | join("<br>") }}{{ shown }}{{ nothing }}{{ amount }}
{{ name | upper }}{{ name | e }}{{ rows | length }}{{ {"a": name} }}{% endblock %}""",
}
VALUES = {
    "name": "<王> & \"co'",
    "markup": Markup("<b>ours</b>"),
    "number": 17,
    "rows": ["<a>", Markup("<a>"), 3, True, None, 1.5],
    "shown": Shown(),
    "nothing": None,
    "amount": Decimal("1.50"),
    "plain": lambda text: f"({text})",
    "named": named,
    "thing": Callable(),
    "escaping": escaping,
}


def rendered(kind: type[Environment]) -> str:
    return kind(loader=DictLoader(TEMPLATES), autoescape=True).get_template("page").render(VALUES)


def test_a_page_is_the_same_as_with_jinja_alone() -> None:
    assert rendered(QuickEnvironment) == rendered(Environment)


@pytest.mark.parametrize("value", [*VALUES["rows"], "x", 'a"b', b"<", Shown(), Decimal("1"), ["<"], 2**70])  # type: ignore[misc]
def test_escaping_is_the_same(value: object) -> None:
    assert escape(value) == str(thorough(value))


def test_a_name_nobody_gave_is_still_an_error() -> None:
    environment = QuickEnvironment(undefined=StrictUndefined, autoescape=True)
    for source in ("{{ missing }}", "{{ missing() }}", "{{ missing.name }}"):
        with pytest.raises(UndefinedError):
            environment.from_string(source).render()


def test_an_error_names_the_line_of_the_template() -> None:
    environment = QuickEnvironment(loader=DictLoader({"page": "one\ntwo\n{{ 1 / 0 }}"}), autoescape=True)
    with pytest.raises(ZeroDivisionError) as caught:
        environment.get_template("page").render()
    assert caught.traceback[-1].lineno == 2  # counted from 0
