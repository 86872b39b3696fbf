#!/usr/bin/env python3
"""Writes requirements.txt: every package that requirements.in needs, each with its version and hash."""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
HEADER = "# Written by `python3 e2e/pin.py` from requirements.in, for Python {}.{} on x86_64 Linux. Do not edit.\n"


def resolve() -> list[dict]:
    """Asks pip what it would install."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"]
    command += ["--only-binary", ":all:", "--requirement", str(HERE / "requirements.in")]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["install"]


def line(package: dict) -> str:
    metadata = package["metadata"]
    digest = package["download_info"]["archive_info"]["hashes"]["sha256"]
    return f"{metadata['name'].lower()}=={metadata['version']} --hash=sha256:{digest}\n"


packages = sorted(line(package) for package in resolve())
(HERE / "requirements.txt").write_text(HEADER.format(*sys.version_info[:2]) + "".join(packages))
print(f"{len(packages)} packages pinned")
