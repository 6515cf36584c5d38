-- Drives the language server from Neovim's own client, headless, in a copy of the demo project: typing, a fix,
-- renaming, closing, a killed server and the next one; then, with the page's settings, beside clangd. Ends
-- Neovim with status 0 or 1.
local folder = vim.fn.getcwd()
-- Until something that does not come is a failure; a minute less than CTest waits.
local LIMIT = 240000 -- milliseconds

local function finish(message)
  if message then
    io.stderr:write(message .. '\n')
    vim.cmd('cquit 1')
  end
  vim.cmd('qall!')
end

local function check(what, condition)
  if not condition then finish('failed: ' .. what) end
  io.stdout:write('ok: ' .. what .. '\n')
end

local function eventually(what, condition)
  check(what, vim.wait(LIMIT, condition, 10))
end

-- ---- the editor ----

local function start()
  return vim.lsp.start_client({
    name = 'async-lint',
    cmd = { 'async-lint', 'lsp' },
    root_dir = folder,
  })
end

local function open(name, client)
  vim.cmd('silent edit ' .. folder .. '/' .. name)
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].filetype = 'c'
  vim.lsp.buf_attach_client(buffer, client)
  return buffer
end

local function has(buffer, code)
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    local lsp = diagnostic.user_data and diagnostic.user_data.lsp or {}
    if lsp.code == code then return diagnostic end
  end
end

-- What is known of a file, whether it is open or not.
local function of(name) return vim.uri_to_bufnr(vim.uri_from_fname(folder .. '/' .. name)) end

local function request(buffer, method, params)
  local answers = vim.lsp.buf_request_sync(buffer, method, params, LIMIT)
  for _, answer in pairs(answers or {}) do return answer.result end
end

local function place(buffer, line, character)
  return {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    position = { line = line, character = character },
  }
end

local client = start()
local limit = open('limit.c', client)
local main = open('main.c', client)
eventually('a finding of another file', function() return has(limit, 'blocking-call') end)
check('it stands at its place', has(limit, 'blocking-call').lnum == 9)

local text = vim.api.nvim_buf_get_lines(main, 0, -1, false)
for number, line in ipairs(text) do
  if line:match('task_run%(update_feed, &reader%->feeds%[0%]') then
    vim.api.nvim_buf_set_lines(main, number - 1, number, false, { '  task *first = NULL;' })
  end
  if line:match('task_run%(update_feed, &reader%->feeds%[1%]') then
    vim.api.nvim_buf_set_lines(main, number - 1, number, false, { '  task *second = NULL;' })
  end
end
eventually('typing takes it away', function() return not has(limit, 'blocking-call') end)
vim.api.nvim_buf_set_lines(main, 0, -1, false, text)
eventually('and brings it back', function() return has(limit, 'blocking-call') end)

local hover = request(limit, 'textDocument/hover', place(limit, 5, 6))
check('a hover says what blocks', hover and hover.contents.value:match('may block'))

local http = open('http.c', client)
eventually('a finding with a fix', function() return has(http, 'dropped-token') end)
local finding = has(http, 'dropped-token')
local actions = request(http, 'textDocument/codeAction', {
  textDocument = { uri = vim.uri_from_bufnr(http) },
  range = {
    start = { line = finding.lnum, character = finding.col },
    ['end'] = { line = finding.lnum, character = finding.col },
  },
  context = { diagnostics = { finding.user_data.lsp } },
})
local fix
for _, action in ipairs(actions or {}) do
  if action.title:match('^Pass') then fix = action end
end
check('it is offered', fix)
vim.lsp.util.apply_workspace_edit(fix.edit, vim.lsp.get_client_by_id(client).offset_encoding)
eventually('applied, the finding is gone', function() return not has(http, 'dropped-token') end)

vim.cmd('silent bwipeout! ' .. http) -- the fix was not saved
eventually('of a closed file the disk counts again', function() return has(of('http.c'), 'dropped-token') end)

-- This Neovim tells the server of files that it opens and closes only: it sees for itself what became of them.
vim.lsp.util.rename(folder .. '/limit.c', folder .. '/pause.c')
open('pause.c', client)
eventually('findings go with a file that is renamed',
  function() return has(of('pause.c'), 'blocking-call') and not has(of('limit.c'), 'blocking-call') end)
vim.lsp.util.rename(folder .. '/pause.c', folder .. '/limit.c')
limit = open('limit.c', client)
eventually('and back',
  function() return has(limit, 'blocking-call') and not has(of('pause.c'), 'blocking-call') end)

request(limit, 'asyncLint/sync', {}) -- nothing is on its way, which Neovim would show after the end
vim.lsp.get_client_by_id(client).stop(true) -- as a crash would
eventually('the server is gone, and its findings with it', function()
  return vim.lsp.client_is_stopped(client) and not has(limit, 'blocking-call')
end)
client = start()
vim.lsp.buf_attach_client(limit, client)
vim.lsp.buf_attach_client(main, client)
eventually('the next server says the same', function() return has(limit, 'blocking-call') end)

vim.lsp.get_client_by_id(client).stop()
eventually('it ends when it is told to', function() return vim.lsp.client_is_stopped(client) end)

-- ---- beside clangd, as the page has it ----

local function setting()
  local text = table.concat(vim.fn.readfile(vim.env.PAGES .. '/neovim.md'), '\n')
  return text:match('```lua\n(.-)\n```')
end

local function from(buffer, source)
  return vim.tbl_filter(function(one) return one.source == source end, vim.diagnostic.get(buffer))
end

local warnings = {}
vim.notify = function(message) table.insert(warnings, message) end
assert(loadstring(setting()))()
vim.api.nvim_set_current_buf(limit)
vim.cmd('silent edit!')
vim.bo[limit].filetype = 'c'
eventually('the settings start it', function() return has(limit, 'blocking-call') end)
if vim.fn.executable(vim.env.CLANGD) == 1 then
  local beside = vim.lsp.start_client({ name = 'clangd', cmd = { vim.env.CLANGD }, root_dir = folder })
  vim.lsp.buf_attach_client(limit, beside)
  vim.api.nvim_buf_set_lines(limit, 9, 10, false, { '  /* ä😀 */ sleep(nothing);' })
  -- Either may be first, so each has to show what it says of this text only.
  eventually('clangd and async-lint show their own', function()
    return #from(limit, 'clang') == 1 and has(limit, 'unchecked')
  end)
  vim.api.nvim_buf_set_lines(limit, 9, 10, false, { '  /* ä😀 */ sleep(1);' })
  eventually('each takes back its own', function()
    return #from(limit, 'clang') == 0 and has(limit, 'blocking-call') and not has(limit, 'unchecked')
  end)
  check('at its place', has(limit, 'blocking-call').col == #'  /* ä😀 */ ')
  vim.lsp.buf.hover()
  check('they count positions alike: ' .. vim.inspect(warnings), #warnings == 0)
else
  io.stdout:write('skipped: no clangd beside it\n')
end
for _, one in ipairs(vim.lsp.get_active_clients()) do one.stop() end
eventually('all end', function() return #vim.lsp.get_active_clients() == 0 end)
finish()
