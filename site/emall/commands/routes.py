"""`emall routes`: every address of the site and who may use it, from the same source as the gate."""

import json

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the routes as JSON.")
def routes(as_json: bool) -> None:
    """List method, path, name and who may."""
    from emall.app import create_app
    from emall.routes import routes_of
    from emall.settings import settings

    found = routes_of(create_app(settings()))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for route in found:
        who = route["who"] if isinstance(route["who"], str) else ", ".join(route["who"])
        click.echo(f"{route['method']:5} {route['path']:48} {route['name']:36} {who}")


COMMANDS = (routes,)
