"""In tests, a template that names what isn't there fails instead of showing nothing."""


class Undefined(str):
    """For ``string_if_invalid``: Django puts the variable's name into it with ``%``."""

    def __contains__(self, text: object) -> bool:
        return text == "%s" or super().__contains__(str(text))

    def __mod__(self, name: object) -> str:
        raise NameError(f"the template names {name}, which isn't in its context")
