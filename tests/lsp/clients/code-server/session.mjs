// Drives the extension in VS Code itself, as code-server brings it into a browser, on a copy of the demo
// project: findings across files while typing, hover, fixes, a killed server and the next one.
//   node session.mjs ASYNC_LINT EXTENSION.vsix DEMO RUNTIME_INCLUDE
import assert from 'node:assert';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [program, extension, demo, headers] = process.argv.slice(2);
const patience = 60000; // milliseconds, for each thing that has to appear
const browser = ['chromium', 'chromium-browser', 'google-chrome'].find(isInstalled);
if (!isInstalled('code-server') || !browser || !fs.existsSync(extension)) {
  console.log('skipped: code-server, a Chromium and the packaged extension are wanted');
  process.exit(0);
}

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'code-server-')));
const inFolder = (name) => path.join(folder, name);
const settings = ['--user-data-dir', inFolder('data'), '--extensions-dir', inFolder('extensions')];
const environment = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };

function isInstalled(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

function putProject() {
  const names = fs.readdirSync(demo).filter((name) => /\.[ch]$/.test(name));
  fs.mkdirSync(inFolder('project'));
  for (const name of names)
    fs.copyFileSync(path.join(demo, name), inFolder('project/' + name));
  const entries = names.filter((name) => name.endsWith('.c')).map((file) => ({
    directory: inFolder('project'), file, arguments: ['cc', '-std=gnu11', '-I' + headers, '-c', file] }));
  fs.writeFileSync(inFolder('project/compile_commands.json'), JSON.stringify(entries));
  fs.mkdirSync(inFolder('data/User'), { recursive: true });
  // The program is reached by a name of its own, so that its process can be told from others.
  fs.symlinkSync(program, inFolder('async-lint'));
  fs.writeFileSync(inFolder('data/User/settings.json'), JSON.stringify({
    'asyncLint.path': inFolder('async-lint'), 'workbench.startupEditor': 'none', 'files.autoSave': 'off',
    'telemetry.telemetryLevel': 'off', 'extensions.autoCheckUpdates': false }));
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function startServer(port) {
  const child = spawn('code-server', ['--auth', 'none', '--bind-addr', '127.0.0.1:' + port, '--disable-telemetry',
    '--disable-update-check', '--disable-workspace-trust', ...settings], { env: environment, detached: true });
  await new Promise((resolve, reject) => {
    const listen = (data) => String(data).includes('HTTP server listening') && resolve();
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('exit', (code) => reject(new Error('code-server ended with ' + code)));
  });
  return child;
}

// ---- the window ----

let page;

// The status bar's word for so many problems; what there is none of is not in it.
function counts(errors, warnings) {
  const label = [errors && `Errors: ${errors}`, warnings && `Warnings: ${warnings}`].filter(Boolean).join(', ');
  return page.locator(`#status\\.problems a[aria-label="${label}"], #status\\.problems[aria-label="${label}"]`).first()
    .waitFor({ timeout: patience });
}

async function choose(text, entry) {
  await page.locator('.quick-input-widget input').first().fill(text);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: entry }).first()
    .click({ timeout: patience });
}

async function command(name) {
  await page.keyboard.press('F1');
  await choose('>' + name, name);
}

async function open(name, place) {
  await page.keyboard.press('Control+p');
  await choose(name, name);
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: patience });
  await page.keyboard.press('Control+g');
  await choose(':' + place, 'Go to line');
  const [line, column] = place.split(':');
  await page.locator('#status\\.editor\\.selection', { hasText: `Ln ${line}, Col ${column}` })
    .waitFor({ timeout: patience });
}

// The window may not listen yet: keys are pressed again.
async function press(keys, selector, hasText) {
  const wanted = page.locator(selector, { hasText }).first();
  const end = Date.now() + patience;
  for (let seen = false; !seen;) {
    assert(Date.now() < end, `${keys} do not bring ${selector}`);
    await page.keyboard.press('Escape');
    for (const key of keys)
      await page.keyboard.press(key);
    seen = await wanted.waitFor({ timeout: patience / 10 }).then(() => true, () => false);
  }
}

const line = (text) => page.locator('.view-line', { hasText: text }).first().waitFor({ timeout: patience });

const servers = () => spawnSync('pgrep', ['-f', inFolder('async-lint') + ' lsp'], { encoding: 'utf8' })
  .stdout.split('\n').filter(Boolean).map(Number);

async function until(condition, what) {
  const end = Date.now() + patience;
  while (!condition()) {
    assert(Date.now() < end, what);
    await page.waitForTimeout(100);
  }
}

// ---- the session ----

async function session() {
  await open('limit.c', '10:6');
  await counts(3, 3); // of the whole project
  await line('may block'); // the hint behind the parameter
  await press(['Control+k', 'Control+i'], '.monaco-hover', '`http_get` calls `limit_wait` here');
  await page.keyboard.press('Escape');

  await command('Toggle Line Comment'); // the `sleep`, four calls from the task
  await counts(2, 3);
  await page.keyboard.press('Control+z');
  await counts(3, 3);

  // A configuration that comes, has a mistake, and goes: nobody types meanwhile.
  fs.writeFileSync(inFolder('project/.async-lint'), 'rules:\n  blocking-call: off\n');
  await counts(2, 3);
  fs.writeFileSync(inFolder('project/.async-lint'), 'rules:\n  blocking-cal: off\n');
  await counts(2, 0); // the mistake, and "not checked" in the open file
  fs.rmSync(inFolder('project/.async-lint'));
  await counts(3, 3);

  await open('feed.c', '33:11');
  await press(['Control+.'], '.action-widget', 'Allow `blocking-wait` here');
  await page.locator('.action-widget .monaco-list-row.focused', { hasText: 'task_await' }).first()
    .waitFor({ timeout: patience });
  await page.keyboard.press('Enter');
  await line('task_await(');
  await counts(2, 3);

  const [first] = servers();
  process.kill(first, 'SIGKILL');
  await until(() => servers().some((server) => server !== first), 'no server came after the killed one');
  await open('limit.c', '10:6');
  await command('Toggle Line Comment'); // the new one knows the unsaved fix, and answers
  await counts(1, 3);

  const [second] = servers();
  await command('async-lint: restart the server');
  await until(() => servers().some((server) => server !== second) && !servers().includes(second),
    'the command does not restart the server');
  await page.keyboard.press('Control+z');
  await counts(2, 3);
}

putProject();
execFileSync('code-server', ['--install-extension', extension, ...settings], { env: environment });
const port = await freePort();
const server = await startServer(port);
const chrome = await chromium.launch({ executablePath: execFileSync('which', [browser], { encoding: 'utf8' }).trim(),
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
try {
  page = await chrome.newPage({ viewport: { width: 1400, height: 900 } });
  await page.goto(`http://127.0.0.1:${port}/?folder=${inFolder('project')}`);
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'limit.c' }).first()
    .waitFor({ timeout: patience });
  await session();
  console.log('VS Code: findings, hints, hover, configuration, fix, killed server, restart');
} catch (error) {
  if (process.env.SCREENSHOT && page)
    await page.screenshot({ path: process.env.SCREENSHOT });
  throw error;
} finally {
  await chrome.close();
  process.kill(-server.pid, 'SIGTERM');
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}
