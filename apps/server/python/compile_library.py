"""Copies a library that is a zip of sources into one that also holds what Python compiled of them: of what it compiles inside a
zip Python keeps nothing, so every process would do it again. Tests of the library, and what does not compile, stay as they are.

Usage: compile_library.py LIBRARY OUT PLACE; PLACE is where OUT will lie in the end, as errors in its modules name it. Works in the
current folder.
"""
import sys
import warnings
from pathlib import Path
from py_compile import PyCompileError, PycInvalidationMode
from py_compile import compile as compile_file
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile


def main(library, out, place):
    warnings.simplefilter("ignore")  # of sources that are not ours
    with ZipFile(library) as sources, ZipFile(out, "w", ZIP_DEFLATED) as made, TemporaryDirectory(dir=".") as work:
        source, compiled = Path(work, "module.py"), Path(work, "module.pyc")
        for entry in sources.infolist():
            content = sources.read(entry)
            made.writestr(entry, content)
            if not entry.filename.endswith(".py") or "/tests/" in entry.filename:
                continue
            source.write_bytes(content)
            try:
                # The sources beside it never change, so nobody needs to look at them.
                mode = PycInvalidationMode.UNCHECKED_HASH
                compile_file(source, compiled, f"{place}/{entry.filename}", doraise=True, invalidation_mode=mode)
            except PyCompileError:
                continue
            made.write(compiled, f"{entry.filename}c")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
