"""What the environment decides, read once: addresses, the data directory, the secret, demo or production."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

SHORTEST_SECRET = 32
ENVIRONMENTS = ("demo", "production")
DIGESTS = ("sm3", "sha256")


class Misconfigured(Exception):
    """The environment cannot be served with; the text says which variable to change."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One value per environment variable; an empty `database_url` means the embedded server in `data`."""

    database_url: str
    data: Path
    secret: bytes = field(repr=False)
    env: str
    host: str
    port: int
    base_url: str
    site_name: str
    workers: int
    digest: str = "sm3"
    proxies: str = ""
    meili_url: str = ""
    meili_key: str = field(default="", repr=False)
    treasury_secret: bytes = field(default=b"", repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read and check the variables of README's table; raises Misconfigured."""
        read = (os.environ if environ is None else environ).get
        env = _one_of(read("EMALL_ENV") or "demo", ENVIRONMENTS, "EMALL_ENV")
        data = Path(read("EMALL_DATA") or "var").expanduser().absolute()
        secret = _secret(read("EMALL_SECRET") or "", env, data)
        host, port = read("HOST") or "127.0.0.1", _number(read("PORT") or "8000", "PORT", most=65535)
        return cls(
            database_url=read("DATABASE_URL") or "",
            data=data,
            secret=secret,
            env=env,
            host=host,
            port=port,
            base_url=_address(read("EMALL_BASE_URL") or f"http://{host}:{port}", "EMALL_BASE_URL"),
            site_name=read("EMALL_SITE_NAME") or "",
            workers=_number(read("EMALL_WORKERS") or "1", "EMALL_WORKERS", most=64),
            digest=_one_of(read("EMALL_DIGEST") or "sm3", DIGESTS, "EMALL_DIGEST"),
            proxies=_networks(read("EMALL_PROXIES") or ""),
            meili_url=_address(read("MEILI_URL") or "", "MEILI_URL", optional=True),
            meili_key=read("MEILI_KEY") or "",
            treasury_secret=_treasury_secret(read("EMALL_TREASURY_SECRET") or "", env, secret),
        )

    @property
    def secure(self) -> bool:
        """Whether visitors come over https, so that cookies may say so."""
        return self.base_url.startswith("https://")

    @property
    def demo(self) -> bool:
        """Whether demo accounts may exist here."""
        return self.env == "demo"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process; `settings.cache_clear()` makes the next call read them again."""
    return Settings.from_environment()


def _one_of(value: str, known: tuple[str, ...], name: str) -> str:
    if value not in known:
        raise Misconfigured(f"{name} is {value!r}; it must be one of {', '.join(known)}.")
    return value


def _number(value: str, name: str, *, most: int) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
        raise Misconfigured(f"{name} is {value!r}; it must be a whole number from 1 to {most}.")
    return int(value)


def _address(url: str, name: str, *, optional: bool = False) -> str:
    if optional and not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Misconfigured(f"{name} is {url!r}; it must start with http:// or https:// and name a host.")
    return url.rstrip("/")


def _networks(given: str) -> str:
    """Addresses or networks with commas between them; a name or `*` would let anyone say where they come from."""
    parts = [part.strip() for part in given.split(",") if part.strip()]
    try:
        return ",".join(str(ip_network(part)) if "/" in part else str(ip_address(part)) for part in parts)
    except ValueError:
        raise Misconfigured(
            f"EMALL_PROXIES is {given!r}; it must be addresses or networks of proxies, with commas between them."
        ) from None


def _secret(given: str, env: str, data: Path) -> bytes:
    if given:
        if len(given) < SHORTEST_SECRET:
            raise Misconfigured(f"EMALL_SECRET is too short; it needs at least {SHORTEST_SECRET} characters.")
        return given.encode()
    if env == "production":
        raise Misconfigured(
            "EMALL_SECRET is missing; production needs one of its own, kept outside the data directory."
        )
    return _demo_secret(data / "secret")


def _treasury_secret(given: str, env: str, secret: bytes) -> bytes:
    """The secret shared with the treasury; a demo has one of its own, in production none means files only."""
    if not given:
        return hmac.new(secret, b"treasury", hashlib.sha256).hexdigest().encode() if env == "demo" else b""
    if len(given) < SHORTEST_SECRET or given.encode() == secret:
        raise Misconfigured(
            f"EMALL_TREASURY_SECRET needs at least {SHORTEST_SECRET} characters and must not be EMALL_SECRET."
        )
    return given.encode()


def _demo_secret(file: Path) -> bytes:
    """The secret kept in the data directory; made by whoever comes first, and read back by all others."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        draft = file.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(secrets.token_hex(32))
        try:
            os.link(draft, file)  # refuses to replace: two first starts at once end with the same secret
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_bytes()
