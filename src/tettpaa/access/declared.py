"""Each address declares the permissions that it asks for. One that doesn't is refused, and a test names it.

The declaration is not the check: that is ``demand`` in the action or query behind the view, and the database.
It says what to expect, and the matrix (``tettpaa.matrix``) tries whether it holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

from tettpaa.access.permissions import permissions

View = TypeVar("View", bound=Callable[..., Any])
Openness = Literal["", "anybody", "everybody", "staff", "author"]
_MARK = "declared"


@dataclass(frozen=True)
class Declared:
    """Any of ``get`` opens the page; each of ``post`` is an act that can be sent to it.

    ``open_to``: anybody, also without a log-in; everybody logged in (what it shows is their own), staff, or
    the author of what it is about. ``reads`` and ``sends``: whether a GET and a POST have an answer at all.
    """

    get: tuple[str, ...] = ()
    post: tuple[str, ...] = ()
    open_to: Openness = ""
    reads: bool = True
    sends: bool = False


def needs(*get: str, post: str | tuple[str, ...] = ()) -> Callable[[View], View]:
    """Decorates a view: the permissions to read it, and those to send something. ValueError if unknown."""
    acts = (post,) if isinstance(post, str) else post
    return _mark(Declared(get, acts, reads=bool(get), sends=bool(acts)))


def open_to(
    whom: Openness, post: str = "", reads: bool = True, sends: bool = False
) -> Callable[[View], View]:
    """Decorates a view that needs no permission; ``post`` is one that sending something to it needs."""
    return _mark(Declared((), (post,) if post else (), whom, reads, sends or bool(post)))


def declared(view: Callable[..., Any]) -> Declared | None:
    """What the view, or the class behind it, declares; None if nothing."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Declared) else None


def only_declared(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: ImproperlyConfigured (500, nothing is done) for a view that declares nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(_request: HttpRequest, view: Callable[..., Any], *_args: Any) -> None:
        if declared(view) is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} declares no permission")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _mark(found: Declared) -> Callable[[View], View]:
    if unknown := [action for action in (*found.get, *found.post) if action not in permissions()]:
        raise ValueError(f"{unknown} has no row in access/permissions.toml")

    def mark(view: View) -> View:
        setattr(view, _MARK, found)
        return view

    return mark
