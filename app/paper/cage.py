"""Shuts a process in: from then on it reads our assets and its libraries, and reaches nothing else.

Two fences. Python's audit hook refuses sockets, programs and files outside, with a sentence. Landlock, where the
kernel has it (Linux 5.13 and later), holds what is not Python too: fontconfig, Pango, Typst, image decoders.
See https://docs.kernel.org/userspace-api/landlock.html, from which the numbers below are.
"""

import ctypes
import os
import struct
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from weasyprint.urls import FatalURLFetchingError

_HERE = Path(__file__).resolve().parents[2]
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.system", "os.posix_spawn", "os.fork")

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_ONLY = 1
_PATH_BENEATH = 1
_NO_NEW_PRIVILEGES = 38
_READ = 1 << 2 | 1 << 3  # of a file, of a folder
_ALL_OF_FILES = (1 << 13) - 1
_ALL_OF_TCP = 0b11
FIRST_WITH_TCP = 4


def readable() -> tuple[Path, ...]:
    """What a job may read: our assets and code, Python's libraries, the fonts of this machine."""
    ours = [_HERE / name for name in ("app", "static/css/print", "static/fonts/print", "templates", "translations")]
    libraries = {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), "/usr/lib", "/lib", "/lib64"}
    fonts = ["/usr/share", "/usr/local/share/fonts", "/etc/fonts", "/var/cache/fontconfig"]
    own_fonts = [Path.home() / name for name in (".fonts", ".fonts.conf", ".cache/fontconfig", ".local/share/fonts")]
    machine = ["/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/sys/fs/cgroup", "/dev/null", "/dev/urandom"]
    return tuple(ours + [Path(name) for name in [*sorted(libraries), *fonts, *machine]] + own_fonts)


def shut(scratch: Path) -> None:
    """Shut this process in; `scratch` is the one folder that it may still write to."""
    open_folders = tuple(path.resolve() for path in (*readable(), scratch) if path.exists())
    _landlock(readable(), scratch)
    sys.addaudithook(lambda event, arguments: forbid(event, arguments, open_folders))


def forbid(event: str, arguments: tuple[Any, ...], open_folders: Iterable[Path]) -> None:
    """Refuse what reaches out of the process, and files that are no business of a print."""
    if event.startswith(_FORBIDDEN):
        raise FatalURLFetchingError(f"The print tried {event}, which it may not.")
    if event == "open" and isinstance(arguments[0], str | bytes):
        path = Path(os.path.realpath(os.fsdecode(arguments[0])))
        if not any(path.is_relative_to(folder) for folder in open_folders):
            raise FatalURLFetchingError(f"The print tried to open {path.name}, which it may not.")


def landlock_version() -> int:
    """Which Landlock the kernel has; below 1 where it has none."""
    version: int = _libc().syscall(_CREATE_RULESET, None, 0, _VERSION_ONLY)
    return version


def _landlock(read_only: Iterable[Path], scratch: Path) -> None:
    version, libc = landlock_version(), _libc()
    if version < 1:  # the audit hook stands alone
        return
    handled = struct.pack("QQ", _ALL_OF_FILES, _ALL_OF_TCP if version >= FIRST_WITH_TCP else 0)
    ruleset = libc.syscall(_CREATE_RULESET, handled, len(handled) if version >= FIRST_WITH_TCP else 8, 0)
    for path in read_only:
        _allow(libc, ruleset, path, _READ)
    _allow(libc, ruleset, scratch, _ALL_OF_FILES)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if libc.syscall(_RESTRICT_SELF, ruleset, 0) != 0:
        raise OSError(ctypes.get_errno(), "The press could not shut itself in")
    os.close(ruleset)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, access: int) -> None:
    if not path.exists():
        return
    if not path.is_dir():
        access &= ~(1 << 3) & 0b111
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    beneath = struct.pack("=Qi", access, opened)
    try:
        if libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, beneath, 0) != 0:
            raise OSError(ctypes.get_errno(), f"The press could not be given {path}")
    finally:
        os.close(opened)
