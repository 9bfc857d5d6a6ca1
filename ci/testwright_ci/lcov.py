"""LCOV text from the report's counts: numeric fields only, which every LCOV reader understands."""


def render_lcov(files: dict) -> str:
    """One record a file; a branch's block is the line it leaves, its number the order among that line's branches."""
    records = []
    for path, entry in sorted(files.items()):
        lines = [(line, 1) for line in entry["executed"]] + [(line, 0) for line in entry["missing"]]
        branches = [(*arc, 1) for arc in entry["executed_branches"]] + [
            (*arc, 0) for arc in entry["missing_branches"]
        ]
        record = ["TN:", f"SF:{path}"]
        record += [f"DA:{line},{hits}" for line, hits in sorted(lines)]
        record += [f"LF:{entry['statements']}", f"LH:{entry['covered']}"]
        executed = set(entry["executed"])
        numbers: dict = {}
        for start, _end, taken in sorted(branches):
            number = numbers[start] = numbers.get(start, -1) + 1
            hits = str(taken) if start in executed else "-"
            record.append(f"BRDA:{start},0,{number},{hits}")
        record += [f"BRF:{entry['branches']}", f"BRH:{entry['covered_branches']}", "end_of_record"]
        records.append("\n".join(record))
    return "\n".join(records) + ("\n" if records else "")
