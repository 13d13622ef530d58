"""The tools, through the SDK's own client: a real server, a real file."""

from __future__ import annotations

import asyncio
import functools
import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from roma_cli import context
from roma_cli.cli import declaration, runner
from roma_cli.domain.day import parse_instant
from roma_cli.domain.errors import RomaError
from tests.cli import command_tree
from tests.support import NOON, Roma

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

mcp = pytest.importorskip("mcp", reason="the extra roma-cli[mcp] is not installed")
jsonschema = pytest.importorskip("jsonschema", reason="it comes with the extra roma-cli[mcp]")

if TYPE_CHECKING:
    from mcp import Client

    Talk = Callable[[Client], Awaitable[Any]]


@pytest.fixture
def berlin(tmp_path: Path) -> Roma:
    return Roma(tmp_path, zone="Europe/Berlin")


@functools.cache
def server() -> Any:
    """Return the server: it takes a while to make, and keeps nothing from one call to the next."""
    from roma_cli.cli.mcp import server as mcp_server  # noqa: PLC0415 - needs the extra

    return mcp_server.server(context.Invocation(0, {}), declaration.GlobalOptions())


def messages(
    roma: Roma, what: Talk, clock: Callable[[], int] | None = None, **global_options: str
) -> Any:
    """Let `what` talk to a server on a roma's file, and return what it returns."""
    runner = server().runner
    runner.global_options = declaration.GlobalOptions()
    runner.global_options.take({**global_options, "quiet": True})
    runner.invocation = context.Invocation(
        parse_instant(roma.environ["ROMA_NOW"]),
        {**roma.environ, "PATH": ""},
        global_options.get("db"),
        global_options.get("user"),
        clock,
    )

    async def conversation() -> Any:
        async with mcp.Client(server()) as client:
            return await what(client)

    return asyncio.run(conversation())


def call(roma: Roma, name: str, **arguments: Any) -> Any:
    """Return what one tool returns, as data."""

    async def what(client: Client) -> Any:
        return await client.call_tool(name, arguments)

    result = messages(roma, what)
    assert not result.is_error, (name, result.content)
    return unwrapped(result.structured_content)


def refused(roma: Roma, name: str, **arguments: Any) -> str:
    """Return the error of one tool."""

    async def what(client: Client) -> Any:
        return await client.call_tool(name, arguments)

    result = messages(roma, what)
    assert result.is_error, (name, result)
    assert result.structured_content is None
    return "".join(one.text for one in result.content).removeprefix(
        f"Error executing tool {name}: "
    )


def unwrapped(data: Any) -> Any:
    """Return a result as `--json` prints it: the SDK puts an array into an object."""
    return data["result"] if isinstance(data, dict) and list(data) == ["result"] else data


def tools(roma: Roma) -> dict[str, Any]:
    async def what(client: Client) -> Any:
        return (await client.list_tools()).tools

    return {tool.name: tool for tool in messages(roma, what)}


def data(roma: Roma, line: str) -> Any:
    return roma.inside(*line.split(), "--json").json()


# Tools in the order of a day, each with the command that does the same, or one that shows it.
DAY: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("task_add", {"title": "Write the report", "due": "tomorrow 9am"}, "task add"),
    ("task_add", {"title": "Plants", "repeat": "daily", "priority": "high"}, "task add"),
    ("quick_add_task", {"sentence": "Pay rent friday 9am #home !high ~2"}, "add"),
    ("quick_add_task", {"sentence": "Call mum tomorrow", "dry_run": True}, "add"),
    ("task_list", {"due": "week", "sort": "title"}, "task list --due week --sort title"),
    ("task_list", {"words": ["report"], "limit": 1}, "task list report"),
    ("task_search", {"text": "rep"}, "task search rep"),
    ("task_edit", {"ids": [1, 3], "add_tags": ["work"], "due": "fri 17:00"}, "task edit"),
    ("task_note", {"id": 1, "text": "half of it"}, "task note"),
    ("task_show", {"id": 1}, "task show 1"),
    ("remind_add", {"task": 1, "when": "30m"}, "remind add"),
    ("remind_list", {"every": True}, "remind list --all"),
    ("timer_start", {"task": 1, "minutes": 50}, "timer start"),
    ("timer_pause", {}, "timer pause"),
    ("timer_resume", {}, "timer resume"),
    ("timer_show", {}, "timer show"),
    ("today_show", {}, "today"),
    ("timer_skip", {}, "timer skip"),
    ("timer_stop", {}, "timer stop"),
    ("session_add", {"minutes": 50, "task": 1, "note": "x", "tags": ["a"]}, "session add"),
    ("session_set", {"count": 5}, "session set"),
    ("session_show", {}, "session show"),
    ("reset_show", {}, "reset show"),
    ("stats_days", {"days": 3}, "stats --days 3"),
    ("stats_by", {"by": "tag"}, "stats --by tag"),
    ("stats_by", {"by": "week"}, "stats --by week"),
    ("task_done", {"ids": [1, 2]}, "task done"),
    ("task_reopen", {"ids": [1]}, "task reopen"),
    ("task_delete", {"ids": [3], "confirm": True}, "task delete"),
    ("log_list", {"task": 1, "limit": 3}, "log --task 1 --limit 3"),
    ("undo_list", {"limit": 4}, "undo --list --limit 4"),
    ("undo", {}, "undo"),
    ("redo", {}, "redo"),
    ("chat", {"sentence": "what is due this week"}, "chat"),
    ("chat", {"sentence": "delete 4", "dry_run": True}, "chat"),
    ("chat", {"sentence": "thanks"}, "chat"),
)


# --- every tool -----------------------------------------------------------------------------


def test_every_tool_does_what_its_command_does_and_returns_what_it_promises(berlin: Roma) -> None:
    """Its result fits its schema, has no key that the schema does not name, and is `--json`'s."""
    listed = tools(berlin)

    async def what(client: Client) -> list[Any]:
        return [await client.call_tool(name, arguments) for name, arguments, _ in DAY]

    results = messages(berlin, what)
    for (name, arguments, _line), result in zip(DAY, results, strict=True):
        assert not result.is_error, (name, arguments, result.content)
        schema = listed[name].output_schema
        jsonschema.validate(result.structured_content, schema)
        if name not in ("stats_by", "chat"):
            assert unnamed(result.structured_content, schema, schema) == [], name
        told = [json.loads(one.text) for one in result.content]
        found = unwrapped(result.structured_content)
        assert told == (found if isinstance(found, list) else [found])
    assert {name for name, _, _ in DAY} == set(listed)
    assert [one["actor"] for one in data(berlin, "undo --list --limit 100")].count("user") == len(
        [name for name, arguments, _ in DAY if changes(listed[name], arguments)]
    )


def changes(tool: Any, arguments: dict[str, Any]) -> bool:
    return not (
        tool.annotations.read_only_hint
        or arguments.get("dry_run")
        or tool.name in ("chat", "undo", "redo")
    )


def unnamed(found: Any, schema: dict[str, Any], whole: dict[str, Any]) -> list[str]:
    """Return the keys of a result that its schema does not name, at any depth."""
    if "$ref" in schema:
        return unnamed(found, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if "anyOf" in schema and found is not None:
        [schema] = [one for one in schema["anyOf"] if one.get("type") != "null"]
        return unnamed(found, schema, whole)
    if isinstance(found, list):
        return [key for one in found for key in unnamed(one, schema["items"], whole)]
    if not isinstance(found, dict) or "properties" not in schema:
        return []
    named = schema["properties"]
    below = [key for at in named if at in found for key in unnamed(found[at], named[at], whole)]
    return [key for key in found if key not in named] + below


def test_reading_tools_return_what_json_prints(berlin: Roma) -> None:
    for words in ("task add Plants --repeat daily", "session add", "timer start"):
        berlin.inside(*words.split())
    reading = tools_that_read(berlin)
    reads = [one for one in DAY if reading[one[0]] and "task" not in one[1]]
    assert len(reads) > 10
    for name, arguments, line in reads:
        fitting = {**arguments, **({"words": ["plants"]} if "words" in arguments else {})}
        fitting = {**fitting, **({"text": "plan"} if "text" in arguments else {})}
        line_fitting = line.replace("report", "plants").replace("search rep", "search plan")
        assert call(berlin, name, **fitting) == data(berlin, line_fitting), name


def tools_that_read(roma: Roma) -> dict[str, bool]:
    return {name: bool(tool.annotations.read_only_hint) for name, tool in tools(roma).items()}


def test_what_only_reads_writes_nothing(berlin: Roma) -> None:
    for words in ("task add Plants --repeat daily --due tomorrow", "session add"):
        berlin.inside(*words.split())
    berlin.inside("remind", "add", "1", "1h")
    before = whole(berlin)
    reading = tools_that_read(berlin)
    for name, arguments, _ in DAY:
        if reading[name]:
            call(berlin, name, **arguments)
    assert whole(berlin) == before


def whole(roma: Roma) -> list[str]:
    with closing(sqlite3.connect(roma.db)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("task_add", {"title": "x", "tags": ["a", "#b"], "estimate": 3, "remind": "1h"}),
        ("task_add", {"title": "x", "due": "tomorrow 9am", "parent": 1, "wait": "tomorrow"}),
        ("quick_add_task", {"sentence": "Call mum tomorrow 9am !high"}),
        ("task_done", {"ids": [1, 2]}),
        ("task_edit", {"ids": [1], "title": "y", "description": "z", "project": "p"}),
        ("task_edit", {"ids": [1], "remove_tags": ["work"], "estimate": 2}),
        ("task_delete", {"ids": [1, 2], "confirm": True}),
        ("task_note", {"id": 1, "text": "called"}),
        ("task_reopen", {"ids": [3]}),
        ("remind_add", {"task": 1, "when": "30m"}),
        ("session_add", {"at": "yesterday 17:10"}),
        ("session_set", {"count": 7}),
        ("timer_start", {"kind": "short"}),
        ("chat", {"sentence": "add milk tomorrow"}),
        ("chat", {"sentence": "delete 1", "confirm": True}),
    ],
)
def test_a_call_is_one_operation_that_undo_takes_back(
    berlin: Roma, name: str, arguments: dict[str, Any]
) -> None:
    berlin.inside("task", "add", "Plants", "--due", "fri 9am", "--tag", "work")
    berlin.inside("task", "add", "Report")
    berlin.inside("task", "add", "Milk")
    berlin.inside("task", "done", "3")
    before = rows(berlin)
    made = len(data(berlin, "undo --list"))
    call(berlin, name, **arguments)
    assert rows(berlin) != before
    assert len(data(berlin, "undo --list")) == made + 1
    assert data(berlin, "log --limit 1") != []
    call(berlin, "undo")
    assert rows(berlin) == before


def rows(roma: Roma) -> list[str]:
    """Return the rows of the file but its history, what was said, and the index of words."""
    return sorted(
        row for row in roma.dump() if '"task_words' not in row and '"conversation' not in row
    )


# --- how they are described -----------------------------------------------------------------


def test_every_schema_is_valid_and_closed(berlin: Roma) -> None:
    for name, tool in tools(berlin).items():
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        jsonschema.Draft202012Validator.check_schema(tool.output_schema)
        assert tool.input_schema["additionalProperties"] is False, name
        assert tool.output_schema["type"] == "object"
        for argument, schema in tool.input_schema.get("properties", {}).items():
            assert argument == "count" or schema.get("description"), f"{name} {argument}"


def test_a_tool_says_of_itself_what_its_command_says(berlin: Roma) -> None:
    listed = tools(berlin)
    helps = {path: command.help for path, command in command_tree.tree()}
    own = {"task_add", "task_edit", "undo_list", "stats_by"}
    for name, tool in listed.items():
        path = tuple(tool.title.split()[1:])
        assert path in helps, name
        assert (tool.description == helps[path]) == (name not in own), name
        assert "\b" not in tool.description


def test_annotations_tell_reading_adding_and_taking_away_apart(berlin: Roma) -> None:
    listed = tools(berlin)
    for tool in listed.values():
        assert tool.annotations.open_world_hint is False
    reads = {name for name, tool in listed.items() if tool.annotations.read_only_hint}
    assert {"task_list", "task_show", "today_show", "stats_days", "undo_list"} <= reads
    assert not reads & {"task_add", "undo", "chat", "timer_start", "session_set"}
    destructive = {name for name, tool in listed.items() if tool.annotations.destructive_hint}
    assert destructive == {
        *("task_edit", "task_delete", "session_set", "timer_skip", "timer_stop"),
        *("undo", "redo", "chat"),
    }
    assert listed["session_set"].annotations.idempotent_hint is True
    assert listed["session_add"].annotations.idempotent_hint is False


# --- errors ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("task_show", {"id": 99}, "there is no task 99\nhint: roma task list --status all"),
        ("task_done", {"ids": [99]}, "there is no task 99\nhint: roma task list --status all"),
        ("task_delete", {"ids": [1]}, "this needs confirm: true"),
        ("task_delete", {"ids": [1], "confirm": False}, "this needs confirm: true"),
        ("task_delete", {"ids": [1], "confirm": "yes"}, "Input should be a valid boolean"),
        (
            "chat",
            {"sentence": "delete 1"},
            "this needs confirm: true\nhint: roma chat 'delete 1' --yes",
        ),
        ("chat", {"sentence": "sing a song"}, "not understood: try for example"),
        ("task_add", {"title": " "}, "title"),
        ("task_add", {"title": "x" * 256}, "255"),
        ("task_add", {}, "Field required"),
        ("task_add", {"title": None}, "valid string"),
        ("task_add", {"title": ["a"]}, "valid string"),
        ("task_add", {"title": "x", "due": "03/04/2026"}, "could mean"),
        ("task_add", {"title": "x", "due": 5}, "valid string"),
        ("task_add", {"title": "x", "priority": "urgent"}, "'low', 'medium' or 'high'"),
        ("task_add", {"title": "x", "dueDate": "tomorrow"}, "it has no argument dueDate; it has"),
        ("task_edit", {"ids": [1]}, "nothing to change"),
        ("task_edit", {"ids": []}, "at least 1 item"),
        ("task_edit", {"ids": [0], "title": "x"}, "greater than or equal to 1"),
        ("task_edit", {"ids": [1], "due": "yesteryear"}, "yesteryear"),
        ("session_set", {"count": 1001}, "less than or equal to 1000"),
        ("timer_pause", {}, "no timer runs"),
        ("undo", {"operation": 999}, "there is no operation 999"),
        ("redo", {}, "there is nothing to redo"),
        ("stats_by", {"by": "year"}, "'week'"),
        ("task_search", {"text": "…"}, "a search needs a word"),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(
    berlin: Roma, name: str, arguments: dict[str, Any], told: str
) -> None:
    berlin.inside("task", "add", "Plants")
    before = rows(berlin)
    said = refused(berlin, name, **arguments)
    assert told in said
    assert "Traceback" not in said
    assert rows(berlin) == before


def test_a_tool_that_there_is_not(berlin: Roma) -> None:
    assert refused(berlin, "data_restore") == "Unknown tool: data_restore"


def test_a_file_that_cannot_be_used_is_one_error_and_the_server_stays(berlin: Roma) -> None:
    berlin.db.write_bytes(b"no database at all, but something else")

    async def what(client: Client) -> Any:
        first = await client.call_tool("task_list", {})
        berlin.db.unlink()
        return first, await client.call_tool("task_list", {})

    first, second = messages(berlin, what)
    assert first.is_error
    assert "hint: " in first.content[0].text
    assert second.structured_content == {"result": []}


def test_a_bug_is_one_line_too(berlin: Roma, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(runner, "run", broken)
    assert refused(berlin, "task_list") == "a bug in roma: ZeroDivisionError: by zero"


# --- text, time, company --------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "\x1b[31mred\x1b[0m",
        "\u202egnisrever",
        "牛乳 👩‍💻",
        "[1, 2]",
        '{"a": 1}',
        "null",
        "true",
        "-",
        "--db",
        "--help",
        "- x",
        "[bold]x[/bold]",
        "a\u2028b",
    ],
)
def test_text_is_data_and_comes_back_as_it_was(berlin: Roma, title: str) -> None:
    """Whatever it looks like to a terminal, a shell, or a reader of JSON."""
    added = call(berlin, "task_add", title=title, description=title)
    assert (added["title"], added["description"]) == (title, title)
    [listed] = call(berlin, "task_list")
    assert listed["title"] == title
    [edited] = call(berlin, "task_edit", ids=[1], title=f"{title} {title}")
    assert edited["title"] == f"{title} {title}"


def test_now_is_taken_anew_at_every_call(berlin: Roma) -> None:
    """The day ends while the server stays: the count is reset, and today is another day."""
    noon = parse_instant(NOON)
    moments = [noon, noon + 60, noon + 86_400]

    def clock() -> int:
        return moments.pop(0)

    async def what(client: Client) -> list[Any]:
        names = ("session_add", "session_show", "session_show")
        return [(await client.call_tool(name, {})).structured_content for name in names]

    shown = messages(berlin, what, clock)
    assert [(one["day"], one["today_session_count"]) for one in shown] == [
        ("2026-03-04", 1),
        ("2026-03-04", 1),
        ("2026-03-05", 0),
    ]


def test_calls_at_once_and_other_processes_lose_nothing(berlin: Roma) -> None:
    berlin.inside("today")

    async def what(client: Client) -> list[Any]:
        return await asyncio.gather(*(client.call_tool("session_add", {}) for _ in range(12)))

    others = [berlin.start("session", "add") for _ in range(3)]
    results = messages(berlin, what)
    assert [other.wait(30) for other in others] == [0, 0, 0]
    for other in others:
        other.communicate()
    assert not any(result.is_error for result in results)
    assert data(berlin, "session show")["today_session_count"] == 15
    assert berlin.inside("doctor").code == 0


def test_the_file_and_the_user_are_those_of_the_command_line(berlin: Roma) -> None:
    other = berlin.folder / "other.db"
    assert berlin.inside("user", "add", "anna", "--db", str(other)).code == 0

    async def what(client: Client) -> Any:
        added = await client.call_tool("task_add", {"title": "x"})
        said = await client.call_tool("chat", {"sentence": "what is due today"})
        return added.structured_content["user"], said.structured_content["command"]

    user, command = messages(berlin, what, db=str(other), user="anna")
    assert user == "anna"
    assert command[:4] == ["--db", str(other), "--user", "anna"]
    assert command[4:] == ["task", "list", "--due", "today"]
    assert not berlin.db.exists()


def test_a_conversation_is_kept_and_it_is_the_task_spoken_of(berlin: Roma) -> None:
    call(berlin, "chat", sentence="add milk tomorrow")
    said = call(berlin, "chat", sentence="make it urgent")
    assert said["command"] == ["task", "edit", "1", "--priority", "high"]
    assert said["result"][0]["priority"] == "high"
    assert len(data(berlin, "chat --history")["history"]) == 4


# --- the real command -----------------------------------------------------------------------


@pytest.fixture
def process(berlin: Roma) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "roma_cli", "mcp"],
                env=berlin.environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()
        for stream in (one.stdin, one.stdout, one.stderr):
            if stream is not None:
                stream.close()


HELLO = (
    b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",'
    b'"capabilities":{},"clientInfo":{"name":"x","version":"1"}}}\n'
)


def test_over_real_pipes_with_the_sdks_own_client(berlin: Roma) -> None:
    server = mcp.StdioServerParameters(
        command=sys.executable, args=["-m", "roma_cli", "mcp"], env=berlin.environ
    )

    async def what() -> Any:
        async with mcp.Client(mcp.stdio_client(server)) as client:
            await client.call_tool("task_add", {"title": "\x1b[31m\u202e"})
            return await client.call_tool("task_list", {})

    [task] = asyncio.run(what()).structured_content["result"]
    assert (task["title"], task["created_at"]) == ("\x1b[31m\u202e", "2026-03-04T13:00:00+01:00")


def test_nothing_but_the_protocol_is_on_standard_output(
    process: Callable[[], subprocess.Popen[bytes]],
) -> None:
    """A file is made on the way, which is said; and what is no message is passed over."""
    ready = b'{"jsonrpc":"2.0","method":"notifications/initialized"}\n'
    list_tasks = (
        b'{"jsonrpc":"2.0","id":2,"method":"tools/call",'
        b'"params":{"name":"task_list","arguments":{}}}\n'
    )
    server = process()
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(HELLO)
    server.stdin.flush()
    first = json.loads(server.stdout.readline())
    server.stdin.write(ready + b"no message\n\xff\n" + list_tasks)
    server.stdin.flush()
    answers = [first]
    while answers[-1].get("id") != 2:
        answers.append(json.loads(server.stdout.readline()))
    out, err = server.communicate(timeout=30)
    assert (server.returncode, out) == (0, b"")
    assert answers[-1]["result"]["structuredContent"] == {"result": []}
    assert b"created " in err
    assert b"Traceback" not in err


def test_ctrl_c_ends_it_with_130_and_the_end_of_its_input_with_0(
    process: Callable[[], subprocess.Popen[bytes]],
) -> None:
    for how, code in ((signal.SIGINT, 130), (None, 0)):
        server = process()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(HELLO)
        server.stdin.flush()
        assert json.loads(server.stdout.readline())["id"] == 1
        if how is not None:
            server.send_signal(how)
            assert server.wait(30) == code
        out, err = server.communicate(timeout=30)
        assert (server.returncode, out, err) == (code, b"", b"")


def test_an_output_that_nobody_reads_ends_in_silence(
    process: Callable[[], subprocess.Popen[bytes]],
) -> None:
    server = process()
    assert server.stdin is not None
    assert server.stdout is not None
    assert server.stderr is not None
    server.stdout.close()
    server.stdin.write(HELLO)
    server.stdin.close()
    assert (server.wait(30), server.stderr.read()) == (0, b"")


def test_a_bad_clock_is_said_to_the_client(berlin: Roma) -> None:
    def clock() -> int:
        raise RomaError("no such moment")

    async def what(client: Client) -> Any:
        return await client.call_tool("today_show", {})

    assert messages(berlin, what, clock).content[0].text.endswith(": no such moment")
