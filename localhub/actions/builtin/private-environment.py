"""Makes a Python environment of its own in argv[1], with this interpreter's version and packages.

Packages of this interpreter can be imported and their commands run, but what pip installs goes into the new
environment alone and disappears with it. Prints one line of JSON: version, bin.
"""

import importlib.metadata
import json
import os
import platform
import site
import sys
import venv

# The shell starts Python, because a path in a first line can be neither long nor have spaces.
COMMAND = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys
from {module} import {first}
sys.exit({function}())
"""


def main(target: str) -> None:
    shared = [os.path.realpath(path) for path in site.getsitepackages() if os.path.isdir(path)]
    # Commands are listed before the environment exists, so that they are this interpreter's own.
    commands = list(importlib.metadata.entry_points(group="console_scripts"))
    builder = venv.EnvBuilder(symlinks=True, with_pip=False)
    builder.create(target)
    context = builder.ensure_directories(target)
    folder = context.bin_path
    packages = os.path.join(
        target, "lib", f"python{sys.version_info.major}.{sys.version_info.minor}", "site-packages"
    )
    # addsitedir, unlike a plain line, also follows the .pth files there.
    with open(os.path.join(packages, "_shared_packages.pth"), "w", encoding="utf-8") as file:
        for path in shared:
            file.write(f"import site; site.addsitedir({path!r})\n")
    python = os.path.join(folder, "python")
    for command in commands:
        write_command(folder, python, command)
    print(json.dumps({"version": platform.python_version(), "bin": folder}))


def write_command(folder: str, python: str, command: importlib.metadata.EntryPoint) -> None:
    module, _, function = command.value.split("[")[0].strip().partition(":")
    path = os.path.join(folder, command.name)
    if not function or os.path.exists(path) or os.path.dirname(command.name):
        return
    text = COMMAND.format(python=python, module=module, first=function.split(".")[0], function=function)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o755)


main(sys.argv[1])
