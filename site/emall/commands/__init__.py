"""The `emall` command line: each file here brings its commands in a tuple called COMMANDS."""

from importlib import import_module
from pkgutil import iter_modules

import click

from emall.embedded import NoServer
from emall.settings import Misconfigured


class Doors(click.Group):
    """Turns what a person can put right into one sentence instead of a trace."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; exit code 1 and the sentence when the environment is at fault."""
        try:
            return super().invoke(ctx)
        except (Misconfigured, NoServer) as fault:
            raise click.ClickException(str(fault)) from None


@click.group(cls=Doors, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def emall() -> None:
    """The procurement e-mall: run it, bring data in, prove that its books are right."""


for _module in iter_modules(__path__, f"{__name__}."):
    for _command in getattr(import_module(_module.name), "COMMANDS", ()):
        emall.add_command(_command)


def main() -> None:
    """Entry point of the console script."""
    emall(prog_name="emall")
