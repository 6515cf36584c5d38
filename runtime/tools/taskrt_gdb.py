# SPDX-License-Identifier: MIT
# Tasks in gdb:
#
#   (gdb) source runtime/tools/taskrt_gdb.py
#   (gdb) info tasks       every task: number, state, name, body, where it was started
#   (gdb) task 3 bt        the calls of task 3, which is suspended (x86-64, live process)
#   (gdb) task upload bt   the same of the first task with this name
#
# Needs debug information of taskrt and of the program.
import gdb

OVER = 2


def depot():
    return gdb.parse_and_eval("'task_memory.c'::depot")


def pointer(name):
    return gdb.lookup_type(name).pointer()


def tasks():
    """All objects with references, in the order in which they lie in memory."""
    task = pointer("struct task")
    chunk = depot()["chunks"]
    while chunk:
        for i in range(int(chunk["count"])):
            t = (chunk["blocks"] + i * int(chunk["block"])).cast(task)
            if int(t["references"]) > 0:
                yield t
        chunk = chunk["next"]
    single = depot()["singles"]
    while single:
        t = single["object"].address.cast(task)
        if int(t["references"]) > 0:
            yield t
        single = single["next"]


def coroutine(t):
    """The coroutine that t is, None for an object without a body."""
    return t.cast(pointer("struct coroutine")) if t["body"] else None


def text(value):
    return value.string() if value else ""


def origin(t):
    """Where t was started."""
    if t["placed"]:
        return text(t["origin"].cast(pointer("char")))
    return t["origin"].format_string(symbols=True) if t["origin"] else ""


def workers():
    pool = gdb.parse_and_eval("pool__")
    return [pool["workers"][i] for i in range(int(pool["count"]))]


def state(t):
    if int(t["waiter"]) == OVER:
        return "over"
    body = coroutine(t)
    if body is None:
        return "object"
    if any(w["current"] == body or w["stepping"] == body for w in workers()):
        return "running"
    if t["stackless"]:
        return "stackless"
    return "suspended" if body["stack"] else "queued"


class InfoTasks(gdb.Command):
    """List the tasks of taskrt: number, address, state, name, body, place of the start."""

    def __init__(self):
        super().__init__("info tasks", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        for number, t in enumerate(tasks(), 1):
            name = text(t["name"])
            body = t["body"].format_string(symbols=True) if t["body"] else "-"
            print("%4d  %s  %-9s  %s  %s  %s" % (number, hex(int(t)), state(t), name or "-",
                                                body.split(" ", 1)[-1], origin(t)))


class Task(gdb.Command):
    """task N bt: the backtrace of the suspended task with this number or name in `info tasks`."""

    def __init__(self):
        super().__init__("task", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        words = gdb.string_to_argv(argument)
        if len(words) != 2 or words[1] != "bt":
            raise gdb.GdbError("usage: task N bt, with a number or a name from `info tasks`")
        t = find(words[0])
        if t is None:
            raise gdb.GdbError("there is no task %s" % words[0])
        if state(t) != "suspended":
            raise gdb.GdbError("task %s is not suspended" % words[0])
        backtrace(coroutine(t))


def find(which):
    for number, t in enumerate(tasks(), 1):
        if which in (str(number), text(t["name"])):
            return t
    return None


def backtrace(body):
    """Puts the registers where task__switch() has saved them, looks, and puts them back."""
    names = ["r15", "r14", "r13", "r12", "rbx", "rbp", "rip"]
    activation = body["stack"]["room"].address.cast(pointer("struct activation"))
    sp = activation["context"]["sp"].cast(pointer("unsigned long"))
    gdb.newest_frame().select()
    saved = {n: int(gdb.parse_and_eval("(unsigned long)$" + n)) for n in names + ["rsp"]}
    try:
        for i, name in enumerate(names):
            gdb.execute("set $%s = %d" % (name, int(sp[i])))
        gdb.execute("set $rsp = %d" % (int(sp) + 8 * len(names)))
        gdb.execute("bt")
    finally:
        for name, value in saved.items():
            gdb.execute("set $%s = %d" % (name, value))


InfoTasks()
Task()
