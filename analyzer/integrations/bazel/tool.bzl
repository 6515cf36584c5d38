"""The program and the files that have to lie where it looks for them."""

def _tool_impl(ctx):
    program = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = program, target_file = ctx.file.program, is_executable = True)
    return [DefaultInfo(
        executable = program,
        runfiles = ctx.runfiles([ctx.file.program] + ctx.files.files),
    )]

async_lint_tool = rule(
    implementation = _tool_impl,
    attrs = {
        "program": attr.label(allow_single_file = True, mandatory = True),
        "files": attr.label_list(allow_files = True),
    },
    executable = True,
)
