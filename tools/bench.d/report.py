"""The figures, for people and for programs."""

import json


class Findings:
    def __init__(self):
        self.rows = []
        self.promises = []
        self.remarks = []

    def add(self, name, median, unit, p99_ms=None, ratio=None, limit=None, least_ratio=None, most_ratio=None,
            most=None, quartiles=None):
        """limit  what the same machine did at best in the same run, in the same unit.
        ratio  median of each round's own ratio.
        least_ratio, most_ratio, most  the goal: a ratio to reach or not to exceed, or a median not to exceed."""
        goal = verdict = None
        if least_ratio is not None:
            goal, verdict = f"ratio >= {least_ratio}", ratio >= least_ratio
        if most_ratio is not None:
            goal, verdict = f"ratio <= {most_ratio:g}", ratio <= most_ratio
        if most is not None:
            goal, verdict = f"<= {most:g} {unit}", median <= most
        self.rows.append({
            "name": name, "median": median, "p99_ms": p99_ms, "ratio": ratio, "limit": limit, "unit": unit,
            "quartiles": quartiles, "goal": goal, "verdict": None if verdict is None else word(verdict), "detail": ""})

    def promise(self, text, is_kept, detail):
        self.promises.append({"text": text, "kept": is_kept, "detail": detail})

    def remark(self, text):
        self.remarks.append(text)


def word(is_met):
    return "pass" if is_met else "short"


def show(findings, as_json):
    print(to_json(findings) if as_json else to_table(findings))


def to_json(findings):
    rows = findings.rows + [row_of(promise) for promise in findings.promises]
    return json.dumps([{key: rounded(value) for key, value in row.items()} for row in rows], indent=2)


def row_of(promise):
    """In the shape of a figure, without one."""
    nothing = dict.fromkeys(("median", "p99_ms", "ratio", "limit", "unit", "quartiles"))
    return {"name": promise["text"], **nothing, "goal": "yes", "verdict": word(promise["kept"]),
            "detail": promise["detail"]}


def rounded(value):
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return float(f"{value:.5g}") if isinstance(value, float) else value


def to_table(findings):
    head = ("", "median", "", "quartiles", "p99 ms", "ratio", "limit", "goal", "")
    lines = [head, *(cells(row) for row in findings.rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    left = (0, 2, 7, 8)
    text = ["  ".join(cell.ljust(width) if column in left else cell.rjust(width)
                      for column, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines]
    text += ["", *map(sentence, findings.promises)]
    return "\n".join([*text, *findings.remarks])


def sentence(promise):
    detail = f" ({promise['detail']})" if promise["detail"] else ""
    return f"{promise['text']}: {'yes' if promise['kept'] else 'no'}{detail}"


def cells(row):
    quartiles = " - ".join(map(short, row["quartiles"])) if row["quartiles"] else ""
    return (row["name"], short(row["median"]), row["unit"], quartiles, short(row["p99_ms"]),
            "" if row["ratio"] is None else f"{row['ratio']:.3f}", short(row["limit"]), row["goal"] or "",
            row["verdict"] or "")


def short(value):
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"
