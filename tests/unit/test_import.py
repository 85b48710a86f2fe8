import subprocess
import sys


def test_import_opens_nothing():
    import sqlmodel_rs

    assert sqlmodel_rs.__name__ == "sqlmodel_rs"


def test_import_brings_no_event_loop():
    """What only some programs use is imported by them: an event loop brings ssl and sockets along."""
    program = "import sys, sqlmodel_rs; print(*sorted({'asyncio', 'ssl', 'difflib', 'sqlalchemy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
