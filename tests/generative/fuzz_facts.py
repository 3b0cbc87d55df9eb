"""Coverage-guided fuzzing of `tettpaa facts` by hand; no test and no dependency.

    pip install atheris==3.0.0
    python tests/generative/fuzz_facts.py -max_total_time=600 [CORPUS_FOLDER]

The bytes are cut at the first NUL into a mapping and a source; an empty part stands for the good one.
Anything but an InputError is a finding, which atheris writes to a file and shows.
"""

import os
import sys
import tempfile

import atheris

with atheris.instrument_imports(include=["tettpaa", "csv", "tomllib"]):
    from test_facts_fuzz import ABSENCES, LESSONS, MAPPING, run


def one_input(data: bytes) -> None:
    mapping, _, source = data.partition(b"\0")
    run(mapping or MAPPING.encode(), source or ABSENCES.encode(), LESSONS.encode())


if __name__ == "__main__":
    os.environ["TETTPAA_HOME"] = tempfile.mkdtemp()
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
