// The extension with stand-ins for VS Code and for the language client.
'use strict';
const assert = require('node:assert');
const Module = require('node:module');
const { beforeEach, test } = require('node:test');

const settings = {};
let clients, commands, errors, failing;

class LanguageClient {
  constructor(id, name, server, options) {
    Object.assign(this, { id, name, server, options, calls: [] });
    clients.push(this);
  }
  async start() {
    this.calls.push('start');
    this.failed = failing;
    if (failing) throw new Error('spawn ENOENT');
  }
  async stop() {
    this.calls.push('stop');
    if (this.calls[0] !== 'start' || this.failed) throw new Error('never ran, and cannot be stopped');
  }
}

const stands = {
  vscode: {
    workspace: {
      getConfiguration: () => ({ get: (name, otherwise) => settings[name] ?? otherwise }),
    },
    window: { showErrorMessage: (message) => errors.push(message) },
    commands: {
      registerCommand: (name, run) => {
        commands[name] = run;
        return { dispose() {} };
      },
    },
  },
  'vscode-languageclient/node': { LanguageClient },
};
const load = Module._load;
Module._load = (name, ...rest) => stands[name] ?? load(name, ...rest);
const extension = require('../out/bare.js');

beforeEach(() => {
  for (const name of Object.keys(settings)) delete settings[name];
  clients = [];
  commands = {};
  errors = [];
  failing = false;
});

test('it starts the server for C files and hands it the settings', async () => {
  settings.path = '/opt/async-lint';
  settings.arguments = ['--rules', 'all'];
  const context = { subscriptions: [] };
  await extension.activate(context);
  assert.strictEqual(clients.length, 1);
  assert.strictEqual(clients[0].server.command, '/opt/async-lint');
  assert.deepStrictEqual(clients[0].server.args, ['lsp', '--rules', 'all']);
  assert.deepStrictEqual(clients[0].options.documentSelector, [{ scheme: 'file', language: 'c' }]);
  assert.strictEqual(clients[0].options.synchronize.configurationSection, 'asyncLint');
  assert.deepStrictEqual(clients[0].calls, ['start']);
  assert.strictEqual(context.subscriptions.length, 1);
});

test('without settings it is `async-lint lsp` of the PATH', async () => {
  await extension.activate({ subscriptions: [] });
  assert.strictEqual(clients[0].server.command, 'async-lint');
  assert.deepStrictEqual(clients[0].server.args, ['lsp']);
});

test('restarting takes the settings of now', async () => {
  await extension.activate({ subscriptions: [] });
  settings.path = '/elsewhere/async-lint';
  await commands['asyncLint.restart']();
  assert.deepStrictEqual(clients[0].calls, ['start', 'stop']);
  assert.strictEqual(clients[1].server.command, '/elsewhere/async-lint');
  assert.deepStrictEqual(clients[1].calls, ['start']);
});

test('a server that is not there is said, and can be started later', async () => {
  failing = true;
  await extension.activate({ subscriptions: [] });
  assert.match(errors[0], /asyncLint\.path/);
  settings.path = '/found/async-lint';
  failing = false;
  await commands['asyncLint.restart']();
  assert.deepStrictEqual(clients[1].calls, ['start']);
});

test('it stops its server when it goes', async () => {
  await extension.activate({ subscriptions: [] });
  await extension.deactivate();
  assert.deepStrictEqual(clients[0].calls, ['start', 'stop']);
});
