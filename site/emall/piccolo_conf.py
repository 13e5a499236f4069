"""Where Piccolo's own commands find the engine and the application."""

from piccolo.conf.apps import AppRegistry

from emall.database import DB

APP_REGISTRY = AppRegistry(apps=["emall.piccolo_app"])

__all__ = ["APP_REGISTRY", "DB"]
