// Drives the language server with the reference client library of the LSP project on a copy of the demo
// project: typing, fixing, renaming, closing, a worker that crashes, a killed server and the next one.
//   node session.js ASYNC_LINT DEMO RUNTIME_INCLUDE
'use strict';
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawn } = require('child_process');
const rpc = require('vscode-jsonrpc/node');
const lsp = require('vscode-languageserver-protocol/node');
const { TextDocument } = require('vscode-languageserver-textdocument');

const [program, demo, headers] = process.argv.slice(2);
const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'reference-')));
const uri = (name) => 'file://' + path.join(folder, name);
const saved = (name) => fs.readFileSync(path.join(folder, name), 'utf8');

function putProject(renamed = {}) {
  const names = fs.readdirSync(demo).filter((name) => /\.[ch]$/.test(name));
  for (const name of names)
    fs.copyFileSync(path.join(demo, name), path.join(folder, renamed[name] ?? name));
  const entries = names.filter((name) => name.endsWith('.c')).map((name) => renamed[name] ?? name)
    .map((file) => ({ directory: folder, file,
      arguments: ['cc', '-std=gnu11', '-I' + headers, '-c', file] }));
  fs.writeFileSync(path.join(folder, 'compile_commands.json'), JSON.stringify(entries));
}

// ---- an editor ----

class Editor {
  constructor() {
    this.child = spawn(program, ['lsp'], { cwd: folder });
    this.ended = new Promise((resolve) => this.child.on('exit', (code, signal) =>
      resolve(signal ?? code)));
    this.connection = rpc.createMessageConnection(
      new rpc.StreamMessageReader(this.child.stdout), new rpc.StreamMessageWriter(this.child.stdin));
    this.published = new Map();
    this.documents = new Map();
    this.connection.onNotification(lsp.PublishDiagnosticsNotification.type,
      (params) => this.published.set(params.uri, params));
    this.connection.onRequest(() => null);
    this.connection.listen();
  }

  async start(more = {}) {
    const { capabilities } = await this.ask(lsp.InitializeRequest.type, {
      processId: process.pid, rootUri: 'file://' + folder, workspaceFolders: null,
      capabilities: { ...more, textDocument: { ...more.textDocument,
        publishDiagnostics: { relatedInformation: true } } },
    });
    await this.tell(lsp.InitializedNotification.type, {});
    return capabilities;
  }

  ask(type, params) { return this.connection.sendRequest(type, params); }
  tell(type, params) { return this.connection.sendNotification(type, params); }

  open(name, text = saved(name)) {
    this.documents.set(name, TextDocument.create(uri(name), 'c', 1, text));
    return this.tell(lsp.DidOpenTextDocumentNotification.type,
      { textDocument: { uri: uri(name), languageId: 'c', version: 1, text } });
  }

  close(name) {
    this.documents.delete(name);
    return this.tell(lsp.DidCloseTextDocumentNotification.type,
      { textDocument: { uri: uri(name) } });
  }

  text(name) { return this.documents.get(name).getText(); }

  // Edits as the server gives them; they are in no order and do not overlap.
  async apply(name, edits) {
    const document = this.documents.get(name);
    const contentChanges = [...edits]
      .sort((a, b) => document.offsetAt(b.range.start) - document.offsetAt(a.range.start))
      .map(({ range, newText }) => ({ range, text: newText }));
    const version = document.version + 1;
    await this.tell(lsp.DidChangeTextDocumentNotification.type,
      { textDocument: { uri: uri(name), version }, contentChanges });
    this.documents.set(name, TextDocument.update(document, contentChanges, version));
  }

  // One character after the other, as at a keyboard.
  async type(name, from, to, text) {
    const at = (offset) => this.documents.get(name).positionAt(offset);
    await this.apply(name, [{ range: { start: at(from), end: at(to) }, newText: '' }]);
    for (const character of text) { // whole ones, of one or two units
      await this.apply(name, [{ range: { start: at(from), end: at(from) }, newText: character }]);
      from += character.length;
    }
  }

  async replace(name, before, after) {
    const from = this.text(name).indexOf(before);
    assert.notStrictEqual(from, -1, `${before} is in ${name}`);
    await this.type(name, from, from + before.length, after);
  }

  async findings(name) {
    await this.ask('asyncLint/sync', {});
    const params = this.published.get(uri(name));
    if (this.documents.has(name)) assert.strictEqual(params?.version, this.documents.get(name).version);
    return params?.diagnostics ?? [];
  }

  async codes(name) { return (await this.findings(name)).map((one) => one.code); }

  async stop() {
    await this.ask(lsp.ShutdownRequest.type);
    await this.tell(lsp.ExitNotification.type);
    assert.strictEqual(await this.ended, 0);
  }
}

// ---- sessions ----

async function typing() {
  const editor = new Editor();
  const capabilities = await editor.start();
  assert.strictEqual(capabilities.positionEncoding, lsp.PositionEncodingKind.UTF16);
  assert.strictEqual(capabilities.textDocumentSync.change, lsp.TextDocumentSyncKind.Incremental);
  await editor.open('limit.c');
  const [finding] = await editor.findings('limit.c');
  assert.strictEqual(finding.code, 'blocking-call');
  assert.strictEqual(finding.source, 'async-lint');
  assert.strictEqual(finding.severity, lsp.DiagnosticSeverity.Error);
  assert(finding.relatedInformation.some((one) => one.location.uri === uri('main.c')));
  assert.strictEqual(editor.documents.get('limit.c').getText(finding.range).slice(0, 5), 'sleep');
  await editor.replace('limit.c', 'sleep(', '/* 😀 */ (void)(');
  assert.deepStrictEqual(await editor.codes('limit.c'), []);
  await editor.replace('limit.c', '/* 😀 */ (void)(', '/* 😀 */ sleep(');
  const [moved] = await editor.findings('limit.c');
  assert.strictEqual(editor.documents.get('limit.c').getText(moved.range).slice(0, 5), 'sleep');
  return editor;
}

async function fixing(editor) {
  await editor.open('http.c');
  const finding = (await editor.findings('http.c')).find((one) => one.code === 'dropped-token');
  const actions = await editor.ask(lsp.CodeActionRequest.type, {
    textDocument: { uri: uri('http.c') }, range: finding.range,
    context: { diagnostics: [finding], only: [lsp.CodeActionKind.QuickFix] },
  });
  const fix = actions.find((one) => one.isPreferred && one.diagnostics?.[0].code === 'dropped-token')
    ?? actions.find((one) => one.title.startsWith('Pass'));
  await editor.apply('http.c', fix.edit.changes[uri('http.c')]);
  assert(!(await editor.codes('http.c')).includes('dropped-token'));
}

async function renaming(editor) {
  const text = editor.text('limit.c');
  await editor.close('limit.c');
  fs.renameSync(path.join(folder, 'limit.c'), path.join(folder, 'pause.c'));
  putProject({ 'limit.c': 'pause.c' });
  fs.rmSync(path.join(folder, 'limit.c'), { force: true });
  await editor.open('pause.c', text);
  await editor.tell(lsp.DidChangeWatchedFilesNotification.type, { changes: [
    { uri: uri('limit.c'), type: lsp.FileChangeType.Deleted },
    { uri: uri('pause.c'), type: lsp.FileChangeType.Created },
    { uri: uri('compile_commands.json'), type: lsp.FileChangeType.Changed },
  ] });
  assert.deepStrictEqual(await editor.codes('pause.c'), ['blocking-call']);
  assert.deepStrictEqual(await editor.codes('limit.c'), []);
}

async function closing(editor) {
  await editor.replace('pause.c', 'sleep(', '(void)(');
  assert.deepStrictEqual(await editor.codes('pause.c'), []);
  await editor.close('pause.c'); // not saved: the disk counts again
  assert.deepStrictEqual(await editor.codes('pause.c'), ['blocking-call']);
}

async function crashing(editor) {
  await editor.open('store.c');
  const before = await editor.codes('store.c');
  const text = editor.text('store.c');
  await editor.type('store.c', 0, 0, '#pragma clang __debug crash\n');
  assert((await editor.codes('store.c')).includes('unchecked'));
  await editor.type('store.c', 0, editor.text('store.c').length - text.length, '');
  assert.deepStrictEqual(await editor.codes('store.c'), before);
}

async function refusing(editor) {
  const code = (promise) => promise.then(() => undefined, (error) => error.code);
  assert.strictEqual(await code(editor.ask('asyncLint/nothing', {})), rpc.ErrorCodes.MethodNotFound);
  assert.strictEqual(await code(editor.ask('textDocument/hover', [1])), rpc.ErrorCodes.InvalidParams);
  await editor.replace('store.c', '\n', '\n\n'); // something to wait for
  const source = new rpc.CancellationTokenSource();
  const waiting = editor.connection.sendRequest('asyncLint/sync', {}, source.token);
  source.cancel();
  // Whichever comes first: the answer, or the cancellation.
  const ended = await code(waiting);
  assert(ended === undefined || ended === lsp.LSPErrorCodes.RequestCancelled);
}

async function restarting(editor) {
  editor.child.kill('SIGKILL');
  assert.strictEqual(await editor.ended, 'SIGKILL');
  const next = new Editor();
  const capabilities = await next.start({
    textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } },
  });
  assert(capabilities.diagnosticProvider);
  await next.open('pause.c');
  const report = await next.ask(lsp.DocumentDiagnosticRequest.type,
    { textDocument: { uri: uri('pause.c') } });
  assert.strictEqual(report.kind, lsp.DocumentDiagnosticReportKind.Full);
  assert.deepStrictEqual(report.items.map((one) => one.code), ['blocking-call']);
  const again = await next.ask(lsp.DocumentDiagnosticRequest.type,
    { textDocument: { uri: uri('pause.c') }, previousResultId: report.resultId });
  assert.strictEqual(again.kind, lsp.DocumentDiagnosticReportKind.Unchanged);
  assert.strictEqual(next.published.size, 0); // it was asked, so it does not publish
  await next.stop();
}

async function main() {
  putProject();
  const editor = await typing();
  for (const session of [fixing, renaming, closing, crashing, refusing, restarting]) {
    await session(editor);
    console.log(`ok: ${session.name}`);
  }
}

main().then(() => 0, (error) => { console.error(error); return 1; }).then((status) => {
  fs.rmSync(folder, { recursive: true });
  process.exit(status);
});
