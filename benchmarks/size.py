"""Code lines by module as ruff formats them, without blank lines, comments, docstrings: python benchmarks/size.py."""

import ast
import io
import subprocess
import sys
import tokenize
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def code_lines(source: str) -> int:
    """How many lines of a module hold code.

    >>> code_lines('"What it does."\\n\\nONE = 1  # a number\\n')
    1
    """
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, documented)]
    said = [node.body[0] for node in nodes if ast.get_docstring(node, clean=False) is not None]
    said = {line for one in said for line in range(one.lineno, one.end_lineno + 1)}
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {line for token in tokens if token.type not in NO_CODE for line in range(token.start[0], token.end[0] + 1)}
    return len(lines - said)


def formatted(path: Path) -> str:
    """A module's source as ruff formats it, which nothing squeezed into long lines escapes."""
    command = [sys.executable, "-m", "ruff", "format", "--quiet", "--stdin-filename", str(path), "-"]
    return subprocess.run(command, input=path.read_text("utf-8"), capture_output=True, text=True, check=True).stdout


def sizes() -> Counter[str]:
    """Code lines of each tracked module of the helpers, and of each other folder."""
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    counted: Counter[str] = Counter()
    for path in map(Path, listed.split()):
        if (ROOT / path).is_file():
            module = "/".join(path.parts[:3]).removesuffix(".py") if path.parts[0] == "src" else path.parts[0]
            counted[module] += code_lines(formatted(ROOT / path))
    return counted


if __name__ == "__main__":
    counted = sizes()
    for module, lines in sorted(counted.items()):
        print(f"{lines:7,}  {module}")
    print(f"{sum(lines for module, lines in counted.items() if module.startswith('src')):7,}  in src/helpers")
