"""The repository `@async_lint_tool`: the installed async-lint, with all that it needs."""

_BUILD = """
load("@async_lint//:tool.bzl", "async_lint_tool")

async_lint_tool(
    name = "async-lint",
    program = "bin/async-lint",
    files = glob(["libexec/**", "share/**"]),
    visibility = ["//visibility:public"],
)
"""

def _installed_impl(ctx):
    for path in ["bin/async-lint", "libexec/async-lint", "share/async-lint"]:
        ctx.symlink("{}/{}".format(ctx.attr.prefix, path), path)
    ctx.file("BUILD.bazel", _BUILD)

async_lint_installed = repository_rule(
    implementation = _installed_impl,
    doc = "What `cmake --install` or a package has put below `prefix`.",
    attrs = {"prefix": attr.string(default = "/usr")},
    local = True,
)
