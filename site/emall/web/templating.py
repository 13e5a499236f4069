"""The Jinja environment of the site and the rendering of whole pages or of one block of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from emall.web import formats, language
from emall.web.addresses import Addresses
from emall.web.menus import desk_menu, work_menu
from emall.web.quick import QuickEnvironment
from emall.web.static import Static
from emall.web.status_words import status_of

FILTERS: dict[str, Callable[..., Any]] = {name: getattr(formats, name) for name in formats.__all__}


class Pages:
    """Everything needed to turn a template and values into HTML."""

    def __init__(
        self,
        templates: Path,
        static: Static,
        *,
        strict: bool,
        submit_token: Callable[[int | None, str], str],
        globals_: dict[str, Any],
    ) -> None:
        """Set up the environment; `strict` turns a misspelt name in a template into an error."""
        self.static = static
        self.addresses = Addresses()
        self.environment = QuickEnvironment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined if strict else Undefined,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
            auto_reload=False,
            cache_size=-1,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters.update(FILTERS)
        self.environment.globals.update(self._globals(submit_token), **globals_)

    def _globals(self, make_token: Callable[[int | None, str], str]) -> dict[str, Any]:
        return {
            "_": language.markup_gettext,
            "gettext": language.markup_gettext,
            "ngettext": language.markup_ngettext,
            "_n": language.markup_ngettext,
            "url_for": lambda name, /, **values: self.addresses(name, **values),
            "asset": self.static.url,
            "lang_url": _lang_url,
            "status_of": status_of,
            "submit_token": _submit_token_field(make_token),
            "desk_menu": desk_menu,
            "work_menu": work_menu,
        }

    def get(self, name: str) -> Template:
        """A template, compiled once."""
        return self.environment.get_template(name)

    def whole(self, name: str, values: dict[str, Any]) -> str:
        """The whole page."""
        return self.get(name).render(values)

    def block(self, name: str, block: str, values: dict[str, Any], *, titled: bool = False) -> str | None:
        """One block of the page (a title in front if `titled`), or None when the page has no such block.

        The top of the template runs first, up to the first piece of the layout, so that what it sets and
        imports is known inside the block.
        """
        template = self.get(name)
        context = template.new_context(values)
        top = template.root_render_func(context)
        next(top, None)
        top.close()  # type: ignore[attr-defined]
        found = context.blocks.get(block)
        if not found:
            return None
        html = "".join(found[0](context))
        title = context.blocks.get("title")
        if titled and title:
            html = f"<title>{''.join(title[0](context)).strip()}</title>{html}"
        return html


@pass_context
def _lang_url(context: Context, code: str) -> str:
    """The same page in another language."""
    here: str = context["here"]
    return f"{here}{'&' if '?' in here else '?'}lang={code}"


def _submit_token_field(make_token: Callable[[int | None, str], str]) -> Callable[..., Markup]:
    @pass_context
    def submit_token(context: Context, form: str) -> Markup:
        visitor = context.get("visitor")
        token = make_token(visitor.person if visitor else None, form)
        return Markup('<input type="hidden" name="submit_token" value="{}">').format(token)

    return submit_token
