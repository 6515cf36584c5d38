"""async-lint as actions of a build: one a C file, and one that checks what they wrote.

    load("@async_lint//:async_lint.bzl", "async_lint_report", "async_lint_test")

    async_lint_test(name = "lint", targets = [":server"])
    async_lint_report(name = "lint_sarif", targets = [":server"], format = "sarif")
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "C_COMPILE_ACTION_NAME")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

AsyncLintInfo = provider(
    doc = "What is known of the C files of a target and of all that it depends on.",
    fields = {
        "parts": "depset of files that `async-lint merge` reads, one a C file",
        "files": "depset of sources and headers, which reports quote",
    },
)

# ---- one action a C file ----

def _words(text):
    """Splits an option as Bazel does: at blanks, with quotes and backslashes as in a shell."""
    words, word, quote, literal = [], None, "", False
    for c in text.elems():
        if literal:
            word, literal = (word or "") + c, False
        elif c == "\\" and quote != "'":
            literal = True
        elif c == quote:
            quote = ""
        elif not quote and c in "'\"":
            quote, word = c, word or ""
        elif not quote and c in " \t\n":
            words, word = words + ([word] if word != None else []), None
        else:
            word = (word or "") + c
    return words + ([word] if word != None else [])

def _own_options(ctx):
    options = list(ctx.fragments.cpp.copts + ctx.fragments.cpp.conlyopts)
    for option in getattr(ctx.rule.attr, "copts", []):
        options += _words(ctx.expand_make_variables("copts", option, {}))
    return options

def _compile_arguments(ctx, cc_toolchain, compilation):
    """The arguments with which the toolchain compiles C files of the target."""
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = cc_toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = cc_toolchain,
        user_compile_flags = _own_options(ctx),
        include_directories = compilation.includes,
        quote_include_directories = compilation.quote_includes,
        system_include_directories = compilation.system_includes,
        preprocessor_defines = depset(
            transitive = [compilation.defines, getattr(compilation, "local_defines", depset())],
        ),
    )
    return cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = C_COMPILE_ACTION_NAME,
        variables = variables,
    )

def _index(ctx, source, arguments, inputs):
    part = ctx.actions.declare_file(
        "{}.async_lint/{}.alx".format(ctx.rule.attr.name, source.short_path.replace("../", "")),
    )
    ctx.actions.run(
        executable = ctx.executable._async_lint,
        arguments = ["index", source.path, "--relative", "-j1", "-q", "-o", part.path, "--"] +
                    arguments,
        inputs = inputs,
        tools = [ctx.attr._async_lint[DefaultInfo].files_to_run],
        outputs = [part],
        mnemonic = "AsyncLintIndex",
        progress_message = "Indexing {}".format(source.short_path),
    )
    return part

def _aspect_impl(target, ctx):
    below = [
        dependency[AsyncLintInfo]
        for name in ["deps", "implementation_deps"]
        for dependency in getattr(ctx.rule.attr, name, [])
        if AsyncLintInfo in dependency
    ]
    parts, files = [], depset()
    sources = [f for f in getattr(ctx.rule.files, "srcs", []) if f.extension == "c"]
    if CcInfo in target and sources:
        compilation = target[CcInfo].compilation_context
        cc_toolchain = find_cpp_toolchain(ctx)
        arguments = _compile_arguments(ctx, cc_toolchain, compilation)
        files = depset(ctx.rule.files.srcs, transitive = [compilation.headers])
        inputs = depset(transitive = [files, cc_toolchain.all_files])
        parts = [_index(ctx, source, arguments, inputs) for source in sources]
    info = AsyncLintInfo(
        parts = depset(parts, transitive = [b.parts for b in below]),
        files = depset(transitive = [files] + [b.files for b in below]),
    )
    return [info, OutputGroupInfo(async_lint_parts = info.parts)]

_TOOL = {
    "_async_lint": attr.label(
        default = Label("@async_lint_tool//:async-lint"),
        executable = True,
        cfg = "host",
    ),
}

async_lint_aspect = aspect(
    implementation = _aspect_impl,
    doc = "Indexes the C files of a target and of all that it depends on.",
    attr_aspects = ["deps", "implementation_deps"],
    attrs = dict(
        _TOOL,
        _cc_toolchain = attr.label(
            default = Label("@bazel_tools//tools/cpp:current_cc_toolchain"),
        ),
    ),
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

# ---- checking them together ----

_CHECK = dict(
    _TOOL,
    targets = attr.label_list(
        aspects = [async_lint_aspect],
        mandatory = True,
        doc = "The programs and libraries to check, as one program.",
    ),
    config = attr.label_list(
        allow_files = True,
        doc = "Files that the options or `.async-lint` name, and `.async-lint` itself.",
    ),
    options = attr.string_list(doc = "More options for `async-lint merge`."),
)

def _parts(ctx):
    return depset(transitive = [t[AsyncLintInfo].parts for t in ctx.attr.targets])

def _files(ctx):
    return depset(ctx.files.config, transitive = [t[AsyncLintInfo].files for t in ctx.attr.targets])

def _report_impl(ctx):
    report = ctx.actions.declare_file("{}.{}".format(ctx.label.name, ctx.attr.format))
    parts = _parts(ctx)
    arguments = ctx.actions.args()
    arguments.add_all(["merge", "--no-store", "--exit-zero", "-q"])
    arguments.add("--format", "{}={}".format(ctx.attr.format, report.path))
    arguments.add_all(ctx.attr.options)
    arguments.add_all(parts)
    ctx.actions.run(
        executable = ctx.executable._async_lint,
        arguments = [arguments],
        inputs = depset(transitive = [parts, _files(ctx)]),
        tools = [ctx.attr._async_lint[DefaultInfo].files_to_run],
        outputs = [report],
        mnemonic = "AsyncLintMerge",
        progress_message = "Checking asynchronous code of {}".format(ctx.label),
    )
    return [DefaultInfo(files = depset([report]))]

async_lint_report = rule(
    implementation = _report_impl,
    doc = "A report on the targets. What could not be checked fails the build; findings do not.",
    attrs = dict(_CHECK, format = attr.string(default = "sarif", doc = "A format of async-lint.")),
)

def _quoted(word):
    return "'" + word.replace("'", "'\\''") + "'"

def _test_impl(ctx):
    parts = _parts(ctx)
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    words = [ctx.executable._async_lint.short_path, "merge", "--no-store"] + ctx.attr.options
    words += [part.short_path for part in parts.to_list()]
    ctx.actions.write(
        output = script,
        content = "#!/bin/sh\nexec " + " ".join([_quoted(word) for word in words]) + "\n",
        is_executable = True,
    )
    runfiles = ctx.runfiles(transitive_files = depset(transitive = [parts, _files(ctx)]))
    runfiles = runfiles.merge(ctx.attr._async_lint[DefaultInfo].default_runfiles)
    return [DefaultInfo(executable = script, runfiles = runfiles)]

async_lint_test = rule(
    implementation = _test_impl,
    doc = "Fails on findings, and when something could not be checked.",
    attrs = _CHECK,
    test = True,
)
