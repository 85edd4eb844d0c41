"""The macros of man(7) that the pages need."""


def escaped(text):
    """Text as it stands: no letter of it is a request or an escape."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("^", "\\(ha").replace("~", "\\(ti")
    return text.replace("`", "\\(ga")


def paragraph(text):
    """Filled lines; one that begins with a dot stays a text."""
    return "".join("\\&" * line.startswith(".") + escaped(line) + "\n" for line in text.splitlines() if line)


def heading(version, name, section, what):
    return (f'.\\" Made by tools/make-manual.\n.TH "{escaped(name)}" "{section}" "" "asiointipalvelu {version}" '
            f'"asiointipalvelu"\n.SH NAME\n{escaped(name)} \\- {escaped(what)}\n')


def section(title, body):
    return f".SH {title.upper()}\n{body}"


def subsection(title, body):
    return f".SS {escaped(title)}\n{body}"


def item(term, text):
    """term  roff as it is."""
    return f".TP\n{term}\n{paragraph(text)}"


def bold(text):
    return f"\\fB{escaped(text)}\\fR"


def italic(text):
    return f"\\fI{escaped(text)}\\fR"


def as_it_is(text):
    """Examples: lines are kept, and none is filled."""
    lines = "".join("\\&" + escaped(line) + "\n" if line else "\n" for line in text.strip("\n").splitlines())
    return f".PP\n.nf\n{lines}.fi\n"


def epilogue(text):
    """What stands below the options in --help: examples as they are, all else filled."""
    blocks = [block for block in text.split("\n\n") if block.strip() and block.strip() != "Examples:"]
    return "".join(as_it_is(block) if block.startswith("Examples:") else ".PP\n" + paragraph(block) for block in blocks)
