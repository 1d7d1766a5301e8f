"""Shuts a process in: from then on it reads our assets and its libraries, and reaches nothing else.

Three fences. Python's audit hook refuses sockets, programs and files outside, with a sentence. Landlock, where the
kernel has it (Linux 5.13 and later), holds what is not Python too: fontconfig, Pango, Typst, image decoders. A filter
of calls holds what Landlock does not know. See https://docs.kernel.org/userspace-api/landlock.html, from which the
numbers below are.
"""

import ctypes
import os
import struct
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.paper.press.calls import refuse_needless
from app.paper.refusals import Forbidden

_HERE = Path(__file__).resolve().parents[3]
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.system", "os.posix_spawn", "os.fork")

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_ONLY = 1
_PATH_BENEATH = 1
_NO_NEW_PRIVILEGES = 38
_READ = 1 << 2 | 1 << 3  # of a file, of a folder
_TRUNCATE, _DEVICES = 1 << 14, 1 << 15
_ALL_OF_TCP = 0b11
_ALL_OF_SCOPES = 0b11  # sockets by abstract names, and signals
FIRST_WITH_TCP = 4
# Since which version of Landlock there is what.
_FIRST_WITH_RENAMES, _FIRST_WITH_TRUNCATE, _FIRST_WITH_DEVICES, _FIRST_WITH_SCOPES = 2, 3, 5, 6


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
    _libc().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _landlock(readable(), scratch)
    refuse_needless()
    sys.addaudithook(lambda event, arguments: forbid(event, arguments, open_folders))


def forbid(event: str, arguments: tuple[Any, ...], open_folders: Iterable[Path]) -> None:
    """Refuse what reaches out of the process, and files that are no business of a print."""
    if event.startswith(_FORBIDDEN):
        raise Forbidden(f"The print tried {event}, which it may not.")
    if event == "open" and isinstance(arguments[0], str | bytes):
        path = Path(os.path.realpath(os.fsdecode(arguments[0])))
        if not any(path.is_relative_to(folder) for folder in open_folders):
            raise Forbidden(f"The print tried to open {path.name}, which it may not.")


def landlock_version() -> int:
    """Which Landlock the kernel has; below 1 where it has none."""
    version: int = _libc().syscall(_CREATE_RULESET, None, 0, _VERSION_ONLY)
    return version


def _landlock(read_only: Iterable[Path], scratch: Path) -> None:
    version, libc = landlock_version(), _libc()
    if version < 1:  # the audit hook stands alone
        return
    handled = _handled(version)
    ruleset = libc.syscall(_CREATE_RULESET, handled, len(handled), 0)
    for path in read_only:
        _allow(libc, ruleset, path, _READ)
    _allow(libc, ruleset, scratch, _all_of_files(version))
    if libc.syscall(_RESTRICT_SELF, ruleset, 0) != 0:
        raise OSError(ctypes.get_errno(), "The press could not shut itself in")
    os.close(ruleset)


def _handled(version: int) -> bytes:
    """The kernel's struct landlock_ruleset_attr, as long as this version knows it."""
    nets = struct.pack("Q", _ALL_OF_TCP) if version >= FIRST_WITH_TCP else b""
    scopes = struct.pack("Q", _ALL_OF_SCOPES) if version >= _FIRST_WITH_SCOPES else b""
    return struct.pack("Q", _all_of_files(version)) + nets + scopes


def _all_of_files(version: int) -> int:
    """All that may be done with files and folders, as far as this version can keep it from being done."""
    newer = ((_FIRST_WITH_RENAMES, 1 << 13), (_FIRST_WITH_TRUNCATE, _TRUNCATE), (_FIRST_WITH_DEVICES, _DEVICES))
    return (1 << 13) - 1 | sum(right for first, right in newer if version >= first)


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
