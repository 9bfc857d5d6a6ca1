"""Suites that misbehave end in a named status with a reason; the job ends in time, and nothing of them survives it."""

import builtins
import json
import os
import subprocess
import sys
import time

import pytest

from repositories import Repository, run_job
from testwright_ci import events, process, suggestions

SHOP = {"shop/__init__.py": "", "shop/price.py": "def price(n):\n    return n\n"}
GOOD = "from shop.price import price\n\n\ndef test_price():\n    assert price(1) == 1\n"


def run(tmp_path, head_files, suggested, *arguments, suites="base head"):
    """`(report, printed, repository)` of a job; head has a passing test and `head_files`, and there is no base."""
    repository = Repository(tmp_path / "repo")
    repository.commit("head", {**SHOP, "tests/test_price.py": GOOD, **head_files})
    repository.companion("a" * 40, suggested, suites=suites)
    began = time.monotonic()
    report, printed = run_job(repository, tmp_path / "out", *arguments)
    assert time.monotonic() - began < 60
    return report, printed, repository


def marked(mark: str) -> list:
    """Command lines of living processes that hold the mark."""
    found = []
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                line = file.read()
            with open(f"/proc/{name}/stat", "rb") as file:
                state = file.read().rpartition(b")")[2].split()[0]
        except (OSError, IndexError):
            continue
        if mark.encode() in line and state != b"Z":
            found.append(line)
    return found


@pytest.mark.parametrize(
    "code, status, reason",
    [
        (
            "def test_x():\n    import os\n    os._exit(0)\n",
            "error",
            "ended with code 0 during tests/test_x.py::test_x",
        ),
        ("def test_x():\n    raise SystemExit(0)\n", "red", "1 of 2 tests failed"),
        ("import os\nos._exit(0)\n", "error", "ended with code 0"),
        (
            "import sys\nsys.exit(0)\n",
            "error",
            "told to exit (sys.exit): SystemExit: 0 (tests/test_x.py, line 2)",
        ),
        ("import pytest\ndef test_x():\n    pytest.exit('enough')\n", "error", "exit code 2"),
        (
            "import pytest, sys\n@pytest.fixture\ndef f():\n    sys.exit(0)\ndef test_x(f):\n    pass\n",
            "red",
            "1 of 2 tests failed",
        ),
        (
            "import os, shutil\ndef test_x():\n    shutil.rmtree('.git')\n",
            "error",
            "could not be read any more",
        ),
        (
            "import json, os\ndef test_x():\n"
            "    fds = ['/proc/self/fd/' + n for n in os.listdir('/proc/self/fd')]\n"
            "    [path] = [p for p in fds if os.path.realpath(p).endswith('events.jsonl')]\n"
            "    with open(path, 'a') as file:\n"
            "        for _ in range(80):\n            file.write('x' * 1_000_000)\n"
            "    import time\n    time.sleep(60)\n",
            "error",
            "filled the record",
        ),
    ],
    ids=[
        "exit",
        "system-exit",
        "exit-import",
        "system-exit-import",
        "pytest-exit",
        "fixture",
        "git",
        "record",
    ],
)
def test_a_suite_that_ends_or_spoils_its_process(tmp_path, code, status, reason):
    report, _, _ = run(tmp_path, {"tests/test_x.py": code}, {})
    head = report["suites"]["head"]
    assert (head["status"], reason in (head["reason"] or "")) == (status, True), head
    assert (head["coverage"] is not None) == (status in ("passed", "red"))


@pytest.mark.parametrize(
    "call, reason", [("os._exit(0)", "ended with code 0"), ("sys.exit(0)", "told to exit")]
)
def test_a_conftest_that_exits(tmp_path, call, reason):
    report, _, _ = run(
        tmp_path, {"conftest.py": f"import os\nimport sys\n\n{call}\n"}, {"tests/test_new.py": GOOD}
    )
    assert report["suites"]["head"]["status"] == "error"
    assert reason in report["suites"]["head"]["reason"]
    assert report["files"][0]["status"] == "uncollectable"
    assert reason in report["files"][0]["failure"]["message"]
    assert report["tests"] == []


def test_coverage_data_that_is_gone_is_not_zero_coverage(tmp_path):
    plugin = (
        "import os\nimport shutil\nimport coverage\n\n\ndef test_x():\n"
        "    save = coverage.Coverage.save\n    folder = os.path.dirname(os.environ['COVERAGE_FILE'])\n"
        "    def lose(self):\n        save(self)\n        shutil.rmtree(folder)\n"
        "    coverage.Coverage.save = lose\n"
    )
    report, _, _ = run(tmp_path, {"tests/test_x.py": plugin}, {})
    head = report["suites"]["head"]
    assert (head["status"], head["coverage"]) == ("error", None)
    assert "coverage data was gone" in head["reason"]


def test_a_suite_that_prints_a_gigabyte_costs_no_disk_and_keeps_its_end(tmp_path):
    loud = (
        "import os\n\n\ndef test_x():\n    os.write(2, b'the beginning')\n    block = b'x' * 1_000_000\n"
        "    for _ in range(1000):\n        os.write(2, block)\n    os.write(2, b'the end')\n    os._exit(1)\n"
    )
    report, _, _ = run(tmp_path, {"tests/test_x.py": loud, "pytest.ini": "[pytest]\naddopts = -s\n"}, {})
    head = report["suites"]["head"]
    assert head["status"] == "error" and head["reason"].endswith("the end")


def test_what_a_suite_starts_does_not_outlive_it(tmp_path):
    mark = f"testwright-survivor-{os.getpid()}-{time.monotonic_ns()}"
    forks = (
        "import os\nimport subprocess\nimport sys\nimport time\n\n\ndef test_x():\n"
        f"    command = [sys.executable, '-c', 'import time; time.sleep(300)', {mark!r}]\n"
        "    subprocess.Popen(command)\n    subprocess.Popen(command, start_new_session=True)\n"
        "    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
        "            os.execv(command[0], command)\n        os._exit(0)\n"
        "    time.sleep(0.3)\n"
    )
    report, _, _ = run(tmp_path, {"tests/test_x.py": forks}, {})
    assert report["suites"]["head"]["status"] == "passed"
    assert marked(mark) == []


def test_a_forked_child_that_goes_on_with_the_suite_changes_nothing(tmp_path):
    forks = "import os\n\n\ndef test_x():\n    if os.fork():\n        os.wait()\n"
    report, _, _ = run(tmp_path, {"tests/test_x.py": forks}, {})
    head = report["suites"]["head"]
    assert (head["status"], head["counts"]["passed"]) == ("passed", 2)


def test_a_thread_that_never_ends_does_not_hold_up_a_suite_that_has_told_all(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "_GRACE_SECONDS", 0.5)
    start = "threading.Thread(target=time.sleep, args=(300,)).start()"
    thread = f"import threading\nimport time\n\n\ndef test_x():\n    {start}\n"
    report, _, _ = run(tmp_path, {"tests/test_x.py": thread}, {})
    assert report["suites"]["head"]["status"] == "passed"


def test_a_suite_that_deletes_the_checkout_is_followed_by_an_intact_one(tmp_path):
    deletes = (
        "import os\nimport shutil\n\n\ndef test_x():\n"
        "    for name in os.listdir('.'):\n        if name != '.git':\n"
        "            shutil.rmtree(name, ignore_errors=True)\n    os.unlink('pyproject.toml')\n"
        "    os.makedirs('shop')\n    open('.git/index.lock', 'w').close()\n"
    )
    files = {"tests/test_x.py": deletes, "pyproject.toml": ""}
    report, _, repository = run(tmp_path, files, {"tests/test_new.py": GOOD})
    assert [test["head"]["outcome"] for test in report["tests"]] == ["passed"]
    assert any("shop/price.py" in sentence for sentence in report["skipped"])
    assert repository.git("status", "--porcelain") == ""


def test_a_suite_that_commits_does_not_change_what_is_tested_next(tmp_path):
    commits = (
        "import subprocess\n\n\ndef test_x():\n    open('shop/price.py', 'a').write('raise RuntimeError\\n')\n"
        "    subprocess.run(['git', '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org',\n"
        "                    'commit', '-qam', 'mine'], check=True)\n"
    )
    report, _, repository = run(
        tmp_path, {}, {"tests/test_a.py": commits, "tests/test_b.py": GOOD}, suites="none"
    )
    assert [test["head"]["outcome"] for test in report["tests"]] == ["passed", "passed"]
    assert any("shop/price.py" in sentence for sentence in report["skipped"])
    assert repository.git("log", "-1", "--format=%s") == "Suggested tests [skip ci]"


def test_git_lost_while_suggestions_run_still_gives_a_report(tmp_path):
    loses = "import shutil\n\n\ndef test_x():\n    shutil.rmtree('.git')\n"
    report, _, _ = run(tmp_path, {}, {"tests/test_a.py": loses, "tests/test_b.py": GOOD}, suites="none")
    assert any("The job ended early: GitError" in sentence for sentence in report["skipped"])
    assert report["suites"]["head"]["status"] == "not-asked"


def test_the_report_folder_is_made_anew_and_no_link_in_it_is_followed(tmp_path):
    out, prey = tmp_path / "out", tmp_path / "prey"
    prey.mkdir()
    (prey / "precious").write_text("kept", encoding="utf-8")
    lays = (
        f"import os\n\nOUT, PREY = {str(out)!r}, {str(prey)!r}\n\n\ndef test_x():\n    os.makedirs(OUT, exist_ok=True)\n"
        "    for name in ('testwright-report.json', 'head.lcov', 'head.junit.xml'):\n"
        "        os.symlink(PREY + '/precious', OUT + '/' + name)\n"
        "    os.symlink(PREY, OUT + '/folder')\n    open(OUT + '/base.lcov', 'w').write('SF:forged')\n"
    )
    report, _, _ = run(tmp_path, {"tests/test_x.py": lays}, {})
    assert (prey / "precious").read_text(encoding="utf-8") == "kept"
    assert not any(path.is_symlink() for path in out.iterdir())
    assert {path.name for path in out.iterdir()} == {
        "testwright-report.json",
        "head.lcov",
        "companion.lcov",
        "head.junit.xml",
    }
    assert report["suites"]["head"]["status"] == "passed"


def test_replaced_functions_reach_neither_the_record_nor_the_job(tmp_path):
    patches = (
        "import builtins\nimport json\nimport os\nimport time\n\nimport pytest\n\n\n"
        "@pytest.fixture\ndef broken(monkeypatch):\n"
        "    def fail(*arguments, **keywords):\n        raise OSError('replaced')\n"
        "    monkeypatch.setattr(json, 'dumps', fail)\n    monkeypatch.setattr(os, 'write', fail)\n"
        "    monkeypatch.setattr(os, 'getpid', lambda: 1)\n    monkeypatch.setattr(builtins, 'open', fail)\n"
        "    monkeypatch.setattr(time, 'time', lambda: 0)\n\n\n"
        "def test_x(broken):\n    pass\n\n\ndef test_y(broken):\n    assert 1 == 2\n"
    )
    before = (json.dumps, os.write, builtins.open)
    report, _, _ = run(tmp_path, {}, {"tests/test_new.py": patches}, suites="none")
    assert [test["head"]["outcome"] for test in report["tests"]] == ["passed", "failed"]
    assert report["tests"][1]["head"]["failure"]["message"] == "assert 1 == 2"
    assert (json.dumps, os.write, builtins.open) == before


def test_a_suggested_test_that_floods_the_record_or_hangs_costs_only_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(suggestions, "ITEM_SECONDS", 2.0)
    monkeypatch.setattr(events, "RECORD_BYTES", 1_000_000)
    monkeypatch.setattr(process, "RECORD_BYTES", 1_000_000)
    floods = (
        "import os\nimport time\nfrom shop.price import price\n\n\ndef test_floods():\n"
        "    [path] = [p for p in ('/proc/self/fd/' + n for n in os.listdir('/proc/self/fd'))\n"
        "              if os.path.realpath(p).endswith('events.jsonl')]\n"
        "    with open(path, 'a') as file:\n        file.write('x' * 2_000_000)\n    time.sleep(60)\n\n\n"
        "def test_hangs():\n    while True:\n        pass\n\n\ndef test_price():\n    assert price(1) == 1\n"
    )
    report, _, _ = run(tmp_path, {}, {"tests/test_new.py": floods}, suites="none")
    assert [test["head"]["outcome"] for test in report["tests"]] == ["error", "timeout", "passed"]
    assert "record" in report["tests"][0]["head"]["failure"]["message"]


def test_forged_events_of_a_wrong_shape_are_not_taken(tmp_path):
    path = tmp_path / "events.jsonl"
    good = {"event": "start", "nodeid": "a"}
    lines = [
        json.dumps(good),
        '{"event": "phase", "nodeid": "a", "phase": "call", "outcome": "passed", "xfail": false, "duration": NaN}',
        '{"event": "phase", "nodeid": 1}',
        '{"event": "finish", "exit": true, "modules": [], "measurable": []}',
        '{"event": "finish", "exit": 0, "modules": [["a"]], "measurable": []}',
        '{"event": "collected", "items": [{"nodeid": "a"}]}',
        '{"event": "collect-error", "nodeid": "a", "failure": {"type": "X"}}',
        '{"event": "unheard-of"}',
        "[" * 100_000,
        "null",
        "not json",
        '{"event": "start", "nodeid": "cut off by a kill',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert events.read_events(str(path)) == [good]
    link = tmp_path / "link.jsonl"
    link.symlink_to(path)
    assert events.read_events(str(link)) == []
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert events.read_events(str(tmp_path / "pipe.jsonl")) == []


def test_a_job_that_is_cancelled_ends_its_tests_and_puts_the_checkout_back(tmp_path):
    mark = f"testwright-cancelled-{os.getpid()}-{time.monotonic_ns()}"
    started = tmp_path / "started"
    slow = (
        "import subprocess\nimport sys\nimport time\n\n\ndef test_x():\n"
        f"    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)', {mark!r}], start_new_session=True)\n"
        f"    open({str(started)!r}, 'w').close()\n    time.sleep(300)\n"
    )
    repository = Repository(tmp_path / "repo")
    base = repository.commit("base", {**SHOP, "tests/test_x.py": slow})
    repository.companion(base, {})
    ci = os.path.dirname(os.path.dirname(os.path.abspath(process.__file__)))
    job = subprocess.Popen(
        [sys.executable, "-I", ci, "--output", str(tmp_path / "out")],
        cwd=repository.root,
        stdout=subprocess.DEVNULL,
    )
    until = time.monotonic() + 30
    while not started.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert marked(mark)
    job.terminate()
    assert job.wait(timeout=30) == 1
    assert marked(mark) == []
    assert repository.git("rev-parse", "--abbrev-ref", "HEAD") == "main"
