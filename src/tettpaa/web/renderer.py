"""Form controls in the design system's class."""

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates


class Control(forms.BoundField):
    def build_widget_attrs(self, attrs: dict, widget: Any = None) -> dict:
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.setdefault("class", "ds-input")
        return attrs


class Renderer(DjangoTemplates):
    bound_field_class = Control
