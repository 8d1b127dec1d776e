"""Static files as browsers get them: under names made from their content, style sheets in one piece."""

import posixpath
import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(
    r'^@import url\("(?P<name>[^"]+)"\) layer\((?P<layer>\w+)\)(?: (?P<media>[^;]+))?;$', re.M
)
COMMENT = re.compile(r"/\*.*?\*/\n*", re.S)


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Every static file under a name made from its content, ES imports included.

    A style sheet that imports others into layers takes their rules in, without what they say to
    their readers: on a bad line each file of its own costs a phone another journey to the server.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            for name in [name for name in paths if name.endswith(".css")]:
                self._take_in_imports(name, paths)
        return super().post_process(paths, dry_run, **options)

    def _take_in_imports(self, name: str, paths: dict) -> None:
        def rules_of(found: re.Match) -> str:
            sheet = posixpath.normpath(posixpath.join(posixpath.dirname(name), found["name"]))
            rules = _read(sheet, paths)
            if found["media"]:
                rules = f"@media {found['media']} {{\n{rules}}}\n"
            return f"@layer {found['layer']} {{\n{rules}}}"

        words = _read(name, paths)
        if IMPORT.search(words):
            whole = COMMENT.sub("", IMPORT.sub(rules_of, words))
            self.delete(name)
            paths[name] = (self, self._save(name, ContentFile(whole.encode())))


def _read(name: str, paths: dict) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
