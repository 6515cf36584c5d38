// Drives the language server with the reference client library of the LSP project, on a copy of the demo
// project: typing, a killed server and the next one. By hand, since it comes from a registry:
//   npm install --no-package-lock --prefix FOLDER vscode-languageserver-protocol
//   NODE_PATH=FOLDER/node_modules node reference_client.js ASYNC_LINT DEMO RUNTIME_INCLUDE
'use strict';
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawn } = require('child_process');
const rpc = require('vscode-jsonrpc/node');
const lsp = require('vscode-languageserver-protocol/node');

const [server, demo, headers] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reference-'));
const uri = (name) => 'file://' + path.join(folder, name);

function putProject() {
  const names = fs.readdirSync(demo).filter((name) => /\.[ch]$/.test(name));
  for (const name of names) fs.copyFileSync(path.join(demo, name), path.join(folder, name));
  const entries = names.filter((name) => name.endsWith('.c')).map((file) => ({
    directory: folder, file, arguments: ['cc', '-std=gnu11', '-I' + headers, '-c', file],
  }));
  fs.writeFileSync(path.join(folder, 'compile_commands.json'), JSON.stringify(entries));
}

async function start() {
  const child = spawn(server, ['lsp'], { cwd: folder });
  const connection = rpc.createMessageConnection(
    new rpc.StreamMessageReader(child.stdout), new rpc.StreamMessageWriter(child.stdin));
  const published = new Map();
  connection.onNotification(lsp.PublishDiagnosticsNotification.type,
    (params) => published.set(params.uri, params));
  connection.onRequest(() => null);
  connection.listen();
  const result = await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid, rootUri: 'file://' + folder, workspaceFolders: null,
    capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true } } },
  });
  assert.strictEqual(result.capabilities.positionEncoding, 'utf-16');
  await connection.sendNotification(lsp.InitializedNotification.type, {});
  return { child, connection, published };
}

async function open(session, name) {
  const text = fs.readFileSync(path.join(folder, name), 'utf8');
  await session.connection.sendNotification(lsp.DidOpenTextDocumentNotification.type,
    { textDocument: { uri: uri(name), languageId: 'c', version: 1, text } });
  return text;
}

async function codes(session, name) {
  await session.connection.sendRequest('asyncLint/sync', {});
  return (session.published.get(uri(name))?.diagnostics ?? []).map((one) => one.code);
}

async function change(session, name, version, text) {
  await session.connection.sendNotification(lsp.DidChangeTextDocumentNotification.type,
    { textDocument: { uri: uri(name), version }, contentChanges: [{ text }] });
}

async function main() {
  putProject();
  let session = await start();
  const text = await open(session, 'limit.c');
  assert.deepStrictEqual(await codes(session, 'limit.c'), ['blocking-call']);
  await change(session, 'limit.c', 2, text.replace('sleep(', '(void)('));
  assert.deepStrictEqual(await codes(session, 'limit.c'), []);
  assert.strictEqual(session.published.get(uri('limit.c')).version, 2);
  const ended = new Promise((resolve) => session.child.on('exit', resolve));
  session.child.kill('SIGKILL');
  await ended;
  session = await start();
  await open(session, 'limit.c');
  assert.deepStrictEqual(await codes(session, 'limit.c'), ['blocking-call']);
  await session.connection.sendRequest(lsp.ShutdownRequest.type);
  await session.connection.sendNotification(lsp.ExitNotification.type);
  fs.rmSync(folder, { recursive: true });
  console.log('ok');
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
