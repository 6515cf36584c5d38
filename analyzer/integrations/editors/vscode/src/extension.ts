// Starts `async-lint lsp` for C files and shows the call behind a code lens. Everything else is the
// language client's. No command of clangd is taken.
import * as vscode from 'vscode';
import { LanguageClient, LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

function createClient(): LanguageClient {
  const settings = vscode.workspace.getConfiguration('asyncLint');
  const server: ServerOptions = {
    command: settings.get<string>('path', 'async-lint'),
    args: ['lsp', ...settings.get<string[]>('arguments', [])],
  };
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: 'file', language: 'c' }],
    initializationOptions: settings,
    synchronize: { configurationSection: 'asyncLint' },
  };
  return new LanguageClient('asyncLint', 'async-lint', server, options);
}

async function start(): Promise<void> {
  client = createClient();
  try {
    await client.start();
  } catch (error) {
    client = undefined; // one that never ran cannot be stopped
    void vscode.window.showErrorMessage(
      `async-lint cannot be started (${String(error)}): "asyncLint.path" says where it is`);
  }
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand('asyncLint.restart', async () => {
      await client?.stop();
      await start();
    }));
  await start();
}

export function deactivate(): Thenable<void> | undefined {
  return client?.stop();
}
