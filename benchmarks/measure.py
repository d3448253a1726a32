"""Runs commands as whole processes: time, processor time, memory; and says on which machine."""

import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count()
# A run counts as disturbed if others took more than this share of one core; it is done again, this many times at most.
FOREIGN, RETRIES = 0.15, 6


class Run:
    """One finished process: seconds on the wall, of processor time, and of others' processor time meanwhile."""

    def __init__(self, wall, cpu, foreign):
        self.wall, self.cpu, self.foreign = wall, cpu, foreign

    @property
    def disturbed(self):
        return self.foreign > FOREIGN * self.wall + 0.03


def run(command, outputs=(), cwd=None):
    """Runs a command once, its outputs deleted right before. A command is a list; several are run in turn."""
    for output in outputs:
        remove(output)
    busy, start = _busy(), time.perf_counter()
    cpu = 0.0
    for words in command if isinstance(command[0], (list, tuple)) else [command]:
        process = subprocess.Popen(
            [str(word) for word in words], cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        message = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(map(str, words))}: exit code {process.returncode}\n{message.decode()}")
        cpu += usage.ru_utime + usage.ru_stime
    wall = time.perf_counter() - start
    return Run(wall, cpu, max(0.0, _busy() - busy - cpu))


def remove(path):
    """A file or a folder, if it is there."""
    if Path(path).is_dir():
        shutil.rmtree(path)
    else:
        Path(path).unlink(missing_ok=True)


def _busy():
    """Seconds that all cores were busy, stolen ones included, since the machine started."""
    fields = [int(text) for text in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    return (sum(fields[:3]) + sum(fields[5:8])) / TICK


def alternate(runs, variants):
    """Runs each variant in turn, `runs` times; one of each before, uncounted. Variants: name -> (command, outputs).

    Gives name -> median Run, and prints to stderr how many runs were done again or stayed disturbed.
    """
    found = {name: [] for name in variants}
    again = kept = 0
    for i in range(runs + 1):
        for name, (command, outputs) in variants.items():
            for attempt in range(RETRIES + 1):
                one = run(command, outputs)
                if i == 0 or not one.disturbed:
                    break
                again += attempt < RETRIES
            kept += i > 0 and one.disturbed
            if i > 0:
                found[name].append(one)
    for _, outputs in variants.values():
        for output in outputs:
            remove(output)
    if again:
        print(f"({again} runs repeated, since others were busy; {kept} disturbed ones kept)", file=sys.stderr)
    return {name: median(some) for name, some in found.items()}


def median(runs):
    """The run made of each figure's median."""
    return Run(*(statistics.median(getattr(one, key) for one in runs) for key in ("wall", "cpu", "foreign")))


def warm(file):
    """Reads a file, or all of a folder, so that it lies in the page cache."""
    if Path(file).is_dir():
        for each in Path(file).iterdir():
            warm(each)
        return
    with open(file, "rb", buffering=0) as source:
        while source.read(1 << 22):
            pass


def peak_memory(command, outputs=()):
    """Peak resident MB that are a process's own: without the pages of files, which the system can take back."""
    for output in outputs:
        remove(output)
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    own = total = 0
    while process.poll() is None:
        try:
            status = dict(re.findall(r"^(\w+):\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text(), re.M))
        except (FileNotFoundError, ProcessLookupError):
            break
        own = max(own, int(status.get("RssAnon", 0)) + int(status.get("RssShmem", 0)))
        total = max(total, int(status.get("VmHWM", 0)))
        time.sleep(0.002)
    message = process.communicate()[1]
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {process.returncode}\n{message.decode()}")
    return own / 1000, total / 1000


def machine():
    """One line: processor, cores, memory, kernel, file system, Java."""
    info = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*:\s*(.+)$", info, re.M)
    version = subprocess.run([java(), "-version"], capture_output=True, text=True).stderr
    runtime = re.search(r"\(build ([^,)]+)", version)
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    java_version = runtime.group(1) if runtime else "of unknown version"
    return (
        f"{model.group(1).strip() if model else platform.machine()}, {CORES} cores, {memory:.0f} GB, "
        f"Linux {platform.release()}, Java {java_version}, {time.strftime('%Y-%m-%d')}"
    )


def java():
    """The Java that the launcher takes, unless the first one it looks at does not fit."""
    chosen, home = os.environ.get("REGRAFT_JAVA"), os.environ.get("JAVA_HOME")
    if chosen:
        return os.path.join(chosen, "bin/java") if os.path.isdir(chosen) else chosen
    return os.path.join(home, "bin/java") if home else "java"


def table(title, head, rows):
    """Prints a Markdown table; the columns behind the first are numbers."""
    print(f"\n{title}\n")
    print("| " + " | ".join(head) + " |")
    print("| --- |" + " ---: |" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    sys.stdout.flush()
