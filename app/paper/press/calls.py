"""Has the kernel refuse what no print ever asks of it: sockets, programs, signals, other files' rights and lengths.

Landlock knows files and TCP; UDP, sockets that are files, such as a database's, and `chmod` it does not know. A filter
of calls does (seccomp, Linux 3.5 and later). See https://docs.kernel.org/userspace-api/seccomp_filter.html; numbers of
calls are those of the kernel's asm/unistd.h.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterable
from typing import NamedTuple

_SET_FILTER, _FILTER = 22, 2
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # where they stand in the kernel's struct seccomp_data
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_OTHER_TABLE = 0x40000000  # x32, a second table of calls beside that of x86-64
_A_THREAD = 0x00010000  # the flag of `clone` that makes a thread, which ends with its process


class Machine(NamedTuple):
    """How a kind of processor numbers calls. `refused` has them in the order of their list in this module."""

    audit: int
    clone: int
    refused: tuple[int, ...]


_CLONE3 = 435  # its flags are out of a filter's sight: whoever is told that there is no such call uses `clone`
_EVERYWHERE = (424, 425, 434, 452)  # pidfd_send_signal, io_uring_setup, pidfd_open, fchmodat2
_MACHINES = {
    "x86_64": Machine(
        0xC000003E,
        56,
        (
            *(41, 42, 43, 49, 50, 288),  # socket, connect, accept, bind, listen, accept4
            *(57, 58, 59, 322),  # fork, vfork, execve, execveat
            *(62, 129, 200, 234, 297),  # kill, rt_sigqueueinfo, tkill, tgkill, rt_tgsigqueueinfo
            *(101, 298, 310, 311, 321, 323),  # ptrace, perf_event_open, process_vm_readv, …writev, bpf, userfaultfd
            *(76, 90, 91, 268),  # truncate, chmod, fchmod, fchmodat
            *(92, 93, 94, 260),  # chown, fchown, lchown, fchownat
            *(132, 235, 261, 280),  # utime, utimes, futimesat, utimensat
            *(188, 189, 190, 197, 198, 199),  # setxattr, lsetxattr, fsetxattr, removexattr, lremovexattr, fremovexattr
            *(165, 166, 272, 308),  # mount, umount2, unshare, setns
            *(248, 249, 250),  # add_key, request_key, keyctl
        ),
    ),
    "aarch64": Machine(
        0xC00000B7,
        220,
        (
            *(198, 203, 202, 200, 201, 242),
            *(221, 281),
            *(129, 138, 130, 131, 240),
            *(117, 241, 270, 271, 280, 282),
            *(45, 52, 53),
            *(54, 55),
            *(88,),
            *(5, 6, 7, 14, 15, 16),
            *(40, 39, 97, 268),
            *(217, 218, 219),
        ),
    ),
}


def refuse_needless() -> bool:
    """Let this process make none of these calls from here on; tell whether the kernel has agreed.

    The process has given up new privileges before (PR_SET_NO_NEW_PRIVS).
    """
    machine = _MACHINES.get(os.uname().machine)
    if machine is None or struct.calcsize("P") != 8:  # noqa: PLR2004 — bytes: a 32-bit Python has another table
        return False
    steps = b"".join(_steps(machine))
    program = struct.pack("HP", len(steps) // 8, ctypes.addressof(kept := ctypes.create_string_buffer(steps)))
    agreed: int = ctypes.CDLL(None, use_errno=True).prctl(_SET_FILTER, _FILTER, program, 0, 0)
    del kept  # the kernel has its own copy now
    return agreed == 0


def _steps(machine: Machine) -> Iterable[bytes]:
    """The filter: each step with how many are skipped where it holds, and where it does not."""
    refuse = _step(_ANSWER, _REFUSE | errno.EACCES)
    yield _step(_LOAD, _MACHINE)
    yield _step(_IF_EQUAL, machine.audit, 1)
    yield refuse
    yield _step(_LOAD, _NUMBER)
    yield _step(_IF_AT_LEAST, _OTHER_TABLE, 0, 1)
    yield refuse
    for number in (*machine.refused, *_EVERYWHERE):
        yield _step(_IF_EQUAL, number, 0, 1)
        yield refuse
    yield _step(_IF_EQUAL, _CLONE3, 0, 1)
    yield _step(_ANSWER, _REFUSE | errno.ENOSYS)
    yield _step(_IF_EQUAL, machine.clone, 0, 3)
    yield _step(_LOAD, _FIRST_ARGUMENT)
    yield _step(_IF_ANY_BIT, _A_THREAD, 1)
    yield refuse
    yield _step(_ANSWER, _ALLOW)


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)
