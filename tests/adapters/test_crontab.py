"""One block in the crontab: it says what was meant, and nothing else is touched."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from roma_cli.adapters.scheduling import crontab, jobs, scheduler
from roma_cli.adapters.scheduling.jobs import Job
from roma_cli.domain.errors import CannotWrite, UsageError

RESET = Job("reset", "*/5 * * * *", ("/opt/roma", "--db", "/d/r.db", "reset", "check"))
REMIND = Job("remind", "*/5 * * * *", ("/opt/roma", "--db", "/d/r.db", "remind", "check"))
JOBS = (RESET, REMIND)

# Behaves as Debian's crontab: says on stderr and with status 1 that there is none, and refuses a
# file that does not end in a newline. Each call is logged.
STAND_IN = """#!{python} -IS
import os, sys
spool, log, broken = {spool!r}, {log!r}, {broken!r}
with open(log, "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
assert os.environ["LC_ALL"] == "C"
if os.path.exists(broken):
    sys.exit("crontab: your account is not allowed to use this program")
if sys.argv[1] == "-l":
    if not os.path.exists(spool):
        sys.exit("no crontab for somebody")
    sys.stdout.buffer.write(open(spool, "rb").read())
elif sys.argv[1] == "-r":
    os.unlink(spool)
elif sys.argv[1] == "-":
    text = sys.stdin.buffer.read()
    if text and not text.endswith(b"\\n"):
        sys.exit("new crontab file is missing newline before EOF, can't install.")
    open(spool, "wb").write(text)
else:
    sys.exit("usage error")
"""


class Cron:
    """A stand-in crontab in a directory of its own, and what it has stored."""

    def __init__(self, home: Path) -> None:
        self.spool, self.log, self.broken = home / "spool", home / "log", home / "broken"
        self.program = home / "bin" / "crontab"
        self.program.parent.mkdir()
        self.replace(
            STAND_IN.format(
                python=sys.executable,
                spool=str(self.spool),
                log=str(self.log),
                broken=str(self.broken),
            )
        )
        self.environ = {"PATH": str(self.program.parent), "HOME": str(home), "LC_ALL": "de_DE"}

    def replace(self, script: str) -> None:
        self.program.write_text(script)
        self.program.chmod(stat.S_IRWXU)

    @property
    def stored(self) -> bytes | None:
        return self.spool.read_bytes() if self.spool.exists() else None

    @property
    def writes(self) -> int:
        calls = self.log.read_text().split("\n") if self.log.exists() else []
        return sum(call in {"-", "-r"} for call in calls)


@pytest.fixture
def cron(tmp_path: Path) -> Cron:
    return Cron(tmp_path)


def test_the_block_is_a_note_and_one_line_per_job() -> None:
    assert scheduler.CRONTAB.show(JOBS) == (
        "# >>> roma >>> written by 'roma schedule install'; 'roma schedule remove' takes it out\n"
        "*/5 * * * * /opt/roma --db /d/r.db reset check\n"
        "*/5 * * * * /opt/roma --db /d/r.db remind check\n"
        "# <<< roma <<<\n"
    )


def test_install_twice_then_remove_on_a_user_without_a_crontab(cron: Cron) -> None:
    assert scheduler.CRONTAB.status(JOBS, cron.environ).change == "not installed"
    assert scheduler.CRONTAB.install(JOBS, cron.environ).change == "installed"
    assert cron.stored == crontab.block(JOBS)
    assert scheduler.CRONTAB.status(JOBS, cron.environ).change == "installed"
    assert scheduler.CRONTAB.install(JOBS, cron.environ).change == "unchanged"
    assert cron.writes == 1
    report = scheduler.CRONTAB.remove(cron.environ)
    assert (report.change, report.messages) == ("removed", ("2 lines removed from the crontab",))
    assert cron.stored is None
    assert scheduler.CRONTAB.remove(cron.environ).change == "nothing to remove"
    assert cron.writes == 2


@pytest.mark.parametrize(
    "foreign",
    [
        b"MAILTO=me\n\n0 1 * * * backup\n",
        b"0 1 * * * backup\r\n# Windows\r\n",
        b"# caf\xe9 in Latin-1, \xff\xfe and \x85\n",
        b"\n\n\n",
        b"#>>> roma >>> is not a mark\n # roma\n",
    ],
)
def test_what_is_not_ours_survives_byte_for_byte(cron: Cron, foreign: bytes) -> None:
    cron.spool.write_bytes(foreign)
    assert crontab.install(JOBS, cron.environ).change == "installed"
    assert cron.stored == foreign + crontab.block(JOBS)
    assert crontab.remove(cron.environ).change == "removed"
    assert cron.stored == foreign


def test_a_crontab_without_a_final_newline_gets_one_and_loses_it_where_the_program_lets_it(
    cron: Cron,
) -> None:
    cron.spool.write_bytes(b"0 1 * * * backup")
    crontab.install(JOBS, cron.environ)
    assert cron.stored == b"0 1 * * * backup\n" + crontab.block(JOBS, joined=True)
    assert crontab.install(JOBS, cron.environ).change == "unchanged"
    crontab.remove(cron.environ)
    # Debian's program takes no file without it.
    assert cron.stored == b"0 1 * * * backup\n"

    cron.spool.write_bytes(b"0 1 * * * backup")
    crontab.install(JOBS, cron.environ)
    cron.replace(cron.program.read_text().replace("if text and not", "if False and not"))
    crontab.remove(cron.environ)
    assert cron.stored == b"0 1 * * * backup"


def test_lines_added_below_a_joined_block_stay_lines_of_their_own() -> None:
    installed = crontab.with_block(b"0 1 * * * a", JOBS) + b"0 2 * * * b\n"
    assert crontab.without_block(installed) == b"0 1 * * * a\n0 2 * * * b\n"


def test_a_changed_job_replaces_the_block_where_it_stands(cron: Cron) -> None:
    cron.spool.write_bytes(b"# above\n" + crontab.block(JOBS) + b"# below\n")
    assert crontab.status((RESET,), cron.environ).change == "outdated"
    assert crontab.install((RESET,), cron.environ).change == "installed"
    assert cron.stored == b"# above\n" + crontab.block((RESET,)) + b"# below\n"


def test_several_whole_blocks_are_all_ours(cron: Cron) -> None:
    block = crontab.block(JOBS)
    merged = b"# a\n" + block + b"# b\n" + block.replace(b"\n", b"\r\n") + b"# c\n"
    cron.spool.write_bytes(merged)
    assert crontab.install(JOBS, cron.environ).change == "installed"
    assert cron.stored == b"# a\n" + block + b"# b\n# c\n"
    cron.spool.write_bytes(merged)
    assert crontab.remove(cron.environ).messages == ("4 lines removed from the crontab",)
    assert cron.stored == b"# a\n# b\n# c\n"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (b"# a\n# >>> roma >>>\n0 1 * * * mine\n", 3),
        (b"# a\n# <<< roma <<<\n0 1 * * * mine\n", 2),
        (b"# >>> roma >>>\n# >>> roma >>>\n# <<< roma <<<\n", 2),
        (b"# >>> roma >>>\n# <<< roma <<<\n  # <<< roma <<<\n", 3),
    ],
)
def test_a_mark_without_its_partner_is_refused_and_nothing_written(
    cron: Cron, text: bytes, number: int
) -> None:
    cron.spool.write_bytes(text)
    refused = f"^line {number} of your crontab"
    with pytest.raises(CannotWrite, match=refused):
        crontab.install(JOBS, cron.environ)
    with pytest.raises(CannotWrite, match=refused):
        crontab.remove(cron.environ)
    with pytest.raises(CannotWrite, match=refused):
        crontab.status(JOBS, cron.environ)
    assert cron.stored == text
    assert cron.writes == 0


def test_a_crontab_that_cannot_be_read_is_not_taken_for_an_empty_one(cron: Cron) -> None:
    cron.spool.write_bytes(b"0 1 * * * precious\n")
    cron.broken.touch()
    with pytest.raises(CannotWrite, match=r"can't read your crontab: .*not allowed to use"):
        crontab.install(JOBS, cron.environ)
    assert cron.writes == 0


def test_no_crontab_is_believed_only_with_exit_status_1(cron: Cron) -> None:
    cron.replace("#!/bin/sh\necho 'no crontab for you' >&2; exit 2\n")
    with pytest.raises(CannotWrite, match="can't read your crontab"):
        crontab.status(JOBS, cron.environ)


@pytest.mark.parametrize("status", [0, 1])
def test_a_write_that_does_not_arrive_is_an_error(cron: Cron, status: int) -> None:
    cron.replace(
        f"#!/bin/sh\n[ \"$1\" = -l ] && echo '# old' && exit\necho no >&2; exit {status}\n"
    )
    wanted = ["differs from what was written", "was not changed: no"][status]
    with pytest.raises(CannotWrite, match=wanted):
        crontab.install(JOBS, cron.environ)


def test_no_crontab_program_says_what_to_type_instead() -> None:
    for path in ("", "/nonexistent"):
        with pytest.raises(CannotWrite, match="no crontab program") as refused:
            crontab.install(JOBS, {"PATH": path})
        assert refused.value.hint == "roma schedule install --systemd"


def test_a_program_that_hangs_or_does_not_start_is_an_error(
    cron: Cron, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "TIMEOUT", 0.2)
    cron.replace(f"#!{sys.executable} -IS\nimport time\ntime.sleep(30)\n")
    with pytest.raises(CannotWrite, match="did not answer"):
        crontab.install(JOBS, cron.environ)
    cron.replace("#!/nonexistent/interpreter\n")
    with pytest.raises(CannotWrite, match="can't run "):
        crontab.install(JOBS, cron.environ)


# Foreign text without our marks: bytes that matter to line-based code, and any others.
pieces = st.one_of(
    st.sampled_from(
        [b"\n", b"\r\n", b"\r", b"# <<<", b"# (the line break", b"\x0b", b"\x85", b" "]
    ),
    st.binary(max_size=8),
)
foreigns = st.lists(pieces, max_size=12).map(b"".join).filter(lambda text: b"roma" not in text)


@given(foreigns, foreigns)
@example(b"", b"")
@example(b"\r", b"")
@example(b"0 1 * * * a", b"0 2 * * * b")
def test_removing_gives_back_what_installing_was_given(above: bytes, below: bytes) -> None:
    once = crontab.with_block(above, JOBS)
    assert crontab.with_block(once, JOBS) == once
    assert crontab.without_block(once) == above
    assert once.startswith(above)
    # A block in the middle: what the user wrote below it stays too.
    line = above if above.endswith(b"\n") or not above else above + b"\n"
    middle = crontab.with_block(once + below, (RESET,))
    assert crontab.without_block(middle) == (line if below else above) + below


def as_cron_reads(command: bytes) -> bytes:
    r"""Return what Debian's cron hands to sh: `\%` and `\\` lose a backslash, `%` ends it all."""
    out, rest = bytearray(), iter(command)
    for char in rest:
        if char == ord("%"):
            break
        following = next(rest, None) if char == ord("\\") else None
        if following is None:
            out.append(char)
        elif following in b"%\\":
            out.append(following)
        else:
            out += bytes((char, following))
    return bytes(out)


def as_another_cron_reads(command: bytes) -> bytes:
    r"""Return what a cron that undoes only `\%` hands to sh."""
    kept = command.replace(b"\\%", b"\0")
    return kept.partition(b"%")[0].replace(b"\0", b"%")


def test_the_stand_in_for_crons_reading_ends_a_command_at_a_bare_percent_sign() -> None:
    assert as_cron_reads(rb"a \% 'b\%' \\ \x % c") == rb"a % 'b%' \ \x "
    assert as_another_cron_reads(rb"a \% \\ % c") == rb"a % \\ "


def arrive(*calls: tuple[str, ...]) -> None:
    """Expect that each call's arguments arrive as they were; all calls are made in one shell."""
    commands, expected = [], b""
    for arguments in calls:
        job = Job("reset", "*/5 * * * *", ("/usr/bin/printf", r"%s\0", *arguments))
        line = crontab.line(job)
        assert line.count(b"\n") == 1
        assert line.endswith(b"\n")
        commands.append(line.removeprefix(b"*/5 * * * * ").removesuffix(b"\n"))
        expected += b"".join(os.fsencode(argument) + b"\0" for argument in arguments)
    for reads in (as_cron_reads, as_another_cron_reads):
        script = b"\n".join(map(reads, commands))
        done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False)
        assert (done.returncode, done.stderr, done.stdout) == (0, b"", expected)


NASTY = [
    "/home/me/my files/roma.db",
    "it's",
    '"double"',
    "100%",
    "%",
    "%%d\\%",
    "\\",
    "\\\\",
    "end\\",
    "a\\'b\\\"%",
    "$HOME ${HOME} $(touch pwned)",
    "`touch pwned`",
    "; touch pwned #",
    "# not a comment",
    "a && b || c | d > e < f &",
    "~/x *? [a-z] {a,b} !!",
    "-x",
    "--db=/x",
    "A=b",
    "",
    " ",
    "na\u00efve \u65e5\u672c\u8a9e \U0001f345",
    "\u2028 \u202e",
    "\udcff\udc80",  # bytes of a file name that is not UTF-8
]


@pytest.mark.parametrize("argument", NASTY)
def test_an_argument_arrives_as_it_was(argument: str) -> None:
    arrive((argument, "x"))


def test_all_of_them_arrive_together() -> None:
    arrive(tuple(argument for argument in NASTY if len(argument) < 20))


@given(st.lists(st.text(st.sampled_from("\\%'\"$` a;#\u00e9"), max_size=12), min_size=30))
@settings(deadline=None, max_examples=5)
def test_any_mixture_of_special_characters_arrives(arguments: list[str]) -> None:
    arrive(*((argument,) for argument in arguments))


def test_a_program_in_an_odd_place_is_found(tmp_path: Path) -> None:
    place = tmp_path / "my 100% \\'odd' $place; #1"
    place.mkdir()
    program = place / "roma"
    program.write_text("#!/bin/sh\necho ran\n")
    program.chmod(0o700)
    line = crontab.line(Job("reset", "0 4 * * *", (str(program),)))
    command = as_cron_reads(line.removeprefix(b"0 4 * * * ").rstrip(b"\n"))
    assert subprocess.check_output(["/bin/sh", "-c", command]) == b"ran\n"


@pytest.mark.parametrize("char", ["\n", "\r", "\0", "\t", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_what_no_line_can_hold_is_refused_before_the_crontab_is_touched(
    cron: Cron, char: str
) -> None:
    job = Job("reset", "*/5 * * * *", ("/opt/roma", "--db", f"/d{char}* * * * * evil"))
    with pytest.raises(UsageError) as refused:
        crontab.install((REMIND, job), cron.environ)
    assert refused.value.message.isprintable()
    assert cron.stored is None


@pytest.mark.parametrize(
    "job",
    [
        RESET._replace(argv=("roma",)),
        RESET._replace(argv=()),
        RESET._replace(cron_expression="*/5 * * * * evil;"),
        RESET._replace(cron_expression="*/5  * * * *"),
        RESET._replace(cron_expression="@daily"),
        RESET._replace(name=""),
        RESET._replace(name="../reset"),
        RESET._replace(name="Reset"),
        RESET._replace(name="1st"),
        RESET._replace(argv=("/opt/roma", "x" * crontab.LONGEST)),
    ],
)
def test_a_job_that_is_no_job_is_refused(job: Job) -> None:
    with pytest.raises(UsageError):
        scheduler.CRONTAB.show((job,))


def test_a_command_as_long_as_cron_takes_is_taken() -> None:
    full = crontab.LONGEST - len("/opt/roma ")
    assert crontab.line(RESET._replace(argv=("/opt/roma", "x" * full))).endswith(b"x\n")
    with pytest.raises(UsageError, match="999 bytes"):
        crontab.line(RESET._replace(argv=("/opt/roma", "x" * (full + 1))))


def test_what_is_shown_can_always_be_printed() -> None:
    shown = scheduler.CRONTAB.show((RESET._replace(argv=("/opt/\udcff",)),))
    assert "/opt/\\xff" in shown
    shown.encode()
