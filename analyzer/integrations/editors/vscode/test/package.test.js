// What is packaged, and that its manifest agrees with the source.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { test } = require('node:test');

const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const source = fs.readFileSync('src/extension.ts', 'utf8');

// The names in a zip file's directory, which stands at its end.
function entries(path) {
  const bytes = fs.readFileSync(path);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  const names = [];
  for (let at = bytes.readUInt32LE(end + 16), i = bytes.readUInt16LE(end + 10); i > 0; i--) {
    const length = bytes.readUInt16LE(at + 28);
    names.push(bytes.toString('utf8', at + 46, at + 46 + length));
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return names;
}

test('the package holds the extension and nothing of its workshop', () => {
  const names = entries('async-lint.vsix');
  for (const name of ['extension/package.json', 'extension/out/extension.js', 'extension.vsixmanifest'])
    assert(names.includes(name), `${name} is in ${names}`);
  assert(names.some((name) => /^extension\/readme\.md$/i.test(name)));
  assert(!names.some((name) => /node_modules|src\/|test\/|package-lock/.test(name)), `${names}`);
});

test('one file is the whole program', () => {
  const program = fs.readFileSync('out/extension.js', 'utf8');
  assert.doesNotMatch(program, /require\("vscode-languageclient/);
  assert.match(program, /require\("vscode"\)/);
});

test('commands and settings are those of the source', () => {
  for (const { command } of manifest.contributes.commands) assert(source.includes(`'${command}'`));
  const known = Object.keys(manifest.contributes.configuration.properties);
  for (const [, name] of source.matchAll(/settings\.get<[^>]*>+\('(\w+)'/g))
    assert(known.includes(`asyncLint.${name}`), name);
  assert(!JSON.stringify(manifest).includes('clangd.'));
});

test('the version is that of async-lint', { skip: !process.env.ASYNC_LINT_VERSION }, () => {
  assert.strictEqual(manifest.version, process.env.ASYNC_LINT_VERSION);
});
