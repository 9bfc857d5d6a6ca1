"""The table that people see on the job's page ($GITHUB_STEP_SUMMARY)."""

from .annotation import passed_and_others


def render_summary(report: dict) -> str:
    """Markdown with the coverage of base, head and companion, and the suites' reasons."""
    suites = report["suites"]
    rows = [
        ("base", suites["base"]["status"], suites["base"]["coverage"]),
        ("head", suites["head"]["status"], suites["head"]["coverage"]),
        ("with suggestions", "", report["companion"]),
    ]
    lines = ["### Testwright", "", "| | suite | lines | branches |", "|---|---|---|---|"]
    for name, status, coverage in rows:
        lines.append(f"| {name} | {status} | {_ratio(coverage, 'lines')} | {_ratio(coverage, 'branches')} |")
    passed, others = passed_and_others(report)
    what = "probes were observed" if report["kind"] == "probe" else "suggested tests passed on head"
    lines += ["", f"{passed} of {passed + others} {what}."]
    for name in ("base", "head"):
        if suites[name]["reason"]:
            lines += ["", f"{name}: {_plain(suites[name]['reason'])}"]
    for sentence in report["skipped"]:
        lines += ["", f"- {_plain(sentence)}"]
    return "\n".join(lines) + "\n"


def _ratio(coverage, what: str) -> str:
    if coverage is None:
        return "unmeasured"
    ratio = coverage["totals"][what]
    share = f" ({100 * ratio['covered'] / ratio['total']:.1f} %)" if ratio["total"] else ""
    return f"{ratio['covered']}/{ratio['total']}{share}"


def _plain(text: str) -> str:
    """Text of unknown origin as inert Markdown on one line."""
    return "`" + " ".join(text.split()).replace("`", "'")[:500] + "`"
