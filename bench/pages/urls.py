"""The application's addresses, and an empty page in the same frame, for one who is logged in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from tettpaa.access.declared import open_to

EMPTY = "bench_empty"


@open_to("everybody")
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html", {"page_title": "Tom"})


urlpatterns = [path("tom-side/", empty, name=EMPTY), path("", include("tettpaa.conf.urls"))]
