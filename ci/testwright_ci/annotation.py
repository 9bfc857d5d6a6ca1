"""The one notice that carries the totals; the twin of src/core/names/totals-annotation.ts."""


def render_totals_annotation(report: dict) -> str:
    """The notice's text for a report."""
    suites = report["suites"]
    passed, others = passed_and_others(report)
    return " | ".join(
        [
            f"run {report['run']} round {report['round']}: {_render('base', suites['base']['coverage'])}",
            _render("head", suites["head"]["coverage"]),
            _render("with suggestions", report["companion"]),
            f"{passed} passed {others} not",
        ]
    )


def passed_and_others(report: dict) -> tuple:
    """Tests that passed on head (or probes whose behaviour was observed), and the others."""
    if report["kind"] == "probe":
        good = [probe["status"] in ("value", "exception") for probe in report["probes"]]
    else:
        good = [test["head"]["outcome"] == "passed" for test in report["tests"]]
    return sum(good), len(good) - sum(good)


def render_notice(text: str) -> str:
    """The workflow command; see docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::notice title=Testwright totals::{escaped}"


def inert(text: str) -> str:
    """One line that the runner cannot take for a workflow command: those begin a line or hold `##[`."""
    return text.replace("\r", " ").replace("\n", " ").replace("##[", "## [")


def _render(name: str, coverage) -> str:
    if coverage is None:
        return f"{name} unmeasured"
    lines, branches = coverage["totals"]["lines"], coverage["totals"]["branches"]
    return (
        f"{name} {lines['covered']}/{lines['total']} lines {branches['covered']}/{branches['total']} branches"
    )
